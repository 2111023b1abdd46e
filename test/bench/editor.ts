/** What a person does in an editor, as timed steps: start, open, type, hover, complete, close. */

import { Client, type Contender, type Diagnostic, type Published } from './client.ts';
import { letter, type Text, wrongKey } from './corpus.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}

export class Editor {
  readonly client: Client;
  private readonly contender: Contender;
  /** Version and keystrokes per open document. */
  private readonly open = new Map<string, number>();

  constructor(contender: Contender, nodeArgs: readonly string[] = []) {
    this.contender = contender;
    this.client = new Client(contender, nodeArgs);
  }

  /** Gives the milliseconds from the start of the process to the answer to `initialize`. */
  async start(root: string): Promise<number> {
    const { at } = await this.client.request('initialize', {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'bench' }],
      initializationOptions: this.contender.options,
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: {
          synchronization: {},
          publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
          hover: { contentFormat: ['markdown', 'plaintext'] },
          completion: {
            completionItem: {
              snippetSupport: true,
              documentationFormat: ['markdown', 'plaintext'],
              resolveSupport: { properties: ['documentation', 'detail'] },
            },
            completionList: { itemDefaults: ['editRange', 'insertTextFormat', 'data'] },
          },
          ...(this.contender.pulls ? { diagnostic: {} } : {}),
        },
      },
    });
    this.client.notify('initialized', {});
    return at - this.client.startedAt;
  }

  /** Opens the text and gives the moment the mistake was known, with all that was reported. */
  async openText(text: Text, uri = text.uri): Promise<{ at: number; found: readonly Diagnostic[] }> {
    this.open.set(uri, 0);
    const show = (): void =>
      this.client.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: this.contender.languageId ?? text.languageId, version: 0, text: text.text },
      });
    return this.knowsMistake(text, uri, show);
  }

  close(uri: string): void {
    this.open.delete(uri);
    this.client.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Types one letter into the wrong key and gives the milliseconds until its finding names the new key. */
  async type(text: Text): Promise<number> {
    let from = 0;
    const { at } = await this.knowsMistake(text, text.uri, () => {
      from = performance.now();
      this.change(text);
    });
    return at - from;
  }

  /** Types one letter without waiting for anything. */
  change(text: Text): void {
    const version = (this.open.get(text.uri) ?? 0) + 1;
    this.open.set(text.uri, version);
    const { line, character } = text.mistake;
    this.client.notify('textDocument/didChange', {
      textDocument: { uri: text.uri, version },
      contentChanges: [
        { range: { start: text.mistake, end: { line, character: character + 1 } }, text: letter(text, version) },
      ],
    });
  }

  /** Waits until the mistake of the text as it is now is known; a letter only fits the latest text. */
  async knowsMistake(text: Text, uri: string, act: () => void): Promise<{ at: number; found: readonly Diagnostic[] }> {
    if (this.contender.pulls) {
      act();
      const answer = await this.client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri },
      });
      this.check(text, answer.value.items, this.open.get(uri) ?? 0);
      return { at: answer.at, found: answer.value.items };
    }
    // A server that gives no version is known by the letter that was typed.
    const fits = (published: Published): boolean => {
      const version = this.open.get(uri) ?? 0;
      const current = published.version === undefined || published.version === version;
      return (
        published.uri === uri &&
        current &&
        published.diagnostics.some(({ message }) => message.includes(wrongKey(text, version)))
      );
    };
    const what = `the finding about the wrong key on line ${text.mistake.line + 1} of the ${text.size} file`;
    const { value, at } = await this.client.published(fits, act, what);
    this.check(text, value.diagnostics, this.open.get(uri) ?? 0);
    return { at, found: value.diagnostics };
  }

  private check(text: Text, found: readonly Diagnostic[], version: number): void {
    const wanted = text.mistake.line;
    const named = found.filter(({ message }) => message.includes(wrongKey(text, version)));
    if (named.some(({ range }) => range.start.line === wanted)) return;
    throw new Error(
      `${this.contender.name} does not report "${wrongKey(text, version)}" on line ${wanted + 1} of the ${text.size} file (it reports ${
        named.length === 0 ? 'nothing about it' : `line ${named.map(({ range }) => range.start.line + 1).join(', ')}`
      }), so the two servers do not do the same work and nothing can be compared.`,
    );
  }

  /** Milliseconds a request takes, with its result. */
  async ask<T>(method: string, text: Text, position: Position): Promise<{ took: number; result: T }> {
    const from = performance.now();
    const { value, at } = await this.client.request<T>(`textDocument/${method}`, {
      textDocument: { uri: text.uri },
      position,
      ...(method === 'completion' ? { context: { triggerKind: 1 } } : {}),
    });
    return { took: at - from, result: value };
  }
}
