/** Files of this computer on their way to a machine: how far they are is told by tens, since all that is told is kept. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../client/host/machine.ts';
import { hostTrouble } from '../../client/host/trouble.ts';
import { install } from '../../client/machines/join/install.ts';

test('a large file is told of eleven times, whatever the number of its pieces', async () => {
  const told: string[] = [];
  const machine: Machine = {
    name: 'worker-7',
    run: async () => ({
      ok: true,
      code: 0,
      stderr: '',
      output: '',
      sections: new Map([['folder', '/var/tmp/k3s-1']]),
      revealed: new Map(),
    }),
    put: async (_from, _to, options) => {
      for (let piece = 0; piece <= 1000; piece++) options?.onProgress?.(piece / 1000);
      return { ok: true };
    },
    stream: async () => hostTrouble('lost', 'The connection was lost.', 'Resume.'),
  };
  const file = { path: '/release/k3s', sha256: '00' };
  const plan = { source: { kind: 'offline', binary: file, script: file }, target: { kind: 'ssh', host: 'worker-7' } };
  const context = {
    plan,
    machine: () => machine,
    signal: new AbortController().signal,
    tell: (to: string) => told.push(to),
  };
  const end = await install(context as never);
  assert.equal(end.ok, false);
  const tens = Array.from({ length: 11 }, (_, index) => index * 10);
  const words = (name: string): string[] => tens.map((ten) => `${name}: ${ten} % copied`);
  assert.deepEqual(told, [...words('k3s'), ...words('install.sh')]);
});
