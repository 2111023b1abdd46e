/** Bootstrap tokens: one that lets agents join for a while is a Secret, which anybody may make who may make Secrets there. */

import { randomInt } from 'node:crypto';
import type { Api } from '../../cluster/request.ts';
import type { Refusal } from '../../cluster/statusTrouble.ts';
import { type Trouble, trouble } from '../../cluster/trouble.ts';
import { create, remove } from '../../cluster/writes.ts';
import { say } from '../../say.ts';
import { caHash } from './caHash.ts';

/** How long a token may live, in seconds: from 5 minutes to 7 days. */
export const SHORTEST = 300;
export const LONGEST = 7 * 24 * 3600;

export interface Order {
  readonly seconds: number;
  /** What it is for, as people see it in the list of tokens. */
  readonly description: string;
  /** The cluster's CA as PEM, to the last byte. */
  readonly authority: string;
  readonly now: number;
  readonly signal?: AbortSignal;
}

export interface Minted {
  readonly ok: true;
  /** The public half. */
  readonly id: string;
  /** The full form, with the hash of the CA: a secret. */
  readonly token: string;
  readonly expires: number;
}

export interface NotMinted {
  readonly ok: false;
  readonly trouble: Trouble;
}

type Writer = Pick<Api, 'request'>;

const NAMESPACE = 'kube-system';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Ids are short enough that one may be taken. */
const TRIES = 3;

/** Makes one. The secret half is nowhere but in the answer and in the Secret. */
export async function mint(api: Writer, order: Order): Promise<Minted | NotMinted> {
  const { seconds, authority, now, signal } = order;
  if (!(Number.isInteger(seconds) && seconds >= SHORTEST && seconds <= LONGEST))
    return no(say('A token lives for 5 minutes at least and 7 days at most.'), say('Choose another life.'));
  const hash = caHash(authority, now);
  if (hash === undefined)
    return no(
      say('The CA of the cluster cannot be read, so agents could not tell the cluster from another one.'),
      say('Look at the ConfigMap kube-root-ca.crt in kube-system.'),
    );
  const expires = Math.floor(now / 1000 + seconds) * 1000;
  for (let tries = 1; ; tries++) {
    const [id, secret] = [letters(6), letters(16)];
    const object = secretOf(id, secret, order.description, expires);
    const where = { resource: 'secrets', namespace: NAMESPACE };
    const answer = await create(api, where, object, signal ? { signal } : {});
    if (answer.ok) return { ok: true, id, token: `K10${hash}::${id}.${secret}`, expires };
    if (answer.reason !== 'AlreadyExists' || tries === TRIES) return { ok: false, trouble: answer.trouble };
  }
}

/** Takes one away; nodes that joined with it stay. Gone already is as good. */
export async function revoke(
  api: Writer,
  id: string,
): Promise<{ readonly ok: true; readonly gone: boolean } | Refusal> {
  return remove(api, { resource: 'secrets', namespace: NAMESPACE, name: nameOf(id) });
}

/** Whether a text is the public half of a token. */
export const isTokenId = (text: string): boolean => /^[a-z0-9]{6}$/.test(text);

const nameOf = (id: string): string => `bootstrap-token-${id}`;

/** With the fields, usages and group that `k3s token create` gives it. */
function secretOf(id: string, secret: string, description: string, expires: number): object {
  const texts = {
    'token-id': id,
    'token-secret': secret,
    ...(description === '' ? undefined : { description }),
    expiration: new Date(expires).toISOString().replace('.000Z', 'Z'),
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
    'auth-extra-groups': 'system:bootstrappers:k3s:default-node-token',
  };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'bootstrap.kubernetes.io/token',
    metadata: { name: nameOf(id), namespace: NAMESPACE },
    data: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  };
}

const letters = (count: number): string =>
  Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');

const no = (message: string, next: string): NotMinted => ({ ok: false, trouble: trouble('invalid', message, next) });
