/** The only way to files: stat, list and read over URIs, with one implementation per place files live. */

import type { UnreadableReason } from './node/loader.ts';

export type FileKind = 'file' | 'directory' | 'missing';

/** Why something cannot be looked at; a value, never an exception. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: UnreadableReason;
  /** The words of the system, for the log. */
  readonly detail: string;
}

export type ReadResult =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | Unreadable;

export type ListResult =
  | { readonly kind: 'entries'; readonly entries: readonly { readonly name: string; readonly directory: boolean }[] }
  | { readonly kind: 'missing' }
  | Unreadable;

export type StatResult = { readonly kind: FileKind } | Unreadable;

/** URIs in, values out; names in a listing are plain names, unsorted. */
export interface Files {
  stat(uri: string): Promise<StatResult>;
  /** Links to directories count as files, as Go's directory entries do. */
  list(uri: string): Promise<ListResult>;
  read(uri: string): Promise<ReadResult>;
}

/** Files held in memory, by URI; a directory exists when something lies in it. */
export function memory(contents: ReadonlyMap<string, Uint8Array>): Files {
  const under = (uri: string): string[] => [...contents.keys()].filter((name) => name.startsWith(`${uri}/`));
  return {
    stat: async (uri) => ({ kind: contents.has(uri) ? 'file' : under(uri).length > 0 ? 'directory' : 'missing' }),
    list: async (uri) => {
      if (contents.has(uri)) return { kind: 'unreadable', why: 'not-a-directory', detail: 'not a directory' };
      const names = new Map<string, boolean>();
      for (const name of under(uri)) {
        const rest = name.slice(uri.length + 1);
        const slash = rest.indexOf('/');
        if (slash >= 0) names.set(rest.slice(0, slash), true);
        else names.set(rest, false);
      }
      if (names.size === 0) return { kind: 'missing' };
      return {
        kind: 'entries',
        entries: [...names].map(([name, directory]) => ({ name: decodeURIComponent(name), directory })),
      };
    },
    read: async (uri) => {
      const bytes = contents.get(uri);
      if (bytes) return { kind: 'content', bytes };
      return under(uri).length > 0
        ? { kind: 'unreadable', why: 'directory', detail: 'is a directory' }
        : { kind: 'missing' };
    },
  };
}
