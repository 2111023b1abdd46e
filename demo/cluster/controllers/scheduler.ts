/** The scheduler: each new pod gets a node, or a reason why there is none. */

import { CLAIMS, NODES, PODS, VOLUMES } from '../api/resources.ts';
import { conditionOf, type KubeObject, type Loose } from '../store/object.ts';
import type { Store } from '../store/store.ts';
import { type Controller, splitKey, type World } from './controller.ts';
import { record } from './events.ts';
import { isActive, withCondition } from './pods.ts';

/** Pods that ask for another scheduler are left alone. */
const NAME = 'default-scheduler';

/** Looks at pods without a node, and at all of them again when a node or a volume changes. */
export const scheduler: Controller = {
  keys({ entry, type: what, before }, type, { store }) {
    if (type === PODS) return waiting(entry.object) && what !== 'DELETED' ? [entry.key] : [];
    if (type === CLAIMS || type === VOLUMES || (type === NODES && nodeMatters(before?.object, entry.object)))
      return store
        .collection(PODS)
        .all()
        .filter(({ object }) => waiting(object))
        .map(({ key }) => key);
    return [];
  },
  reconcile(key, world) {
    const { store, clock } = world;
    const [namespace, name] = splitKey(key);
    const pod = store.get(PODS, name, namespace);
    if (pod === undefined || !waiting(pod)) return;
    const reasons = new Map<string, number>();
    const fitting = store.list(NODES).filter((node) => {
      const why = whyNot(store, pod, node);
      if (why !== undefined) reasons.set(why, (reasons.get(why) ?? 0) + 1);
      return why === undefined;
    });
    const node = emptiest(store, fitting);
    if (node === undefined) return unschedulable(world, pod, reasons);
    const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null };
    const { reason: _, message: __, ...before } = conditionOf(pod, 'PodScheduled') ?? {};
    const others = (pod.status?.conditions ?? []).filter(({ type }: Loose) => type !== 'PodScheduled');
    const conditions = withCondition([...others, ...(before.type ? [before] : [])], scheduled, clock.now());
    store.update(PODS, {
      ...pod,
      spec: { ...pod.spec, nodeName: node.metadata.name },
      status: { ...pod.status, conditions },
    });
    record(
      world,
      pod,
      'Normal',
      'Scheduled',
      `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`,
      'default-scheduler',
    );
  },
};

function waiting(pod: KubeObject): boolean {
  return !pod.spec?.nodeName && (pod.spec?.schedulerName ?? NAME) === NAME && isActive(pod);
}

/** Leases and heartbeats change nodes often, but not what fits on them. */
function nodeMatters(before: KubeObject | undefined, after: KubeObject): boolean {
  return before === undefined || before.spec !== after.spec || before.metadata.labels !== after.metadata.labels;
}

function whyNot(store: Store, pod: KubeObject, { metadata, spec = {} }: KubeObject): string | undefined {
  const { tolerations = [], nodeSelector = {}, affinity, volumes = [] } = pod.spec ?? {};
  const labels = metadata.labels ?? {};
  const selected = Object.entries(nodeSelector).every(([label, value]) => labels[label] === value);
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!selected || !anyTerm(terms, labels, metadata.name)) return "node(s) didn't match Pod's node affinity/selector";
  const taints: Loose[] = (spec.taints ?? []).filter(({ effect }: Loose) => effect !== 'PreferNoSchedule');
  const refusing = taints.find((taint) => !tolerates(tolerations, taint));
  if (refusing?.key === 'node.kubernetes.io/unschedulable') return 'node(s) were unschedulable';
  if (refusing !== undefined) return `node(s) had untolerated taint {${refusing.key}: ${refusing.value ?? ''}}`;
  for (const { persistentVolumeClaim } of volumes) {
    if (persistentVolumeClaim === undefined) continue;
    const claim = store.get(CLAIMS, persistentVolumeClaim.claimName, pod.metadata.namespace);
    const volume = claim?.spec?.volumeName ? store.get(VOLUMES, claim.spec.volumeName) : undefined;
    if (!anyTerm(volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms, labels, metadata.name))
      return 'node(s) had volume node affinity conflict';
  }
  return undefined;
}

/** Whether a taint does not matter to a pod. */
export function tolerates(tolerations: readonly Loose[], taint: Loose): boolean {
  return tolerations.some(
    ({ key, operator = 'Equal', value = '', effect }) =>
      (!effect || effect === taint.effect) &&
      (operator === 'Exists' ? !key || key === taint.key : key === taint.key && value === (taint.value ?? '')),
  );
}

function anyTerm(terms: readonly Loose[] | undefined, labels: Readonly<Record<string, string>>, name: string): boolean {
  const holds = ({ key, operator, values = [] }: Loose, value: string | undefined) =>
    operator === 'In'
      ? value !== undefined && values.includes(value)
      : operator === 'NotIn'
        ? value === undefined || !values.includes(value)
        : operator === 'Exists'
          ? value !== undefined
          : operator === 'DoesNotExist'
            ? value === undefined
            : key === undefined;
  return (
    terms === undefined ||
    terms.some(
      ({ matchExpressions = [], matchFields = [] }) =>
        matchExpressions.every((one: Loose) => holds(one, labels[one.key])) &&
        matchFields.every((one: Loose) => holds(one, name)),
    )
  );
}

function emptiest(store: Store, nodes: readonly KubeObject[]): KubeObject | undefined {
  const counts = new Map(nodes.map(({ metadata }) => [metadata.name, 0]));
  for (const { spec } of store.list(PODS)) {
    const count = counts.get(spec?.nodeName);
    if (count !== undefined) counts.set(spec.nodeName, count + 1);
  }
  return [...nodes].sort((a, b) => (counts.get(a.metadata.name) ?? 0) - (counts.get(b.metadata.name) ?? 0))[0];
}

function unschedulable(world: World, pod: KubeObject, reasons: ReadonlyMap<string, number>): void {
  const total = world.store.collection(NODES).size;
  const told = [...reasons]
    .map(([why, count]) => `${count} ${why}`)
    .sort()
    .join(', ');
  const message = `0/${total} nodes are available: ${told}. preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
  if (conditionOf(pod, 'PodScheduled')?.message === message) return;
  const condition = { type: 'PodScheduled', status: 'False', lastProbeTime: null, reason: 'Unschedulable', message };
  const conditions = withCondition(pod.status?.conditions, condition, world.clock.now());
  world.store.update(PODS, { ...pod, status: { ...pod.status, phase: 'Pending', conditions } });
  record(world, pod, 'Warning', 'FailedScheduling', message, 'default-scheduler');
}
