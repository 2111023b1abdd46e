/** The JSON Schemas the command prints: valid, and of one mind with the engines about samples. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../../server/cli.ts';
import { start } from '../../server/node/start.ts';
import { readText } from '../../server/yaml/document.ts';

interface Schema {
  readonly $schema: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly [more: string]: unknown;
}

async function schema(...words: string[]): Promise<Schema> {
  const { code, out } = await run(['schema', ...words], async () => new Uint8Array());
  assert.equal(code, 0);
  return JSON.parse(out) as Schema;
}

/** The few words of JSON Schema that ours uses; any other is an error of the schema. */
const WORDS = new Set(
  (
    '$schema $id title description markdownDescription type enum pattern anyOf items properties patternProperties ' +
    'additionalProperties default deprecated minimum maximum'
  ).split(' '),
);
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

function accepts(
  { type, enum: values, pattern, minimum, maximum, anyOf, items, ...rest }: Schema,
  value: unknown,
): boolean {
  if (anyOf && !anyOf.some((one) => accepts(one, value))) return false;
  if (type && ![type].flat().some((name) => is(name, value))) return false;
  if (values && !values.includes(value)) return false;
  if (pattern && typeof value === 'string' && !new RegExp(pattern, 'u').test(value)) return false;
  if (typeof value === 'number' && (value < (minimum ?? value) || value > (maximum ?? value))) return false;
  if (Array.isArray(value)) return !items || value.every((item) => accepts(items, item));
  if (typeof value !== 'object' || value === null) return true;
  const { properties = {}, patternProperties = {}, additionalProperties = true } = rest;
  return Object.entries(value).every(([key, item]) => {
    const own = Object.hasOwn(properties, key) ? [properties[key] as Schema] : [];
    const matching = Object.entries(patternProperties).filter(([name]) => new RegExp(name, 'u').test(key));
    const all = [...own, ...matching.map(([, one]) => one)];
    return all.length > 0 ? all.every((one) => accepts(one, item)) : additionalProperties !== false;
  });
}

