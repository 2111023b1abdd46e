/** A fleet of fresh machines that answer the scripts of a join without a shell, and become nodes of a demo cluster. */

import type { Machine, ScriptEnd, ScriptResult } from '../../client/host/machine.ts';
import type { Script } from '../../client/host/script.ts';
import { type HostTrouble, hostTrouble } from '../../client/host/trouble.ts';
import type { JoinOrder } from '../../client/machines/join/order.ts';
import {
  filesScript,
  followScript,
  installedScript,
  onlineScript,
  startScript,
} from '../../client/machines/join/scripts.ts';
import type { Machines } from '../../client/operations/operations.ts';
import { targetName } from '../../client/operations/target.ts';
import { VERSION } from './joining.ts';

/** What goes wrong on a machine. */
export type Flaw = 'unreachable' | 'sudo' | 'other machine' | 'disk' | 'download' | 'unit' | 'refused';

/** Registers a Node with that name and machine-id. */
type Register = (name: string, machineId: string) => void;

export const orderFor = (host: string): JoinOrder => ({
  target: { kind: 'ssh', host },
  machineId: machineIdOf(host),
  init: 'systemd',
  nodeName: host,
  url: 'https://k3s.example.com:6443',
  version: VERSION,
  config: 'server: https://k3s.example.com:6443\ntoken-file: /etc/rancher/k3s/token\n',
  token: 'mint',
  source: { kind: 'online', script: 'https://mirror.example.com/install.sh' },
  labels: {},
  tokenFile: '/etc/rancher/k3s/token',
});

const machineIdOf = (host: string): string => Buffer.from(host).toString('hex').padEnd(32, '0').slice(-32);

/** The constant text of each script, by which a machine knows what is wanted of it. */
const order = orderFor('any');
const STEPS = new Map<string, 'files' | 'installed' | 'install' | 'start' | 'follow'>([
  [filesScript(order, '', '').body, 'files'],
  [installedScript(order).body, 'installed'],
  [onlineScript(order, '').body, 'install'],
  [startScript(order).body, 'start'],
  [followScript(order, 0).body, 'follow'],
]);

export class Fleet implements Machines {
  /** `worker-7 install`, in the order in which it was asked for. */
  readonly done: string[] = [];
  readonly flaws = new Map<string, Flaw>();
  /** The most machines that something was done on at the same time. */
  most = 0;
  /** What was learned to be a secret. */
  readonly learned: string[] = [];
  readonly #tokens = new Map<string, string>();
  readonly #installed = new Set<string>();
  readonly #busy = new Map<string, number>();
  readonly #register: Register;
  readonly #isToken: (token: string) => boolean;

  /** @param isToken whether the cluster takes a token now */
  constructor(register: Register, isToken: (token: string) => boolean) {
    this.#register = register;
    this.#isToken = isToken;
  }

  at(target: JoinOrder['target']): Machine {
    const name = targetName(target);
    return {
      name,
      run: (script) => this.#while(name, () => this.#run(name, script)),
      stream: (script, { onLine, signal }) => this.#while(name, () => this.#stream(name, script, onLine, signal)),
      put: async () => ({ ok: true }),
    };
  }

  learn(secret: string): void {
    this.learned.push(secret);
  }

  redact(text: string): string {
    return this.learned.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  }

  tokenOn(name: string): string {
    return this.#tokens.get(name) ?? '';
  }

  /** The machines on which something was done. */
  get touched(): string[] {
    return [...new Set(this.done.map((line) => line.split(' ')[0] ?? ''))];
  }

  async #while<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#busy.set(name, (this.#busy.get(name) ?? 0) + 1);
    this.most = Math.max(this.most, this.#busy.size);
    await soon();
    try {
      return await work();
    } finally {
      this.#busy.delete(name);
    }
  }

  async #run(name: string, { body, data }: Script): Promise<ScriptResult | HostTrouble> {
    const step = STEPS.get(body) ?? 'look';
    this.done.push(`${name} ${step}`);
    const flaw = this.flaws.get(name);
    if (flaw === 'unreachable') return hostTrouble('unreachable', `${name} does not answer.`, 'Switch it on.');
    switch (step) {
      case 'files':
        if (flaw === 'sudo') return hostTrouble('sudoRefused', `sudo refused on ${name}.`, 'Look at the password.');
        if (flaw === 'disk') return answer({}, 1, 'printf: write error: No space left on device');
        this.#tokens.set(name, data?.token ?? '');
        return answer({ config: 'new', token: 'new' });
      case 'installed':
        return answer(this.#installed.has(name) ? { version: `k3s version ${VERSION} (abc)`, unit: '/etc/x' } : {});
      case 'start':
        if (flaw === 'unit') return answer({}, 95, 'Failed to restart k3s-agent.service: Unit is masked.');
        if (flaw !== 'refused' && this.#isToken(this.tokenOn(name))) this.#register(name, machineIdOf(name));
        return answer({});
      default:
        return {
          ...answer({}),
          revealed: new Map([
            ['machine', Buffer.from(flaw === 'other machine' ? 'f'.repeat(32) : machineIdOf(name))],
            ['name', Buffer.from(name)],
          ]),
        };
    }
  }

  async #stream(
    name: string,
    { body }: Script,
    onLine: (line: string, section: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<ScriptEnd | HostTrouble> {
    const step = STEPS.get(body);
    this.done.push(`${name} ${step}`);
    if (step === 'install') {
      const fails = this.flaws.get(name) === 'download';
      if (fails) onLine('[ERROR]  Download failed', '');
      else this.#installed.add(name);
      return { ok: true, code: fails ? 92 : 0, stderr: '' };
    }
    const joins = this.flaws.get(name) !== 'refused' && this.#isToken(this.tokenOn(name));
    while (!signal?.aborted) {
      onLine(`ActiveState=${joins ? 'active' : 'activating'}`, 'state');
      if (!joins) onLine(REFUSED, 'log');
      onLine('.', 'round');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return hostTrouble('cancelled', 'Cancelled.', '');
  }
}

const REFUSED =
  'level=error msg="Waiting to retrieve agent configuration; server is not ready: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const answer = (sections: Readonly<Record<string, string>>, code = 0, stderr = ''): ScriptResult => ({
  ok: true,
  code,
  stderr,
  output: '',
  sections: new Map(Object.entries(sections)),
  revealed: new Map(),
});
