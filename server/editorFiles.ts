/** Files as the editor sees them: for virtual file systems the server cannot reach itself. */

import type { FileKind, Files, ListResult, ReadResult, Unreadable } from './files.ts';

/** Sends one request to the client. */
export type Request = (method: string, params: { uri: string }) => Promise<unknown>;

interface Missing {
  readonly kind: 'missing';
}

const MISSING: Missing = { kind: 'missing' };
/** Number of the protocol. */
const METHOD_NOT_FOUND = -32601;

interface Answer {
  readonly kind?: unknown;
  readonly why?: unknown;
  readonly base64?: unknown;
  readonly entries?: unknown;
}

/** Asks the client; a client that does not answer, or answers nonsense, counts as a file that cannot be read. */
export function editorFiles(request: Request): Files {
  const ask = async <Result>(
    method: string,
    uri: string,
    read: (answer: Answer) => Result | undefined,
  ): Promise<Result | Unreadable | Missing> => {
    try {
      const answer = (await request(method, { uri })) as Answer | null;
      if (answer?.kind === 'unreadable' && typeof answer.why === 'string') return answer as Unreadable;
      return read(answer ?? {}) ?? failed('the editor gives no answer');
    } catch (error) {
      // An editor that does not read files for us has none but those it has opened.
      if ((error as { code?: unknown } | null)?.code === METHOD_NOT_FOUND) return MISSING;
      return failed(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    stat: (uri) => ask('k3s/fs/stat', uri, ({ kind }) => (isKind(kind) ? { kind } : undefined)),
    list: (uri) =>
      ask('k3s/fs/list', uri, (answer): ListResult | undefined => {
        if (answer.kind === 'missing') return { kind: 'missing' };
        return Array.isArray(answer.entries) ? { kind: 'entries', entries: answer.entries } : undefined;
      }),
    read: (uri) =>
      ask('k3s/fs/read', uri, (answer): ReadResult | undefined => {
        if (answer.kind === 'missing') return { kind: 'missing' };
        if (typeof answer.base64 !== 'string') return undefined;
        return { kind: 'content', bytes: Uint8Array.from(atob(answer.base64), (c) => c.charCodeAt(0)) };
      }),
  };
}

const isKind = (kind: unknown): kind is FileKind => kind === 'file' || kind === 'directory' || kind === 'missing';

const failed = (detail: string): Unreadable => ({ kind: 'unreadable', why: 'io', detail });

/** What was never saved lies in no folder, and nothing lies beside it. */
const nowhere: Files = {
  stat: () => Promise.resolve(MISSING),
  list: () => Promise.resolve(MISSING),
  read: () => Promise.resolve(MISSING),
};

/** `file:` from one place, every other scheme from another, new files from nowhere. */
export function byScheme(local: Files, other: Files): Files {
  const pick = (uri: string): Files =>
    uri.startsWith('file:') ? local : uri.startsWith('untitled:') ? nowhere : other;
  return {
    stat: (uri) => pick(uri).stat(uri),
    list: (uri) => pick(uri).list(uri),
    read: (uri) => pick(uri).read(uri),
  };
}
