/** Each check of K3s in docs/checks.md that names a rule is told by that rule, shown on a text that fails it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Severity } from '../server/rules/rule.ts';
import { findings } from '../server/rules/run.ts';
import { machine } from './support/machine.ts';

const unit = (role: string, lines: string): string =>
  `-- etc/systemd/system/k3s${role === 'agent' ? '-agent' : ''}.service --\n[Service]\n${lines}\n`;
const service = (role: string): string => unit(role, `ExecStart=/usr/local/bin/k3s ${role}`);
const user = (role: string): string => unit(role, `User=k3s\nExecStart=/usr/local/bin/k3s ${role}`);
const server = (text: string): string => `# k3s: role=server version=v1.33\n${text}\n`;
const agent = (text: string): string =>
  `# k3s: role=agent version=v1.33\nserver: https://192.0.2.20:6443\ntoken: secret-1\n${text}\n`;

/** A text that fails the check, and how serious that is. */
const proofs: Readonly<Record<string, readonly [text: string, severity: Severity]>> = {
  S1: [`-- config.yaml --\ncluster-init: true\n${user('server')}`, 'error'],
  S2: [server('cluster-init: true\netcd-snapshot-reconcile-interval: 0s'), 'error'],
  S3: [server('cluster-init: true\netcd-s3: true\netcd-s3-bucket: k3s\netcd-s3-timeout: 0s'), 'warning'],
  S4: [`-- config.yaml --\ncluster-reset-restore-path: /var/snapshots/a\n${service('server')}`, 'error'],
  S5: [`-- config.yaml --\ndisable-etcd: true\n${service('server')}`, 'error'],
  S6: [server('token: a\ndatastore-endpoint: https://192.0.2.9:2379\ndisable-apiserver: true'), 'error'],
  S7: [server('datastore-endpoint: https://192.0.2.9:2379\ndisable-etcd: true\nserver: https://a:6443'), 'error'],
  S8: [server('flannel-iface: eth0:1'), 'error'],
  S9: [server('node-ip: 192.0.2.10/24'), 'error'],
  S10: [agent('node-external-ip: 198.51.100.7:443'), 'error'],
  S11: [server('cluster-cidr: 10.42.0.0'), 'error'],
  S12: [server('service-cidr: 10.43.0.0-10.43.255.255'), 'error'],
  S13: [server('service-node-port-range: 32767-30000'), 'error'],
  S14: [server('service-cidr: 10.96.0.0/16\ncluster-dns: 10.43.0.10'), 'warning'],
  S15: [server('service-cidr: 10.43.0.0/29'), 'error'],
  S16: [server('egress-selector-mode: none'), 'error'],
  S17: [server('disable-agent: true\negress-selector-mode: agent'), 'warning'],
  S18: [server('kube-apiserver-arg: tls-min-version=1.2'), 'error'],
  S19: [server('kube-apiserver-arg: tls-cipher-suites=HIGH'), 'error'],
  S20: [server('kube-apiserver-arg: [tls-cipher-suites]'), 'error'],
  S21: [server('cluster-reset: true\nserver: https://192.0.2.20:6443\ntoken: abc'), 'error'],
  S22: [server('cluster-reset: true\ncluster-reset-restore-path: /var/snapshots/a'), 'error'],
  S23: [server('cluster-reset: true'), 'error'],
  S24: [server('vpn-auth-file: /etc/rancher/k3s/vpn\nadvertise-address: 192.0.2.10'), 'warning'],
  S25: [server('cluster-init: true\nvpn-auth-file: /etc/rancher/k3s/vpn'), 'information'],
  S26: [server('vpn-auth: name=netbird,joinKey=x'), 'error'],
  S27: [server('token-file: /etc/rancher/k3s'), 'error'],
  S28: [server('write-kubeconfig-mode: rw-r--r--'), 'warning'],
  S30: [`-- config.yaml --\nserver: https://192.0.2.20:6443\n${service('server')}`, 'warning'],
  S31: [`-- config.yaml --\nserver: https://192.0.2.20:6443\n${service('server')}`, 'warning'],
  S34: [server('token: a\ndatastore-endpoint: https://192.0.2.9:2379\ncluster-init: true'), 'warning'],
  S37: [server('server: https://192.0.2.20:6443\ntoken: K10abcdef::server:secret-1'), 'error'],
  S40: [server('server: http://192.0.2.20:6443\ntoken: abc'), 'error'],
  S41: [server('server: 192.0.2.20:6443\ntoken: abc'), 'error'],
  S42: [server('flannel-backend: ipsec'), 'error'],
  S43: [server('embedded-registry: true\ndocker: true'), 'error'],
  S45: [server('flannel-external-ip: true'), 'warning'],
  S46: [server('flannel-external-ip: true\nnode-external-ip: 198.51.100.7'), 'warning'],
  S47: [server('cluster-init: true\netcd-s3: true'), 'warning'],
  S48: [server('cluster-init: true\netcd-s3: true\netcd-s3-bucket: b\netcd-s3-endpoint: https://s3.lan'), 'warning'],
  S49: [server('disable: [network-policy]'), 'warning'],
  S50: [server('secrets-encryption: true\nsecrets-encryption-provider: aesgcm'), 'error'],
  A1: [`-- config.yaml --\nserver: https://192.0.2.20:6443\n${service('agent')}`, 'error'],
  A2: [`-- config.yaml --\ntoken: secret-1\n${service('agent')}`, 'error'],
  A3: [`-- config.yaml --\nserver: https://192.0.2.20:6443\ntoken: secret-1\n${user('agent')}`, 'error'],
  A7: [server('cluster-cidr: 10.42.0.0/16\nservice-cidr: fd00:43::/112'), 'error'],
  A8: [
    server('cluster-cidr: 10.42.0.0/16,fd00:42::/56\nservice-cidr: 10.43.0.0/16,fd00:43::/112\nnode-ip: 192.0.2.10'),
    'error',
  ],
  A14: [agent('node-taint: key=value:Evict'), 'error'],
  A16: [
    `-- registries.yaml --\nmirrors:\n  docker.io:\n    endpoint: https://mirror.example.com\n${service('agent')}`,
    'error',
  ],
  A17: [agent('cluster-cidr: 10.42.0.0/16'), 'error'],
  A20: [agent('image-credential-provider-bin-dir: /opt/bin'), 'hint'],
  A21: [agent('node-name: worker_1'), 'error'],
};

