/** With what K3s was started, read from `k3s.io/node-args`, and never with a secret in it. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { compareSettings } from '../../client/explorer/model/compareSettings.ts';
import { labelsOf } from '../../client/explorer/model/labels.ts';
import { registriesOf } from '../../client/explorer/model/registries.ts';
import { isOn, settingsOf, valuesOf } from '../../client/explorer/model/settings.ts';
import { taintsOf } from '../../client/explorer/model/taints.ts';
import { facts } from './objects.ts';

/** `option=value` for each, as they may be shown. */
function told(args: readonly string[], role: 'server' | 'agent' = 'server'): string[] {
  const settings = settingsOf(facts({ role, args }));
  return settings?.options.map(({ option, values }) => `${option}=${values.join(' + ')}`) ?? [];
}

const exposed = (args: readonly string[], env = {}): readonly string[] =>
  settingsOf(facts({ role: 'server', args, env }))?.exposed ?? [];

const M = '••••••••';

test('K3s tears option and value apart', () => {
  assert.deepEqual(told(['--cluster-init', 'true', '--tls-san', 'a.example', '--tls-san', 'b.example']), [
    'cluster-init=true',
    'tls-san=a.example + b.example',
  ]);
});

test('a switch from the command line stands alone', () => {
  assert.deepEqual(told(['--cluster-init', '--disable', 'traefik', '--debug']), [
    'cluster-init=true',
    'disable=traefik',
    'debug=true',
  ]);
});

test('values may begin with dashes, and be torn once more', () => {
  assert.deepEqual(told(['--kubelet-arg', '--v=2', '--kubelet-arg', '--max-pods', '200', '--debug']), [
    'kubelet-arg=--v=2 + --max-pods=200',
    'debug=true',
  ]);
});

test('short names are long names', () => {
  assert.deepEqual(told(['-s', 'https://10.0.0.1:6443'], 'agent'), ['server=https://10.0.0.1:6443']);
});

test('an annotation nobody can read says nothing', () => {
  for (const text of ['', '{', '"server"', '{"a":1}', 'null'])
    assert.equal(settingsOf(facts({ annotations: { 'k3s.io/node-args': text } })), undefined);
});

test('variables and the hash are there too', () => {
  const settings = settingsOf(facts({ env: { K3S_URL: 'https://10.0.0.1:6443', K3S_TOKEN: '********' } }));
  assert.deepEqual(settings?.variables, [
    { name: 'K3S_URL', value: 'https://10.0.0.1:6443', exposed: false },
    { name: 'K3S_TOKEN', value: M, exposed: false },
  ]);
  assert.match(settings?.hash ?? '', /^QXY5/);
});

