/** Compares the option tables with the facts both ways: every column of every option, exceptions by name and reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnumValue, Flag, Since } from '../../server/knowledge/flag.ts';
import { flags, groupOrder } from '../../server/knowledge/flags.ts';
import { hasSince, isKnown, minorOf } from '../../server/knowledge/versions.ts';
import { type FlagFact, facts, versionsIn, versionsOf } from './facts.ts';

const moreThanAFact = 'a column of ours without a counterpart among the facts';
const seen = 'seen when a real K3s was started without the other option; the cases of startup.json hold some of them';
const noGroup = 'the help text has no group for it, we give it the one of its topic';

/** Where a column differs from the facts on purpose. An exception that is no longer needed fails too. */
const exceptions: Readonly<Record<string, string>> = {
  'supervisor-port.group': noGroup,
  'apiserver-port.group': noGroup,
  'apiserver-bind-address.group': noGroup,
  'secrets-encryption.group': noGroup,
  'secrets-encryption-provider.group': noGroup,
  'enable-pprof.group': noGroup,
  'rootless.group': noGroup,
  'prefer-bundled-bin.group': noGroup,
  'disable-agent.group': noGroup,
  'cluster-secret.group': noGroup,
  'disable-selinux.group': noGroup,
  'no-deploy.group': noGroup,
  'no-flannel.group': noGroup,
  'multi-cluster-cidr.group': 'all removed options stand under one heading',
  'snapshotter.values': 'the facts have no closed set; the names are those of its note and of enumEnforced',
  'flannel-backend.values': 'tailscale comes from the note: accepted, but K3s sets it itself',
  'disable.values': 'ccm comes from the note: honoured, but not documented',
  'cluster-cidr.fixedAfterFirstStart': moreThanAFact,
  'service-cidr.fixedAfterFirstStart': moreThanAFact,
  'cluster-dns.fixedAfterFirstStart': moreThanAFact,
  'cluster-domain.fixedAfterFirstStart': moreThanAFact,
  'data-dir.fixedAfterFirstStart': moreThanAFact,
  'node-name.fixedAfterFirstStart': moreThanAFact,
  'server.uselessWithout': seen,
  'flannel-external-ip.uselessWithout': seen,
  'etcd-s3.uselessWithout': seen,
  'alsologtostderr.uselessWithout': moreThanAFact,
  'secrets-encryption-provider.uselessWithout': moreThanAFact,
  'etcd-snapshot-reconcile-interval.aboveWithout':
    'K3s checks it among the settings of snapshots, only when those are on',
};

/** Changes among the facts that no column tells, and why none has to. */
const untold: Readonly<Record<string, string>> = {
  'docker.hidden': 'only before v1.24.4',
  'docker.experimental': 'only before v1.24.4 it was deprecated instead',
  'docker.markedDeprecated': 'only before v1.24.4',
  'system-default-registry.group': 'a heading, before v1.25.0',
  'cluster-secret.hidden': 'only before v1.24.4 it was shown',
  'no-deploy.hidden': 'only before v1.24.4 it was shown',
  'no-flannel.hidden': 'only before v1.24.4 it was shown',
};

/** Notes of the facts, and where we tell them. */
const notes: Readonly<Record<string, string>> = {
  config: 'doc',
  debug: 'doc, launcherKeys',
  'tls-san': 'splitsAtCommasSince',
  'data-dir': 'doc, launcherKeys',
  'flannel-backend': 'values: tailscale; the Windows part is left out, we read Linux nodes',
  'token-file': 'doc',
  'agent-token-file': 'doc',
  server: 'doc',
  'helm-controller-arg': 'doc',
  'etcd-snapshot-dir': 'left out: a mistake in an old help text',
  'etcd-s3-endpoint-ca': 'doc',
  disable: 'values: ccm, doc',
  snapshotter: 'values',
  'flannel-cni-conf': 'doc',
  'vpn-auth': 'doc, without the versions of its parts',
  'prefer-bundled-bin': 'launcherReadsDropIns, doc',
  'lb-server-port': 'doc',
};

const formats: Readonly<Record<string, string>> = {
  'pattern=N list': 'patternLevels',
  'host[:port]': 'hostPort',
  'key=value': 'keyValue',
  'name=<provider>,joinKey=<key>[,controlServerURL=<url>][,extraArgs=<args>]': 'vpnAuth',
};

/** How the facts start to tell what happens to other values; undefined where the format or `above` says it. */
const enforced: readonly (readonly [start: string, otherValues: Flag['otherValues']])[] = [
  ['fatal when secrets-encryption is on', 'fatal-with-secrets-encryption'],
  ['fatal when it cannot be parsed', undefined],
  ['fatal when <= 0', undefined],
  ['fatal when the helm-controller flag parser rejects it', undefined],
  ['fatal', 'fatal'],
  ['no: ', 'ignored'],
  ['no closed set: ', 'open'],
  ['not parseable in base 8: ', undefined],
];

