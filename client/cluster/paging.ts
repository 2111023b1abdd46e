/** One list, page by page, into a collection; begun again when the server has forgotten where we were. */

import type { Collection } from './collection.ts';
import { asText, at } from './json.ts';
import type { Api } from './request.ts';
import type { Resource } from './resources.ts';
import type { Refusal } from './statusTrouble.ts';

export const PAGE = 500;
/** A list that expires again and again is read too slowly to ever be complete. */
const BEGINNINGS = 3;
/** A server that always has one more page. */
const MOST_PAGES = 2000;
const PAGE_MS = 30_000;
/** A list that comes in one piece is shown while it comes. */
const SOME = 100;

export interface ListOptions {
  readonly fromCache: boolean;
  readonly signal: AbortSignal;
  /** Something of it is there. */
  readonly arrived: () => void;
}

export type ListEnd = { readonly ok: true; readonly version: string | undefined } | Refusal;

export async function readList(
  api: Api,
  resource: Resource<unknown>,
  collection: Collection<unknown>,
  { fromCache, signal, arrived }: ListOptions,
): Promise<ListEnd> {
  let next: string | undefined;
  let beginnings = 0;
  let items = 0;
  collection.begin();
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.list({
      path: resource.path,
      query: {
        ...resource.query,
        limit: PAGE,
        ...(next ? { continue: next } : fromCache ? { resourceVersion: '0' } : undefined),
      },
      ...(resource.accept ? { accept: resource.accept } : undefined),
      ...(resource.array ? { array: resource.array } : undefined),
      onItem: (item) => {
        if (signal.aborted) return;
        collection.add(item);
        if (++items % SOME === 0) arrived();
      },
      signal,
      timeoutMs: PAGE_MS,
    });
    if (!answer.ok) {
      if (answer.trouble.kind !== 'gone' || next === undefined || ++beginnings >= BEGINNINGS) return answer;
      next = undefined;
      collection.begin();
      continue;
    }
    collection.page(answer.body);
    arrived();
    next = asText(at(answer.body, 'metadata', 'continue')) || undefined;
    if (next) continue;
    collection.finish();
    return { ok: true, version: asText(at(answer.body, 'metadata', 'resourceVersion')) || undefined };
  }
  collection.finish();
  return { ok: true, version: undefined };
}
