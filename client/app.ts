/** What every command and every part of the editor side gets to work with. */

import type { LogOutputChannel, Memento } from 'vscode';
import type { EffectiveView } from './editor/effective.ts';
import type { LanguageServer } from './editor/languageClient.ts';

export interface App {
  /** Remembers per workspace. */
  readonly memory: Memento;
  /** A folder of the extension's own, the same for every window; it may not be there yet. */
  readonly storage: string;
  readonly log: LogOutputChannel;
  readonly server: LanguageServer;
  readonly effective: EffectiveView;
}
