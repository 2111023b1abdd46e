/** Windows that are real processes, and can be killed like them. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Opening, WindowOrders } from './windowMain.ts';

const MAIN = fileURLToPath(new URL('windowMain.ts', import.meta.url));

interface Message {
  readonly call: number;
  readonly value?: unknown;
  readonly error?: string;
}

type Answering<T> = { readonly [Name in keyof T]: T[Name] };

export interface WindowProcess extends Answering<WindowOrders> {
  readonly pid: number;
  /** As a power cut would end it. */
  kill(): Promise<void>;
}

/** Opens a window; it ends with the test at the latest. */
export async function windowProcess(t: TestContext, opening: Opening): Promise<WindowProcess> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child: ChildProcess = fork(MAIN, { execArgv: [], env });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  let ended = false;
  const started = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  child.on('message', ({ call, value, error }: Message) => {
    if (error === undefined) waiting.get(call)?.resolve(value);
    else waiting.get(call)?.reject(new Error(error));
    waiting.delete(call);
  });
  child.once('exit', () => {
    ended = true;
    for (const { reject } of waiting.values()) reject(new Error('the window is gone'));
  });
  const ask = (name: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(new Error('the window is gone'));
      const call = ++calls;
      waiting.set(call, { resolve, reject });
      child.send({ call, name, args }, (error) => error && reject(error));
    });
  const kill = async (): Promise<void> => {
    if (ended) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  t.after(kill);
  await started;
  await ask('open', opening);
  const order = (_target: unknown, name: string | symbol): unknown =>
    name === 'then' ? undefined : (...args: unknown[]) => ask(String(name), ...args);
  const orders = new Proxy({} as WindowOrders, { get: order });
  const own = { pid: child.pid ?? 0, kill };
  return new Proxy(own, {
    get: (target, name) => Reflect.get(Object.hasOwn(target, name) ? target : orders, name),
  }) as WindowProcess;
}
