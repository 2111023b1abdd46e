/** Compares the tables of the kubelet with the facts both ways: every column of every field, every rule, every set. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gate, stateOf } from '../../server/knowledge/featureGates.ts';
import { flags } from '../../server/knowledge/flags.ts';
import {
  childrenOf,
  defaultOf,
  fieldAt,
  fieldOfFlag,
  isInMinor,
  keysOf,
  kubeletCredentials,
  kubeletFields,
  valuesOf,
} from '../../server/knowledge/kubelet.ts';
import type { KubeletField } from '../../server/knowledge/kubeletField.ts';
import { kubeletFieldFlags } from '../../server/knowledge/kubeletFieldFlags.ts';
import { passedAsFlags, writtenByK3s } from '../../server/knowledge/kubeletK3s.ts';
import { hostRules, type KubeletRule, kubeletRules } from '../../server/knowledge/kubeletRules.ts';
import * as values from '../../server/knowledge/kubeletValues.ts';
import { hasKubeletDropIns } from '../../server/knowledge/versions.ts';

type Fact = Readonly<Record<string, unknown>> & {
  readonly path: string;
  readonly type: string;
  readonly since: string;
};

interface Facts {
  readonly apiVersions: Readonly<Record<string, readonly string[]>>;
  readonly evictionSignals: readonly string[];
  readonly cpuManagerPolicyOptions: Readonly<Record<string, { value: string; stages: [string, string][] }>>;
  readonly topologyManagerPolicyOptions: Readonly<Record<string, { value: string; stages: [string, string][] }>>;
  readonly tlsCipherSuites: { preferred: string[]; insecure: string[] };
  readonly fields: readonly Fact[];
  readonly credentialProviderConfig: readonly Fact[];
  readonly rules: readonly {
    id: string;
    fields: string[];
    severity: string;
    since?: string;
    until?: string;
  }[];
  readonly syntax: { sysctlPattern: { namespaced: string[] } };
}

const facts: Facts = JSON.parse(readFileSync(new URL('kubelet-config.json', import.meta.url), 'utf8'));

const minorOf = (text: unknown): number => Number(String(text).split('.')[1]);

/** Names the facts use for sets that several fields share. */
const sets: Readonly<Record<string, string>> = {
  $cpuManagerPolicyOptions: 'cpuManagerPolicyOptions',
  $topologyManagerPolicyOptions: 'topologyManagerPolicyOptions',
  'feature-gates.json': 'featureGates',
  [facts.evictionSignals.join()]: 'evictionSignals',
  'cpu,memory,ephemeral-storage,pid': 'reservedResources',
  memory: 'qosResources',
  'memory,hugepages-<size>': 'memoryResources',
};

function valuesFor(fact: Fact): unknown {
  if (fact.itemEnum === '$tlsCipherSuites') return 'tlsCipherSuites';
  const names = (fact.enum ?? fact.itemEnum) as readonly string[] | undefined;
  const notes = (fact.enumNotes ?? {}) as Readonly<Record<string, { since?: string; until?: string; os?: string }>>;
  return names && Object.fromEntries(names.map((name) => [name, periodOf(notes[name])]));
}

function periodOf(note: { since?: string; until?: string; os?: string } = {}): Record<string, unknown> {
  const { since, until, os } = note;
  return {
    ...(since ? { since: minorOf(since) } : {}),
    ...(until ? { until: minorOf(until) } : {}),
    ...(os ? { os } : {}),
  };
}

/** The row the facts ask for. */
function expected(fact: Fact): Record<string, unknown> {
  const changes = fact.defaultByMinor as readonly { from: string; value: unknown }[] | undefined;
  const needs = fact.mustComeWith ? [fact.mustComeWith] : fact.requires ? Object.keys(fact.requires) : undefined;
  return {
    type: fact.type,
    since: fact.since.startsWith('<=') ? undefined : minorOf(fact.since),
    default: changes || fact.default === null ? undefined : fact.default,
    defaultFrom: changes?.map(({ from, value }) => [minorOf(from), value]),
    nullable: fact.nullable,
    required: fact.required,
    unique: fact.unique,
    min: fact.min,
    max: fact.max,
    exclusiveMin: fact.exclusiveMin,
    multipleOf: fact.multipleOf,
    minItems: fact.minItems,
    minDuration: fact.minDur === '>0' ? undefined : fact.minDur,
    aboveDuration: fact.minDur === '>0' ? '0s' : undefined,
    maxDuration: fact.maxDur,
    values: valuesFor(fact),
    keys: fact.keys === undefined ? undefined : sets[String(fact.keys)],
    format: fact.format,
    itemFormat: fact.itemFormat,
    valueFormat: fact.valueFormat,
    gates: fact.gates,
    gateUnlessDefault: fact.gateUnlessDefault,
    flag: (fact.flag as string | undefined)?.slice(2),
    deprecated: fact.deprecatedIn === undefined ? undefined : minorOf(fact.deprecatedIn),
    noEffect: fact.noEffectSince === undefined ? undefined : minorOf(fact.noEffectSince),
    os: fact.os,
    excludes: fact.excludes,
    needs,
  };
}

