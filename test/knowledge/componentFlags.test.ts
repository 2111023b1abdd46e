/** Compares flags, settings of etcd, admission plugins and controllers with the facts, both ways. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { admissionPlugins, type NameRow } from '../../server/knowledge/admissionPlugins.ts';
import { etcd, etcdExtraKeys, etcdOf, etcdOwned } from '../../server/knowledge/componentFlags/etcd.ts';
import { apiServerOfK3s, kubeProxyOfK3s } from '../../server/knowledge/componentFlags/further.ts';
import { componentLists, listOf } from '../../server/knowledge/componentFlags/lists.ts';
import {
  componentFlags,
  flagDefault,
  flagsAt,
  isDeprecated,
  multiOf,
  type Program,
} from '../../server/knowledge/componentFlags/lookup.ts';
import { type ComponentFlag, zeroOf } from '../../server/knowledge/componentFlags/row.ts';
import {
  cloudControllerAliases,
  cloudControllers,
  controllerAliases,
  controllers,
} from '../../server/knowledge/controllers.ts';
import { newestKubernetes, oldestKubernetes } from '../../server/knowledge/kubernetes.ts';
import { CIPHER_SUITES } from '../../server/node/tls.ts';

type Value = string | number | boolean | readonly string[];

interface FlagFact {
  readonly type: string;
  readonly default: Value;
  readonly minors: string;
  readonly multi?: string;
  readonly defaultByMinor?: readonly (readonly [string, Value])[];
  readonly deprecated?: string;
  readonly deprecatedIn?: string;
  readonly deprecatedFor?: string;
  readonly deprecationSoft?: boolean;
  readonly enum?: string | readonly string[];
  readonly [column: string]: unknown;
}

interface EtcdFact {
  readonly [column: string]: unknown;
}

interface NameFact {
  readonly minors: string;
  readonly defaultOn?: string;
  readonly defaultOff?: boolean;
}

const facts = JSON.parse(readFileSync(join(import.meta.dirname, 'component-flags.json'), 'utf8')) as {
  readonly tlsCipherSuites: { readonly preferred: readonly string[]; readonly insecure: readonly string[] };
  readonly programs: Readonly<
    Record<string, { k3sKey: string; minors: string[]; flags: Readonly<Record<string, FlagFact>> }>
  >;
  readonly admissionPlugins: Readonly<Record<string, NameFact>>;
  readonly controllers: {
    readonly names: Readonly<Record<string, NameFact>>;
    readonly aliases: Readonly<Record<string, string>>;
  };
  readonly cloudControllers: { readonly names: readonly string[]; readonly aliases: Readonly<Record<string, string>> };
  readonly etcd: {
    readonly k3sKey: string;
    readonly goModByMinor: Readonly<Record<string, string>>;
    readonly k3s: { readonly managedByK3s: readonly string[] };
    readonly extraConfigKeys: Readonly<Record<string, readonly string[]>>;
    readonly flags: Readonly<Record<string, EtcdFact>>;
  };
};

/** Columns of the facts that the tables leave out, and why. */
const leftOut = new Set([
  // Headings of the help texts; the editor sorts by name.
  'section',
  // Underscores count as dashes for every flag.
  'goFlag',
  // Follows from `config` and `deprecated`, checked below.
  'deprecatedFor',
  // Said in the texts: defaults of eviction-hard come with a file, node-labels has rules of its own.
  'note',
  'rule',
  // Two names for the same form of vmodule.
  'typeByMinor',
]);

/** Flags beyond the facts, by component, with their reason in their own file. */
const further: Readonly<Record<string, readonly string[]>> = {
  'kube-apiserver': Object.keys(apiServerOfK3s),
  'kube-proxy': Object.keys(kubeProxyOfK3s),
};
const withoutFurther = (component: string, names: readonly string[]): string[] =>
  names.filter((name) => !further[component]?.includes(name));

const number = (minor: string): number => Number(minor.split('.')[1]);
const oldest = `1.${oldestKubernetes}`;
const newest = `1.${newestKubernetes}`;

/** The minors of a row in the words of the facts. */
function minorsOf({ since, removed }: { readonly since?: number; readonly removed?: number }): string {
  const from = since === undefined ? oldest : `1.${since}`;
  const to = removed === undefined ? newest : `1.${removed - 1}`;
  return from === to ? from : `${from}-${to}`;
}

const isEmpty = (row: ComponentFlag, value: unknown): boolean =>
  JSON.stringify(value) === JSON.stringify(zeroOf(row.type)) || value === '' || value === 0;

/** A row in the words of the facts. */
function asFact(row: ComponentFlag): Record<string, unknown> {
  const { since, removed, deprecated, deprecatedUntil, deprecatedInHelp, use, values, valuesFrom, ...rest } = row;
  const from = deprecated ?? deprecatedInHelp;
  const fact: Record<string, unknown> = { ...rest, minors: minorsOf(row) };
  delete fact.defaults;
  delete fact.multi;
  fact.default = flagDefault(row, newestKubernetes);
  if (multiOf(row) !== 'last') fact.multi = multiOf(row);
  if (row.defaults) fact.defaultByMinor = Object.entries(row.defaults).map(([minor, value]) => [`1.${minor}`, value]);
  if (deprecatedUntil) fact.deprecatedIn = `${oldest}-1.${deprecatedUntil - 1}`;
  else if (from !== undefined) fact.deprecated = from === 'older' ? `<=${oldest}` : `1.${from}`;
  if (deprecatedInHelp) fact.deprecationSoft = true;
  if (use) fact.replacedBy = use;
  if (values) fact.enum = values;
  if (valuesFrom) fact.enum = `$${valuesFrom}`;
  return fact;
}

