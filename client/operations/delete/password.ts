/** The Secret with a node's password: what it is called, whether it is there; its content is never asked for. */

import { asText, at } from '../../cluster/json.ts';
import type { Api } from '../../cluster/request.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Target } from '../../cluster/writes.ts';
import type { Password } from './facts.ts';

export const NAMESPACE = 'kube-system';
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** K3s writes the name of the node in small letters. */
export const passwordOf = (node: string): Target => ({
  resource: 'secrets',
  namespace: NAMESPACE,
  name: `${node.toLowerCase()}.node-password.k3s`,
});

/** Undefined when there was no answer that tells. */
export async function readPassword(
  api: Pick<Api, 'request'>,
  node: string,
  signal: AbortSignal,
): Promise<Password | undefined> {
  const { resource, name } = passwordOf(node);
  const path = resourcePath(resource, { namespace: NAMESPACE }, name);
  const answer = await api.request({ path, accept: METADATA, signal });
  if (answer.ok) return { kind: 'there', uid: asText(at(answer.body, 'metadata', 'uid')) ?? '' };
  if (answer.status === 404) return { kind: 'missing' };
  return answer.status === 403 ? { kind: 'unknown' } : undefined;
}
