/** What all drains of nodes without machines share: one K3s, nodes that belong to one test each, and words for both. */

import type { TestContext } from 'node:test';
import { Client, type Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import type { KwokNodes } from '../kwok/nodes.ts';
import type { RealServer } from '../server.ts';
import { desk, storage } from './desk.ts';
import { makeScene, service } from './scene.ts';

export const LIMIT = { timeout: 180_000 };
/** Of all that K3s brings it alone runs, where a test asks for it: every plan has to ask about it. */
export const METRICS = '/apis/apps/v1/namespaces/kube-system/deployments/metrics-server';
/** A pod that stays when its kubelet has ended it, as long as somebody holds it. */
export const HELD = { metadata: { finalizers: ['example.org/held'] } };

interface Tuple {
  1: [string];
  2: [string, string];
  3: [string, string, string];
}

/** Nothing of it can be used before `open`. */
export class Ground {
  #given: { readonly k3s: RealServer; readonly nodes: KwokNodes; readonly api: Client } | undefined;
  #taken = 0;

  /** Gives it a server that runs, and its nodes. */
  open(k3s: RealServer, nodes: KwokNodes): void {
    this.#given = { k3s, nodes, api: new Client(k3s.server) };
  }

  close(): void {
    this.#given?.api.end();
  }

  get #all() {
    if (!this.#given) throw new Error('The server is not there yet.');
    return this.#given;
  }

  get k3s(): RealServer {
    return this.#all.k3s;
  }

  /** The administrator. */
  get api(): Client {
    return this.#all.api;
  }

  /** Nodes that no other test has. */
  take<const Count extends 1 | 2 | 3>(wanted: Count): Tuple[Count] {
    const { names } = this.#all.nodes;
    this.#taken += wanted;
    if (this.#taken > names.length) throw new Error(`There are ${names.length} nodes only.`);
    return names.slice(this.#taken - wanted, this.#taken) as unknown as Tuple[Count];
  }

  /** Pods that nobody owns; they run when it returns. */
  pods(namespace: string, count: number, nodes: readonly string[]): Promise<string[]> {
    return this.#all.nodes.pods(namespace, count, nodes);
  }

  scene(namespace: string) {
    return makeScene(this.api, namespace);
  }

  /** The administrator's window, if it is nobody else's, on a disk of its own, if that is not shared. */
  desk(
    t: Pick<TestContext, 'after'>,
    { kubeconfig = this.k3s.kubeconfig, folder = storage() }: { kubeconfig?: string; folder?: string } = {},
  ) {
    return desk(t, kubeconfig, folder);
  }

  async nodeAt(name: string): Promise<Json> {
    return ok(await this.api.get(`/api/v1/nodes/${name}`));
  }

  async isOut(name: string): Promise<boolean> {
    return (await this.nodeAt(name)).spec.unschedulable === true;
  }

  /** Puts a node back in service, or takes it out. */
  service(name: string, takes: boolean): Promise<void> {
    return service(this.api, name, takes);
  }

  /** Pods that may be on both nodes are made on the first; gives that one. */
  async fillFirst([first, second]: readonly [string, string], fill: () => Promise<unknown>): Promise<string> {
    await this.service(second, false);
    await fill();
    await this.service(second, true);
    return first;
  }
}
