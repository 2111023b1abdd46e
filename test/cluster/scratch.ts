/** What an expectation works with: a server, a namespace of its own, and objects that are gone afterwards. */

import { randomBytes } from 'node:crypto';
import { type Answer, Client, type Json, type Server } from './client.ts';

/** A server under test, and what can be done to it beyond its API. */
export interface Target {
  readonly server: Server;
  /** Lets time pass; a real server needs real time. */
  pass(ms: number): Promise<void>;
  /** Makes the server forget its history, where that can be done. */
  forget?(): void | Promise<void>;
}

/** Thrown where a server cannot show what is asked. */
export class Skip extends Error {}

/** One expectation's playground. */
export class Scratch {
  readonly api: Client;
  readonly target: Target;
  readonly namespace = `contract-${randomBytes(4).toString('hex')}`;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(target: Target) {
    this.target = target;
    this.api = new Client(target.server);
  }

  /** A playground with its namespace. */
  static async open(target: Target): Promise<Scratch> {
    const scratch = new Scratch(target);
    const made = await scratch.api.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: scratch.namespace },
    });
    if (made.code !== 201) throw new Error(`namespace: ${made.code} ${made.text}`);
    // Controllers make it sooner or later; a server without controllers never does.
    await scratch.api.post(`/api/v1/namespaces/${scratch.namespace}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    return scratch;
  }

  /** The address of a collection in the namespace. */
  at(resource: string, group = 'api/v1'): string {
    return `/${group}/namespaces/${this.namespace}/${resource}`;
  }

  /** Runs before the namespace goes. */
  later(undo: () => Promise<unknown>): void {
    this.#undo.unshift(undo);
  }

  /** A ConfigMap; `labels` are handy for selectors. */
  async configMap(name: string, { data = {}, labels = {}, ...metadata }: Json = {}): Promise<Json> {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels, ...metadata }, data };
    return ok(await this.api.post(this.at('configmaps'), object));
  }

  /** A pod that nobody schedules. */
  async pod(name: string, labels: Json = {}): Promise<Json> {
    const spec = {
      schedulerName: 'nobody',
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'example.invalid/none:1' }],
    };
    return ok(
      await this.api.post(this.at('pods'), { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec }),
    );
  }

  /** A pod that says that it runs and is ready, although it does not. */
  async readyPod(name: string, labels: Json): Promise<Json> {
    await this.pod(name, labels);
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }];
    const patch = { status: { phase: 'Running', conditions } };
    return ok(await this.api.patch(`${this.at('pods')}/${name}/status`, 'application/merge-patch+json', patch));
  }

  /** A budget over pods with that label, with its status as the controller would write it. */
  async budget(name: string, app: string, status: Json): Promise<Json> {
    const collection = this.at('poddisruptionbudgets', 'apis/policy/v1');
    const made = ok(
      await this.api.post(collection, {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name },
        spec: { minAvailable: 1, selector: { matchLabels: { app } } },
      }),
    );
    const full = {
      observedGeneration: made.metadata.generation,
      currentHealthy: 1,
      desiredHealthy: 1,
      expectedPods: 1,
      disruptionsAllowed: 0,
      ...status,
    };
    return ok(await this.api.patch(`${collection}/${name}/status`, 'application/merge-patch+json', { status: full }));
  }

  /** An eviction of a pod. */
  evict(name: string, deleteOptions?: Json): Promise<Answer> {
    const body = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: this.namespace },
      ...(deleteOptions === undefined ? {} : { deleteOptions }),
    };
    return this.api.post(`${this.at('pods')}/${name}/eviction`, body);
  }

  /** Removes everything. */
  async close(): Promise<void> {
    for (const undo of this.#undo) await undo();
    await this.api.delete(`/api/v1/namespaces/${this.namespace}`);
    this.api.end();
  }
}

/** The object in an answer that must have succeeded. */
export function ok(answer: Answer): Json {
  if (answer.code >= 300) throw new Error(`${answer.code} ${answer.text}`);
  return answer.json;
}