/** Columns of ours without a counterpart among the facts. */
const ours = new Set(['doc', 'unit', 'related', 'owned']);

/** Columns of the facts that no column of ours carries, and where we tell them. */
const elsewhere: Readonly<Record<string, string>> = {
  path: 'the key of the row',
  name: 'the end of the path',
  objectType: 'a name of Go',
  zero: 'doc',
  special: 'doc',
  empty: 'doc',
  known: 'doc: both content types',
  defaultRule: 'defaults.ts',
  itemKnown: 'tlsCurves',
  rejectedValue: 'rule runOnce.rejected',
  rejectedSince: 'rule runOnce.rejected',
  requiresIf: 'rule parallelPulls.serial',
  requiresSameKeysIn: 'rule eviction.grace',
  onlyIf: 'rule logging.vmoduleFormat',
  forbidChars: 'rule logging.vmodulePattern',
  forbidden: 'rule taints.timeAdded',
  maxField: 'rule shutdown.order',
  schemes: 'rule tracing.endpoint',
  nonEmpty: 'rule runtimeEndpoint.empty',
  keysSince: 'evictionSignals',
  keysInternal: 'internalSignals',
  effectiveDefault: 'hardThresholds',
  effectiveDefaultOnlyWith: 'hardThresholds',
  scope: 'doc, and a note in drop-ins',
  typeByMinor: 'K3s has files from 1.32 on, and both forms are read since 1.28',
  gateIsAdvisory: 'no rule asks for the gate',
  forbid: 'doc',
  note: 'doc',
};

const carried: Readonly<Record<string, true>> = Object.fromEntries(
  'type since default defaultByMinor nullable required unique min max exclusiveMin multipleOf minItems minDur maxDur enum itemEnum enumNotes keys format itemFormat valueFormat gates gateUnlessDefault flag deprecatedIn noEffectSince os excludes mustComeWith requires'
    .split(' ')
    .map((column) => [column, true]),
);

function compare(fact: Fact, row: KubeletField | undefined): string[] {
  const want = expected(fact);
  const have: Record<string, unknown> = { ...row, values: withoutDocs(row?.values) };
  const wrong: string[] = [];
  for (const column of new Set([...Object.keys(have), ...Object.keys(want)])) {
    if (ours.has(column)) continue;
    const same = JSON.stringify(have[column]) === JSON.stringify(want[column]);
    if (!same)
      wrong.push(`${fact.path}.${column}: ${JSON.stringify(have[column])}, facts say ${JSON.stringify(want[column])}`);
  }
  for (const column of Object.keys(fact)) {
    if (!carried[column] && !elsewhere[column]) wrong.push(`${fact.path}.${column} is told nowhere`);
  }
  return wrong;
}

function withoutDocs(list: KubeletField['values']): unknown {
  if (typeof list !== 'object') return list;
  return Object.fromEntries(Object.entries(list).map(([name, { doc, ...rest }]) => [name, rest]));
}

test('the tables hold exactly the fields of the facts', () => {
  assert.deepEqual(Object.keys(kubeletFields).sort(), facts.fields.map(({ path }) => path).sort());
  assert.equal(Object.keys(kubeletFields).length, 162);
  assert.deepEqual(
    Object.keys(kubeletCredentials),
    facts.credentialProviderConfig.map(({ path }) => path),
  );
});

test('every column of every field agrees with the facts', () => {
  assert.deepEqual(
    facts.fields.flatMap((fact) => compare(fact, kubeletFields[fact.path])),
    [],
  );
});

test('credential providers agree too', () => {
  const rows: Readonly<Record<string, KubeletField>> = kubeletCredentials;
  assert.deepEqual(
    facts.credentialProviderConfig.flatMap((fact) => compare(fact, rows[fact.path])),
    [],
  );
  assert.deepEqual(values.credentialApiVersions, facts.apiVersions.CredentialProviderConfig);
});

