/** Which resources the server serves: in one answer where it can, else group by group. */

import { asArray, asText, at } from './json.ts';
import { type Api, pathOf } from './request.ts';
import type { Refusal } from './statusTrouble.ts';

/** What is served, as `nodes`, `plans.upgrade.cattle.io`, `pods/eviction`. */
export interface Served {
  has(resource: string): boolean;
  /** The versions in the order the server prefers. */
  versions(resource: string): readonly string[];
  /** Groups that did not answer, such as an extension API whose pod is down. */
  readonly silent: readonly string[];
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');
/** Asked one by one where nothing is aggregated. */
const GROUPS = new Set([
  'apps',
  'batch',
  'coordination.k8s.io',
  'helm.cattle.io',
  'k3s.cattle.io',
  'metrics.k8s.io',
  'policy',
  'upgrade.cattle.io',
]);

type Found = { readonly served: Map<string, string[]>; readonly silent: Set<string> };

/** Asks the server. */
export async function discover(
  api: Pick<Api, 'request'>,
): Promise<{ readonly ok: true; readonly served: Served } | Refusal> {
  const found: Found = { served: new Map(), silent: new Set() };
  for (const root of ['/api', '/apis']) {
    const answer = await api.request({ path: root, accept: `${AGGREGATED},application/json` });
    if (!answer.ok) return answer;
    if (at(answer.body, 'kind') === 'APIGroupDiscoveryList') aggregated(answer.body, found);
    else await plain(api, root, answer.body, found);
  }
  const versions = (resource: string): readonly string[] => found.served.get(resource) ?? [];
  return { ok: true, served: { has: (resource) => found.served.has(resource), versions, silent: [...found.silent] } };
}

function aggregated(list: unknown, found: Found): void {
  for (const one of asArray(at(list, 'items')) ?? []) {
    const group = asText(at(one, 'metadata', 'name')) ?? '';
    for (const version of asArray(at(one, 'versions')) ?? []) {
      if (at(version, 'freshness') === 'Stale') found.silent.add(group);
      for (const resource of asArray(at(version, 'resources')) ?? []) {
        const name = asText(at(resource, 'resource'));
        if (!name) continue;
        remember(found, name, group, at(version, 'version'));
        for (const sub of asArray(at(resource, 'subresources')) ?? [])
          remember(found, `${name}/${asText(at(sub, 'subresource')) ?? ''}`, group, at(version, 'version'));
      }
    }
  }
}

async function plain(api: Pick<Api, 'request'>, root: string, list: unknown, found: Found): Promise<void> {
  const core = (asArray(at(list, 'versions')) ?? []).map((version) => ['', asText(version) ?? ''] as const);
  const groups = (asArray(at(list, 'groups')) ?? []).flatMap((one) => {
    const group = asText(at(one, 'name')) ?? '';
    const versions = GROUPS.has(group) ? (asArray(at(one, 'versions')) ?? []) : [];
    return versions.map((version) => [group, asText(at(version, 'version')) ?? ''] as const);
  });
  await Promise.all(
    [...(root === '/api' ? core : groups)].map(async ([group, version]) => {
      const answer = await api.request({ path: `${root}${group ? pathOf(group) : ''}${pathOf(version)}` });
      if (!answer.ok) return found.silent.add(group);
      for (const resource of asArray(at(answer.body, 'resources')) ?? [])
        remember(found, asText(at(resource, 'name')) ?? '', group, version);
      return undefined;
    }),
  );
}

function remember({ served }: Found, name: string, group: string, version: unknown): void {
  // As rights name them: the group belongs to the resource, before the subresource.
  const [resource = '', sub] = name.split('/');
  const full = `${group ? `${resource}.${group}` : resource}${sub ? `/${sub}` : ''}`;
  const versions = served.get(full) ?? [];
  served.set(full, versions);
  if (typeof version === 'string') versions.push(version);
}
