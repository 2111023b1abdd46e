/** What a K3s server was asked for, by its own audit log. */

import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request. */
export interface Asked {
  readonly verb: string;
  readonly uri: string;
  /** In milliseconds since 1970; `to` of a watch that has not ended is when it began. */
  readonly from: number;
  readonly to: number;
}

/** What the server writes of each request, at its end and, for a watch, also at its beginning. */
interface Event {
  readonly auditID: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

const POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', userGroups: ['system:serviceaccounts', 'system:nodes'] },
    { level: 'None', users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'] },
    { level: 'Metadata' },
  ],
};

/** A log in that folder: what a server has to be started with, and what was asked of it since the last `clear`. */
export function auditLog(folder: string) {
  const [policy, log] = [join(folder, 'audit-policy.json'), join(folder, 'audit.log')];
  writeFileSync(policy, JSON.stringify(POLICY));
  writeFileSync(log, '');
  let seen = 0;

  function text(): string {
    const file = openSync(log, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - seen);
      readSync(file, bytes, 0, bytes.length, seen);
      return bytes.toString('utf8');
    } finally {
      closeSync(file);
    }
  }

  return {
    args: [`audit-policy-file=${policy}`, `audit-log-path=${log}`].flatMap((one) => ['--kube-apiserver-arg', one]),
    clear(): void {
      seen += Buffer.byteLength(text());
    },
    /** By whoever calls itself that, `kubectl` or `k3s-editor`; the server writes before it answers. */
    by(program: string): Asked[] {
      const found = new Map<string, Asked>();
      for (const line of text().split('\n').filter(Boolean)) {
        const { auditID, verb, requestURI, userAgent = '', ...times } = JSON.parse(line) as Event;
        if (userAgent.split('/')[0] !== program) continue;
        const [from, to] = [Date.parse(times.requestReceivedTimestamp), Date.parse(times.stageTimestamp)];
        found.set(auditID, { verb, uri: requestURI, from, to });
      }
      return [...found.values()];
    },
  };
}

/** The most that were under way at the same time, without watches. */
export function mostAtOnce(asked: readonly Asked[]): number {
  const moments = asked
    .filter(({ verb }) => verb !== 'watch')
    .flatMap(({ from, to }) => [[from, 1] as const, [to, -1] as const])
    // What ends when another one begins was not there at the same time.
    .sort(([a, more], [b, other]) => a - b || more - other);
  let [now, most] = [0, 0];
  for (const [, more] of moments) {
    now += more;
    most = Math.max(most, now);
  }
  return most;
}
