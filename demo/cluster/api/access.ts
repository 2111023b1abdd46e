/** Who somebody is and what they may do: certificates, tokens, and one plain table of rules. */

import type { Clock } from '../clock.ts';
import { ApiError, about, qualified } from './status.ts';

/** Somebody who was recognised. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a user, or a group, may do. `*` stands for everything; without namespaces, everywhere. */
export interface Rule {
  readonly user?: string;
  readonly group?: string;
  readonly verbs: readonly string[];
  readonly groups?: readonly string[];
  /** Names of resources, with subresources after a slash. */
  readonly resources?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly names?: readonly string[];
  /** Paths that belong to no resource; a star at the end stands for the rest. */
  readonly paths?: readonly string[];
}

/** What somebody is about to do. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With the subresource after a slash. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Instead of a resource. */
  readonly path?: string;
}

const OPEN_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/readyz',
  '/openapi',
  '/openapi/*',
  '/version',
  '/version/',
];
const SELF = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** Users, tokens and rules; tests change them while the server runs. */
export class Access {
  rules: Rule[];
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { user: User; until: number }>();

  constructor(clock: Clock, rules: readonly Rule[] = []) {
    this.#clock = clock;
    this.rules = [...rules];
  }

  /** Lets a bearer token in, for as long as it holds. */
  addToken(token: string, user: User, until = Number.POSITIVE_INFINITY): void {
    this.#tokens.set(token, { user, until });
  }

  /** A token that was withdrawn is refused from now on. */
  removeToken(token: string): void {
    this.#tokens.delete(token);
  }

  /** Whose token it is, if it still holds. */
  byToken(token: string): User | undefined {
    const known = this.#tokens.get(token);
    return known !== undefined && known.until > this.#clock.now() ? known.user : undefined;
  }

  /** Whether any rule allows it. */
  allows(user: User, asked: Attributes): boolean {
    if (user.groups.includes('system:masters')) return true;
    if (asked.path !== undefined && asked.verb === 'get' && pathsHold(OPEN_PATHS, asked.path)) return true;
    if (asked.verb === 'create' && SELF.includes(asked.resource)) return true;
    return this.rulesOf(user).some((rule) => covers(rule, asked));
  }

  /** The rules that are about that user. */
  rulesOf(user: User): readonly Rule[] {
    return this.rules.filter(
      (rule) => rule.user === user.name || (rule.group !== undefined && user.groups.includes(rule.group)),
    );
  }
}

function covers(rule: Rule, { verb, group, resource, namespace, name, path }: Attributes): boolean {
  if (!holds(rule.verbs, verb)) return false;
  if (path !== undefined) return pathsHold(rule.paths ?? [], path);
  const subresource = resource.split('/')[1];
  return (
    holds(rule.groups ?? [''], group) &&
    (holds(rule.resources ?? [], resource) ||
      (subresource !== undefined && rule.resources?.includes(`*/${subresource}`) === true)) &&
    (rule.namespaces === undefined || (namespace !== undefined && holds(rule.namespaces, namespace))) &&
    (rule.names === undefined || (name !== undefined && rule.names.includes(name)))
  );
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function pathsHold(paths: readonly string[], path: string): boolean {
  return paths.some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))));
}

/** The answer to somebody who may not. */
export function forbidden(user: User, asked: Attributes): ApiError {
  const { verb, group, resource, namespace, name, path } = asked;
  const told =
    path !== undefined
      ? `User "${user.name}" cannot ${verb} path "${path}"`
      : `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ` +
        (namespace === undefined || namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`);
  const message = told.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (path !== undefined) return new ApiError(403, 'Forbidden', `forbidden: ${message}`, {});
  const type = { group, resource: resource.split('/')[0] as string };
  const what = name === undefined || name === '' ? qualified(type) : `${qualified(type)} "${name}"`;
  return new ApiError(403, 'Forbidden', `${what} is forbidden: ${message}`, about(type, name));
}

/** The answer to somebody nobody knows. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}