function is(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function wellFormed(one: Schema, path: string): void {
  for (const word of Object.keys(one)) assert.ok(WORDS.has(word), `${path}: no such word "${word}"`);
  for (const type of [one.type ?? []].flat()) assert.ok(TYPES.has(type), `${path}: no such type "${type}"`);
  if (one.pattern) new RegExp(one.pattern, 'u');
  if (one.enum) assert.ok(one.enum.length > 0, `${path}: nothing is allowed`);
  if ('default' in one) assert.ok(accepts(one, one.default), `${path}: refuses its own default ${one.default}`);
  for (const [index, part] of (one.anyOf ?? []).entries()) wellFormed(part, `${path}/anyOf/${index}`);
  if (one.items) wellFormed(one.items, `${path}/items`);
  for (const [key, part] of Object.entries({ ...one.properties, ...one.patternProperties }))
    wellFormed(part, `${path}/${key}`);
}

describe('the schema', () => {
  it('is well formed for both roles and any version', async () => {
    for (const words of [
      ['--role', 'server'],
      ['--role', 'agent'],
      ['--role', 'server', '--k3s', 'v1.24.1'],
    ]) {
      const found = await schema(...words);
      assert.equal(found.$schema, 'http://json-schema.org/draft-07/schema#');
      wellFormed(found, words.join(' '));
    }
  });
  it('is that of a server unless somebody says otherwise', async () => {
    assert.ok((await schema()).properties?.['flannel-backend']);
    assert.ok(!(await schema('--role', 'agent')).properties?.['flannel-backend']);
  });
  it('is that of a version', async () => {
    assert.ok(!(await schema('--k3s', 'v1.31.2')).properties?.['nonroot-devices']);
    assert.ok((await schema('--k3s', 'v1.31.3')).properties?.['nonroot-devices']);
  });
  it('describes every option', async () => {
    for (const [name, one] of Object.entries((await schema()).properties ?? {}))
      assert.ok(String(one.description ?? '').length > 20, name);
  });

  describe('accepts', async () => {
    const server = await schema('--role', 'server');
    const fine: Readonly<Record<string, unknown>>[] = [
      {},
      { token: 'x', 'cluster-init': true, 'tls-san': ['a', 'b'], 'https-listen-port': 6443 },
      { 'tls-san': 'a', 'tls-san+': ['b'], 'kubelet-arg': ['max-pods=250'] },
      { 'https-listen-port': '6443', 'etcd-s3-timeout': '1h30m', 'flannel-backend': 'host-gw' },
      { 'write-kubeconfig-mode': '0644', t: 'x' },
    ];
    for (const one of fine) it(JSON.stringify(one), () => assert.ok(accepts(server, one)));
  });

  describe('refuses', async () => {
    const server = await schema('--role', 'server');
    const wrong: Readonly<Record<string, unknown>>[] = [
      { 'cluster-innit': true },
      { 'cluster-init': 'yes' },
      { 'kubelet-arg': [{ 'max-pods': 250 }] },
      { 'node-label': { a: 'b' } },
      { 'flannel-backend': 'wireguard' },
      { 'etcd-s3-timeout': 5 },
      { 'etcd-s3-timeout': '5 minutes' },
      { 'https-listen-port': 1.5 },
      { 'disable-apiserver-lb': true },
    ];
    for (const one of wrong) it(JSON.stringify(one), () => assert.ok(!accepts(server, one)));
  });

  describe('of registries.yaml', async () => {
    const registries = await schema('--for', 'registries');
    const host = 'registry.example.com:5000';
    it('is well formed', () => wellFormed(registries, 'registries'));
    for (const one of [
      {},
      { mirrors: { '*': null, 'docker.io': { endpoint: ['https://a', 'http://b:5000'] } } },
      { mirrors: { 'docker.io': { endpoint: [null], rewrite: { '^library/(.*)': 'proxy/$1' } } }, configs: null },
      { configs: { [host]: { auth: { username: 'k3s', password: 12345 }, tls: { insecure_skip_verify: true } } } },
    ])
      it(`accepts ${JSON.stringify(one)}`, () => assert.ok(accepts(registries, one)));
    for (const one of [
      { mirror: {} },
      { mirrors: ['docker.io'] },
      { mirrors: { 'docker.io': { endpoint: 'https://a' } } },
      { mirrors: { 'docker.io': { endpoints: ['https://a'] } } },
      { mirrors: { 'docker.io': { endpoint: [{ url: 'https://a' }] } } },
      { configs: { [host]: { auth: { token: 'x' } } } },
      { configs: { [host]: { tls: { insecure_skip_verify: 'true' } } } },
    ])
      it(`refuses ${JSON.stringify(one)}`, () => assert.ok(!accepts(registries, one)));
  });

  describe('of kubelet files', async () => {
    const header = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' };
    const kubelet = await schema('--for', 'kubelet', '--k3s', 'v1.33');
    it('is well formed in every minor', async () => {
      for (const minor of [24, 26, 28, 30, 32, 33, 34, 36])
        wellFormed(await schema('--for', 'kubelet', '--k3s', `v1.${minor}`), `kubelet ${minor}`);
    });
    it('describes every field', () => {
      for (const [name, one] of Object.entries(kubelet.properties ?? {}))
        assert.ok(String(one.description ?? '').length > 10, name);
    });
    it('is that of a version', async () => {
      assert.ok(kubelet.properties?.userNamespaces);
      assert.ok(!(await schema('--for', 'kubelet', '--k3s', 'v1.32')).properties?.userNamespaces);
    });
    for (const one of [
      header,
      { ...header, maxPods: 200, shutdownGracePeriod: '1m30s', evictionHard: { 'memory.available': '5%' } },
      { ...header, featureGates: { NodeSwap: true }, memorySwap: { swapBehavior: 'LimitedSwap' } },
      { ...header, reservedMemory: [{ numaNode: 0, limits: { memory: '1Gi', 'hugepages-2Mi': '64Mi' } }] },
      { ...header, registerWithTaints: [{ key: 'gpu', effect: 'NoSchedule' }], logging: { verbosity: 4 } },
    ])
      it(`accepts ${JSON.stringify(one)}`, () => assert.ok(accepts(kubelet, one)));
    for (const one of [
      { kind: 'Kubelet' },
      { maxPod: 200 },
      { maxPods: '200' },
      { shutdownGracePeriod: 30 },
      { shutdownGracePeriod: '30 s' },
      { topologyManagerPolicy: 'numa' },
      { evictionHard: { 'memory.free': '5%' } },
      { imageGCHighThresholdPercent: 101 },
    ])
      it(`refuses ${JSON.stringify(one)}`, () => assert.ok(!accepts(kubelet, { ...header, ...one })));
  });

  it('accepts what K3s starts with, of the real cases whose values YAML and JSON read alike', async () => {
    const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../conformance/config.json'), 'utf8')) as {
      id: string;
      command: 'server' | 'agent';
      files: Record<string, unknown>;
      expect: { outcome: string; dropped?: string[] };
    }[];
    const schemas = {
      server: await schema('--role', 'server', '--k3s', 'v1.32.0'),
      agent: await schema('--role', 'agent', '--k3s', 'v1.32.0'),
    };
    const real = cases.filter(({ id }) => id.startsWith('real-'));
    assert.ok(real.length >= 2);
    for (const { id, command, files, expect } of real) {
      const text = files['config.yaml'];
      if (expect.outcome !== 'ok' || expect.dropped?.length || typeof text !== 'string') continue;
      const document = readText('memory:/config.yaml', text);
      const value = Object.fromEntries(
        document.entries.map(({ name, append, value: read, texts }) => {
          const plain = texts.map((item) => item.text);
          const key = append ? `${name}+` : name;
          if (read.kind === 'list') return [key, plain];
          const single = plain[0] ?? '';
          if (read.kind !== 'scalar') return [key, single];
          return [key, read.type === 'bool' ? single === 'true' : read.type === 'int' ? Number(single) : single];
        }),
      );
      assert.ok(accepts(schemas[command], value), `${id}: ${JSON.stringify(value)}`);
      assert.equal(
        start([{ kind: 'document', uri: document.uri, document }], {
          role: command,
          release: 'v1.32.0+k3s1',
          argv: [command],
          env: {},
        }).outcome,
        'ok',
      );
    }
  });
});
