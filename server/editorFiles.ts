/** Files as the editor sees them: for virtual file systems the server cannot reach itself. */

import type { Files, ListResult, ReadResult, StatResult } from './files.ts';

/** Sends one request to the client. */
export type Request = (method: string, params: { uri: string }) => Promise<unknown>;

/** Asks the client; a client that does not answer counts as a file that cannot be read. */
export function editorFiles(request: Request): Files {
  const ask = async <Answer>(method: string, uri: string): Promise<Answer> => {
    try {
      return (await request(method, { uri })) as Answer;
    } catch (error) {
      return {
        kind: 'unreadable',
        why: 'io',
        detail: error instanceof Error ? error.message : String(error),
      } as Answer;
    }
  };
  return {
    stat: (uri) => ask<StatResult>('k3s/fs/stat', uri),
    list: (uri) => ask<ListResult>('k3s/fs/list', uri),
    read: async (uri) => {
      const answer = await ask<{ kind: string; base64?: string }>('k3s/fs/read', uri);
      if (answer.kind !== 'content' || answer.base64 === undefined) return answer as ReadResult;
      return { kind: 'content', bytes: Uint8Array.from(atob(answer.base64), (c) => c.charCodeAt(0)) };
    },
  };
}

/** `file:` from one place, every other scheme from another. */
export function byScheme(local: Files, other: Files): Files {
  const pick = (uri: string): Files => (uri.startsWith('file:') ? local : other);
  return {
    stat: (uri) => pick(uri).stat(uri),
    list: (uri) => pick(uri).list(uri),
    read: (uri) => pick(uri).read(uri),
  };
}
