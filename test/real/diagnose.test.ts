/** Machines of a real cluster, over SSH as a person with sudo: what a diagnosis finds first when something real is wrong. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../../client/host/machine.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { type Diagnosis, diagnose } from '../../client/machines/diagnose/diagnose.ts';
import { diagnosisReport } from '../../client/machines/diagnose/report.ts';
import { followLog } from '../../client/machines/log/follow.ts';
import { ServiceLog } from '../../client/machines/log/serviceLog.ts';
import { sshNeeds } from '../host/rig.ts';
import { nodesReady, type RealCluster, realCluster } from './machines/cluster.ts';

const LIMIT = { timeout: 180_000 };
const CONFIG = '/etc/rancher/k3s/config.yaml';

let cluster: RealCluster;
let machine: Machine;
/** As it was when it joined. */
let config: string;

before(
  async () => {
    cluster = await realCluster({ agents: 1 });
    machine = overSsh('agent-1', sshNeeds(cluster.ssh.file));
    config = await onAgent(`cat ${CONFIG}`);
  },
  { timeout: 300_000 },
);

after(() => cluster?.end(), { timeout: 60_000 });

async function onAgent(script: string): Promise<string> {
  const [agent] = cluster.agents;
  if (!agent) throw new Error('There is no agent.');
  return agent.exec(script);
}

async function look(): Promise<Diagnosis> {
  const found = await diagnose(machine, { now: () => Date.now() });
  assert.ok(found.ok, JSON.stringify(found));
  return found;
}

/** What stops it or hurts, first things first. */
const troubles = ({ findings }: Diagnosis): string[] =>
  findings.filter(({ weight }) => weight !== 'note').map(({ id }) => id);

/** Looks until the first finding is the one that is expected: K3s needs a moment to notice. */
async function finds(id: string): Promise<Diagnosis> {
  for (let left = 20; ; left--) {
    const found = await look();
    if (troubles(found)[0] === id) return found;
    if (left === 0) assert.fail(`${troubles(found)} instead of ${id}:\n${diagnosisReport(found, 'agent-1')}`);
    await sleep(1000);
  }
}

/** Starts the agent with another configuration; nobody waits until it is there. */
const startedWith = (text: string): Promise<string> =>
  onAgent(
    `cat >${CONFIG} <<'END'\n${text}\nEND\nsystemctl reset-failed k3s-agent; systemctl restart --no-block k3s-agent`,
  );

async function well(): Promise<void> {
  await startedWith(config);
  await onAgent('for i in $(seq 60); do systemctl is-active -q k3s-agent && exit; sleep 1; done; exit 1');
  await nodesReady(cluster.api, ['server', 'agent-1']);
}

test('an agent and a server that are well: nothing is found, and no token is in the report', LIMIT, async () => {
  const token = (await cluster.server.exec('cat /var/lib/rancher/k3s/server/node-token')).trim();
  for (const name of ['agent-1', 'server']) {
    const found = await diagnose(overSsh(name, sshNeeds(cluster.ssh.file)), { now: () => Date.now() });
    assert.ok(found.ok);
    assert.deepEqual(troubles(found), [], diagnosisReport(found, name));
    assert.deepEqual([...found.facts.late, ...found.facts.skipped], []);
    assert.equal(found.facts.role, name === 'server' ? 'server' : 'agent');
    assert.equal(found.facts.version, 'v1.32.0+k3s1');
    assert.ok(found.facts.certificates.length > 0);
    const report = diagnosisReport(found, name);
    assert.ok(!report.includes(token) && !report.includes(token.split('::')[1] ?? token));
  }
});

test('containerd hangs: it is named, and the diagnosis takes no longer than it may', LIMIT, async () => {
  await onAgent('pkill -STOP -x containerd');
  try {
    const from = performance.now();
    const found = await look();
    assert.ok(performance.now() - from < 20_000);
    assert.deepEqual(troubles(found).slice(0, 1), ['containerd']);
    assert.equal(found.findings[0]?.finding, 'containerd does not answer.');
  } finally {
    await onAgent('pkill -CONT -x containerd');
  }
});

test('the agent was stopped', LIMIT, async () => {
  await onAgent('systemctl stop k3s-agent');
  assert.match((await finds('stopped')).findings[0]?.evidence ?? '', /inactive/);
  await well();
  assert.deepEqual(troubles(await look()), []);
});

/** Once it has joined, an agent shows the certificate it was given instead of its token. */
const forget = (): Promise<string> =>
  onAgent('systemctl stop k3s-agent; rm -f /var/lib/rancher/k3s/agent/client-kubelet.*');

const mistakes: readonly (readonly [string, (config: string) => string, string])[] = [
  ['a token that the server does not know', (text) => text.replace(/(::\w+:).*/, '$1wrong'), 'token'],
  ['a token of another cluster', (text) => text.replace(/K10[0-9a-f]{4}/, 'K10beef'), 'otherAuthority'],
  ['a port where nobody listens', (text) => text.replace(':6443', ':6999'), 'port'],
  ['a name that nobody knows', (text) => text.replace(/https:\/\/[\d.]+/, 'https://k3s.invalid'), 'dns'],
  ['an option that does not exist', (text) => `${text}flanel-iface: eth0\n`, 'unknownFlag'],
  [
    'a label that the kubelet refuses',
    (text) => `${text}node-label: [node-role.kubernetes.io/worker=true]\n`,
    'reservedLabel',
  ],
  ['an argument that the kubelet does not know', (text) => `${text}kubelet-arg: [no-such-flag=1]\n`, 'kubeletFlag'],
  ['no YAML', (text) => `${text} broken: [\n`, 'configurationUnreadable'],
];

for (const [what, change, id] of mistakes)
  test(`started with ${what}`, LIMIT, async () => {
    if (id === 'token') await forget();
    await startedWith(change(config));
    await finds(id);
  });

test('a log that is followed tells the cause while it happens, and when it is over', LIMIT, async () => {
  await forget();
  await startedWith(config.replace(/(::\w+:).*/, '$1wrong'));
  const log = new ServiceLog();
  const place = {
    unit: { name: 'k3s-agent', init: 'systemd' },
    role: 'agent',
    dataDir: '',
    server: undefined,
    kernelLine: undefined,
  } as const;
  const stop = new AbortController();
  const seen = new Set<string>();
  const end = followLog(machine, {
    signal: stop.signal,
    onUnits: () => undefined,
    onLine: (line) => {
      log.add(line);
      for (const { id } of log.findings(place)) seen.add(id);
    },
  });
  const until = async (so: () => boolean): Promise<void> => {
    for (let left = 600; !so(); left--) {
      assert.ok(left > 0, log.lines.slice(-20).join('\n'));
      await sleep(100);
    }
  };
  await until(() => seen.has('token'));
  await startedWith(config);
  await until(() => log.findings(place).every(({ weight }) => weight !== 'stops'));
  stop.abort();
  assert.ok(!(await end).ok);
});
