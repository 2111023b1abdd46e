/** The wait for a machine that joins: how long it takes until somebody is told what is wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine, StreamOptions } from '../../client/host/machine.ts';
import { hostTrouble } from '../../client/host/trouble.ts';
import { followJoin } from '../../client/machines/join/follow.ts';
import type { JoinOrder } from '../../client/machines/join/order.ts';
import { noCluster } from '../../client/operations/noCluster.ts';
import type { StepContext } from '../../client/operations/steps.ts';
import { FakeClock, settle } from '../cluster/clocks.ts';
import { orderFor } from './fleet.ts';

/** What the service says in each look, every two seconds as on a machine; the cluster has no Node of it. */
async function followed(said: (seconds: number) => readonly string[]) {
  const clock = new FakeClock();
  const began = clock.now();
  const seconds = (): number => (clock.now() - began) / 1000;
  const told: string[] = [];
  const stream: Machine['stream'] = async (_script, { onLine, signal }: StreamOptions) => {
    while (!signal?.aborted) {
      for (const line of said(seconds())) onLine(line, 'log');
      onLine('ActiveState=activating', 'state');
      onLine('.', 'round');
      await settle();
      if (!signal?.aborted) await clock.advance(2000);
    }
    return hostTrouble('cancelled', 'Cancelled.', '');
  };
  const missing = async () => ({
    ok: false as const,
    status: 404,
    trouble: { kind: 'missing' as const, message: 'There is no such Node.' },
  });
  const context = {
    ...noCluster((text) => text),
    api: { request: missing, list: missing, watch: missing },
    plan: orderFor('worker-7'),
    clock,
    signal: new AbortController().signal,
    machine: () => ({ stream }),
    tell: (words: string) => told.push(words),
  } as unknown as StepContext<JoinOrder>;
  const end = await followJoin(context, began);
  return { end, told, seconds: seconds() };
}

const REFUSED =
  'level=error msg="Waiting to retrieve agent configuration; server is not ready: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"';

test('scenario 14: a token that is refused is told within 30 seconds, with the line that says so', async () => {
  const { end, told, seconds } = await followed(() => [REFUSED]);
  assert.ok(seconds >= 20 && seconds <= 30, `${seconds} s`);
  assert.ok(!end.ok && end.result === 'partlyDone');
  assert.match(end.words, /^The server rejects the token\. .*401 Unauthorized/);
  assert.match(
    end.next,
    /^It is wrong, or its time is over: .* Resume: a new token is made and written to the machine\.$/,
  );
  assert.match(told.at(-1) ?? '', /^The agent tries to reach the server\. The server rejects the token\./);
});

test('without a cause somebody waits for five minutes, and is then told how far it is', async () => {
  const { end, seconds } = await followed(() => []);
  assert.ok(seconds >= 300 && seconds <= 304, `${seconds} s`);
  assert.ok(!end.ok && end.result === 'timedOut');
  assert.equal(end.words, 'The agent tries to reach the server. That has not changed for five minutes.');
});