test('the tables hold exactly the flags of the facts', () => {
  assert.deepEqual(Object.keys(componentFlags).sort(), Object.keys(facts.programs).sort());
  for (const [component, { flags, k3sKey }] of Object.entries(facts.programs)) {
    const names = withoutFurther(component, Object.keys(componentFlags[component as Program]));
    assert.deepEqual(names, Object.keys(flags), component);
    for (const name of further[component] ?? []) assert.ok(!Object.hasOwn(flags, name), `${component} ${name}`);
    assert.equal(componentLists[k3sKey], component);
    assert.equal(listOf(component as Program), k3sKey);
  }
  assert.equal(listOf('etcd'), facts.etcd.k3sKey);
});

test('every column of every flag agrees with the facts', () => {
  for (const [component, { flags }] of Object.entries(facts.programs)) {
    for (const [name, fact] of Object.entries(flags)) {
      const row = componentFlags[component as Program][name] as ComponentFlag;
      const label = `${component} ${name}`;
      const told: Record<string, unknown> = asFact(row);
      const want = Object.fromEntries(Object.entries(fact).filter(([column]) => !leftOut.has(column)));
      if (isEmpty(row, told.default) && isEmpty(row, want.default)) told.default = want.default;
      assert.deepEqual(told, want, label);
      const moved = row.config !== undefined && row.deprecated !== undefined;
      assert.equal(moved ? 'config' : undefined, fact.deprecatedFor, label);
    }
  }
});

test('a minor has the flags and defaults that the facts give it', () => {
  for (const [component, { flags, minors }] of Object.entries(facts.programs)) {
    assert.deepEqual(minors.map(number), range(oldestKubernetes, newestKubernetes));
    for (const minor of minors.map(number)) {
      const here = Object.entries(flags).filter(([, fact]) => isIn(minor, fact.minors));
      const names = withoutFurther(component, [...flagsAt(component as Program, minor).keys()]);
      assert.deepEqual(names, Object.keys(Object.fromEntries(here)));
      for (const [name, fact] of here) {
        const row = flagsAt(component as Program, minor).get(name) as ComponentFlag;
        const change = fact.defaultByMinor?.findLast(([from]) => number(from) <= minor);
        const told = flagDefault(row, minor);
        const want = change ? change[1] : fact.default;
        if (!isEmpty(row, told) || !isEmpty(row, want)) assert.deepEqual(told, want, `${component} ${name} 1.${minor}`);
        const printed = fact.deprecatedIn
          ? isIn(minor, fact.deprecatedIn)
          : !fact.deprecationSoft && fact.deprecated !== undefined && number(fact.deprecated) <= minor;
        assert.equal(isDeprecated(row, minor), printed, `${component} ${name} 1.${minor}`);
      }
    }
  }
});

test('the settings of etcd are those of the facts', () => {
  assert.deepEqual(Object.keys(etcd), Object.keys(facts.etcd.flags));
  for (const [name, fact] of Object.entries(facts.etcd.flags)) {
    const { removed, use, values, noKey, keySince, defaults, ...rest } = etcd[name] as (typeof etcd)[string];
    const told: Record<string, unknown> = { ...rest };
    if (removed) told.removedIn = removed;
    if (use) told.replacedBy = use;
    if (values) told.enum = values;
    if (noKey) told.configKey = false;
    if (keySince) told.configKeyFrom = keySince;
    if (defaults) told.defaultByVersion = Object.entries(defaults);
    const want: Record<string, unknown> = { ...fact };
    if (defaults) assert.equal(Object.values(defaults).at(-1), want.default, name);
    const given = defaults ? want.default : (told.default ?? ZEROS.find((zero) => zero === want.default));
    assert.equal(given, want.default, name);
    delete told.default;
    delete want.default;
    assert.deepEqual(told, want, name);
  }
  const versions = Object.fromEntries(Object.entries(etcdOf).map(([minor, version]) => [`1.${minor}`, version]));
  assert.deepEqual(versions, facts.etcd.goModByMinor);
  assert.deepEqual([...etcdOwned], facts.etcd.k3s.managedByK3s);
  assert.deepEqual(etcdExtraKeys, facts.etcd.extraConfigKeys);
});

const ZEROS: readonly unknown[] = ['', 0, false, '0s'];

test('admission plugins and controllers are those of the facts', () => {
  const asNames = (rows: Readonly<Record<string, NameRow>>): unknown =>
    Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [
        name,
        {
          minors: minorsOf(row),
          ...(row.on ? { defaultOn: minorsOf(row) } : {}),
          ...(row.off ? { defaultOff: true } : {}),
        },
      ]),
    );
  assert.deepEqual(asNames(admissionPlugins), facts.admissionPlugins);
  assert.deepEqual(asNames(controllers), facts.controllers.names);
  assert.deepEqual(controllerAliases, facts.controllers.aliases);
  assert.deepEqual(cloudControllers, facts.cloudControllers.names);
  assert.deepEqual(cloudControllerAliases, facts.cloudControllers.aliases);
});

test('the cipher suites are those of the facts', () => {
  const { preferred, insecure } = facts.tlsCipherSuites;
  assert.deepEqual([...CIPHER_SUITES].sort(), [...preferred, ...insecure].sort());
});

test('names that are no flags are none, whatever JavaScript thinks', () => {
  for (const component of Object.keys(componentFlags) as Program[]) {
    assert.equal(flagsAt(component, newestKubernetes).get('constructor'), undefined);
  }
});

function isIn(minor: number, minors: string): boolean {
  const [from = '', to = from] = minors.split('-');
  return number(from) <= minor && minor <= number(to);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
