/** One script on its way: greets the shell, becomes root, sends the script, listens to its end. Every step is bounded. */

import type { Readable } from 'node:stream';
import { Asker, type HostNeeds } from './ask.ts';
import { end } from './child.ts';
import { Deadline } from './deadline.ts';
import { framed, greeting, promptOf, randomMark } from './frame.ts';
import { LAST_WORDS_MS, listenTo } from './listen.ts';
import type { Script } from './script.ts';
import { sudoFailure, sudoTrouble } from './sudoTrouble.ts';
import { cancelled, evidenceOf, type HostTrouble, lost, scriptTimeout, tooMuchOutput } from './trouble.ts';
import type { Ended, Started, Way } from './way.ts';

/** Where the output of a script goes; each says whether it was too much. */
export interface Sink {
  /** It wants every line at once, and does not mind an empty one. */
  readonly eager?: boolean;
  section(name: string): boolean;
  content(bytes: Buffer): boolean;
  error(bytes: Buffer): boolean;
}

export interface TalkOptions {
  readonly asRoot: boolean;
  readonly timeoutMs: number;
  readonly silenceMs: number;
  readonly signal?: AbortSignal;
  /** What the script reads from the connection; opened when it is ready for it. */
  readonly input?: () => Readable;
}

/** Until sudo has let us in, without the time a person needs. */
const SUDO_MS = 30_000;
/** How long it may take to end by itself. */
const SUDO_END_MS = 1000;
/** How much of what is said before the script runs is kept. */
const SAID_LIMIT = 16 * 1024;

export class Talk {
  readonly #way: Way;
  readonly #script: Script;
  readonly #sink: Sink;
  readonly #options: TalkOptions;
  readonly #needs: HostNeeds;
  readonly #asker: Asker;
  readonly #mark = randomMark();
  readonly #life = new AbortController();
  #phase: 'arriving' | 'rising' | 'running' = 'arriving';
  #started: Started | undefined;
  /** What was said before the script ran. */
  #said = '';
  #fed = false;
  #code: number | undefined;
  #limit: Deadline;
  #stopSilence: () => void = () => undefined;
  #resolve: (end: number | HostTrouble) => void = () => undefined;

  constructor(way: Way, script: Script, sink: Sink, options: TalkOptions, needs: HostNeeds) {
    this.#way = way;
    this.#script = script;
    this.#sink = sink;
    this.#options = options;
    this.#needs = needs;
    this.#asker = new Asker(needs, way.name);
    this.#limit = new Deadline(needs.clock, way.arriveMs, () => void this.#ended({ code: undefined }));
  }

  /** Gives the code of the script; ends within a moment when the signal does. Once only. */
  run(): Promise<number | HostTrouble> {
    const { signal } = this.#options;
    const cancel = (): void => this.#finish(cancelled());
    const over = new Promise<number | HostTrouble>((resolve) => {
      this.#resolve = resolve;
    });
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    else void this.#begin();
    return over.finally(() => signal?.removeEventListener('abort', cancel));
  }

