/** One object. */

import { Entry, keyOf } from '../store/object.ts';
import { agree } from './accept.ts';
import type { Backend } from './backend.ts';
import { type Include, metadataOnly, tableJson, viewed } from './present.ts';
import type { Reply } from './reply.ts';
import { header, type Incoming, type Target } from './request.ts';
import { ApiError } from './status.ts';

/** Answers a request for one object. */
export async function get(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type, name = '', namespace } = target;
  const key = keyOf(name, type.namespaced ? namespace : undefined);
  const entry =
    type.computed === undefined
      ? backend.store.collection(type).get(key)
      : backend
          .usage(type)
          .map((object) => new Entry(keyOf(object.metadata.name, object.metadata.namespace), object))
          .find((one) => one.key === key);
  if (entry === undefined) throw ApiError.notFound(type, name);
  return present(backend, request, target, reply, 200, viewed(entry, type));
}

/** Sends one object in the form that the client asked for. */
export async function present(
  backend: Backend,
  request: Incoming,
  { type }: Target,
  reply: Reply,
  code: number,
  entry: Entry,
): Promise<void> {
  const { form } = agree(header(request, 'accept'), {});
  if (form === 'metadata') return reply.send(code, metadataOnly(entry.object));
  if (form !== 'table') return reply.send(code, entry.json);
  const include = (request.query.get('includeObject') ?? 'Metadata') as Include;
  const metadata = { resourceVersion: entry.object.metadata.resourceVersion };
  return reply.send(code, tableJson(type, [entry], metadata, { include, now: backend.clock.now() }));
}