describe('secrets', () => {
  it('are masked again, and no news when K3s masked them', () => {
    const args = ['--token', '********', '--agent-token', '********', '--datastore-endpoint', '********'];
    assert.deepEqual(told(args), [`token=${M}`, `agent-token=${M}`, `datastore-endpoint=${M}`]);
    assert.deepEqual(exposed(args), []);
  });
  it('scenario 33: in the joined form, `-t=…`, are masked and reported', () => {
    assert.deepEqual(told(['-t=K10abc::server:hunter2']), [`token=${M}`]);
    assert.deepEqual(exposed(['-t=K10abc::server:hunter2']), ['token']);
  });
  it('that K3s does not know are masked by us', () => {
    assert.deepEqual(exposed(['--etcd-s3-session-token', 'hunter2', '--vpn-auth', 'name=tailscale,joinKey=hunter2']), [
      'etcd-s3-session-token',
      'vpn-auth',
    ]);
  });
  it('inside arguments for components', () => {
    const args = ['--kubelet-arg', 'registry-password=hunter2', '--etcd-arg', 'auth-token=hunter2'];
    assert.deepEqual(told(args), [`kubelet-arg=registry-password=${M}`, `etcd-arg=auth-token=${M}`]);
    assert.deepEqual(exposed(args), ['kubelet-arg', 'etcd-arg']);
  });
  it('but not where only a file is named', () => {
    const args = ['--kube-apiserver-arg', 'token-auth-file=/etc/tokens.csv', '--token-file', '/etc/token'];
    assert.deepEqual(told(args), ['kube-apiserver-arg=token-auth-file=/etc/tokens.csv', 'token-file=/etc/token']);
    assert.deepEqual(exposed(args), []);
  });
  it('in URLs', () => {
    const args = ['--etcd-s3-proxy', 'http://me:hunter2@proxy:3128'];
    assert.deepEqual(told(args), [`etcd-s3-proxy=http://me:${M}@proxy:3128`]);
    assert.deepEqual(exposed(args), ['etcd-s3-proxy']);
    assert.deepEqual(exposed([], { K3S_URL: 'https://me:hunter2@10.0.0.1:6443' }), ['K3S_URL']);
  });
  it('in variables', () => {
    assert.deepEqual(
      exposed([], { K3S_TOKEN: 'hunter2', K3S_TOKEN_FILE: '/etc/token', K3S_CLUSTER_SECRET: 'hunter2' }),
      ['K3S_TOKEN', 'K3S_CLUSTER_SECRET'],
    );
  });
  it('never come through, whatever stands around them', () => {
    const form = fc.constantFrom(
      (s: string) => ['--token', s],
      (s: string) => [`-t=${s}`],
      (s: string) => [`--token=${s}`],
      (s: string) => ['-t', s],
      (s: string) => ['--agent-token', s],
      (s: string) => ['--kubelet-arg', `some-password=${s}`],
      (s: string) => ['--etcd-arg', '--auth-token', s],
      (s: string) => ['--etcd-s3-proxy', `http://u:${s}@h`],
      (s: string) => ['--some-new-secret', s],
    );
    const other = fc.constantFrom([['--debug']], [['--debug', 'true']], [['--disable', 'traefik']], [['stray']], [[]]);
    fc.assert(
      fc.property(form, other, other, (secret, [before = []], [after = []]) => {
        const args = [...before, ...secret('hunter2'), ...after];
        const settings = settingsOf(facts({ role: 'server', args }));
        assert.doesNotMatch(
          JSON.stringify([settings?.options.map(({ values }) => values), settings?.exposed]),
          /hunter2/,
        );
      }),
    );
  });
});

describe('scenario 33: servers compared', () => {
  const server = (name: string, ...args: string[]) => facts({ name, role: 'server', args });
  const rows = (...nodes: ReturnType<typeof facts>[]) =>
    compareSettings(nodes)
      .rows.filter(({ differs }) => differs)
      .map(({ option, weight, cells }) => `${weight}: ${option}: ${cells.map(({ text }) => text).join(' | ')}`);

  it('are equal when written in other ways', () => {
    assert.deepEqual(
      rows(
        server('a', '--cluster-cidr', '10.42.0.0/16', '--disable', 'traefik,servicelb', '--secrets-encryption', 'true'),
        server('b', '--disable', 'servicelb', '--disable', 'traefik', '--secrets-encryption'),
      ),
      [],
    );
  });
  it('take the defaults of K3s where nothing is written', () => {
    assert.deepEqual(
      rows(
        server('a', '--flannel-backend', 'vxlan', '--cluster-domain', 'cluster.local', '--cluster-dns', '10.43.0.10'),
        server('b', '--embedded-registry', 'false', '--egress-selector-mode', 'agent'),
      ),
      [],
    );
  });
  it('differ in what keeps the next one from starting', () => {
    assert.deepEqual(rows(server('b', '--flannel-backend', 'host-gw'), server('a')), [
      'critical: flannel-backend: vxlan | host-gw',
    ]);
    assert.deepEqual(
      rows(server('a', '--service-cidr', '10.96.0.0/16'), server('b', '--service-cidr', '10.43.0.0/16')),
      ['critical: cluster-dns: 10.96.0.10 | 10.43.0.10', 'critical: service-cidr: 10.96.0.0/16 | 10.43.0.0/16'],
    );
  });
  it('of disabled components, only servicelb counts', () => {
    assert.deepEqual(rows(server('a', '--disable', 'servicelb'), server('b', '--disable', 'traefik')), [
      'critical: disable: servicelb: true | false',
      'information: disable: servicelb | traefik',
    ]);
  });
  it('other differences are information, those of the machine itself are none', () => {
    assert.deepEqual(
      rows(
        server('a', '--cluster-init', 'true', '--node-ip', '10.0.0.1', '--kubelet-arg', 'max-pods=200'),
        server('b', '--server', 'https://10.0.0.1:6443', '--node-ip', '10.0.0.2'),
      ),
      ['information: kubelet-arg: max-pods=200 | '],
    );
  });
  it('secrets are not compared, and agents not at all', () => {
    assert.deepEqual(
      rows(server('a', '-t=one'), server('b', '-t=two'), facts({ args: ['--flannel-backend', 'x'] })),
      [],
    );
  });
  it('the matrix has every critical option, and names who says nothing', () => {
    const {
      rows: all,
      servers,
      silent,
    } = compareSettings([server('a'), facts({ name: 'b', role: 'server', annotations: { 'k3s.io/node-args': '?' } })]);
    const names = all.filter(({ weight }) => weight === 'critical').map(({ option }) => option);
    for (const option of [
      'cluster-cidr',
      'cluster-dns',
      'cluster-domain',
      'service-cidr',
      'disable-cloud-controller',
      'disable-helm-controller',
      'disable-network-policy',
      'disable: servicelb',
      'secrets-encryption',
      'embedded-registry',
      'flannel-backend',
      'flannel-ipv6-masq',
      'flannel-external-ip',
      'egress-selector-mode',
    ])
      assert.ok(names.includes(option), option);
    assert.deepEqual([servers.length, silent.map(({ name }) => name)], [1, ['b']]);
  });
});