function otherValuesOf(fact: FlagFact): Flag['otherValues'] {
  const { enumEnforced } = fact;
  if (enumEnforced === undefined) return undefined;
  const told = enforced.find(([start]) => enumEnforced.startsWith(start));
  assert.ok(told, `${fact.name}: ${enumEnforced}`);
  return told[1];
}

/** The row that the facts ask for. Columns made of prose are compared by the versions they name, further down. */
function expected(fact: FlagFact): Record<string, unknown> {
  const roles = fact.perRoleDifferences;
  const empty = fact.default === '' || fact.default === false || fact.default === 0 || Array.isArray(fact.default);
  const row = {
    type: fact.type === 'stringSlice' ? 'list' : fact.type,
    group: fact.group ?? undefined,
    roles: fact.roles,
    snapshot: fact.acceptedFromConfigYamlBy.includes('etcd-snapshot') || undefined,
    aliases: fact.aliases.length > 0 ? fact.aliases : undefined,
    env: fact.env.length > 0 ? fact.env : undefined,
    envChange: changeOf(fact, 'env'),
    default: empty ? undefined : fact.default,
    defaultChange: changeOf(fact, 'default'),
    defaultOnAgent: roles?.default?.agent,
    effectiveDefault: fact.effectiveDefault,
    since: fact.sinceByMinor,
    sinceOnAgent: roles?.sinceByMinor?.agent,
    removed: fact.removed ?? undefined,
    hidden: fact.hidden || undefined,
    experimental: fact.experimental || undefined,
    experimentalUntil: fromChanges(fact, ({ field, to }) => field === 'experimental' && to === false),
    values: valuesOf(fact),
    otherValues: otherValuesOf(fact),
    format: fact.format === null ? undefined : (formats[fact.format] ?? fact.format),
    secret: fact.secret,
    sameOnAllServers:
      typeof fact.mustMatchAcrossServers === 'string'
        ? fact.mustMatchAcrossServers.replace('only the item ', '')
        : fact.mustMatchAcrossServers,
    splitsAtCommas: fact.csvSplit || undefined,
    conflicts: fact.conflicts,
    needs: fact.requires,
    requiredOn: fact.requiredAtStart ? Object.keys(fact.requiredAtStart)[0] : undefined,
    overrides: fact.overrides,
    above: fact.minExclusive,
    aboveWith: new RegExp(`\\(${fact.name} only with ([\\w-]+)\\)`).exec(fact.enumEnforced ?? '')?.[1],
    fixedAfterFirstStart: undefined,
    uselessWithout: undefined,
    aboveWithout: undefined,
  };
  return row;
}

/** Columns compared in tests of their own. */
const separately = new Set([
  'doc',
  'path',
  'deprecated',
  'valueOptions',
  'splitsAtCommasSince',
  'requiredUnless',
  'requiredUntilJoined',
  'broken',
  'uselessWith',
  'ofEmbeddedEtcd',
  'limitlessBelow',
  'keptOutBy',
]);

function fromChanges(fact: FlagFact, wanted: (change: FlagFact['changes'][number]) => boolean): Since | undefined {
  const found = fact.changes.filter(wanted).map(({ version }) => [minorOf(version), version] as const);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function changeOf(fact: FlagFact, field: string) {
  const from = fromChanges(fact, (change) => change.field === field);
  const change = fact.changes.find((candidate) => candidate.field === field);
  return from && change && { from, value: change.to, before: change.from };
}

/** Values with the versions `enumByVersion` gives them; the build part is `+k3s1` in all of these. */
function valuesOf(fact: FlagFact): Record<string, unknown> | undefined {
  if (!fact.enum) return undefined;
  const [first, ...later] = fact.enumByVersion ?? [];
  const values: Record<string, Record<string, unknown>> = {};
  for (const name of new Set([...fact.enum, ...(first?.values ?? [])])) values[name] = {};
  const at = (from: string) =>
    Object.fromEntries(versionsIn(from).map((v) => [v.slice(1, v.lastIndexOf('.')), `${v}+k3s1`]));
  for (const period of first ? [first, ...later] : []) {
    for (const [name, value] of Object.entries(values)) {
      if (period !== first && period.values.includes(name) && !first?.values.includes(name))
        value.since ??= at(period.from);
      if (period.deprecatedValues?.includes(name)) value.deprecated ??= at(period.from);
      if (period.fatalValues?.includes(name)) value.removed ??= at(period.from);
    }
  }
  return values;
}

function withoutTexts(values: Readonly<Record<string, EnumValue>> | undefined) {
  if (!values) return undefined;
  return Object.fromEntries(
    Object.entries(values).map(([name, { doc, use, alsoCalled, notWith, ...rest }]) => [name, rest]),
  );
}

function differs(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return false;
  } catch {
    return true;
  }
}

