/** A language client without an editor: starts a server, speaks JSON-RPC over its pipes, and stamps each arrival. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How a server is started and what it is told. */
export interface Contender {
  readonly name: string;
  /** What follows `node` on the command line. */
  readonly args: readonly string[];
  /** What its environment has besides that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly languageId?: string;
  /** The answer to `workspace/configuration`, per section. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `initializationOptions`. */
  readonly options?: object;
  /** What the server waits for on purpose before it looks at a change, in milliseconds. */
  readonly debounce: number;
  /** The client fetches the diagnostics instead of being sent them. */
  readonly pulls?: true;
}

export interface Diagnostic {
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly message: string;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Something that arrived, with the moment its last byte did. */
export interface Arrived<T> {
  readonly value: T;
  readonly at: number;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Nothing a server is asked here takes this long; one that does is broken, and the run ends with a sentence. */
const PATIENCE_MS = 30_000;

/** The unit of processor time in `/proc`; Linux shows it as this on every architecture. */
const TICKS_PER_SECOND = 100;

export class Client {
  readonly contender: Contender;
  readonly startedAt: number;
  private readonly child: ChildProcess;
  private readonly answers = new Map<number, (arrived: Arrived<Message>) => void>();
  private readonly listeners = new Set<(published: Arrived<Published>) => void>();
  private readonly failures = new Set<(error: Error) => void>();
  private waiting: Buffer[] = [];
  private lastId = 0;
  private said = '';
  private closing = false;

  /** @param nodeArgs what stands between `node` and the server, such as a probe */
  constructor(contender: Contender, nodeArgs: readonly string[] = []) {
    this.contender = contender;
    this.startedAt = performance.now();
    this.child = spawn(process.execPath, [...nodeArgs, ...contender.args], {
      stdio: ['pipe', 'pipe', 'pipe', ...(nodeArgs.length > 0 ? (['ipc'] as const) : [])],
      // Coverage, debuggers and the like of this process are not meant for the servers.
      env: { ...process.env, ...contender.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: undefined },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => this.receive(chunk, performance.now()));
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-2000);
    });
    this.child.stdin?.on('error', () => undefined);
    this.child.on('error', (error) => this.fail(error.message));
    this.child.on('exit', (code, signal) => {
      if (!this.closing) this.fail(`it ended with ${signal ?? `code ${code}`}`);
    });
  }

  private fail(why: string): void {
    const error = new Error(`${this.contender.name}: ${why}.${this.said ? `\nIt said:\n${this.said}` : ''}`);
    for (const failed of this.failures) failed(error);
  }

  /** Takes bytes; whatever is complete is handed on with the moment these bytes came. */
  private receive(chunk: Buffer, at: number): void {
    this.waiting.push(chunk);
    let bytes = this.waiting.length === 1 ? chunk : Buffer.concat(this.waiting);
    for (;;) {
      const head = bytes.indexOf('\r\n\r\n');
      const length = head < 0 ? undefined : /content-length: *(\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
      const end = length === undefined ? Number.POSITIVE_INFINITY : head + 4 + Number(length);
      if (bytes.length < end) break;
      const message = JSON.parse(bytes.toString('utf8', head + 4, end)) as Message;
      bytes = bytes.subarray(end);
      this.handle({ value: message, at });
    }
    this.waiting = bytes.length === 0 ? [] : [bytes];
  }

  private handle(arrived: Arrived<Message>): void {
    const { id, method, params } = arrived.value;
    if (method === undefined) {
      this.answers.get(id as number)?.(arrived);
      this.answers.delete(id as number);
    } else if (id !== undefined) {
      this.send({ id, result: method === 'workspace/configuration' ? this.configuration(params) : null });
    } else if (method === 'textDocument/publishDiagnostics') {
      for (const listener of this.listeners) listener({ value: params as Published, at: arrived.at });
    }
  }

  private configuration(params: unknown): unknown[] {
    const { items } = params as { items: { section?: string }[] };
    return items.map(({ section }) => this.contender.settings[section ?? ''] ?? null);
  }

  private send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.child.stdin?.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  notify(method: string, params: object): void {
    this.send({ method, params });
  }

  /** Sends a request and gives its result with the moment it came. */
  async request<T>(method: string, params: object | null): Promise<Arrived<T>> {
    const id = ++this.lastId;
    const { value, at } = await this.bounded<Arrived<Message>>(`an answer to ${method}`, (done) => {
      this.answers.set(id, done);
      this.send({ id, method, params });
    });
    if (value.error) throw new Error(`${this.contender.name} refuses ${method}: ${value.error.message}.`);
    return { value: value.result as T, at };
  }

  /** Waits for diagnostics that satisfy `fits`; `act` is done once somebody listens. */
  async published(fits: (published: Published) => boolean, act: () => void, what: string): Promise<Arrived<Published>> {
    let listener: ((published: Arrived<Published>) => void) | undefined;
    try {
      return await this.bounded<Arrived<Published>>(what, (done) => {
        listener = (arrived) => {
          if (fits(arrived.value)) done(arrived);
        };
        this.listeners.add(listener);
        act();
      });
    } finally {
      if (listener) this.listeners.delete(listener);
    }
  }

  private bounded<T>(what: string, start: (done: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(clock);
        this.failures.delete(failed);
      };
      const failed = (error: Error): void => {
        end();
        reject(error);
      };
      const clock = setTimeout(
        () => failed(new Error(`${this.contender.name} did not send ${what} within ${PATIENCE_MS / 1000} s.`)),
        PATIENCE_MS,
      );
      this.failures.add(failed);
      start((value) => {
        end();
        resolve(value);
      });
    });
  }

  /** Resident memory in MB and processor time in ms since the start; undefined where there is no `/proc`. */
  get used(): { memory: number; processor: number } | undefined {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    // The fields after the name in parentheses; user and system time are the 12th and 13th of them.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024,
      processor: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND,
    };
  }

  /** The live heap in MB after a full collection; needs the probe. */
  heap(): Promise<number> {
    return this.bounded('the size of its heap', (done) => {
      this.child.once('message', (bytes) => done(Number(bytes) / 2 ** 20));
      this.child.send('heap');
    });
  }

  /** Ends the server; nothing is measured after it. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await gone;
    }
  }
}