  async #begin(): Promise<void> {
    const started = await this.#way.start(this.#asker, this.#limit, this.#life.signal);
    if (!started.ok) return this.#finish(started);
    this.#started = started;
    if (this.#over) return this.#cutOff();
    const { child } = started;
    const { clock } = this.#needs;
    const listener = {
      control: (word: string, value: string): void => this.#control(word, value),
      content: (bytes: Buffer): void => (this.#phase === 'running' ? this.#content(bytes) : this.#hear(bytes)),
      error: (bytes: Buffer): void => this.#error(bytes),
      chatter: (bytes: Buffer): void => this.#hear(bytes),
      ended: (how: Omit<Ended, 'said'>): void => void this.#ended(how),
    };
    listenTo(child, this.#mark, listener, clock, this.#sink.eager ?? false);
    const askable = this.#asker.answers('sudo', '');
    child.stdin?.write(greeting(this.#mark, { asRoot: this.#options.asRoot, askable }));
  }

  /** A machine may say anything at any time: each word counts once, where it has a meaning. */
  #control(word: string, value: string): void {
    if (this.#over) return;
    const running = this.#phase === 'running';
    if (word === 'up' && this.#phase === 'arriving') {
      this.#phase = 'rising';
      this.#asker.right(['password', 'passphrase', 'pin']);
      this.#next(SUDO_MS);
    } else if (word === 'nosudo' && !running) this.#finish(sudoFailure('noSudo', this.#way.name));
    else if (word === 'ready' && !running) this.#send();
    else if (word === 'input' && running) this.#feed();
    else if (word === 'section' && running) this.#fits(this.#sink.section(value));
    else if (word === 'end' && running && /^\d{1,3}$/.test(value)) {
      this.#code = Number(value);
      this.#needs.clock.after(LAST_WORDS_MS, () => void this.#ended({ code: null }));
    }
  }

  #send(): void {
    this.#phase = 'running';
    this.#asker.right(['sudo']);
    this.#next(this.#options.timeoutMs);
    this.#listen();
    this.#started?.child.stdin?.write(framed(this.#script, this.#mark, this.#options.input !== undefined));
  }

  /** As long as something goes out, it is not silent. */
  #feed(): void {
    const input = this.#fed ? undefined : this.#options.input?.();
    this.#fed = true;
    const stdin = this.#started?.child.stdin;
    if (!input || !stdin) return;
    input.on('data', () => this.#listen());
    input.on('error', () => stdin.destroy());
    this.#life.signal.addEventListener('abort', () => input.destroy(), { once: true });
    input.pipe(stdin, { end: false });
  }

  #content(bytes: Buffer): void {
    if (this.#over) return;
    this.#listen();
    this.#fits(this.#sink.content(bytes));
  }

  #error(bytes: Buffer): void {
    if (this.#over) return;
    this.#listen();
    this.#fits(this.#sink.error(bytes));
  }

  #fits(tooMuch: boolean): void {
    if (tooMuch) this.#finish(tooMuchOutput(this.#way.name));
  }

  /** What ssh, sudo and greetings say; among it may be that sudo wants a password. */
  #hear(bytes: Buffer): void {
    if (this.#over) return;
    this.#said = (this.#said + bytes.toString('utf8')).slice(-SAID_LIMIT);
    // Whoever does not want to be root has no password to give.
    if (!this.#options.asRoot) return;
    const prompt = promptOf(this.#mark);
    const at = this.#said.indexOf(prompt);
    if (at < 0) return;
    this.#said = this.#said.slice(at + prompt.length);
    void this.#askForSudo();
  }

  async #askForSudo(): Promise<void> {
    const limit = this.#limit;
    limit.pause();
    const answer = await this.#asker.secret('sudo', '', this.#life.signal);
    limit.resume();
    if (this.#over) return;
    if (answer === 'left') this.#finish(cancelled());
    else if (answer === 'refused') this.#finish(sudoFailure('sudoRefused', this.#way.name, this.#evidence));
    else this.#started?.child.stdin?.write(`${answer.secret}\n`);
  }

  /** It ended by itself, or is late. */
  async #ended(how: Omit<Ended, 'said'>): Promise<void> {
    if (this.#over) return;
    const machine = this.#way.name;
    const late = how.code === undefined;
    if (this.#code !== undefined) this.#finish(this.#code);
    else if (this.#phase === 'running') this.#finish(late ? scriptTimeout(machine) : lost(machine));
    else if (this.#phase === 'rising') this.#finish(sudoTrouble(machine, this.#evidence));
    else if (this.#started) this.#finish(await this.#started.explain({ ...how, said: this.#evidence }));
  }

  /** The next step has a limit of its own. */
  #next(milliseconds: number): void {
    this.#limit.stop();
    this.#limit = new Deadline(this.#needs.clock, milliseconds, () => void this.#ended({ code: undefined }));
  }

  /** Something was said: from now on it may be silent as long as before. */
  #listen(): void {
    this.#stopSilence();
    if (this.#over) return;
    this.#stopSilence = this.#needs.clock.after(this.#options.silenceMs, () => void this.#ended({ code: undefined }));
  }

  #finish(end: number | HostTrouble): void {
    if (this.#over) return;
    this.#life.abort();
    this.#limit.stop();
    this.#stopSilence();
    this.#cutOff();
    this.#resolve(end);
  }

  /** The shell sees that its input has ended, and ends what it runs; what is ours to end, ends at once. */
  #cutOff(): void {
    const started = this.#started;
    if (!started) return;
    const { child } = started;
    started.close();
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.stderr?.destroy();
    const kill = (): void => {
      if (child.exitCode === null && child.signalCode === null) end(child);
    };
    // Sudo is to write down whom it refused.
    if (this.#phase === 'rising') this.#needs.clock.after(SUDO_END_MS, kill);
    else kill();
  }

  get #evidence(): string {
    return evidenceOf(this.#needs.redactor.redact(this.#said));
  }

  get #over(): boolean {
    return this.#life.signal.aborted;
  }
}
