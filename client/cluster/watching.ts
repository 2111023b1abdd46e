/** One watch, from a version on, until it ends for whatever reason. */

import { asRecord, asText, at } from './json.ts';
import type { Api } from './request.ts';
import type { Resource } from './resources.ts';
import type { Refusal } from './statusTrouble.ts';
import { trouble } from './trouble.ts';

export interface WatchOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly opened: () => void;
  /** False: the watch is of no use any more. */
  readonly event: (type: string, object: unknown) => boolean;
}

export async function watchOnce(
  api: Api,
  resource: Resource<unknown>,
  version: string,
  { timeoutSeconds, signal, opened, event }: WatchOptions,
): Promise<{ readonly ok: true } | Refusal | 'readAgain'> {
  const own = new AbortController();
  const stop = (): void => own.abort();
  signal.addEventListener('abort', stop, { once: true });
  let found: Refusal | 'readAgain' | undefined;
  const end = (why: Refusal | 'readAgain'): void => {
    found ??= why;
    own.abort();
  };
  const ended = await api.watch({
    path: resource.path,
    query: { ...resource.query, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version, timeoutSeconds },
    ...(resource.accept ? { accept: resource.accept.replace('MetadataList', 'Metadata') } : undefined),
    signal: own.signal,
    onOpen: opened,
    onEvent: (raw) => {
      if (found) return;
      const type = asText(at(raw, 'type'));
      if (type === 'ERROR') end(FORGOTTEN);
      else if (type !== undefined && asRecord(at(raw, 'object')) && !event(type, at(raw, 'object'))) end('readAgain');
    },
  });
  signal.removeEventListener('abort', stop);
  return found ?? ended;
}

/** Whatever it says, a new list is the way on; mostly the version is forgotten, which is too common to be told. */
const FORGOTTEN: Refusal = { ok: false, trouble: trouble('gone', '') };
