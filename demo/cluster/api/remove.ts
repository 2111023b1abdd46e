/** Deletes: at once, after a grace period, or after the finalizers. */

import { timestamp } from '../clock.ts';
import type { KubeObject, Loose } from '../store/object.ts';
import type { Backend } from './backend.ts';
import { isDryRun, readJson } from './body.ts';
import { listOptions } from './options.ts';
import type { Reply } from './reply.ts';
import type { Incoming, Target } from './request.ts';
import { groupVersion, PODS, type ResourceType } from './resources.ts';
import { ApiError, about, conflict } from './status.ts';

/** Kinds whose deletion answers with the object; the others answer with a Status. */
const GIVE_BACK = ['Pod', 'Service', 'PersistentVolume', 'PersistentVolumeClaim', 'ServiceAccount', 'StorageClass'];

/** What a client may say about a deletion, in the body or in the query. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: string;
  readonly dryRun?: readonly string[];
}

/** Answers a DELETE of one object. */
export async function remove(
  backend: Backend,
  request: Incoming,
  { type, name = '', namespace }: Target,
  reply: Reply,
): Promise<void> {
  const options = await deleteOptions(request);
  const before = backend.store.get(type, name, type.namespaced ? namespace : undefined);
  if (before === undefined) throw ApiError.notFound(type, name);
  const left = deleteObject(backend, type, before, options, isDryRun(request.query, options));
  if (left !== undefined || GIVE_BACK.includes(type.kind)) return reply.send(200, left ?? before);
  const details = { ...about(type, name), uid: before.metadata.uid };
  return reply.send(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

/** Answers a DELETE of a collection. */
export async function removeMany(backend: Backend, request: Incoming, target: Target, reply: Reply): Promise<void> {
  const { type } = target;
  const options = await deleteOptions(request);
  const { selected } = listOptions(request.query, target, false);
  const dry = isDryRun(request.query, options);
  const items = backend.store.list(type).filter(selected);
  for (const object of items) deleteObject(backend, type, object, options, dry);
  const metadata = { resourceVersion: String(backend.store.version) };
  return reply.send(200, { kind: `${type.kind}List`, apiVersion: groupVersion(type), metadata, items });
}

async function deleteOptions(request: Incoming): Promise<DeleteOptions> {
  const { query } = request;
  const sent: Loose = (await readJson(request)) ?? {};
  if (sent.kind !== undefined && sent.kind !== 'DeleteOptions')
    throw ApiError.badRequest(`no kind ${JSON.stringify(sent.kind)} is registered for a deletion`);
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...sent,
  };
}

/** Deletes one object, or marks it as being deleted; gives what is left of it. */
export function deleteObject(
  { store, clock }: Pick<Backend, 'store' | 'clock'>,
  type: ResourceType,
  before: KubeObject,
  options: DeleteOptions,
  dry = false,
): KubeObject | undefined {
  checkPreconditions(type, before, options);
  const { name, namespace, deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = before.metadata;
  const grace = gracePeriod(type, before, options);
  const foreground = options.propagationPolicy === 'Foreground' && type !== PODS;
  if (deletionTimestamp !== undefined) {
    if (grace > 0 || finalizers.length > 0 || type.kind === 'Namespace') {
      if (grace >= deletionGracePeriodSeconds || dry) return before;
      const at = Date.parse(deletionTimestamp) - (deletionGracePeriodSeconds - grace) * 1000;
      return store.update(type, marked(before, at, grace));
    }
    if (!dry) store.remove(type, name, namespace);
    return undefined;
  }
  if (type.kind === 'Namespace') {
    const going = { ...marked(before, clock.now(), undefined), status: { ...before.status, phase: 'Terminating' } };
    return dry ? going : store.update(type, going);
  }
  if (grace === 0 && finalizers.length === 0 && !foreground) {
    if (!dry) store.remove(type, name, namespace);
    return undefined;
  }
  const next = marked(before, clock.now() + grace * 1000, grace);
  const waiting = foreground
    ? { ...next, metadata: { ...next.metadata, finalizers: [...finalizers, 'foregroundDeletion'] } }
    : next;
  return dry ? waiting : store.update(type, waiting);
}

function marked(object: KubeObject, at: number, grace: number | undefined): KubeObject {
  const metadata = {
    ...object.metadata,
    deletionTimestamp: timestamp(at),
    ...(grace === undefined ? {} : { deletionGracePeriodSeconds: grace }),
  };
  return { ...object, metadata };
}

/** Only pods that run somewhere are given time. */
function gracePeriod(
  type: ResourceType,
  { spec = {}, status = {} }: KubeObject,
  { gracePeriodSeconds }: DeleteOptions,
): number {
  if (type !== PODS || !spec.nodeName || status.phase === 'Failed' || status.phase === 'Succeeded') return 0;
  const asked = gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 0;
  return asked < 0 ? 1 : asked;
}

/** The object must be the one the client means. */
export function checkPreconditions(
  type: ResourceType,
  { metadata }: KubeObject,
  { preconditions = {} }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions;
  const named = { ...type, resource: type.kind };
  if (uid && uid !== metadata.uid)
    throw conflict(
      named,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      named,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}
