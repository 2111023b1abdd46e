/** A small cluster whose node `one` is full of pods, a clock that both sides share, and a drain of that node. */

import type { TestContext } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../../client/operations/drain/options.ts';
import { type Plan, planDrain } from '../../client/operations/drain/plan.ts';
import { readFacts } from '../../client/operations/drain/readFacts.ts';
import { drain } from '../../client/operations/drain/run.ts';
import { beginDrain, type DrainState } from '../../client/operations/drain/state.ts';
import type { User } from '../../demo/cluster/api/access.ts';
import { BUDGETS, DAEMONSETS, DEPLOYMENTS, NODES, PODS, STATEFULSETS } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import type { Json } from '../cluster/client.ts';
import { base64, transportTo } from '../cluster/reach.ts';
import { addNode, scene, start } from '../cluster/small.ts';
import { counted } from './busy.ts';

/** A moment for sockets after every half second of the cluster's time. */
const STEP_MS = 500;

/** A drain that runs. */
export interface Running {
  state: DrainState;
  /** All states it told, as they would be kept. */
  readonly kept: string[];
  readonly over: Promise<DrainState>;
  stop(): void;
}

/** `fill` puts things in; all pods start on `one`, before `two` takes any. */
export async function rig(t: TestContext, fill: (store: Store) => void, user?: User, rules: Json[] = []) {
  const small = await start(t, {
    scene: scene(['one'], (store) => {
      addNode(store, 'two', { unschedulable: true });
      fill(store);
    }),
    rules,
  });
  const { cluster } = small;
  const clock = { ...small.clock, random: () => 0 };
  await small.clock.advance(10_000);
  cluster.store.update(NODES, { ...(cluster.store.get(NODES, 'two') as KubeObject), spec: {} });
  await small.clock.advance(1000);
  const { cert, key } = cluster.credentials(user) as { readonly cert: string; readonly key: string };
  const config = {
    server: cluster.url,
    cluster: { 'certificate-authority-data': base64(cluster.authority.cert) },
    user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
  };
  const { api, quiet } = counted(transportTo(t, config, { clock }));
  const sources = { api, clock, access: new Access(api, clock), signal: new AbortController().signal };
  cluster.log.clear();

  async function plan(some: Partial<DrainOptions> = {}, node = 'one'): Promise<Plan> {
    const options = { ...DEFAULT_OPTIONS, ...some };
    const facts = await readFacts(sources, node, options);
    if (!facts.ok) throw new Error(facts.trouble.message);
    return planDrain(facts.value, options);
  }
  function run(state: DrainState): Running {
    const stopper = new AbortController();
    t.after(() => stopper.abort());
    const running = { state, kept: [] as string[], over: Promise.resolve(state), stop: () => stopper.abort() };
    const onState = (next: DrainState): void => {
      running.state = next;
      running.kept.push(JSON.stringify(next));
    };
    running.over = drain(state, { ...sources, signal: stopper.signal, onState });
    return running;
  }
  /** Lets time pass until something is true, or for that long. */
  async function pass(ms: number, until?: () => boolean): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await quiet();
      if (until?.()) return;
      await small.clock.advance(Math.min(STEP_MS, ms - passed));
    }
    await quiet();
    if (until && !until()) throw new Error(`not within ${ms} ms: ${until}`);
  }
  const evictions = (pod = ''): number => cluster.log.find('POST', new RegExp(`/pods/${pod}[^/]*/eviction`)).length;
  const writes = (): string[] =>
    cluster.log.entries
      .filter(({ method, path }) => method !== 'GET' && !path.includes('authorization.k8s.io'))
      .map(({ method, path }) => `${method} ${path}`);
  return {
    cluster,
    clock,
    api,
    admin: small.api,
    plan,
    run,
    pass,
    evictions,
    writes,
    sources,
    /** What a process of its own needs to reach the cluster. */
    config,
    /** From the plan to the end of the first step. */
    begin: async (some: Partial<DrainOptions> = {}) => run(beginDrain(await plan(some), clock.now())),
    /** `name node` of all pods. */
    pods: () => cluster.store.list(PODS).map(({ metadata, spec }) => `${metadata.name} ${spec?.nodeName}`),
  };
}

/** States of rows, in words. */
export const rows = ({ state }: Running): string[] =>
  state.rows.map((row) => `${row.name.replace(/(-[a-z0-9]+)?-[b-z2-9]{5}$/, '')} ${row.state}`).sort();

const template = (app: string, spec: Json = {}, annotations: Json = {}) => ({
  metadata: { labels: { app }, annotations },
  spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
});

function workload(
  store: Store,
  type: typeof PODS,
  kind: string,
  name: string,
  spec: Json,
  pod: Json = {},
  more: Json = {},
) {
  const metadata = { name, namespace: more.namespace ?? 'a' };
  const selector = { matchLabels: { app: name } };
  store.create(type, {
    apiVersion: 'apps/v1',
    kind,
    metadata,
    spec: { ...spec, selector, template: template(name, pod, more.annotations) },
  });
}

export const deployment = (store: Store, name: string, replicas: number, pod?: Json, more?: Json): void =>
  workload(store, DEPLOYMENTS, 'Deployment', name, { replicas }, pod, more);
export const statefulSet = (store: Store, name: string, replicas: number, pod?: Json): void =>
  workload(store, STATEFULSETS, 'StatefulSet', name, { replicas }, pod);
export const daemonSet = (store: Store, name: string): void => workload(store, DAEMONSETS, 'DaemonSet', name, {});

/** A budget for the pods of one app. */
export function budget(store: Store, name: string, app: string, spec: Json): void {
  const selector = { matchLabels: { app } };
  store.create(BUDGETS, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'a' },
    spec: { selector, ...spec },
  });
}

/** A pod that nobody makes anew. */
export function barePod(store: Store, name: string, metadata: Json = {}, status: Json = {}, spec: Json = {}): void {
  store.create(PODS, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'a', ...metadata },
    spec: { nodeName: 'one', containers: [{ name: 'c', image: 'x' }], terminationGracePeriodSeconds: 30, ...spec },
    status: { phase: 'Running', ...status },
  });
}
