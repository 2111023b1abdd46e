/** What every command and every part of the editor side gets to work with. */

import type { LogOutputChannel, Memento } from 'vscode';
import type { WindowMachines } from './actions/machines.ts';
import type { EffectiveView } from './editor/effective.ts';
import type { LanguageServer } from './editor/languageClient.ts';
import type { MachineItem } from './rootFiles/status.ts';

export interface App {
  /** Remembers per workspace. */
  readonly memory: Memento;
  /** Remembers for all windows of this person. */
  readonly everywhere: Memento;
  /** A folder of the extension's own, the same for every window; it may not be there yet. */
  readonly storage: string;
  readonly log: LogOutputChannel;
  readonly server: LanguageServer;
  readonly effective: EffectiveView;
  /** Tells how K3s is on the machine of this window. */
  readonly machine: MachineItem;
  /** The ways to machines, loaded when the first one is wanted: what was typed once serves all of the window. */
  machines(): Promise<WindowMachines>;
}
