/** Actions on nodes in the editor: a file of its own that is loaded when the first one is called, or some are under way. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Disposable, l10n } from 'vscode';
import { speak } from '../../server/words/say.ts';
import { systemClock } from '../cluster/clock.ts';
import type { Explorer } from '../explorer/explorer.ts';
import type { Item } from '../explorer/items/item.ts';
import { kinds } from '../operations/kinds.ts';
import { Locks } from '../operations/lock.ts';
import { type Machines, Operations } from '../operations/operations.ts';
import { OperationStore } from '../operations/store.ts';
import { speakWith } from '../say.ts';
import { type Commands, commandsOf } from './commands.ts';
import { OperationDocuments } from './document.ts';
import { operationItems } from './items.ts';
import { LogDocuments } from './logDocuments.ts';
import { explainInterrupted } from './operation.ts';

/** Participants that nothing was done to. */
const UNTOUCHED: ReadonlySet<string> = new Set(['waiting', 'notStarted', 'failedBeforeStart']);

export class Actions implements Disposable {
  readonly explorer: Explorer;
  readonly operations: Operations;
  readonly machines: Machines;
  readonly documents: OperationDocuments;
  readonly logs: LogDocuments;
  readonly commands: Commands;
  private readonly stop: () => void;
  private readonly opened: Promise<void>;

  /** @param storage a folder that belongs to the extension, the same in every window */
  constructor(explorer: Explorer, storage: string, machines: Machines) {
    this.explorer = explorer;
    speakWith((template, ...args) => l10n.t(template, ...args));
    speak(l10n.bundle);
    this.machines = machines;
    this.operations = new Operations({
      store: new OperationStore(join(storage, 'operations')),
      locks: new Locks(join(storage, 'locks'), systemClock),
      clock: systemClock,
      kinds,
      window: randomUUID(),
      machines,
      reach: async (cluster) => {
        await explorer.load();
        return explorer.sources.find(({ entry }) => entry.id === cluster)?.reach;
      },
    });
    this.documents = new OperationDocuments(this.operations);
    this.logs = new LogDocuments();
    this.commands = commandsOf(this);
    this.stop = this.operations.onChange(() => explorer.refreshSoon());
    this.opened = this.operations.open().then(() => explainInterrupted(this));
  }

  /** Waits until it is known what was going on before. */
  async ready(): Promise<this> {
    await this.opened;
    return this;
  }

  items(cluster: string, folder: string): readonly Item[] {
    return operationItems(this.operations.all, cluster, folder, Date.now());
  }

  /** Who of our operations has a node out of service; undefined for none. */
  cordonedBy(cluster: string, node: string): string | undefined {
    const known = this.operations.all.find(
      ({ operation }) =>
        operation.cluster.id === cluster &&
        operation.participants.some(({ name, state }) => name === node && !UNTOUCHED.has(state)),
    );
    const kind = known && kinds[known.operation.kind];
    return kind?.cordons ? kind.title([node]) : undefined;
  }

  dispose(): void {
    this.stop();
    this.documents.dispose();
    this.logs.dispose();
    void this.operations.close();
  }
}
