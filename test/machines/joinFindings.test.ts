/** What speaks against a join, as it is told before anything is done. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinFindings, type Namesake, type Wanted } from '../../client/machines/join/findings.ts';
import { type Looked, looked } from '../../client/machines/join/looked.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

/** A machine that can join, as the script answers on it. */
const GOOD: Readonly<Record<string, string>> = {
  os: 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
  arch: 'x86_64',
  user: '0',
  hostname: 'worker-1',
  machine: 'aaaa',
  boot: 'bbbb',
  time: String(NOW / 1000),
  memory: '2048000',
  init: 'systemd\nsystemd 252',
  cgroups: 'cpuset cpu io memory pids',
  modules: 'br_netfilter loaded\noverlay there',
  routes: 'eth0',
  addresses: 'eth0 10.0.0.7/24\neth0 fd00::7/64',
  ports: '00000000:0016',
  disks: '/var/lib/rancher 20000000 10%\n/usr/local/bin 20000000 10%',
  tools: 'curl\nsystemctl',
  dns: '10.0.0.5',
  cacerts: CA,
  way: 'curl 0',
  date: new Date(NOW).toUTCString(),
};

const wanted = (some: Partial<Wanted> = {}): Wanted => ({
  nodeName: 'worker-1',
  host: 'k3s.example.com',
  port: 6443,
  version: 'v1.34.2+k3s1',
  serverVersion: 'v1.34.2+k3s1',
  online: true,
  addressChosen: false,
  ...some,
});

const machine = (some: Readonly<Record<string, string>> = {}): Looked =>
  looked(new Map(Object.entries({ ...GOOD, ...some })));

/** `stop: sentence` of each. */
const finds = (some: Readonly<Record<string, string>> = {}, want: Partial<Wanted> = {}): string[] =>
  joinFindings(machine(some), wanted(want), NOW).map(({ severity, text }) => `${severity}: ${text}`);

const only = (lines: readonly string[], start: string): void => {
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.ok(lines[0]?.startsWith(start), lines[0]);
};

const namesake = (some: Partial<Namesake> = {}): { namesake: Namesake } => ({
  namesake: { ready: true, machineId: 'cccc', bootId: 'dddd', ...some },
});

test('a machine that can join: nothing to say', () => {
  assert.deepEqual(finds(), []);
  assert.deepEqual(machine().addresses, ['10.0.0.7', 'fd00::7']);
  assert.equal(machine().os, 'Debian GNU/Linux 12');
});

test('scenario 20: the port is blocked, and the name was found', () => {
  only(
    finds({ way: 'curl 28', cacerts: '' }),
    'stop: 6443/TCP to k3s.example.com: no answer within 5 s (DNS ok). A firewall',
  );
});

test('scenario 20: the clock is hours behind the server', () => {
  const behind = String((NOW - (3 * 60 + 12) * 60_000) / 1000);
  only(finds({ time: behind }), 'stop: Its clock is 3 h 12 min behind the server.');
});

test('scenario 20: a label that a kubelet may not give itself', () => {
  only(
    finds({}, { reservedLabels: ['node-role.kubernetes.io/worker'] }),
    'note: The label node-role.kubernetes.io/worker cannot be set by the kubelet; it will be set through the API after the join.',
  );
});

test('a clock a minute ahead is only worth a warning, and without a server ours counts', () => {
  const ahead = String((NOW + 60_000) / 1000);
  only(finds({ time: ahead }), 'warning: Its clock is 1 min ahead of the server.');
  only(finds({ time: ahead, date: '' }), 'warning: Its clock is 1 min ahead of this computer.');
});

test('scenario 15: the token is for another cluster, and both hashes are shown', () => {
  only(
    finds({}, { caHash: '11', seenHash: '22' }),
    'stop: The token is for another cluster: its CA hash is 11, that of the server at k3s.example.com:6443 is 22.',
  );
});

test('scenario 18: another machine has the name and is ready', () => {
  only(
    finds({}, namesake()),
    'stop: Another machine is the node worker-1 already, and it is ready. Set node-name or with-node-id for this one; the other is not touched.',
  );
  only(
    finds({}, namesake({ machineId: 'aaaa' })),
    'stop: Another machine with the same machine-id is the node worker-1 and is ready: one is a copy of the other. Give this one a machine-id of its own, and set node-name or with-node-id.',
  );
});

