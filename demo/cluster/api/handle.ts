/** From a request to its answer: what it is, whether it is allowed, who does it. Every error is answered here. */

import { forbidden } from './access.ts';
import type { Backend } from './backend.ts';
import { readJson } from './body.ts';
import { discovery } from './discovery.ts';
import { evict } from './evict.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { remove, removeMany } from './remove.ts';
import type { Reply } from './reply.ts';
import { type Address, attributesOf, type Incoming, parsePath, type Target, verbOf } from './request.ts';
import { verbsOf } from './resources.ts';
import { review } from './reviews.ts';
import { ApiError } from './status.ts';
import { type OpenWatch, watch } from './watch.ts';
import { create, patch, update } from './write.ts';

/** Answers one request of somebody who was recognised. */
export async function handle(
  backend: Backend,
  request: Incoming,
  reply: Reply,
  opened: (watch: OpenWatch) => () => void,
): Promise<void> {
  try {
    const address = parsePath(request.path);
    if (address === undefined) return await plain(backend, request, reply);
    const verb = verbOf(request.method, address, request.query);
    const asked = attributesOf(address, verb, request.query);
    if (!backend.access.allows(request.user, asked)) throw forbidden(request.user, asked);
    const target = targetOf(backend, address, verb);
    if (target === undefined) return await notThere(reply);
    return await run(backend, request, target, reply, opened);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return fail(reply, error);
  }
}

/** Sends an error, with the header that goes with its details. */
export async function fail(reply: Reply, { code, status }: ApiError): Promise<void> {
  const after = status.details?.retryAfterSeconds;
  if (after !== undefined && after > 0) reply.header('Retry-After', String(after));
  return reply.send(code, status);
}

async function notThere(reply: Reply): Promise<void> {
  return reply.send(404, '404 page not found\n', 'text/plain; charset=utf-8');
}

/** The resource behind an address, if it is served, with the subresource, if there is one. */
function targetOf({ types }: Backend, address: Address, verb: string): Target | undefined {
  const { group, version, resource, namespace, name, subresource } = address;
  const type = types.find((one) => one.group === group && one.version === version && one.resource === resource);
  if (type === undefined || (subresource !== undefined && type.subresources?.includes(subresource) !== true))
    return undefined;
  return { type, verb, namespace, name, subresource };
}

async function run(
  backend: Backend,
  request: Incoming,
  target: Target,
  reply: Reply,
  opened: (watch: OpenWatch) => () => void,
): Promise<void> {
  const { type, verb, subresource, name, namespace } = target;
  const placed = !type.namespaced || namespace !== undefined;
  if (subresource === 'eviction') {
    if (verb !== 'create') throw notAllowed();
    return evict(backend, request, target, reply);
  }
  if (type.computed === 'review') {
    if (verb !== 'create' || name !== undefined) throw notAllowed();
    return reply.send(201, review(backend, request.user, type, (await readJson(request)) ?? {}));
  }
  if (!verbsOf(type).includes(verb) || (subresource !== undefined && !['get', 'update', 'patch'].includes(verb)))
    throw notAllowed();
  switch (verb) {
    case 'get':
      return placed ? get(backend, request, target, reply) : notThere(reply);
    case 'list':
      return list(backend, request, target, reply);
    case 'watch':
      return watch(backend, request, target, reply, opened);
    case 'create':
      if (name !== undefined || !placed) throw notAllowed();
      return create(backend, request, target, reply);
    case 'update':
      if (name === undefined) throw notAllowed();
      return update(backend, request, target, reply);
    case 'patch':
      if (name === undefined) throw notAllowed();
      return patch(backend, request, target, reply);
    case 'delete':
      return remove(backend, request, target, reply);
    default:
      return removeMany(backend, request, target, reply);
  }
}

function notAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** Everything that is no resource. */
async function plain(backend: Backend, request: Incoming, reply: Reply): Promise<void> {
  const { path, method, user } = request;
  const asked = {
    verb: method === 'GET' || method === 'HEAD' ? 'get' : method.toLowerCase(),
    group: '',
    resource: '',
    path,
  };
  if (!backend.access.allows(user, asked)) throw forbidden(user, asked);
  if (await discovery(backend, request, reply)) return;
  if (path === '/version' || path === '/version/') return reply.send(200, versionInfo(backend));
  if (['/healthz', '/livez', '/readyz'].includes(path)) return reply.send(200, 'ok', 'text/plain; charset=utf-8');
  if (path === '/')
    return reply.send(200, { paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/readyz', '/version'] });
  return notThere(reply);
}

function versionInfo({ version }: Backend): object {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-10-20T00:00:00Z',
    goVersion: 'go1.25.3',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
