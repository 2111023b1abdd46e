/** What every command and every part of the editor side gets to work with. */

import type { LogOutputChannel, Memento } from 'vscode';
import type { EffectiveView } from './editor/effective.ts';
import type { LanguageServer } from './editor/languageClient.ts';

export interface App {
  /** Remembers per workspace. */
  readonly memory: Memento;
  readonly log: LogOutputChannel;
  readonly server: LanguageServer;
  readonly effective: EffectiveView;
}