test('scenario 19: a node of that name that is not ready', () => {
  const gone = namesake({ ready: false });
  only(finds({}, gone), 'stop: The cluster has a node worker-1 that is not ready, and refuses another machine');
  only(
    finds({}, { ...gone, replace: true }),
    'warning: The Node worker-1, which is not ready, is deleted with its password.',
  );
});

test('the machine is that node already', () => {
  assert.deepEqual(finds({}, namesake({ machineId: 'aaaa', bootId: 'bbbb' })), []);
});

test('the way to the server, by where it ends', () => {
  const none = { cacerts: '' };
  only(finds({ ...none, way: 'curl 6', dns: '' }), 'stop: The machine does not know the name k3s.example.com.');
  only(finds({ ...none, way: 'curl 7' }), 'stop: 6443/TCP to k3s.example.com: refused (DNS ok).');
  only(finds({ ...none, way: 'curl 35' }), 'stop: Something answers at k3s.example.com:6443, but it speaks no TLS.');
  only(finds({ way: 'curl 0', cacerts: '<html>' }), 'stop: What answers at k3s.example.com:6443 is no K3s server');
  only(finds({ ...none, way: 'none ', tools: 'curl' }), 'note: The way to k3s.example.com:6443 could not be tried');
});

test('a server is not turned into an agent', () => {
  only(finds({ folders: '/var/lib/rancher/k3s/server/db' }), 'stop: This machine is a K3s server, or was one');
  only(finds({ units: '/etc/systemd/system/k3s.service' }), 'stop: This machine is a K3s server, or was one');
});

test('an agent that is there already takes its own ports', () => {
  const agent = { units: '/etc/systemd/system/k3s-agent.service', folders: '/var/lib/rancher/k3s/agent' };
  assert.deepEqual(finds({ ...agent, ports: '00000000:280A' }), []);
  only(finds({ ports: '00000000:280A' }), 'stop: Something else listens on 10250, where the agent wants to.');
});

test('what the kernel and the system lack', () => {
  only(finds({ cgroups: 'cpuset cpu pids' }), 'stop: The kernel has no memory cgroup');
  only(finds({ modules: 'br_netfilter missing\noverlay loaded' }), 'warning: The kernel has no module br_netfilter');
  only(finds({ routes: '' }), 'stop: There is no default route');
  assert.deepEqual(finds({ routes: '' }, { addressChosen: true }), []);
  only(finds({ init: '' }), 'stop: Neither systemd nor OpenRC');
  only(finds({ arch: 'riscv64' }), 'stop: There is no K3s for machines of the kind riscv64.');
  only(finds({ disks: '/var/lib/rancher 500000 98%' }), 'stop: /var/lib/rancher has 0.5 GiB left');
});

test('a firewall brings the commands that open it', () => {
  const [found] = joinFindings(machine({ firewall: 'ufw' }), wanted(), NOW);
  assert.equal(found?.severity, 'warning');
  assert.ok(found?.commands?.includes('ufw allow 10250/tcp'));
});

test('an agent is never newer than the servers, and not more than three minors behind', () => {
  only(finds({}, { version: 'v1.35.0+k3s1' }), 'stop: v1.35.0+k3s1 is newer than the servers, which run v1.34.2+k3s1.');
  only(finds({}, { version: 'v1.34.3+k3s1' }), 'stop: v1.34.3+k3s1 is newer');
  only(finds({}, { version: 'v1.30.9+k3s1' }), 'stop: v1.30.9+k3s1 is more than three minor versions behind');
  assert.deepEqual(finds({}, { version: 'v1.31.0+k3s1' }), []);
});

test('names that Kubernetes does not take', () => {
  only(finds({}, { nodeName: 'Worker_1' }), 'stop: "Worker_1" cannot be the name of a node');
  only(finds({}, { nodeName: 'localhost' }), 'stop: "localhost" cannot be the name of a node');
});

test('files of ours need no download, but the SELinux package does not come with them', () => {
  only(finds({ tools: 'systemctl' }), 'stop: The install script needs curl or wget');
  assert.deepEqual(finds({ tools: 'systemctl' }, { online: false }), []);
  only(finds({ selinux: 'Enforcing' }, { online: false }), 'warning: SELinux is enforcing');
});
