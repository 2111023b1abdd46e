/** After a save that K3s takes up at its next start only: offers to restart it, and sees that it runs with the file. */

import { commands, l10n, type Uri, window } from 'vscode';
import type { WindowMachines } from '../actions/machines.ts';
import type { App } from '../app.ts';
import { type Identity, identityOf } from '../host/identity.ts';
import { needsRestart } from '../machines/rootFiles/path.ts';
import { type Target, targetName } from '../operations/target.ts';

/** Whoever knows the nodes: compares one with a file once `restart` says that K3s has been restarted. */
export interface Explored {
  afterRestart(machine: Identity, file: Uri, restart: () => Promise<boolean>): Promise<void>;
}

/** Takes the machine as its argument. */
const RESTART = 'k3s.machine.restart';

export class Applied {
  private readonly app: App;
  private readonly machines: WindowMachines;
  private readonly explorer: Explored;
  private readonly offered = new Set<string>();
  private readonly told = new Set<string>();

  constructor(app: App, machines: WindowMachines, explorer: Explored) {
    this.app = app;
    this.machines = machines;
    this.explorer = explorer;
  }

  /**
   * One offer for each machine at a time, however often something is saved.
   *
   * @param bySelf the editor saved it, which it does all the time: offered once for each file
   */
  async offer(uri: Uri, target: Target, bySelf: boolean): Promise<void> {
    if (bySelf && this.told.has(uri.toString())) return;
    if (!needsRestart(uri.path) || this.offered.has(uri.authority)) return;
    this.offered.add(uri.authority);
    const restart = l10n.t('Restart K3s to Apply');
    const answer = await this.ask(uri, target, restart).finally(() => this.offered.delete(uri.authority));
    if (answer !== restart) return;
    await this.restart(uri, target);
    this.app.machine.refresh();
  }

  /** Where nobody can restart anything, nobody is asked. */
  private async ask(uri: Uri, target: Target, restart: string): Promise<string | undefined> {
    if (!(await commands.getCommands(true)).includes(RESTART)) return undefined;
    this.told.add(uri.toString());
    const text = l10n.t('Saved as root on {0}. K3s reads this file when it starts.', targetName(target));
    return window.showInformationMessage(text, restart);
  }

  private async restart(uri: Uri, target: Target): Promise<void> {
    const restart = async (): Promise<boolean> => (await commands.executeCommand(RESTART, target)) === true;
    const machine = await identityOf(this.machines.quietly(target));
    if (machine.ok) return this.explorer.afterRestart(machine, uri, restart);
    this.app.log.debug('Machine:', machine.message);
    await restart();
  }
}
