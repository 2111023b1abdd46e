/** Starts a demo cluster: a Kubernetes API on loopback, with a cluster behind it that lives by itself. */

import { writeFileSync } from 'node:fs';
import { Access, type Rule, type User } from './api/access.ts';
import type { Backend } from './api/backend.ts';
import { RESOURCES, type ResourceType } from './api/resources.ts';
import { type Authority, createAuthority } from './certificates/authority.ts';
import { type Clock, realClock } from './clock.ts';
import { bringToLife, type Life } from './controllers/life.ts';
import { usage } from './controllers/usage.ts';
import type { Faults } from './serve/faults.ts';
import { type Credentials, kubeconfigText } from './serve/kubeconfig.ts';
import type { RequestLog } from './serve/log.ts';
import { ApiServer } from './serve/server.ts';
import { Store } from './store/store.ts';

/** What a cluster consists of when it starts. */
export interface Scene {
  /** The version that the servers run, like `v1.34.1+k3s1`. */
  readonly version: string;
  /** Puts the objects in. */
  fill(store: Store): void;
  /** Without: kubelets, controllers and the scheduler work. */
  readonly still?: boolean;
  /** Who may do what, beside the administrator. */
  readonly rules?: readonly Rule[];
  /** Something that goes on beside the controllers; the returned function ends it. */
  run?(store: Store, clock: Clock): () => void;
}

/** How to start. */
export interface DemoOptions {
  readonly scene: Scene;
  /** The machine's clock unless a test brings its own. */
  readonly clock?: Clock;
  /** Any free one, unless it is given. */
  readonly port?: number;
  /** How many changes of each resource are remembered. */
  readonly window?: number;
  /** Who may do what, beside the administrator and those whom the scene knows. */
  readonly rules?: readonly Rule[];
}

/** A cluster that runs. */
export interface DemoCluster {
  readonly url: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly access: Access;
  /** What is served; take some out and they are gone from discovery, too. */
  readonly types: ResourceType[];
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly life: Life;
  /** Signs the server's certificate. */
  readonly authority: Authority;
  /** Signs those of users. */
  readonly clients: Authority;
  /** Connections that are open now, since the start, and at the same time at most. */
  readonly connections: { readonly open: number; readonly opened: number; readonly most: number };
  /** A client certificate for a user, by default the administrator. */
  credentials(user?: User): Credentials;
  /** A kubeconfig as text, by default the administrator's. */
  kubeconfig(credentials?: Credentials, name?: string): string;
  /** The same as a file that only its owner can read. */
  writeKubeconfig(path: string, credentials?: Credentials, name?: string): void;
  /** Ends what the scene does beside the controllers; the server goes on. */
  rest(): void;
  /** Ends everything; nothing stays open. */
  stop(): Promise<void>;
}

const ADMIN: User = { name: 'system:admin', groups: ['system:masters'] };
const NAMES = ['127.0.0.1', 'localhost', 'kubernetes', 'kubernetes.default'];

/** Starts the server and, unless the scene stands still, the cluster behind it. */
export async function startDemoCluster(options: DemoOptions): Promise<DemoCluster> {
  const { scene, clock = realClock(), port = 0, window } = options;
  const store = new Store(clock, window === undefined ? {} : { window });
  const access = new Access(clock, [...(scene.rules ?? []), ...(options.rules ?? [])]);
  const types = [...RESOURCES];
  for (const type of types) if (type.computed === undefined) store.collection(type);
  scene.fill(store);
  const backend: Backend = {
    store,
    clock,
    access,
    types,
    version: scene.version,
    usage: (type) => usage(store, clock, type),
  };
  const authority = createAuthority(`k3s-server-ca@${Math.floor(Date.now() / 1000)}`);
  const life = bringToLife(store, clock, { still: scene.still === true, authority: authority.cert });
  const endScene = scene.run?.(store, clock);
  const clients = createAuthority(`k3s-client-ca@${Math.floor(Date.now() / 1000)}`);
  const trust = { identity: authority.server(NAMES), clients: clients.cert, authority: authority.cert };
  const server = new ApiServer(backend, trust, port);
  await server.listen();
  const url = `https://127.0.0.1:${server.port}`;
  const admin = clients.client(ADMIN.name, ADMIN.groups);
  const kubeconfig = (credentials: Credentials = admin, name?: string) =>
    kubeconfigText(url, authority.cert, credentials, name);
  return {
    url,
    store,
    clock,
    access,
    types,
    faults: server.faults,
    log: server.log,
    life,
    authority,
    clients,
    get connections() {
      return server.connections;
    },
    credentials: (user) => (user === undefined ? admin : clients.client(user.name, user.groups)),
    kubeconfig,
    writeKubeconfig: (path, credentials, name) => writeFileSync(path, kubeconfig(credentials, name), { mode: 0o600 }),
    rest: () => endScene?.(),
    async stop() {
      endScene?.();
      life.end();
      await server.close();
    },
  };
}
