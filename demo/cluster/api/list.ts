/** Lists: at which version, in which pages, in which form. */

import { EXPIRED } from '../store/collection.ts';
import { Entry, keyOf } from '../store/object.ts';
import { agree } from './accept.ts';
import type { Backend } from './backend.ts';
import { type ListOptions, listOptions } from './options.ts';
import { itemJson, metadataOnly, tableJson, viewed } from './present.ts';
import type { Reply } from './reply.ts';
import { header, type Incoming, type Target } from './request.ts';
import { groupVersion } from './resources.ts';
import { ApiError } from './status.ts';

const EXPIRED_LIST = 'The resourceVersion for the provided list is too old.';
const EXPIRED_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

interface Token {
  readonly version: number;
  /** The first key of this page, or a little before it. */
  readonly start: string;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** Answers a list. */
export async function list(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type } = target;
  const { form } = agree(header(request, 'accept'), { list: true });
  const options = listOptions(request.query, target, false);
  const { entries, metadata } = page(backend, target, options);
  if (form === 'table')
    return reply.send(200, tableJson(type, entries, metadata, { include: options.include, now: backend.clock.now() }));
  const head = JSON.stringify(metadata);
  if (form === 'metadata') {
    const items = entries.map(({ object }) => JSON.stringify(metadataOnly(object)));
    return reply.send(
      200,
      `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":${head},"items":[${items.join(',')}]}`,
    );
  }
  const items = entries.map((entry) => itemJson(entry, type));
  return reply.send(
    200,
    `{"kind":"${type.kind}List","apiVersion":"${groupVersion(type)}","metadata":${head},"items":[${items.join(',')}]}`,
  );
}

/** The objects of one page. A list from memory (`resourceVersion=0`) has no pages, as on the real server. */
function page(backend: Backend, target: Target, options: ListOptions): Page {
  const { type, namespace } = target;
  const token = options.token === '' ? undefined : readToken(options.token);
  if (token !== undefined && options.version !== '' && options.version !== '0')
    throw ApiError.badRequest('specifying resource version is not allowed when using continue');
  const { all, version } = snapshot(backend, target, options, token);
  const from = token === undefined ? 0 : firstFrom(all, token.start);
  const limit = options.limit > 0 && options.version !== '0' ? options.limit : Number.POSITIVE_INFINITY;
  const entries: Entry[] = [];
  let more = false;
  for (let index = from; index < all.length; index++) {
    const entry = all[index] as Entry;
    if (!options.selected(entry.object)) continue;
    if (entries.length === limit) {
      more = true;
      break;
    }
    entries.push(viewed(entry, type));
  }
  const last = entries.at(-1);
  if (!more || last === undefined) return { entries, metadata: { resourceVersion: String(version) } };
  const start = `${last.key}\0`;
  const after = all.slice(firstFrom(all, start));
  const rest = () =>
    !type.namespaced || namespace === undefined
      ? after.length
      : after.filter(({ object }) => object.metadata.namespace === namespace).length;
  return {
    entries,
    metadata: {
      resourceVersion: String(version),
      continue: writeToken({ version, start }),
      ...(options.everything ? { remainingItemCount: rest() } : {}),
    },
  };
}

/** The place of the first entry with that key or a later one. */
function firstFrom(all: readonly Entry[], key: string): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as Entry).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Which version the list shows, and everything there was then. */
function snapshot(
  backend: Backend,
  { type }: Target,
  { version, match, limit }: ListOptions,
  token: Token | undefined,
) {
  const { store } = backend;
  if (type.computed !== undefined) {
    const all = backend
      .usage(type)
      .map((object) => new Entry(keyOf(object.metadata.name, object.metadata.namespace), object));
    return { all, version: store.version };
  }
  const collection = store.collection(type);
  const asked = token?.version ?? (version === '' ? 0 : Number(version));
  if (!Number.isInteger(asked))
    throw new ApiError(
      500,
      '',
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  if (asked > store.version) throw tooLarge(asked, store.version);
  const exact = token !== undefined ? token.version > 0 : match === 'Exact' || (match === '' && limit > 0 && asked > 0);
  if (!exact)
    return { all: limit > 0 ? pinned(collection.at(store.version)) : collection.all(), version: store.version };
  const all = collection.at(asked);
  if (all !== EXPIRED) return { all, version: asked };
  throw token === undefined
    ? ApiError.expired(EXPIRED_LIST)
    : ApiError.expired(EXPIRED_TOKEN, writeToken({ version: -1, start: token.start }));
}

function pinned(all: readonly Entry[] | typeof EXPIRED): readonly Entry[] {
  return all === EXPIRED ? [] : all;
}

/** The answer to somebody who has seen a newer version than there is. */
export function tooLarge(asked: number, current: number): ApiError {
  return new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

function writeToken({ version, start }: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })).toString('base64url');
}

function readToken(raw: string): Token {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(raw, 'base64url').toString());
    if (v === 'meta.k8s.io/v1' && Number.isInteger(rv) && rv !== 0 && typeof start === 'string' && start !== '')
      return { version: rv, start };
  } catch {
    // Whatever it is, it is no token of ours.
  }
  throw ApiError.badRequest('continue key is not valid: invalid character in the continue token');
}
