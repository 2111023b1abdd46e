/** The checkers of formats, apart from the sentences that tell of them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSchedule } from '../../server/node/cron.ts';
import { datastoreFlaw, serverFlaw, tokenForm, vpnFlaw } from '../../server/node/endpoints.ts';
import { isReservedLabel, taintFlaw } from '../../server/node/labels.ts';

describe('a schedule', () => {
  for (const text of [
    '0 */12 * * *',
    '@every 6h30m',
    '@daily',
    '*/5 0-6,22 1 JAN-mar mon',
    'TZ=Europe/Berlin 0 3 * * *',
    '0 3 ? * *',
  ]) {
    it(`${text} can be read`, () => assert.equal(isSchedule(text), true));
  }
  for (const text of [
    'every 6 hours',
    'never',
    '0 */12 * *',
    '0 0 3 * * *',
    '60 * * * *',
    '* * 0 * *',
    '* * * * 7',
    '@every 6',
    '@hour',
    '*/0 * * * *',
    '5-3 * * * *',
  ]) {
    it(`"${text}" cannot`, () => assert.equal(isSchedule(text), false));
  }
});

describe('the address of a server', () => {
  for (const text of [
    'https://192.0.2.20:6443',
    'https://[2001:db8::20]:6443/',
    'https://k3s.example.com:6443/path',
    'HTTPS://a:443',
  ]) {
    it(`${text} is one`, () => assert.equal(serverFlaw(text), undefined));
  }
  const flaws = {
    '192.0.2.20:6443': ['scheme-missing', 'https://192.0.2.20:6443'],
    'k3s.example.com': ['scheme-missing', 'https://k3s.example.com:6443'],
    'http://192.0.2.20:6443': ['scheme-http', 'https://192.0.2.20:6443'],
    'https:/192.0.2.20:6443': ['scheme-slash', 'https://192.0.2.20:6443'],
    'https://2001:db8::20:6443': ['ipv6', 'https://[2001:db8::20]:6443'],
    'https://a:6443,https://b:6443': ['port', undefined],
    'https://a:70000': ['port', undefined],
    'https://a b:6443': ['host', undefined],
    'https://:6443': ['host', undefined],
    'https://a': ['port-missing', 'https://a:6443'],
    'https://[::1]': ['port-missing', 'https://[::1]:6443'],
    'tcp://a:6443': ['scheme-other', 'https://a:6443'],
  } as const;
  for (const [text, [flaw, meant]] of Object.entries(flaws)) {
    it(`${text}: ${flaw}`, () => {
      assert.equal(serverFlaw(text)?.flaw, flaw);
      assert.equal(serverFlaw(text)?.meant, meant);
    });
  }
});

describe('a datastore', () => {
  for (const text of [
    'postgres://k3s:p%40ss@db:5432/k3s?sslmode=disable',
    'postgresql://k3s@[2001:db8::1]:5432/k3s',
    'mysql://k3s:p@ss:w/rd@tcp(db:3306)/k3s?tls=true',
    'mysql://',
    'mysql://k3s@/k3s',
    'sqlite:///var/lib/k3s.db?cache=shared',
    'https://a:2379,https://b:2379',
    'nats://host:4222',
  ]) {
    it(`${text} can be used`, () => assert.equal(datastoreFlaw(text), undefined));
  }
  const flaws = {
    'k3s:pw@db/k3s': 'no-scheme',
    'postgress://k3s@db/k3s': 'driver',
    'etcd://a:2379': 'driver',
    'mysql://k3s:pw@db:3306/k3s': 'mysql',
    'mysql://k3s:pw@tcp(db:3306)': 'mysql',
    'postgres://k3s:pw@tcp(db:5432)/k3s': 'postgres-tcp',
    'postgres://k3s:50%off@db:5432/k3s': 'postgres',
    'postgres://k3s:p#ss@db:5432/k3s': 'postgres',
    'postgres://k3s:p/ss@db:5432/k3s': 'postgres',
    'postgres://k3s:p^ss@db:5432/k3s': 'postgres',
  };
  for (const [text, kind] of Object.entries(flaws))
    it(`${text}: ${kind}`, () => assert.equal(datastoreFlaw(text)?.kind, kind));
});

it('a token is complete, broken or a plain password', () => {
  const hash = 'ab'.repeat(32);
  const forms = [
    `K10${hash}::server:x`,
    'K10abc::server:x',
    'K10abc',
    'K10::x',
    'K10::server:x',
    'abcdef.0123456789abcdef',
    'left::right',
  ];
  assert.deepEqual(forms.map(tokenForm), [
    'complete',
    'hash-length',
    'form',
    'form',
    undefined,
    'bootstrap',
    undefined,
  ]);
});

it('a VPN needs a provider and a key, and what follows extraArgs is its own business', () => {
  const texts = [
    'name=tailscale,joinKey=x',
    'name=tailscale,joinKey=x,extraArgs=--a=b,c',
    'tailscale',
    'name=netbird,joinKey=x',
    'name=tailscale',
  ];
  assert.deepEqual(texts.map(vpnFlaw), [undefined, undefined, 'parameter', 'provider', 'join-key']);
});

it('labels under kubernetes.io belong to Kubernetes, with exceptions', () => {
  const keys = [
    'node-role.kubernetes.io/worker',
    'x.k8s.io/a',
    'kubernetes.io/x',
    'node.kubernetes.io/x',
    'a.node.kubernetes.io/x',
    'kubernetes.io/arch',
    'mykubernetes.io/x',
  ];
  assert.deepEqual(keys.map(isReservedLabel), [true, true, true, false, false, false, false]);
});

it('taints are read in the order of Kubernetes', () => {
  const taints = [
    'a=b:NoSchedule',
    'a:NoExecute',
    'a=:PreferNoSchedule',
    'a:noSchedule',
    'a=b',
    'a',
    'a:',
    'a:b:c',
    '=b:NoSchedule',
    'a=b=c:NoSchedule',
    'a:NoSchedule-',
    'a-',
  ];
  assert.deepEqual(
    taints.map((taint) => taintFlaw(taint)?.kind),
    [
      undefined,
      undefined,
      undefined,
      'effect',
      'no-effect',
      'no-effect',
      'no-effect',
      'form',
      'form',
      'form',
      'removal',
      'removal',
    ],
  );
});
