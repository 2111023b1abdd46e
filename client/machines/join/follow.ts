/** Waits until a machine that was started is a node that is ready, and says how far it is, or why it gets no further. */

import { at } from '../../cluster/json.ts';
import { pathOf } from '../../cluster/request.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { Finding, Place } from '../causes/cause.ts';
import { LogCauses } from '../causes/inLog.ts';
import { tokenRejected } from '../causes/trust.ts';
import { type JoinOrder, SERVICE } from './order.ts';
import { followScript } from './scripts.ts';
import { type Seen, type Stage, serviceState, stageOf, stageWords } from './stages.ts';

/** For each stage, as node-operations 2.9 no. 5 has it. */
const STAGE_LIMIT_MS = 5 * 60_000;
/** What stops K3s has to be seen that long before it counts: a server may be starting, a line may be an old one. */
const CAUSE_MS = 20_000;
/** Lines of the service's log that are remembered, because each comes more than once. */
const LINES = 500;

/** @param began when the service was started, by the machine's clock, in milliseconds */
export async function followJoin(context: StepContext<JoinOrder>, began: number): Promise<StepEnd> {
  const { plan, clock, signal } = context;
  const machine = context.machine(plan.target);
  const stopper = new AbortController();
  const rounds = new Rounds(context, () => stopper.abort());
  const end = await machine.stream(followScript(plan, began), {
    asRoot: true,
    timeoutMs: 4 * STAGE_LIMIT_MS + 60_000,
    silenceMs: 60_000,
    signal: AbortSignal.any([signal, stopper.signal]),
    onLine: (line, section) => rounds.line(line, section, clock.now()),
  });
  await rounds.looked;
  if (rounds.end) return rounds.end;
  if (signal.aborted)
    return {
      ok: false,
      words: say('Nobody waits any more; the service goes on. {0}', stageWords(rounds.stage)),
      next: say('Resume to wait again.'),
      result: 'cancelled',
    };
  if (end.ok) return { ok: false, words: say('The look at the service ended.'), next: say('Resume to look again.') };
  return { ok: false, words: end.message, next: end.next };
}

class Rounds {
  readonly #context: StepContext<JoinOrder>;
  readonly #over: () => void;
  readonly #lines = new Set<string>();
  readonly #causes = new LogCauses();
  readonly #place: Place;
  #state: string[] = [];
  #since: number;
  #cause: { readonly id: string; readonly since: number } | undefined;
  end: StepEnd | undefined;
  stage: Stage = 'starting';
  /** The last look at the cluster. */
  looked: Promise<void> = Promise.resolve();
  #looking = false;

  constructor(context: StepContext<JoinOrder>, over: () => void) {
    this.#context = context;
    this.#place = placeOf(context.plan);
    this.#over = over;
    this.#since = context.clock.now();
  }

  line(line: string, section: string, now: number): void {
    if (section === 'log' && line !== '' && !this.#lines.has(line)) this.#read(line);
    if (section === 'state' && line !== '') this.#state.push(line);
    if (section !== 'round' || line === '') return;
    const state = this.#state;
    this.#state = [];
    // One look at a time: a slow server is not asked twice.
    if (this.#looking || this.end) return;
    this.#looking = true;
    this.looked = this.#look(state, now).finally(() => {
      this.#looking = false;
    });
  }

  #read(line: string): void {
    this.#causes.read(line);
    this.#lines.add(line);
    const [oldest] = this.#lines;
    if (this.#lines.size > LINES && oldest !== undefined) this.#lines.delete(oldest);
  }

  async #look(state: readonly string[], now: number): Promise<void> {
    const seen = { ...serviceState(state), ...(await this.#node()) };
    const { plan, tell } = this.#context;
    const stage = stageOf(seen, plan.machineId);
    if (stage !== this.stage) {
      this.stage = stage;
      this.#since = now;
    }
    if (stage === 'ready') return this.#finish({ ok: true, words: readyWords(plan, seen) });
    const cause = this.#causes.findings(this.#place).find(({ weight }) => weight === 'stops');
    tell([stageWords(stage), cause?.finding].filter(Boolean).join(' '));
    if (cause?.id !== this.#cause?.id) this.#cause = cause && { id: cause.id, since: now };
    const lasts = this.#cause !== undefined && now - this.#cause.since >= CAUSE_MS;
    if (!lasts && now - this.#since < STAGE_LIMIT_MS) return;
    const words = cause
      ? `${cause.finding} ${cause.evidence}`
      : say('{0} That has not changed for five minutes.', stageWords(stage));
    const next = cause ? nextAfter(cause, plan) : say('Look at the log of the service, or resume to wait on.');
    this.#finish({ ok: false, words, next, result: cause ? 'partlyDone' : 'timedOut' });
  }

  #finish(end: StepEnd): void {
    this.end = end;
    this.#over();
  }

  async #node(): Promise<Pick<Seen, 'node' | 'alone'>> {
    const { api, plan } = this.#context;
    const answer = await api.request({ path: pathOf('api', 'v1', 'nodes', plan.nodeName) });
    // A server that does not answer now is asked again; only one that nobody may ask is left out.
    if (!answer.ok)
      return { alone: answer.status === 403 || (answer.status === undefined && answer.trouble.kind === 'missing') };
    const text = (...path: string[]): string => {
      const value = at(answer.body, ...path);
      return typeof value === 'string' ? value : '';
    };
    const conditions = at(answer.body, 'status', 'conditions');
    const ready =
      Array.isArray(conditions) &&
      conditions.some((one) => at(one, 'type') === 'Ready' && at(one, 'status') === 'True');
    const node = {
      machineId: text('status', 'nodeInfo', 'machineID'),
      bootId: text('status', 'nodeInfo', 'bootID'),
      ready,
    };
    return { alone: false, node };
  }
}

const placeOf = ({ url, config, init }: JoinOrder): Place => ({
  unit: { name: SERVICE, init },
  role: 'agent',
  dataDir: /^data-dir:\s*["']?([^"'\s]+)/m.exec(config)?.[1] ?? '/var/lib/rancher/k3s',
  server: new URL(url).host,
  kernelLine: undefined,
});

/** What the cause asks for, with its command, and that the join can then go on. */
function nextAfter({ id, why, fixes: [fix] }: Finding, { token }: JoinOrder): string {
  if (id === tokenRejected.id)
    return token === 'mint'
      ? `${why} ${say('Resume: a new token is made and written to the machine.')}`
      : `${why} ${say('Begin the join anew with a new token, best with one that is made for it; what is done already is found.')}`;
  const remedy = fix && (fix.command === undefined ? fix.words : `${fix.words} ${fix.command}`);
  return [why, remedy, say('Then resume.')].filter(Boolean).join(' ');
}

const readyWords = ({ nodeName }: JoinOrder, { alone }: Seen): string =>
  alone
    ? say('The agent runs and has reached a server. Whether the Node is ready could not be asked.')
    : say('The Node {0} is ready.', nodeName);