test('the sets that fields share are those of the facts', () => {
  assert.deepEqual([values.kubeletApiVersion], facts.apiVersions.KubeletConfiguration);
  assert.deepEqual(Object.keys(values.evictionSignals), facts.evictionSignals);
  assert.deepEqual(values.tlsCipherSuites.preferred, facts.tlsCipherSuites.preferred);
  assert.deepEqual(values.tlsCipherSuites.insecure, facts.tlsCipherSuites.insecure);
  assert.deepEqual(values.namespacedSysctls, facts.syntax.sysctlPattern.namespaced);
  const optionsOf = (options: Readonly<Record<string, values.PolicyOption>>) =>
    Object.entries(options).map(([option, { value, stages }]) => [option, value, stages]);
  const factsOf = (options: Facts['cpuManagerPolicyOptions']) =>
    Object.entries(options).map(([option, { value, stages }]) => [
      option,
      value,
      stages.map(([from, stage]) => [minorOf(from), stage]),
    ]);
  assert.deepEqual(optionsOf(values.cpuManagerPolicyOptions), factsOf(facts.cpuManagerPolicyOptions));
  assert.deepEqual(optionsOf(values.topologyManagerPolicyOptions), factsOf(facts.topologyManagerPolicyOptions));
  const hard = facts.fields.find(({ path }) => path === 'evictionHard');
  const since = Object.entries(values.evictionSignals).flatMap(([name, one]) =>
    one.since ? [[name, `1.${one.since}`]] : [],
  );
  assert.deepEqual(Object.fromEntries(since), hard?.keysSince);
  assert.deepEqual([...values.internalSignals], hard?.keysInternal);
  const thresholds = (hard?.effectiveDefault ?? []) as { from: string; value: unknown }[];
  assert.deepEqual(
    values.hardThresholds,
    thresholds.map(({ from, value }) => [minorOf(from), value]),
  );
  const curves = facts.fields.find(({ path }) => path === 'tlsCurvePreferences');
  assert.deepEqual(values.tlsCurves, curves?.itemKnown);
});

test('the rules are those of the facts, and four that runs have shown', () => {
  const own = Object.entries(kubeletRules as Readonly<Record<string, KubeletRule>>);
  const more = ['authorizationMode.enum', 'cpuOptions.names', 'topologyOptions.names', 'memoryPolicy.static'];
  assert.deepEqual(
    own.map(([id]) => id).filter((id) => !more.includes(id)),
    facts.rules.map(({ id }) => id),
  );
  assert.equal(facts.rules.length, 123);
  for (const { id, fields, severity, since, until } of facts.rules) {
    const rule = (kubeletRules as Readonly<Record<string, KubeletRule>>)[id];
    assert.deepEqual(rule?.fields, fields, id);
    assert.equal(rule?.since, since && minorOf(since), id);
    assert.equal(rule?.until, until && minorOf(until), id);
    const ourSeverity = { error: undefined, warning: 'warning', info: 'information' }[severity];
    assert.equal(rule?.severity, ourSeverity, id);
  }
  for (const id of hostRules) assert.ok(id in kubeletRules, id);
  for (const [id, { fields }] of own) for (const path of fields) assert.ok(fieldAt(path), `${id}: ${path}`);
});

test('fields name real fields, gates and options', () => {
  for (const [path, field] of Object.entries(kubeletFields)) {
    for (const other of [...(field.related ?? []), ...(field.excludes ?? []), ...(field.needs ?? [])]) {
      assert.ok(fieldAt(other), `${path} names ${other}`);
      assert.notEqual(other, path);
    }
    for (const name of field.gates ?? []) assert.ok(gate(name), `${path}: ${name}`);
    if (field.owned?.option) assert.ok(flags[field.owned.option], `${path}: ${field.owned.option}`);
  }
  for (const [path, { option }] of Object.entries(writtenByK3s)) {
    assert.ok(fieldAt(path), path);
    if (option) assert.ok(flags[option], `${path}: ${option}`);
  }
  for (const path of passedAsFlags) assert.ok(fieldAt(path)?.flag !== undefined, path);
  for (const path of Object.keys(values.flagDefaults)) assert.ok(fieldAt(path), path);
});