test('the tables hold exactly the options of the facts', () => {
  assert.deepEqual(Object.keys(flags).sort(), facts.flags.map(({ name }) => name).sort());
  assert.equal(Object.keys(flags).length, 132);
});

test('every column of every option agrees with the facts', () => {
  const used = new Set<string>();
  const wrong: string[] = [];
  for (const fact of facts.flags) {
    const row: Record<string, unknown> = { ...flags[fact.name] };
    row.values = withoutTexts(flags[fact.name]?.values);
    const want = expected(fact);
    for (const column of new Set([...Object.keys(row), ...Object.keys(want)])) {
      if (separately.has(column)) continue;
      const place = `${fact.name}.${column}`;
      if (!(column in want)) wrong.push(`${place} is a column that no test knows`);
      if (!differs(row[column], want[column])) continue;
      if (exceptions[place]) used.add(place);
      else wrong.push(`${place}: ${JSON.stringify(row[column])}, facts say ${JSON.stringify(want[column])}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    Object.keys(exceptions).filter((place) => !used.has(place)),
    [],
    'exceptions that are not needed',
  );
});

test('values beyond the enum of the facts are those that the exceptions name', () => {
  for (const fact of facts.flags) {
    const known = Object.keys(valuesOf(fact) ?? {});
    const more = Object.keys(flags[fact.name]?.values ?? {}).filter((name) => !known.includes(name));
    const allowed = { 'flannel-backend': ['tailscale'], disable: ['ccm'] }[fact.name] ?? [];
    if (fact.name !== 'snapshotter') assert.deepEqual(more, allowed, fact.name);
    const { tailscale, ccm, ...rest } = withoutTexts(flags[fact.name]?.values) ?? {};
    if (fact.enum) assert.deepEqual(rest, valuesOf(fact), fact.name);
  }
  const tailscale = flags['flannel-backend']?.values?.tailscale;
  const note = facts.flags.find(({ name }) => name === 'flannel-backend')?.note ?? '';
  assert.deepEqual(versionsOf(tailscale?.since), versionsIn(note));
  const snapshotter = facts.flags.find(({ name }) => name === 'snapshotter');
  const told = `${snapshotter?.note} ${snapshotter?.enumEnforced}`;
  for (const name of Object.keys(flags.snapshotter?.values ?? {})) assert.ok(told.includes(name), name);
  assert.deepEqual(versionsOf(flags.snapshotter?.values?.nix?.since), versionsIn(snapshotter?.enumEnforced ?? ''));
});

test('deprecations name the versions and the replacement of the facts', () => {
  for (const fact of facts.flags) {
    const row = flags[fact.name];
    if (!fact.deprecated) {
      assert.equal(row?.deprecated, undefined, fact.name);
      continue;
    }
    const { since, fatal, use, write } = row?.deprecated ?? {};
    assert.equal(write ?? use ?? null, fact.deprecated.replacement, fact.name);
    if (use) assert.ok(flags[use], `${fact.name} points at ${use}`);
    const nonFunctional = fact.broken ? undefined : row?.broken?.from;
    const old = fact.deprecated.since.startsWith('<=');
    const told = old ? [] : versionsIn(fact.deprecated.since);
    assert.deepEqual(versionsOf(since, fatal, nonFunctional).sort(), told.sort(), fact.name);
  }
});

test('releases in which an option does nothing are those of the facts', () => {
  for (const fact of facts.flags) {
    const broken = flags[fact.name]?.broken;
    if (fact.broken) {
      const [from = '', fixed = ''] = fact.broken.split('until fixed in');
      assert.deepEqual(versionsOf(broken?.from), versionsIn(from), fact.name);
      assert.deepEqual(versionsOf(broken?.fixed), versionsIn(fixed), fact.name);
    } else {
      assert.deepEqual(
        broken?.from,
        fromChanges(fact, ({ field }) => field === 'nonFunctional'),
        fact.name,
      );
      assert.equal(broken?.fixed, undefined);
    }
  }
});

test('columns that few options have agree with the facts', () => {
  for (const fact of facts.flags) {
    const row = flags[fact.name];
    const split = /comma-separated items split since/.test(fact.note ?? '') ? versionsIn(fact.note ?? '') : [];
    assert.deepEqual(versionsOf(row?.splitsAtCommasSince), split, fact.name);
    const options = (fact.enumByVersion ?? []).map((period) => ({
      deprecated: period.deprecatedValues?.some((value) => value.startsWith('value with options')),
      fatal: period.fatalValues?.some((value) => value.startsWith('value with options')),
      from: versionsIn(period.from),
    }));
    assert.deepEqual(
      versionsOf(row?.valueOptions?.deprecated),
      options.find((period) => period.deprecated)?.from ?? [],
    );
    assert.deepEqual(versionsOf(row?.valueOptions?.removed), options.find((period) => period.fatal)?.from ?? []);
    const required = fact.requiredAtStart?.agent ?? '';
    assert.deepEqual(row?.requiredUnless, /unless token-file/.test(required) ? ['token-file'] : undefined, fact.name);
    assert.equal(row?.requiredUntilJoined, /client certificate/.test(required) || undefined, fact.name);
    assert.equal(fact.required, false, 'no flag is required by the flag table itself');
  }
});

test('what has no effect beside something else names options that are there', () => {
  const ofEtcd = Object.entries(flags).flatMap(([name, row]) => (row.ofEmbeddedEtcd ? [name] : []));
  const named = Object.keys(flags).filter((name) => name.startsWith('etcd-') && name !== 'etcd-disable-snapshots');
  assert.deepEqual(ofEtcd.sort(), named.sort());
  for (const [name, { uselessWith, limitlessBelow, keptOutBy, type, env, secret }] of Object.entries(flags)) {
    for (const other of uselessWith?.anyOf ?? []) assert.ok(flags[other], `${name}: ${other}`);
    if (limitlessBelow !== undefined) assert.equal(type, 'int', name);
    for (const other of keptOutBy ?? []) assert.ok(flags[other] || env?.includes(other), `${name}: ${other}`);
    if (keptOutBy) assert.ok(secret, name);
  }
});

test('every change, note and difference of roles among the facts is told somewhere', () => {
  const told = new Set(['env', 'default']);
  const untoldNow = new Set<string>();
  for (const fact of facts.flags) {
    for (const { field, to } of fact.changes) {
      if (told.has(field) || (field === 'experimental' && to === false) || field === 'nonFunctional') continue;
      if (field === 'markedDeprecated' && to === true) {
        assert.ok(fact.deprecated, fact.name);
        continue;
      }
      untoldNow.add(`${fact.name}.${field}`);
    }
    for (const role of Object.keys(fact.perRoleDifferences ?? {})) {
      assert.ok(['since', 'sinceByMinor', 'default', 'group', 'meaning'].includes(role), `${fact.name}: ${role}`);
    }
    const read = fact.removed ? [] : [...fact.roles, ...(flags[fact.name]?.snapshot ? ['etcd-snapshot'] : [])];
    assert.deepEqual(fact.acceptedFromConfigYamlBy, read, fact.name);
  }
  assert.deepEqual([...untoldNow].sort(), Object.keys(untold).sort());
  const noted = facts.flags.filter(({ note }) => note).map(({ name }) => name);
  assert.deepEqual(noted.sort(), Object.keys(notes).sort());
});

test('options that name other options name real ones', () => {
  for (const [name, flag] of Object.entries(flags)) {
    const named = [...(flag.conflicts ?? []), ...(flag.needs ?? []), ...(flag.requiredUnless ?? [])];
    for (const other of [flag.overrides, flag.aboveWith]) if (other) named.push(other);
    for (const other of named) assert.ok(flags[other], `${name} names ${other}`);
    for (const { use } of Object.values(flag.values ?? {})) if (use) assert.ok(flag.values?.[use], `${name}: ${use}`);
  }
});

test('releases that the tables name are known ones', () => {
  const sinces = Object.values(flags).flatMap((flag) => [
    flag.since,
    flag.sinceOnAgent,
    flag.deprecated?.since,
    flag.deprecated?.fatal,
    flag.experimentalUntil,
    flag.envChange?.from,
    flag.defaultChange?.from,
    flag.broken?.from,
    flag.broken?.fixed,
    flag.splitsAtCommasSince,
    ...Object.values(flag.values ?? {}).flatMap((value) => [value.since, value.deprecated, value.removed]),
  ]);
  for (const since of sinces) {
    for (const [minor, release] of Object.entries(since ?? {})) {
      assert.ok(isKnown(release), `${release} is not among the releases`);
      assert.equal(minorOf(release), minor);
      assert.ok(hasSince(since, release));
    }
  }
});

test('the options stand in the order of the groups, each group in one place', () => {
  const seen = Object.values(flags).map(({ group }) => groupOrder.indexOf(group));
  assert.ok(!seen.includes(-1));
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
});
