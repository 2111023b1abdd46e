/** The API that a case of drain.json describes: what is there, what it answers, and what becomes of the pods. */

import type { Clock } from '../../client/cluster/clock.ts';
import { at } from '../../client/cluster/json.ts';
import type { Answer, Api, ListRequest, Request, WatchRequest } from '../../client/cluster/request.ts';
import type { Refusal } from '../../client/cluster/statusTrouble.ts';
import { type TroubleKind, trouble } from '../../client/cluster/trouble.ts';
import { parseLabels } from '../../demo/cluster/store/labels.ts';
import type { Json } from '../cluster/client.ts';

/** What a request is answered with, and what becomes of the pod. */
interface Scripted {
  readonly code: number;
  readonly cause?: string;
  readonly after: 'gone' | 'stays' | 'terminating' | 'replaced';
}

export interface World {
  readonly node: string;
  readonly pods: readonly Json[];
  readonly daemonSets: readonly string[];
  readonly deletedAgo?: Readonly<Record<string, number>>;
  readonly daemonSetGetError?: Readonly<Record<string, number>>;
  readonly evictionApi?: 'v1' | 'v1beta1' | 'none';
  readonly evict?: Readonly<Record<string, readonly Scripted[]>>;
  readonly delete?: Readonly<Record<string, readonly Scripted[]>>;
}

/** A change that was asked for. */
export interface Sent {
  readonly pod: string;
  readonly verb: string;
  readonly api?: string;
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: readonly string[];
}

const ok = (body: unknown, status = 200): Answer => ({ ok: true, status, headers: {}, body });
const KINDS: Readonly<Record<number, TroubleKind>> = { 403: 'forbidden', 404: 'missing', 409: 'conflict', 429: 'busy' };

/** A refusal as the client reads it from a Status. */
export function refused(status: number, cause?: string): Refusal {
  const causes = cause ? { causes: [{ reason: cause, message: cause }] } : undefined;
  const reason = status === 404 ? { reason: 'NotFound' } : undefined;
  return { ok: false, status, trouble: trouble(KINDS[status] ?? 'server', `${status}`), ...reason, ...causes };
}

/** One cluster; only what a drain asks for is served. */
export class DrainServer implements Api {
  readonly sent: Sent[] = [];
  readonly #world: World;
  readonly #clock: Clock;
  readonly #pods = new Map<string, Json>();
  readonly #watches = new Set<(type: string, object: Json) => void>();
  readonly #asked = new Map<string, number>();
  /** What happened, for watches that begin later. */
  readonly #events: { readonly version: number; readonly type: string; readonly object: Json }[] = [];
  #version = 1;

  constructor(world: World, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
    for (const pod of structuredClone(world.pods)) {
      const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
      const ago = world.deletedAgo?.[key];
      if (ago !== undefined) pod.metadata.deletionTimestamp = new Date(clock.now() - ago * 1000).toISOString();
      this.#pods.set(key, pod);
    }
  }

