/** What is asked of an API server, and what comes back; paths and queries made so that no name can be anything else. */

import type { Refusal } from './statusTrouble.ts';

export interface Asked {
  /** Below the server's address; see `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** For all of it; 15 seconds if not said. */
  readonly timeoutMs?: number;
}

export interface Request extends Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface ListRequest extends Asked {
  /** How long nothing may come; the whole may take much longer. */
  readonly timeoutMs?: number;
  /** Where the items stand: `rows` for a Table. */
  readonly array?: 'items' | 'rows';
  /** Called for each as soon as it has arrived. */
  readonly onItem: (item: unknown) => void;
}

export interface WatchRequest extends Asked {
  /** How long nothing at all may come, not even a bookmark. */
  readonly silenceMs?: number;
  /** The server has accepted the watch. */
  readonly onOpen?: () => void;
  readonly onEvent: (event: unknown) => void;
}

export interface Reply {
  readonly ok: true;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** For a list, all but its items. */
  readonly body: unknown;
}

export type Answer = Reply | Refusal;

/** What talks to one cluster. */
export interface Api {
  request(request: Request): Promise<Answer>;
  /** A list of any size, item by item. */
  list(request: ListRequest): Promise<Answer>;
  /** Ends with `ok` when the server ends it, as it does every few minutes. */
  watch(request: WatchRequest): Promise<{ readonly ok: true } | Refusal>;
}

/** A path of parts that may hold anything: each stays one part. */
export function pathOf(...parts: readonly string[]): string {
  return parts
    .map((part) => `/${/^\.{1,2}$/.test(part) ? part.replaceAll('.', '%2E') : encodeURIComponent(part)}`)
    .join('');
}

/** With its `?`, if there is anything to say. */
export function queryOf(query: Asked['query'] = {}): string {
  const told = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) told.set(key, String(value));
  return told.size === 0 ? '' : `?${told}`;
}
