/** Holds the texts of the options to the rules of the house: there, short, whole sentences, not the key again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotFlags } from '../../server/knowledge/etcdSnapshot.ts';
import { flags } from '../../server/knowledge/flags.ts';

const texts: [string, string][] = [
  ...Object.entries(flags).map(([name, { doc }]): [string, string] => [name, doc]),
  ...Object.entries(snapshotFlags).map(([name, { doc }]): [string, string] => [`etcd-snapshot ${name}`, doc]),
];
const valueTexts = Object.entries(flags).flatMap(([name, { values }]) =>
  Object.entries(values ?? {}).map(([value, { doc }]): [string, string] => [`${name}: ${value}`, doc ?? '']),
);

function sentences(doc: string): string[] {
  return doc.split(/(?<=[.!?])\s+(?=[A-Z0-9`"])/);
}

test('every option has a text of at most 700 characters and four sentences', () => {
  for (const [name, doc] of texts) {
    assert.ok(doc.length > 0 && doc.length <= 700, `${name}: ${doc.length} characters`);
    assert.ok(sentences(doc).length <= 4, `${name}: ${sentences(doc).length} sentences`);
  }
});

test('every text ends like a sentence and has no sentence of one or two words', () => {
  for (const [name, doc] of [...texts, ...valueTexts]) {
    assert.match(doc, /[.!?]$/, name);
    for (const sentence of sentences(doc)) assert.ok(sentence.split(/\s+/).length >= 3, `${name}: ${sentence}`);
  }
});

test('no text starts with the key it explains', () => {
  for (const [key, doc] of texts) {
    const name = key.replace('etcd-snapshot ', '');
    const start = doc.replace(/^[`"*_]+/, '').toLowerCase();
    assert.ok(!new RegExp(`^${name}\\b(?!-)`).test(start), `${key}: ${doc.slice(0, 40)}`);
    assert.ok(!start.startsWith(`${name.replaceAll('-', ' ')} `), `${key}: ${doc.slice(0, 40)}`);
  }
});

test('backticks come in pairs, blanks single, and nothing is advertised', () => {
  for (const [name, doc] of [...texts, ...valueTexts]) {
    assert.equal((doc.match(/`/g) ?? []).length % 2, 0, name);
    assert.doesNotMatch(doc, / {2}|\n/, name);
    assert.doesNotMatch(doc, /please|simply|powerful|seamless|easily|note that/i, name);
  }
});

test('every value of an option has a text of at most 150 characters', () => {
  for (const [name, doc] of valueTexts) assert.ok(doc.length > 0 && doc.length <= 150, name);
});

test('no two options share a text', () => {
  const docs = Object.values(flags).map(({ doc }) => doc);
  assert.equal(new Set(docs).size, docs.length);
});

/** Words in backticks that look like keys of config.yaml and are none: flags of components, names of things. */
const notKeys = new Set([
  'default-job-image',
  'first-last',
  'job-resources',
  'job-tolerations',
  'k3s-selinux',
  'kube-dns',
  'kube-proxy',
  'kube-system',
  'local-path',
  'network-policy',
  'node-cidr-mask-size',
  'node-cidr-mask-size-ipv4',
  'encryption-provider-config',
  'tls-cipher-suites',
  'tls-min-version',
]);

test('keys in backticks are keys, so that a text never points at an option that does not exist', () => {
  const values = new Set(Object.values(flags).flatMap((flag) => Object.keys(flag.values ?? {})));
  const unknown = new Set<string>();
  for (const [, doc] of [...texts, ...valueTexts]) {
    for (const [, key = ''] of doc.matchAll(/`([a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?::[^`]*)?`/g)) {
      if (!flags[key] && !snapshotFlags[key] && !values.has(key)) unknown.add(key);
    }
  }
  assert.deepEqual([...unknown].sort(), [...notKeys].sort());
});