test('the names of flags agree with the table that is loaded first', () => {
  for (const [path, { flag }] of Object.entries(kubeletFields)) {
    if (/[.[]/.test(path) || fieldAt(path)?.type === 'object') continue;
    const listed = kubeletFieldFlags[path];
    const plain = path
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
      .toLowerCase();
    assert.equal(flag ?? null, listed === undefined ? plain : listed, path);
    if (flag !== undefined) assert.equal(fieldOfFlag(flag), path);
  }
});

test('K3s configures its kubelet by files from the same version on', () => {
  assert.equal(hasKubeletDropIns('v1.31.14+k3s1'), false);
  assert.equal(hasKubeletDropIns('v1.32.0+k3s1'), true);
});

test('questions by minor', () => {
  const field = (path: string): KubeletField => fieldAt(path) as KubeletField;
  assert.equal(defaultOf(field('eventRecordQPS'), 26), 5);
  assert.equal(defaultOf(field('eventRecordQPS'), 27), 50);
  assert.equal(defaultOf(field('eventRecordQPS'), 24), 5);
  assert.equal(defaultOf(field('crashLoopBackOff.maxContainerRestartPeriod'), 34), null);
  assert.equal(defaultOf(field('maxPods'), 37), 110);
  assert.equal(isInMinor(field('podLogsDir'), 29), false);
  assert.equal(isInMinor(field('podLogsDir'), 30), true);
  assert.ok('UnlimitedSwap' in (valuesOf(field('memorySwap.swapBehavior'), 29) ?? {}));
  assert.ok(!('UnlimitedSwap' in (valuesOf(field('memorySwap.swapBehavior'), 30) ?? {})));
  assert.ok(!('BestEffort' in (valuesOf(field('memoryManagerPolicy'), 36) ?? {})));
  assert.ok(!('containerfs.available' in (keysOf(field('evictionHard'), 28) ?? {})));
  assert.equal(keysOf(field('featureGates'), 36), undefined);
  assert.deepEqual([...childrenOf('authentication').keys()], ['x509', 'webhook', 'anonymous']);
  assert.deepEqual([...childrenOf('registerWithTaints[]').keys()], ['key', 'value', 'effect', 'timeAdded']);
  assert.equal(fieldAt('toString'), undefined);
});

test('a gate that a default hangs on is on where the facts give the default', () => {
  for (const name of ['KubeletCrashLoopBackOffMax', 'KubeletEnsureSecretPulledImages']) {
    const row = gate(name);
    assert.ok(row);
    const state = stateOf(row, 35);
    assert.ok(state.kind === 'here' && state.on);
  }
});

const texts: [string, string][] = [
  ...Object.entries(kubeletFields).map(([path, { doc }]): [string, string] => [path, doc]),
  ...Object.entries(kubeletCredentials).map(([path, { doc }]): [string, string] => [path, doc]),
];
const valueTexts: [string, string][] = [
  ...Object.entries(kubeletFields).flatMap(([path, { values: list }]) =>
    typeof list === 'object'
      ? Object.entries(list).map(([name, { doc }]): [string, string] => [`${path}: ${name}`, doc ?? ''])
      : [],
  ),
  ...[
    values.evictionSignals,
    values.reservedResources,
    values.qosResources,
    values.memoryResources,
    values.cpuManagerPolicyOptions,
    values.topologyManagerPolicyOptions,
  ].flatMap((set) => Object.entries(set).map(([name, { doc }]): [string, string] => [name, doc ?? ''])),
];

const sentences = (doc: string): string[] => doc.split(/(?<=[.!?])\s+(?=[A-Z0-9`"])/);

test('every field has a text of at most 320 characters and four sentences', () => {
  for (const [path, doc] of texts) {
    assert.ok(doc.length > 0 && doc.length <= 320, `${path}: ${doc.length} characters`);
    assert.ok(sentences(doc).length <= 4, `${path}: ${sentences(doc).length} sentences`);
  }
});

test('texts are sentences in the voice of the house', () => {
  for (const [path, doc] of [...texts, ...valueTexts]) {
    assert.match(doc, /[.!?]$/, path);
    assert.equal((doc.match(/`/g) ?? []).length % 2, 0, path);
    assert.doesNotMatch(doc, / {2}|\n/, path);
    assert.doesNotMatch(doc, /please|simply|powerful|seamless|easily|note that/i, path);
  }
  for (const [path, doc] of texts) assert.ok(!doc.replace(/^`/, '').startsWith(path.split('.').at(-1) as string), path);
  for (const [name, doc] of valueTexts) assert.ok(doc.length <= 150, name);
});

test('no two fields share a text, and what stands in backticks and looks like a field is one', () => {
  const docs = texts.map(([, doc]) => doc);
  assert.equal(new Set(docs).size, docs.length);
  const names = new Set(Object.keys(kubeletFields).map((path) => path.split('.').at(-1)?.replace('[]', '')));
  for (const [path, doc] of texts) {
    for (const [, word = ''] of doc.matchAll(/`([a-z]+[A-Z]\w+)`/g))
      assert.ok(names.has(word) || path.startsWith('providers'), `${path}: ${word}`);
  }
});
