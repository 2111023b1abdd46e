/** A K3s server of its own for a test file: started, killed, started again, and gone at the end with all it wrote. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { Client, type Server } from '../cluster/client.ts';
import { ADDRESS } from './namespace.ts';
import { place } from './place.ts';

/** Longest until the server answers that it is ready; 2 to 7 seconds are usual. */
const READY_MS = 60_000;
/** Longest until its own AddOns are applied; 8 seconds are usual. */
const SETTLED_MS = 90_000;
/** Longest until it has ended by itself; then it is killed. */
const STOP_MS = 10_000;

/** A server that runs. */
export interface RealServer {
  /** Where it is, and the administrator's certificate. */
  readonly server: Server;
  /** The administrator's kubeconfig, which only its owner can read. */
  readonly kubeconfig: string;
  /** Where K3s keeps everything. */
  readonly data: string;
  /** The binary under the name by which it is kubectl. */
  readonly kubectl: string;
  /** The binary itself. */
  readonly binary: string;
  /** Waits until K3s has made its own kinds and applied what it brings, so that nothing happens by itself any more. */
  settled(): Promise<void>;
  /** At once, as a machine loses power. */
  kill(): Promise<void>;
  /** Starts it again, on the same address and with the same data. */
  start(): Promise<void>;
  /** Ends it and removes all it wrote, but for its log. */
  stop(): Promise<void>;
}

/** Starts a server without an agent; `args` are more of its own. One at a time: they share their ports. */
export async function startK3s(...args: readonly string[]): Promise<RealServer> {
  const { binary, logs, folder } = place();
  const home = mkdtempSync(join(folder, 'server-'));
  const [data, config, kubeconfig] = [join(home, 'data'), join(home, 'config.yaml'), join(home, 'kubeconfig')];
  const kubectl = join(home, 'kubectl');
  const log = join(logs, `${basename(process.argv[1] ?? 'test', '.test.ts')}.log`);
  mkdirSync(data);
  writeFileSync(config, '');
  symlinkSync(binary, kubectl);
  const all = [
    ...['server', '--disable-agent', '--config', config, '--data-dir', data],
    ...['--node-name', 'control', '--node-ip', ADDRESS, '--advertise-address', ADDRESS],
    ...['--write-kubeconfig', kubeconfig, '--write-kubeconfig-mode', '0600'],
    // It makes this folder, which would be in /usr otherwise.
    ...['--kube-controller-manager-arg', `flex-volume-plugin-dir=${join(home, 'volume-plugins')}`],
    ...args,
  ];
  let running: ChildProcess | undefined;
  let server: Server | undefined;

  async function start(): Promise<void> {
    const output = openSync(log, 'a');
    // It ends with us, however we end; its environment says nothing of ours.
    const env = { PATH: process.env.PATH ?? '', HOME: join(folder, 'home') };
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', binary, ...all], {
      env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running = child;
    const end = Date.now() + READY_MS;
    while (!(await isReady())) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) {
        await ended('SIGKILL');
        const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
        throw new Error(`K3s did not become ready:\n${last}`);
      }
      await sleep(100);
    }
  }

  async function isReady(): Promise<boolean> {
    server ??= readServer(kubeconfig);
    if (server === undefined) return false;
    const client = new Client(server);
    try {
      return (await client.get('/readyz')).code === 200;
    } catch {
      return false;
    } finally {
      client.end();
    }
  }

  async function ended(signal: NodeJS.Signals): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const clock = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(clock);
  }

  await start();
  return {
    get server() {
      return server as Server;
    },
    kubeconfig,
    data,
    kubectl,
    binary,
    start,
    settled: () => settled(server as Server),
    kill: () => ended('SIGKILL'),
    async stop() {
      await ended('SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The last AddOns that are applied; behind them come the charts of Traefik. */
const LAST = ['runtimes', 'traefik'];

async function settled(server: Server): Promise<void> {
  const client = new Client(server);
  try {
    for (const end = Date.now() + SETTLED_MS; ; await sleep(200)) {
      const { code, text } = await client.get('/apis/k3s.cattle.io/v1/addons');
      const addons: { metadata: { name: string }; spec: { checksum?: string } }[] =
        code === 200 ? JSON.parse(text).items : [];
      if (LAST.every((name) => addons.some(({ metadata, spec }) => metadata.name === name && spec.checksum))) return;
      if (Date.now() > end) throw new Error(`AddOns after ${SETTLED_MS / 1000} s: ${code} ${text}`);
    }
  } finally {
    client.end();
  }
}

/** Where the server of a kubeconfig is, and how to be let in; undefined while K3s has not written it yet. */
export function readServer(kubeconfig: string): Server | undefined {
  try {
    const config = parseAllDocuments(readFileSync(kubeconfig, 'utf8'))[0]?.toJS();
    const [{ cluster }, { user }] = [config.clusters[0], config.users[0]];
    const plain = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
    return {
      url: cluster.server,
      ca: plain(cluster['certificate-authority-data']),
      auth: { cert: plain(user['client-certificate-data']), key: plain(user['client-key-data']) },
    };
  } catch {
    return undefined;
  }
}