  /** `namespace/name` of the pods that still exist. */
  get pods(): string[] {
    return [...this.#pods.keys()];
  }

  async request({ method = 'GET', path, body, query }: Request): Promise<Answer> {
    const parts = path.split('/').slice(1);
    if (path === '/api/v1') return ok({ resources: this.#eviction() });
    if (path === `/api/v1/nodes/${this.#world.node}`) return ok(node(this.#world.node));
    const [, , , namespace, resource, name, sub] = parts[0] === 'apis' ? parts.slice(1) : parts;
    const key = `${namespace}/${name}`;
    if (resource === 'daemonsets') {
      const failure = this.#world.daemonSetGetError?.[key] ?? (this.#world.daemonSets.includes(key) ? 0 : 404);
      return failure ? refused(failure) : ok({ metadata: { name, namespace } });
    }
    if (resource !== 'pods') return refused(404);
    if (method === 'GET') return this.#pods.has(key) ? ok(this.#pods.get(key)) : refused(404);
    const options = sub === 'eviction' ? at(body, 'deleteOptions') : body;
    const grace = at(options, 'gracePeriodSeconds') as number | undefined;
    const dry = sub === 'eviction' ? at(options, 'dryRun') : query?.dryRun && [query.dryRun];
    this.sent.push({
      pod: key,
      verb: sub === 'eviction' ? 'evict' : 'delete',
      ...(sub === 'eviction' ? { api: at(body, 'apiVersion') as string } : undefined),
      ...(grace === undefined ? undefined : { gracePeriodSeconds: grace }),
      ...(dry ? { dryRun: dry as string[] } : undefined),
    });
    return this.#answer(key, (sub === 'eviction' ? this.#world.evict : this.#world.delete)?.[key] ?? []);
  }

  async list({ path, query = {}, onItem }: ListRequest): Promise<Answer> {
    if (path === '/api/v1/nodes') for (const name of [this.#world.node, 'another']) onItem(node(name));
    if (path !== '/api/v1/pods') return this.#listed();
    const on = String(query.fieldSelector).replace('spec.nodeName=', '');
    try {
      const selects = parseLabels(String(query.labelSelector ?? ''));
      for (const pod of this.#pods.values())
        if (pod.spec.nodeName === on && selects(pod.metadata.labels ?? {})) onItem(structuredClone(pod));
    } catch {
      return refused(400);
    }
    return this.#listed();
  }

  watch({ signal, query, onOpen, onEvent }: WatchRequest): Promise<{ readonly ok: true } | Refusal> {
    const tell = (type: string, object: Json): void => onEvent({ type, object: structuredClone(object) });
    this.#watches.add(tell);
    onOpen?.();
    const from = Number(query?.resourceVersion);
    for (const { version, type, object } of this.#events) if (version > from) tell(type, object);
    return new Promise((resolve) =>
      signal?.addEventListener('abort', () => {
        this.#watches.delete(tell);
        resolve({ ok: true });
      }),
    );
  }

  #listed = (): Answer => ok({ metadata: { resourceVersion: String(this.#version) } });

  #eviction(): object[] {
    const { evictionApi: version = 'v1' } = this.#world;
    return version === 'none' ? [] : [{ name: 'pods/eviction', kind: 'Eviction', group: 'policy', version }];
  }

  #answer(key: string, script: readonly Scripted[]): Answer {
    const turn = this.#asked.get(key) ?? 0;
    this.#asked.set(key, turn + 1);
    const { code, cause, after } = script[Math.min(turn, script.length - 1)] ?? { code: 201, after: 'gone' as const };
    const pod = this.#pods.get(key);
    if (pod && after !== 'stays') this.#become(key, pod, after);
    return code < 300 ? ok({}, code) : refused(code, cause);
  }

  #become(key: string, pod: Json, after: Exclude<Scripted['after'], 'stays'>): void {
    if (after === 'terminating') {
      pod.metadata.deletionTimestamp = new Date(this.#clock.now()).toISOString();
      return this.#tell('MODIFIED', pod);
    }
    this.#pods.delete(key);
    this.#tell('DELETED', pod);
    if (after !== 'replaced') return;
    // The node is cordoned, so the scheduler takes another one.
    const { uid, ...metadata } = pod.metadata;
    this.#pods.set(key, {
      ...pod,
      metadata: { ...metadata, uid: `${uid}-2` },
      spec: { ...pod.spec, nodeName: 'another' },
    });
  }

  #tell(type: string, object: Json): void {
    object.metadata.resourceVersion = String(++this.#version);
    this.#events.push({ version: this.#version, type, object: structuredClone(object) });
    for (const tell of this.#watches) tell(type, object);
  }
}

/** The cases begin when the node is cordoned. */
const node = (name: string): Json => ({
  metadata: { name, uid: `uid-${name}` },
  spec: { unschedulable: true },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});