/** The rows of the table: id, and the rule or a dash. */
const rows = [
  ...readFileSync(join(import.meta.dirname, '../docs/checks.md'), 'utf8').matchAll(/^\| ([SA]\d+) .*\| (.*) \|$/gm),
];
const ruleOf = new Map(rows.map(([, id = '', cell = '']) => [id, /^\[([a-z0-9-]+)\]/.exec(cell)?.[1]]));

describe('the checks of K3s', () => {
  it('are all in the table', () => {
    const ids = [
      ...Array.from({ length: 50 }, (_, i) => `S${i + 1}`),
      ...Array.from({ length: 21 }, (_, i) => `A${i + 1}`),
    ];
    assert.deepEqual([...ruleOf.keys()], ids);
  });

  it('have a proof where the table names a rule, and a reason where it does not', () => {
    assert.deepEqual(
      [...ruleOf].filter(([, rule]) => rule).map(([id]) => id),
      Object.keys(proofs),
    );
    for (const [line, , cell = ''] of rows) if (!cell.startsWith('[')) assert.match(cell, /^– \w.{10,}/, line);
  });

  for (const [id, [text, severity]] of Object.entries(proofs)) {
    it(`${id}: ${ruleOf.get(id)}`, async () => {
      const found = findings(await machine(text));
      const told = found.filter(({ rule }) => rule === ruleOf.get(id)).map((finding) => finding.severity);
      const all = found.map((finding) => `${finding.severity} ${finding.rule}: ${finding.message}`).join('\n');
      assert.deepEqual(told, [severity], all);
    });
  }
});
