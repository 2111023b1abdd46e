/** Asks the cluster for all that a drain plan needs, as few times as possible, and without writing anything. */

import type { Access, May, Wanted } from '../../cluster/access.ts';
import type { Clock } from '../../cluster/clock.ts';
import { asArray, asText, at } from '../../cluster/json.ts';
import type { Api } from '../../cluster/request.ts';
import { nodes, resourcePath } from '../../cluster/resources.ts';
import { list, plain, type Read } from '../list.ts';
import { budgetOf } from './budgets.ts';
import type { Facts } from './facts.ts';
import { nodeFacts } from './nodeFacts.ts';
import type { DrainOptions } from './options.ts';
import { daemonSetOf, nameOf, type Pod, podsToDrain } from './pod.ts';
import { pinnedClaims } from './volumes.ts';

export interface Sources {
  readonly api: Api;
  readonly clock: Clock;
  /** Without it rights are unknown. */
  readonly access?: Pick<Access, 'may'>;
  readonly signal: AbortSignal;
}

/** The facts about one node; a refusal where not even the node and its pods can be read. */
export async function readFacts(sources: Sources, name: string, options: DrainOptions): Promise<Read<Facts>> {
  const { api, clock, signal } = sources;
  const [node, all, listed, eviction] = await Promise.all([
    api.request({ path: resourcePath('nodes', {}, name), signal }),
    list(sources, nodes),
    listPods(sources, name, options.podSelector),
    evictionVersion(sources),
  ]);
  if (!node.ok) return node;
  if (!listed.ok && !(listed.status === 400 && options.podSelector)) return listed;
  const pods = listed.ok ? listed.value : [];
  const [daemonSets, budgets, pinned, rights] = await Promise.all([
    daemonSetsOf(sources, pods),
    pods.length > 0 ? list(sources, plain('poddisruptionbudgets', 'policy')) : { ok: true as const, value: [] },
    pinnedTo(sources, name, pods),
    rightsFor(sources, name, pods, options),
  ]);
  const others = all.ok ? all.value.filter(({ metadata }) => metadata.name !== name).map(nodeFacts) : undefined;
  const value: Facts = {
    node: nodeFacts(node.body),
    others,
    pods,
    ...(listed.ok ? undefined : { selectorProblem: listed.words ?? listed.trouble.message }),
    daemonSets,
    budgets: budgets.ok ? budgets.value.map(budgetOf) : undefined,
    pinned,
    eviction,
    rights,
    now: clock.now(),
  };
  return { ok: true, value };
}

/** The pods of a node as they are now, not as a cache of the server remembers them. */
export async function listPods(
  sources: Pick<Sources, 'api' | 'signal'>,
  node: string,
  selector: string,
): Promise<Read<Pod[]>> {
  const found = await list(sources, podsToDrain(node, selector));
  return found.ok ? { ok: true, value: found.value.map(({ pod }) => pod).sort(byName) } : found;
}

const byName = (one: Pod, other: Pod): number => (nameOf(one) < nameOf(other) ? -1 : 1);

/** As kubectl finds out: the list of the core API names the version that its evictions are written in. */
async function evictionVersion({ api, signal }: Sources): Promise<Facts['eviction']> {
  const answer = await api.request({ path: '/api/v1', signal });
  const all = answer.ok ? asArray(at(answer.body, 'resources')) : undefined;
  if (!all) return 'v1';
  const found = all.find((one) => at(one, 'name') === 'pods/eviction');
  if (!found) return 'none';
  return asText(at(found, 'version')) === 'v1beta1' ? 'v1beta1' : 'v1';
}

async function daemonSetsOf({ api, signal }: Sources, pods: readonly Pod[]): Promise<Facts['daemonSets']> {
  const names = new Set(pods.flatMap((pod) => daemonSetOf(pod) ?? []));
  const found = [...names].map(async (full) => {
    const [namespace = '', name = ''] = full.split('/');
    const answer = await api.request({ path: resourcePath('daemonsets', { group: 'apps', namespace }, name), signal });
    const missing = !answer.ok && answer.status === 404;
    return [full, answer.ok ? 'there' : missing ? 'missing' : 'unknown'] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function pinnedTo(sources: Sources, node: string, pods: readonly Pod[]): Promise<Facts['pinned']> {
  if (pods.every(({ claims }) => claims.length === 0)) return {};
  const [claims, volumes] = await Promise.all([
    list(sources, plain('persistentvolumeclaims')),
    list(sources, plain('persistentvolumes')),
  ]);
  return claims.ok && volumes.ok ? pinnedClaims(node, claims.value, volumes.value) : undefined;
}

async function rightsFor(
  { access }: Sources,
  node: string,
  pods: readonly Pod[],
  { way }: DrainOptions,
): Promise<Facts['rights']> {
  const may = async (wanted: Wanted): Promise<May> => access?.may(wanted) ?? 'unknown';
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const what = way === 'delete' ? { verb: 'delete' } : { verb: 'create', subresource: 'eviction' };
  const [cordon, ...remove] = await Promise.all([
    may({ verb: 'patch', resource: 'nodes', name: node }),
    ...namespaces.map(async (namespace) => [namespace, await may({ ...what, resource: 'pods', namespace })] as const),
  ]);
  return { cordon, remove: Object.fromEntries(remove) };
}
