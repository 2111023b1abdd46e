/** A real K3s keeps the contract that the demo's server is held to, with SQLite behind it and with etcd. */

import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, hold } from '../cluster/contract.ts';
import { Skip, type Target } from '../cluster/scratch.ts';
import { compact, WITH_ETCD } from './etcd.ts';
import { type RealServer, startK3s } from './server.ts';

const stores = [
  { name: 'SQLite', args: [], forget: undefined },
  { name: 'etcd', args: WITH_ETCD, forget: compact },
];

for (const { name, args, forget } of stores)
  describe(`with ${name}`, () => {
    let k3s: RealServer;
    let target: Target;

    before(async () => {
      k3s = await startK3s(...args);
      await k3s.settled();
      target = {
        server: k3s.server,
        pass: (ms) => sleep(ms),
        ...(forget === undefined ? undefined : { forget: () => forget(k3s.data) }),
      };
    });

    after(() => k3s?.stop());

    for (const expectation of contract)
      test(expectation.name, { timeout: 30_000 }, async (t) => {
        try {
          await hold(expectation, target);
        } catch (error) {
          if (!(error instanceof Skip)) throw error;
          t.skip(error.message);
        }
      });
  });
