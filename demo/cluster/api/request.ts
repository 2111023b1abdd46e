/** A request taken apart: which resource, which object, which verb. */

import type { Attributes, User } from './access.ts';
import type { ResourceType } from './resources.ts';
import { ApiError } from './status.ts';

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly user: User;
  /** Reads the body to its end. */
  body(): Promise<Buffer>;
  /** Ends when the client goes away. */
  readonly signal: AbortSignal;
}

/** What a request is about, where it is about a resource. */
export interface Target {
  readonly type: ResourceType;
  readonly verb: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** An address that could be a resource. */
export interface Address {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

const NAMESPACE_PARTS = ['status', 'finalize'];

/** Takes apart `/api/v1/namespaces/a/pods/b/eviction` and the like; undefined for everything else. */
export function parsePath(path: string): Address | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [root, ...rest] = parts;
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (rest.shift() ?? '');
  const version = rest.shift();
  if (version === undefined || rest.length === 0) return undefined;
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest[1] !== undefined) {
    namespace = rest[1];
    if (rest[2] !== undefined && !NAMESPACE_PARTS.includes(rest[2])) rest.splice(0, 2);
  }
  const [resource = '', name, ...more] = rest;
  return { group, version, resource, namespace, name, subresource: more.length === 0 ? undefined : more.join('/') };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw ApiError.badRequest(`invalid URL escape in ${JSON.stringify(part)}`);
  }
}

/** What a method does to an address. */
export function verbOf(method: string, { name }: Address, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return name !== undefined ? 'get' : isTrue(query.get('watch')) ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return '';
  }
}

/** What has to be allowed; a list narrowed down to one name counts as being about it. */
export function attributesOf(address: Address, verb: string, query: URLSearchParams): Attributes {
  const { group, resource, namespace, subresource } = address;
  const only = /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1];
  const name = address.name ?? only;
  return {
    verb,
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** How Go reads a boolean in a query. */
export function isTrue(value: string | null): boolean {
  return value !== null && ['', '1', 't', 'true', 'T', 'TRUE', 'True'].includes(value);
}

/** The one value of a header. */
export function header(request: Incoming, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
