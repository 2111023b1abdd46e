/** Creates, updates and patches. */

import { timestamp } from '../clock.ts';
import { jsonPatch, PatchFailure, PatchSyntaxError } from '../patch/json.ts';
import { isMap, mergePatch } from '../patch/merge.ts';
import { StrategicError, strategicPatch } from '../patch/strategic.ts';
import { type Draft, Entry, type KubeObject, type Loose } from '../store/object.ts';
import type { Backend } from './backend.ts';
import { isDryRun, readJson, readObject, unreadable } from './body.ts';
import { withDefaults } from './defaults.ts';
import { present } from './get.ts';
import { type Writer, withManager } from './managed.ts';
import type { Reply } from './reply.ts';
import { header, type Incoming, type Target } from './request.ts';
import { NAMESPACES, type ResourceType } from './resources.ts';
import { ApiError, about, conflict, qualified } from './status.ts';
import { tidy } from './tidy.ts';
import { validate } from './validate.ts';
import { warnings } from './warnings.ts';

const PATCHES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Answers a POST on a collection. */
export async function create(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type } = target;
  const sent = await readObject(request, target, false);
  if (type.namespaced) admit(backend, target, sent);
  if (sent.metadata.resourceVersion)
    throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
  validate(type, sent);
  for (const text of warnings(type, sent)) reply.warn(text);
  const { uid: _, creationTimestamp: __, deletionTimestamp: ___, managedFields: ____, ...metadata } = sent.metadata;
  const draft = withManager(
    undefined,
    tidy(type, withDefaults(type, { ...sent, metadata })),
    writerOf(backend, request, target),
  );
  const { store } = backend;
  if (isDryRun(request.query)) {
    if (
      draft.metadata.name !== undefined &&
      store.get(type, draft.metadata.name, draft.metadata.namespace) !== undefined
    )
      throw ApiError.alreadyExists(type, draft.metadata.name);
    const { resourceVersion: _, ...rest } = store.draft(type, draft).metadata;
    return reply.send(201, { ...draft, metadata: rest });
  }
  return present(backend, request, target, reply, 201, new Entry('', store.create(type, draft)));
}

/** Nothing new in a namespace that is not there or is on its way out. */
function admit({ store }: Backend, { type, namespace = '' }: Target, { metadata }: Draft): void {
  const home = store.get(NAMESPACES, namespace);
  if (home === undefined) throw ApiError.notFound(NAMESPACES, namespace);
  if (home.metadata.deletionTimestamp === undefined) return;
  const name = metadata.name ?? '';
  throw new ApiError(
    403,
    'Forbidden',
    `${qualified(type)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      ...about(type, name),
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  );
}

/** Answers a PUT. */
export async function update(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type } = target;
  const sent = await readObject(request, target, true);
  const before = existing(backend, target);
  const { uid, resourceVersion } = sent.metadata;
  if (uid && uid !== before.metadata.uid)
    throw conflict(
      type,
      before.metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
    );
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(type, before.metadata.name);
  return replace(backend, request, target, reply, before, sent);
}

/** Answers a PATCH. */
export async function patch(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type, name = '' } = target;
  const custom = type.columns !== undefined;
  const accepted = custom ? PATCHES.slice(0, 2) : PATCHES;
  const format = (header(request, 'content-type') ?? '').split(';')[0]?.trim() ?? '';
  if (!accepted.includes(format))
    throw custom
      ? unreadable([...accepted, 'application/apply-patch+yaml'])
      : new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const change = await readJson(request, accepted);
  const before = existing(backend, target);
  const after = applied(before, change, format, type);
  if (!isMap(after) || !isMap(after.metadata)) throw ApiError.badRequest('the patch leaves no object');
  const { metadata } = after as Draft;
  if (metadata.name !== name || metadata.uid !== before.metadata.uid) {
    const field = metadata.name !== name ? 'metadata.name' : 'metadata.uid';
    const value = metadata.name !== name ? metadata.name : metadata.uid;
    throw ApiError.invalid(type, name, [
      { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: field is immutable`, field },
    ]);
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== before.metadata.resourceVersion)
    throw conflict(type, name);
  return replace(backend, request, target, reply, before, after as Draft);
}

function applied(before: KubeObject, change: Loose, format: string, type: ResourceType): Loose {
  try {
    if (format === PATCHES[0]) return jsonPatch(before, change);
    if (!isMap(change))
      throw ApiError.badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}');
    return format === PATCHES[1] ? mergePatch(before, change) : strategicPatch(before, change, type.kind);
  } catch (error) {
    if (error instanceof PatchSyntaxError) throw ApiError.badRequest(`error decoding patch: ${error.message}`);
    if (error instanceof PatchFailure)
      throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    if (error instanceof StrategicError) throw new ApiError(500, '', error.message);
    throw error;
  }
}

function existing({ store }: Backend, { type, name = '', namespace }: Target): KubeObject {
  const before = store.get(type, name, type.namespaced ? namespace : undefined);
  if (before === undefined) throw ApiError.notFound(type, name);
  return before;
}

/** A status is written through its own address, and everything else through the other one. */
async function replace(
  backend: Backend,
  request: Incoming,
  target: Target,
  reply: Reply,
  before: KubeObject,
  sent: Draft,
): Promise<void> {
  const { type, subresource } = target;
  const { deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } = before.metadata;
  const marks = {
    resourceVersion,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, managedFields: ___, ...metadata } = sent.metadata;
  const hasStatus = type.subresources?.includes('status') === true;
  let next: Draft = { ...sent, metadata: { ...metadata, ...marks } };
  if (subresource === 'status') next = { ...before, metadata: before.metadata, status: sent.status };
  else if (subresource === 'finalize') next = { ...before, spec: sent.spec };
  else if (hasStatus) next = before.status === undefined ? omitStatus(next) : { ...next, status: before.status };
  if (type.kind === 'Secret' && sent.stringData !== undefined) next = withDefaults(type, next);
  validate(type, next);
  for (const text of warnings(type, next)) reply.warn(text);
  const after = withManager(before, tidy(type, next), writerOf(backend, request, target));
  const { store } = backend;
  const result = isDryRun(request.query) ? store.succeed(type, before, after) : store.update(type, after);
  return present(backend, request, target, reply, 200, new Entry('', result));
}

function omitStatus({ status: _, ...rest }: Draft): Draft {
  return rest as Draft;
}

function writerOf({ clock }: Backend, request: Incoming, { subresource }: Target): Writer {
  const manager =
    request.query.get('fieldManager') ?? (header(request, 'user-agent') ?? 'unknown').split('/')[0] ?? 'unknown';
  return { manager, time: timestamp(clock.now()), ...(subresource === undefined ? {} : { subresource }) };
}
