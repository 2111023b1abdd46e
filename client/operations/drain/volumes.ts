/** Volumes that exist on one node only, such as those of K3s's local-path: a pod that uses one can start nowhere else. */

import { asArray, asText, at } from '../../cluster/json.ts';
import type { KubeObject } from '../../cluster/objects.ts';

const HOSTNAME = 'kubernetes.io/hostname';

/** `namespace/claim` to the name of the volume, for claims whose volume stays on that node. */
export function pinnedClaims(
  node: string,
  claims: readonly KubeObject[],
  volumes: readonly KubeObject[],
): Record<string, string> {
  const here = new Set(volumes.filter((volume) => staysOn(volume, node)).map(({ metadata }) => metadata.name));
  return Object.fromEntries(
    claims.flatMap((claim) => {
      const volume = asText(at(claim, 'spec', 'volumeName'));
      const { namespace = '', name } = claim.metadata;
      return volume !== undefined && here.has(volume) ? [[`${namespace}/${name}`, volume] as const] : [];
    }),
  );
}

/** Every way to use it leads to this node. */
export function staysOn(volume: KubeObject, node: string): boolean {
  const terms = asArray(at(volume, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms')) ?? [];
  return terms.length > 0 && terms.every((term) => rules(term).some((rule) => onlyThere(rule, node)));
}

const rules = (term: unknown): readonly unknown[] => [
  ...(asArray(at(term, 'matchExpressions')) ?? []),
  ...(asArray(at(term, 'matchFields')) ?? []),
];

function onlyThere(rule: unknown, node: string): boolean {
  const key = at(rule, 'key');
  const values = asArray(at(rule, 'values')) ?? [];
  return (
    (key === HOSTNAME || key === 'metadata.name') &&
    at(rule, 'operator') === 'In' &&
    values.length === 1 &&
    values[0] === node
  );
}