test('labels say who would set them again', () => {
  const node = facts({
    role: 'server',
    args: ['--node-label', 'zone=a', '--node-label', 'tier=front'],
    labels: {
      zone: 'a',
      tier: 'back',
      mine: 'x',
      'plan.upgrade.cattle.io/agent-plan': 'b2',
      'svccontroller.k3s.cattle.io/enablelb': 'true',
    },
  });
  const owners = Object.fromEntries(
    labelsOf(node).map(({ key, owner, configured }) => [key, configured ? [owner, configured] : owner]),
  );
  assert.deepEqual(owners, {
    tier: ['config', 'front'],
    zone: 'config',
    'beta.kubernetes.io/arch': 'kubelet',
    'kubernetes.io/arch': 'kubelet',
    'kubernetes.io/hostname': 'kubelet',
    'kubernetes.io/os': 'kubelet',
    'node-role.kubernetes.io/control-plane': 'K3s',
    'node-role.kubernetes.io/etcd': 'K3s',
    'node.kubernetes.io/instance-type': 'K3s',
    mine: 'person',
    'plan.upgrade.cattle.io/agent-plan': 'upgrade',
    'svccontroller.k3s.cattle.io/enablelb': 'person',
  });
});

test('taints say whose they are', () => {
  const taints = [
    { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoExecute' },
    { key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule', timeAdded: '2026-10-02T10:00:00Z' },
    { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' },
    { key: 'gpu', effect: 'NoSchedule' },
  ];
  const node = facts({ taints, args: ['--node-taint', 'CriticalAddonsOnly=true:NoExecute'] });
  assert.deepEqual(
    taintsOf(node).map(({ key, owner }) => `${key} ${owner}`),
    [
      'CriticalAddonsOnly config',
      'gpu person',
      'node.kubernetes.io/disk-pressure Kubernetes',
      'node.kubernetes.io/out-of-service person',
    ],
  );
});

test('where images come from', () => {
  const args = [
    '--embedded-registry',
    'true',
    '--system-default-registry',
    'registry.example',
    '--private-registry',
    '/srv/r.yaml',
  ];
  const shape = { role: 'server', args, labels: { 'p2p.k3s.cattle.io/enabled': 'true' } } as const;
  const { node: _, way, ...told } = registriesOf(facts(shape));
  assert.equal(registriesOf(facts({ ...shape, name: 'other' })).way, way);
  assert.notEqual(registriesOf(facts({ ...shape, labels: {} })).way, way);
  assert.deepEqual(told, {
    file: '/srv/r.yaml',
    systemDefault: 'registry.example',
    shares: true,
    embedded: true,
    mirrorsOnly: false,
  });
  assert.equal(registriesOf(facts()).file, '/etc/rancher/k3s/registries.yaml');
});

test('options asked by name', () => {
  const settings = settingsOf(facts({ args: ['--selinux', '--docker', 'false'] }));
  assert.deepEqual(
    [isOn(settings, 'selinux'), isOn(settings, 'docker'), isOn(settings, 'debug')],
    [true, false, false],
  );
  assert.deepEqual(valuesOf(undefined, 'selinux'), []);
});
