/** A real K3s on machines: a server, agents and machines without it, as many as a test asks for. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { Client, type Json, type Server } from '../../cluster/client.ts';
import { place } from '../place.ts';
import { readServer } from '../server.ts';
import { type Machine, startMachine } from './machine.ts';
import { addressOf, makeNetwork, removeNetwork } from './network.ts';
import { makeSsh, type Ssh } from './ssh.ts';

/** Longest until a node is ready; 7 seconds are usual. */
const NODE_MS = 120_000;
/** Their images cannot be pulled, and nothing needs them. */
export const WITHOUT = ['coredns', 'local-storage', 'metrics-server', 'servicelb', 'traefik'];

/** What a cluster should be. */
export interface Wanted {
  /** Machines that have joined; none if not said. */
  readonly agents?: number;
  /** More of the server's config.yaml. */
  readonly server?: Readonly<Record<string, unknown>>;
  /** More of the config.yaml of an agent, which are counted from 1 on. */
  readonly agent?: (number: number) => Readonly<Record<string, unknown>>;
}

/** A cluster that runs. Its machines find each other by address only; all have the release of K3s in /opt/k3s. */
export interface RealCluster {
  /** It is called `server`. */
  readonly server: Machine;
  /** They are called `agent-1`, `agent-2` … */
  readonly agents: readonly Machine[];
  /** Where the API server is, with the administrator's certificate. */
  readonly api: Server;
  /** The administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** `ssh -F ssh.file NAME` for every machine. */
  readonly ssh: Ssh;
  /** A folder with `k3s`, `install.sh`, the images and their hashes, on this side. */
  readonly release: string;
  /** Starts one more machine, which has nothing of K3s but the release. */
  freshMachine(name?: string): Promise<Machine>;
  /** Ends all machines. */
  end(): Promise<void>;
}

/** Starts a cluster; one at a time. Its nodes are ready. */
export async function realCluster({ agents = 0, server = {}, agent = () => ({}) }: Wanted = {}): Promise<RealCluster> {
  const { folder, machines } = place();
  const home = mkdtempSync(join(folder, 'cluster-'));
  const ssh = makeSsh(home);
  const running: Machine[] = [];
  makeNetwork();
  let number = 0;

  async function boot(name: string): Promise<Machine> {
    const address = addressOf(++number);
    const machine = await startMachine(home, {
      name,
      address,
      hostKey: ssh.add(name, address),
      userKey: `${ssh.key}.pub`,
    });
    running.push(machine);
    return machine;
  }

  async function end(): Promise<void> {
    await Promise.all(running.map((machine) => machine.end()));
    removeNetwork();
    rmSync(home, { recursive: true, force: true });
  }

  try {
    const names = ['server', ...Array.from({ length: agents }, (_, index) => `agent-${index + 1}`)];
    const [first, ...others] = (await Promise.all(names.map(boot))) as [Machine, ...Machine[]];
    await installK3s(first, { words: 'server', config: { disable: WITHOUT, ...server } });
    const token = (await first.exec('cat /var/lib/rancher/k3s/server/node-token')).trim();
    const url = `https://${first.address}:6443`;
    await Promise.all(
      others.map((machine, index) =>
        installK3s(machine, { words: 'agent', config: { server: url, token, ...agent(index + 1) } }),
      ),
    );
    const kubeconfig = join(home, 'kubeconfig');
    const text = await first.exec('cat /etc/rancher/k3s/k3s.yaml');
    writeFileSync(kubeconfig, text.replace('https://127.0.0.1:6443', url), { mode: 0o600 });
    const api = readServer(kubeconfig);
    if (api === undefined) throw new Error(`This is no kubeconfig: ${text}`);
    await nodesReady(api, names);
    return {
      server: first,
      agents: others,
      api,
      kubeconfig,
      ssh,
      release: machines?.release ?? '',
      freshMachine: (name = `fresh-${number + 1}`) => boot(name),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** How K3s is installed. */
export interface Installation {
  /** What the service is told behind its name; with the role in front, unless the script is to find that out. */
  readonly words?: string;
  /** What is written into config.yaml before. */
  readonly config?: object;
  /** What the script is told beside the words. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Installs K3s as without a network: program and images by hand, then K3s's own script, which starts it. */
export async function installK3s(machine: Machine, { words = '', config, environment = {} }: Installation) {
  if (config !== undefined)
    await machine.exec('mkdir -p /etc/rancher/k3s; umask 077; cat >/etc/rancher/k3s/config.yaml', {
      input: stringify(config),
    });
  const images = '/var/lib/rancher/k3s/agent/images';
  const copy = `install /opt/k3s/k3s /usr/local/bin/; mkdir -p ${images}; cp /opt/k3s/*.tar ${images}`;
  const all = { ...environment, INSTALL_K3S_SKIP_DOWNLOAD: 'true', INSTALL_K3S_EXEC: words };
  // The variables are read, so that they are in no list of arguments.
  const input = Object.entries(all)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');
  const install = 'variables=$(cat); eval "$variables"; sh /opt/k3s/install.sh 2>&1';
  await machine.exec(`set -e; ${copy}; ${install}`, { seconds: 180, input });
}

/** Waits until the nodes of these names are ready. */
export async function nodesReady(server: Server, names: readonly string[]): Promise<void> {
  const client = new Client(server);
  const isReady = ({ status }: Json): boolean =>
    status.conditions?.some(({ type, status: is }: Json) => type === 'Ready' && is === 'True');
  try {
    for (const end = Date.now() + NODE_MS; ; await sleep(200)) {
      const { items } = (await client.get('/api/v1/nodes')).json;
      const ready = items.filter(isReady).map(({ metadata }: Json) => metadata.name);
      if (names.every((name) => ready.includes(name))) return;
      if (Date.now() > end) throw new Error(`Of ${names} only ${ready} became ready.`);
    }
  } finally {
    client.end();
  }
}
