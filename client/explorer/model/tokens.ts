/** Bootstrap tokens, with which nodes join for a while: everything about them but the secret; and names that are taken. */

import type { NodeFacts } from './node.ts';
import { nameOf, textAt } from './raw.ts';

export interface Token {
  /** The public half, by which a token is told from others. */
  readonly id: string;
  readonly description: string;
  readonly usages: readonly string[];
  /** Undefined: it never expires, or nobody may read when. */
  readonly expires: number | undefined;
  readonly expired: boolean;
}

const PREFIX = 'bootstrap-token-';
const USAGE = 'usage-bootstrap-';

/** The name of a Secret holds the id of its token. Never looks at the secret half, should it be there after all. */
export function tokenOf(raw: object, now: number): Token {
  const name = nameOf(raw);
  const expires = Date.parse(decoded(textAt(raw, 'data', 'expiration')));
  return {
    id: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name,
    description: decoded(textAt(raw, 'data', 'description')),
    usages: ['authentication', 'signing'].filter((usage) => decoded(textAt(raw, 'data', USAGE + usage)) === 'true'),
    expires: Number.isNaN(expires) ? undefined : expires,
    expired: expires <= now,
  };
}

function decoded(base64: string | undefined): string {
  if (base64 === undefined) return '';
  return Buffer.from(base64.slice(0, 4000), 'base64').toString('utf8');
}

const PASSWORD = '.node-password.k3s';

/**
 * Names for which the cluster keeps a node password although there is no such node. Where K3s does not clear them away
 * itself, a new machine of that name is refused.
 */
export function takenNames(secrets: readonly object[], nodes: readonly NodeFacts[]): readonly string[] {
  const there = new Set(nodes.map(({ name }) => name.toLowerCase()));
  return secrets
    .map(nameOf)
    .filter((name) => name.endsWith(PASSWORD))
    .map((name) => name.slice(0, -PASSWORD.length))
    .filter((name) => !there.has(name));
}
