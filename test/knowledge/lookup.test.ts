/** Questions to the tables: by key and alias, per role and release, with what changed over time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flag, Role } from '../../server/knowledge/flag.ts';
import { flags } from '../../server/knowledge/flags.ts';
import {
  available,
  defaultAt,
  deprecation,
  envAt,
  find,
  isBroken,
  isExperimental,
  longName,
  options,
  splitsAtCommas,
  valueState,
  valuesAt,
} from '../../server/knowledge/lookup.ts';
import { newestRelease, releases } from '../../server/knowledge/versions.ts';
import { facts } from './facts.ts';

function flag(name: string): Flag {
  const row = flags[name];
  assert.ok(row, name);
  return row;
}

test('the newest release has the keys that the facts list per command', () => {
  for (const role of ['server', 'agent'] as const) {
    const names = [...options({ role, release: newestRelease }).keys()];
    assert.deepEqual(names.sort(), [...facts.commands[role]].sort());
  }
});

test('long names and single letters find the option', () => {
  const where = { role: 'agent', release: newestRelease } as const;
  assert.deepEqual(find('token', where), { name: 'token', flag: flag('token'), alias: false, available: 'yes' });
  assert.deepEqual(find('t', where), { name: 'token', flag: flag('token'), alias: true, available: 'yes' });
  assert.equal(find('kublet-arg', where), undefined);
  assert.equal(find('constructor', where), undefined);
  assert.equal(find('toString', where), undefined);
  assert.equal(longName('i'), 'node-ip');
  for (const fact of facts.flags)
    for (const key of [fact.name, ...fact.aliases]) assert.equal(longName(key), fact.name);
});

test('availability tells role, first release and removal', () => {
  assert.deepEqual(available(flag('disable'), 'agent', newestRelease), { otherRole: 'server' });
  assert.deepEqual(available(flag('disable-apiserver-lb'), 'server', newestRelease), { otherRole: 'agent' });
  assert.deepEqual(available(flag('no-deploy'), 'server', 'v1.26.0+k3s1'), { removed: 'v1.26.0+k3s1' });
  assert.equal(available(flag('no-deploy'), 'server', 'v1.25.16+k3s4'), 'yes');
  assert.deepEqual(available(flag('multi-cluster-cidr'), 'server', 'v1.29.0+k3s1'), { removed: 'v1.29.0+k3s1' });
  assert.deepEqual(available(flag('etcd-s3-retention'), 'server', 'v1.33.3+k3s1'), { notYet: 'v1.33.4+k3s1' });
  assert.deepEqual(available(flag('etcd-s3-retention'), 'server', 'v1.30.0+k3s1'), { notYet: 'v1.31.12+k3s1' });
  assert.deepEqual(available(flag('bind-address'), 'agent', 'v1.28.10+k3s1'), { notYet: 'v1.28.11+k3s1' });
  assert.equal(available(flag('bind-address'), 'server', 'v1.24.1+k3s1'), 'yes');
  assert.equal(available(flag('bind-address'), 'agent', 'v1.30.2+k3s1'), 'yes');
  assert.deepEqual(available(flag('enable-pprof'), 'agent', 'v1.26.15+k3s1'), { notYet: 'v1.27.15+k3s1' });
  assert.equal(available(flag('enable-pprof'), 'server', 'v1.26.15+k3s1'), 'yes');
});

test('what notYet names is a release that has the option', () => {
  for (const release of releases) {
    for (const role of ['server', 'agent'] satisfies Role[]) {
      for (const [name, row] of Object.entries(flags)) {
        const answer = available(row, role, release);
        if (typeof answer !== 'object' || !('notYet' in answer)) continue;
        assert.equal(available(row, role, answer.notYet), 'yes', `${name} ${release}`);
      }
    }
  }
});

test('the list of options is made once per role and release, removed ones left out', () => {
  const where = { role: 'server', release: 'v1.33.4+k3s1' } as const;
  assert.equal(options(where), options({ ...where }));
  assert.ok(!options(where).has('no-deploy'));
  assert.ok(options({ role: 'server', release: 'v1.25.4+k3s1' }).has('no-deploy'));
  assert.ok(options(where).has('disable-etcd'), 'hidden ones are valid');
  assert.ok(!options({ role: 'server', release: 'v1.24.1+k3s1' }).has('vpn-auth'));
  assert.equal(options({ role: 'server', release: 'v1.99.0+k3s1' }).size, 126);
});

test('defaults and environment variables at a release', () => {
  const at = (name: string, release: Parameters<typeof envAt>[1], role: Role = 'server') =>
    defaultAt(flag(name), { role, release });
  assert.equal(at('https-listen-port', newestRelease), 6443);
  assert.equal(at('pause-image', 'v1.34.9+k3s1'), 'rancher/mirrored-pause:3.6');
  assert.equal(at('pause-image', 'v1.34.10+k3s1'), 'rancher/mirrored-pause:3.10.2');
  assert.equal(at('pause-image', 'v1.33.13+k3s1'), 'rancher/mirrored-pause:3.6');
  assert.equal(at('egress-selector-mode', 'v1.24.1+k3s1'), 'pod');
  assert.equal(at('egress-selector-mode', 'v1.24.2+k3s2'), 'agent');
  assert.equal(at('data-dir', newestRelease), undefined);
  assert.equal(at('data-dir', newestRelease, 'agent'), '/var/lib/rancher/k3s');
  assert.equal(at('tls-san', newestRelease), undefined);
  assert.deepEqual(envAt(flag('data-dir'), 'v1.30.2+k3s2'), []);
  assert.deepEqual(envAt(flag('data-dir'), 'v1.30.3+k3s1'), ['K3S_DATA_DIR']);
  assert.deepEqual(envAt(flag('token'), newestRelease), ['K3S_TOKEN']);
  assert.deepEqual(envAt(flag('tls-san'), newestRelease), []);
});

test('what changed over time: commas, marks, effect', () => {
  assert.equal(splitsAtCommas(flag('tls-san'), 'v1.26.4+k3s1'), false);
  assert.equal(splitsAtCommas(flag('tls-san'), 'v1.26.5+k3s1'), true);
  assert.equal(splitsAtCommas(flag('disable'), 'v1.24.1+k3s1'), true);
  assert.equal(splitsAtCommas(flag('node-label'), newestRelease), false);
  assert.equal(isExperimental(flag('embedded-registry'), 'v1.28.15+k3s1'), true);
  assert.equal(isExperimental(flag('embedded-registry'), 'v1.32.0+k3s1'), false);
  assert.equal(isExperimental(flag('rootless'), newestRelease), true);
  assert.equal(deprecation(flag('no-deploy'), 'v1.24.3+k3s1'), 'none');
  assert.equal(deprecation(flag('no-deploy'), 'v1.24.4+k3s1'), 'warned');
  assert.equal(deprecation(flag('no-deploy'), 'v1.25.0+k3s1'), 'fatal');
  assert.equal(deprecation(flag('kube-controller-arg'), 'v1.24.1+k3s1'), 'warned');
  assert.equal(deprecation(flag('helm-job-image'), 'v1.36.2+k3s1'), 'none');
  assert.equal(deprecation(flag('helm-job-image'), 'v1.37.0+k3s1'), 'warned');
  assert.equal(deprecation(flag('token'), newestRelease), 'none');
  assert.equal(isBroken(flag('airgap-extra-registry'), 'v1.31.7+k3s1'), false);
  assert.equal(isBroken(flag('airgap-extra-registry'), 'v1.31.14+k3s1'), true);
  assert.equal(isBroken(flag('airgap-extra-registry'), 'v1.32.10+k3s1'), true);
  assert.equal(isBroken(flag('airgap-extra-registry'), 'v1.32.11+k3s1'), false);
  assert.equal(isBroken(flag('airgap-extra-registry'), newestRelease), false);
  assert.equal(isBroken(flag('multi-cluster-cidr'), 'v1.28.7+k3s1'), true);
});

test('values at a release', () => {
  const backend = flag('flannel-backend');
  assert.equal(valueState(backend, 'vxlan', newestRelease), 'fine');
  assert.equal(valueState(backend, 'wireguard', 'v1.25.4+k3s1'), 'deprecated');
  assert.equal(valueState(backend, 'wireguard', 'v1.26.0+k3s1'), 'removed');
  assert.equal(valueState(backend, 'ipsec', 'v1.25.4+k3s1'), 'fine');
  assert.equal(valueState(backend, 'ipsec', 'v1.26.15+k3s1'), 'deprecated');
  assert.equal(valueState(backend, 'ipsec', 'v1.27.1+k3s1'), 'removed');
  assert.equal(valueState(backend, 'vxlan=Port=8473', 'v1.25.4+k3s1'), 'fine');
  assert.equal(valueState(backend, 'vxlan=Port=8473', 'v1.26.0+k3s1'), 'deprecated');
  assert.equal(valueState(backend, 'vxlan=Port=8473', newestRelease), 'removed');
  assert.equal(valueState(backend, 'calico', newestRelease), 'unknown');
  assert.equal(valueState(backend, '', newestRelease), 'unknown');
  assert.equal(valueState(backend, 'constructor', newestRelease), 'unknown');
  assert.deepEqual(valueState(flag('disable'), 'runtimes', 'v1.28.4+k3s2'), { notYet: 'v1.28.5+k3s1' });
  assert.equal(valueState(flag('disable'), 'ccm', newestRelease), 'fine');
  assert.equal(valueState(flag('node-name'), 'anything', newestRelease), 'fine');
  assert.deepEqual(valuesAt(backend, newestRelease), ['vxlan', 'host-gw', 'wireguard-native', 'none']);
  assert.ok(valuesAt(backend, 'v1.24.1+k3s1').includes('ipsec'));
  assert.ok(!valuesAt(flag('disable'), newestRelease).includes('ccm'));
  assert.deepEqual(valuesAt(flag('node-name'), newestRelease), []);
});
