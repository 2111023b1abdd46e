/** What an agent joins with: the beginning of a plan from a cluster, its flaws, and the config.yaml it makes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { joinDefaults, type NodeSeen } from '../../client/machines/join/defaults.ts';
import { nodeNameFlaw, planFlaw, registrationFlaw, versionFlaw } from '../../client/machines/join/flaws.ts';
import { configText, type JoinPlan, labelsForApi, NEW_PLAN } from '../../client/machines/join/plan.ts';
import { scalar } from '../../client/machines/yamlText.ts';
import type { Finding } from '../../server/rules/rule.ts';
import { findings } from '../../server/rules/run.ts';
import { readText } from '../../server/yaml/document.ts';
import type { Value } from '../../server/yaml/value.ts';
import { machine } from '../support/machine.ts';

const node = (role: NodeSeen['role'], versionText: string, ...addresses: string[]): NodeSeen => ({
  role,
  versionText,
  addresses: addresses.map((one) => {
    const [type = '', address = ''] = one.split(' ');
    return { type, address };
  }),
});

const plan = (some: Partial<JoinPlan> = {}): JoinPlan => ({
  ...NEW_PLAN,
  server: 'https://10.0.0.5:6443',
  version: 'v1.34.2+k3s1',
  ...some,
});

const lint = async (text: string): Promise<readonly Finding[]> => findings(await machine(text), {});

test('the registration address is that of the kubeconfig, unless it leads to this machine or behind a proxy', () => {
  const nodes = [
    node('server', 'v1.34.2+k3s1', 'InternalIP 10.0.0.5', 'ExternalIP 203.0.113.5', 'Hostname server-1'),
    node('agent', 'v1.34.1+k3s1', 'InternalIP 10.0.0.7'),
  ];
  const first = (server: string | undefined) => joinDefaults(server, nodes).plan.server;
  assert.equal(first('https://k3s.example.org:6443'), 'https://k3s.example.org:6443');
  assert.equal(first('https://k3s.example.org'), 'https://k3s.example.org:443');
  assert.equal(first('https://127.0.0.1:6443'), 'https://10.0.0.5:6443');
  assert.equal(first('https://[::1]:7443'), 'https://10.0.0.5:7443');
  assert.equal(first('https://rancher.example.org/k8s/clusters/c-1'), 'https://10.0.0.5:6443');
  assert.equal(first(undefined), 'https://10.0.0.5:6443');
  assert.deepEqual(
    joinDefaults('https://127.0.0.1:6443', nodes).registrations.map(({ url, from }) => `${from} ${url}`),
    ['InternalIP https://10.0.0.5:6443', 'ExternalIP https://203.0.113.5:6443', 'Hostname https://server-1:6443'],
  );
});

test('IPv6 stands in brackets; what a node says that is no address is left out', () => {
  const nodes = [node('server', '', 'InternalIP fd00::5', 'ExternalIP a/b', 'Hostname x@y', 'InternalIP 127.0.0.1')];
  assert.deepEqual(
    joinDefaults(undefined, nodes).registrations.map(({ url }) => url),
    ['https://[fd00::5]:6443'],
  );
});

test('the release is that of the oldest server; agents and other Kubernetes do not count', () => {
  const version = (...nodes: NodeSeen[]) => joinDefaults(undefined, nodes).plan.version;
  assert.equal(version(node('server', 'v1.34.2+k3s1'), node('server', 'v1.33.4+k3s1')), 'v1.33.4+k3s1');
  assert.equal(version(node('server', 'v1.34.2+k3s1'), node('agent', 'v1.32.0+k3s1')), 'v1.34.2+k3s1');
  assert.equal(version(node('server', 'v1.34.2')), '');
  assert.equal(version(), '');
});

test('configuration as a person would write it', () => {
  const text = configText(
    plan({
      nodeName: 'worker-7',
      labels: ['zone=a', 'node-role.kubernetes.io/worker=true', 'topology.kubernetes.io/zone=eu-1'],
      taints: ['dedicated=gpu:NoSchedule'],
      more: { 'node-ip': '10.0.0.7', 'kubelet-arg': ['max-pods=50'] },
    }),
  );
  assert.equal(
    text,
    `# k3s: role=agent version=v1.34.2+k3s1
server: https://10.0.0.5:6443
token-file: /etc/rancher/k3s/token
node-name: worker-7
node-label:
  - zone=a
  - topology.kubernetes.io/zone=eu-1
node-taint:
  - dedicated=gpu:NoSchedule
node-ip: 10.0.0.7
kubelet-arg:
  - max-pods=50
`,
  );
});

test('labels that make an agent die are left out, and named for the API', () => {
  const labels = ['node-role.kubernetes.io/worker=true', 'zone=a', 'k8s.io/x=1'];
  assert.deepEqual(labelsForApi(plan({ labels })), ['node-role.kubernetes.io/worker=true', 'k8s.io/x=1']);
  assert.doesNotMatch(configText(plan({ labels })), /worker|k8s/);
});

test('our language server finds nothing wrong in it', async () => {
  const full = plan({ nodeName: 'worker-7', labels: ['zone=a'], taints: ['a=b:NoExecute'] });
  for (const one of [plan(), full, plan({ version: '' }), plan({ server: 'https://[fd00::5]:6443' })])
    assert.deepEqual(await lint(configText(one)), []);
});

test('hostile values stay values, for K3s and for readers of newer YAML', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\s:#'"\\\-?!&*%@`{}[\],|>~\r\n\t\u0085\u2028\ufeff$()0-9a-z]*$/),
    fc.constantFrom('yes', '~', '0x1F', '1:30', '1e3', '0o7', 'null', '', '- a', 'a: b', 'a #b', '---', '\u0000', 'é'),
  );
  fc.assert(
    fc.property(hostile, fc.array(hostile, { minLength: 1, maxLength: 4 }), (value, items) => {
      const text = configText(plan({ nodeName: `n${value}`, taints: items, more: { 'node-ip': value } }));
      assert.match(text, /^[\n -~]*$/);
      const read = readText('memory:/config.yaml', text);
      assert.equal(read.problem, undefined);
      const found = Object.fromEntries(read.entries.map(({ name, value: one }) => [name, textsOf(one)]));
      const formed = (one: string) => one.replace(/\p{Surrogate}/gu, '\ufffd');
      assert.equal(found['node-name'], formed(`n${value}`));
      assert.equal(found['node-ip'], formed(value));
      assert.deepEqual(found['node-taint'], items.map(formed));
      for (const version of ['1.1', '1.2'] as const)
        assert.equal(parseDocument(`a: ${scalar(value)}`, { version }).toJS().a, formed(value));
    }),
    { numRuns: 1000 },
  );
});

/** The text of a scalar, or those of a list; undefined for what is no text. */
function textsOf(value: Value): unknown {
  if (value.kind === 'list') return value.items.map(textsOf);
  return value.kind === 'scalar' && value.type === 'string' ? value.text : undefined;
}

test('flaws are told in words', () => {
  assert.equal(planFlaw(plan()), undefined);
  assert.match(registrationFlaw('10.0.0.5') ?? '', /https:\/\/k3s\.example\.org:6443/);
  assert.match(registrationFlaw('https://10.0.0.5') ?? '', /port/);
  assert.match(registrationFlaw('https://127.0.0.1:6443') ?? '', /cannot reach/);
  for (const url of ['https://a:6443/x', 'https://u:p@a:6443', 'https://a b:6443', 'https://a:6443#x', 'http://a:6443'])
    assert.notEqual(registrationFlaw(url), undefined, url);
  assert.equal(registrationFlaw('https://[fd00::5]:6443'), undefined);
  for (const version of ['1.34', 'latest', 'v1.34.2+k3s1; reboot', 'v1.34.2+k3s1\n'])
    assert.notEqual(versionFlaw(version), undefined, version);
  assert.notEqual(nodeNameFlaw('Worker_7'), undefined);
  assert.notEqual(planFlaw(plan({ labels: ['zone'] })), undefined);
  assert.notEqual(planFlaw(plan({ labels: ['zone=a b'] })), undefined);
  assert.notEqual(planFlaw(plan({ taints: ['dedicated'] })), undefined);
});
