/** The demo's API server in a process of its own, as the ground that is looked at. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Asked, Inventory } from '../../../demo/cluster/control.ts';
import type { Ground, Size } from './ground.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
/** In turn; the time in between is part of what has to be survived. */
const DISTURBANCES = [
  'watches expire',
  'watches cut',
  'cut',
  'watches end',
  'restart',
  'expireAfterList',
  'watches cut',
  'compact',
  'watches expire',
  'refuse 3000',
  'watches freeze',
  'cut',
];

/** Starts it and waits until it answers; it writes the way to it into that folder. */
export async function demoGround(folder: string, size: Size): Promise<Ground> {
  const kubeconfig = join(folder, 'kubeconfig');
  const server = await Server.start(kubeconfig, size);
  return {
    kubeconfig,
    rest: () => server.order('rest'),
    inventory: () => server.order<Inventory>('inventory'),
    clear: () => server.order('clear'),
    requests: async () => (await server.order<Asked>('asked')).requests,
    connections: async () => (await server.order<Asked>('asked')).connections.open,
    disturb: (time) => server.order(DISTURBANCES[time % DISTURBANCES.length] as string),
    end: () => server.end(),
  };
}

class Server {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess) {
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Waits until it answers. */
  static async start(kubeconfig: string, size: Size): Promise<Server> {
    const options = {
      kubeconfig,
      nodes: size.nodes,
      pods: size.podsPerNode,
      updates: size.podUpdates,
      'node-updates': size.updates,
      moves: size.moves,
    };
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(process.execPath, [join(project, 'demo/cluster/run.ts'), ...given, '--control'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const server = new Server(child);
    if (!(await server.#line()).startsWith('ready')) throw new Error('the server did not start');
    return server;
  }

  /** Gives an order of `demo/cluster/control.ts` and waits for its answer. */
  async order<T = void>(line: string): Promise<T> {
    this.#process.stdin?.write(`${line}\n`);
    return JSON.parse(await this.#line()) as T;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await ended;
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the server ended');
    return value;
  }
}
