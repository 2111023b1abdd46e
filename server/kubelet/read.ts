/** The configuration of one kubelet from its files and arguments: read, merged, decoded, filled up and checked. */

import { isInMinor } from '../knowledge/kubelet.ts';
import { filesSince, passedAsFlags } from '../knowledge/kubeletK3s.ts';
import type { KubeletRule } from '../knowledge/kubeletRules.ts';
import { applyArguments } from './arguments.ts';
import { checks } from './checks/all.ts';
import { nearestWord } from './checks/check.ts';
import { Configuration, type Hit } from './configuration.ts';
import { fillDefaults, fillThresholds, mergedOf, startingPoint } from './defaults.ts';
import { type KubeletFile, type ReadFile, readFile } from './file.ts';
import type { GateFlaw } from './gates.ts';
import { type Gates, gatesOf } from './gates.ts';
import type { JsonObject } from './json.ts';
import { type K3sValues, k3sFile } from './k3sFile.ts';
import { applyPatch, type Merged, type MergedObject } from './merge.ts';
import { notes } from './notes.ts';
import { compareNames, K3S_FILE, readingOrder } from './order.ts';
import type { Problem } from './problem.ts';
import { type Decoded, decode, type Settings, type Typed } from './settings.ts';

export interface KubeletInput {
  /** The Kubernetes minor, 33 for 1.33: one of `kubernetesOf`. */
  readonly minor: number;
  /** Files below the folder, skipped ones included, in any order; with K3s as `withCopies` leaves them. */
  readonly files: readonly KubeletFile[];
  /** Files of the folder of `--config-dir`, where the kubelet reads it before K3s has one of its own. */
  readonly named?: readonly KubeletFile[];
  /** The file of `--config`; K3s copies it into the folder instead, from v1.32 on. */
  readonly base?: KubeletFile;
  /** Arguments as words, `--max-pods=50`; see `wordsOf`. */
  readonly words?: readonly (string | undefined)[];
  /** Present when K3s starts the kubelet; its own file is made up unless the folder has it. */
  readonly k3s?: K3sValues;
}

export interface Kubelet {
  readonly minor: number;
  /** In the order in which they are put on top of each other. */
  readonly read: readonly ReadFile[];
  readonly skipped: readonly KubeletFile[];
  readonly base?: ReadFile;
  readonly configuration: Configuration;
  /** Keys that a later file took out with `null`, by path. */
  readonly taken: ReadonlyMap<string, Merged>;
  readonly problems: readonly Problem[];
}

/** What the kubelet makes of its files and arguments. Nothing here waits, and nothing throws. */
export function readKubelet(input: KubeletInput): Kubelet {
  const { minor, words = [], k3s } = input;
  const byFlags = k3s !== undefined && minor < filesSince;
  const order = readingOrder(byFlags ? (input.named ?? []) : input.files);
  const read = order.read.map((file) => readFile(file));
  const base = input.base && readFile(input.base, true);

  const start = base ? ofBase(base, minor) : { settings: startingPoint(minor), present: new Map(), problems: [] };
  const target = mergedOf(start.settings, start.present.keys());
  for (const patch of patches(read, k3s, byFlags)) applyPatch(target, patch);
  const decoded = read.length === 0 && (k3s === undefined || byFlags) ? start : decode(target, minor, 'dropins');
  const { settings, present } = decoded;
  const broken = new Set([...start.problems, ...decoded.problems].flatMap(({ fields }) => fields));

  loseSplitStreams(settings);
  fillDefaults(settings, minor, (name) => gatesIn(settings, minor).isOn(name));
  const fixed = byFlags ? k3sFlags(settings, k3s, minor) : [];
  const argumentProblems = applyArguments(settings, words, minor);
  const gates = gatesIn(settings, minor);
  const configuration = new Configuration({ minor, gates, settings, present, broken });
  const problems = [
    ...[...(base ? [base] : []), ...read].flatMap((file) => file.problems),
    ...start.problems,
    ...(decoded === start ? [] : decoded.problems),
    ...argumentProblems,
    ...gateProblems(configuration),
    ...checked(configuration),
    ...fixed,
  ];
  const taken = takenOut(target);
  const kubelet = { minor, read, skipped: order.skipped, configuration, taken, problems, ...(base ? { base } : {}) };
  return { ...kubelet, problems: [...problems, ...notes(kubelet, input)] };
}

/** Whether the kubelet ends with an error; start-up checks can be left out. */
export function fails({ problems }: Kubelet, upTo: 'validation' | 'startup' = 'startup'): boolean {
  return problems.some(({ severity, stage }) => severity === 'error' && (upTo === 'startup' || stage !== 'startup'));
}

function ofBase(base: ReadFile, minor: number): Decoded {
  const merged: MergedObject = new Map();
  if (base.value) applyPatch(merged, base.value);
  const decoded = decode(merged, minor, 'base', { exact: true });
  fillThresholds(decoded.settings, minor);
  fillDefaults(decoded.settings, minor, (name) => gatesIn(decoded.settings, minor).isOn(name));
  return decoded;
}

/** The objects of the files in order, that of K3s among them where the folder does not have it. */
function* patches(read: readonly ReadFile[], k3s: K3sValues | undefined, byFlags: boolean): Iterable<JsonObject> {
  let missing = k3s !== undefined && !byFlags && !read.some(({ name }) => name === K3S_FILE);
  for (const { name, value } of read) {
    if (missing && compareNames(name, K3S_FILE) > 0) {
      yield k3sFile(k3s as K3sValues);
      missing = false;
    }
    if (value) yield value;
  }
  if (missing) yield k3sFile(k3s as K3sValues);
}

/** The kubelet decodes these from a file and then forgets them. (seen in runs of 1.36) */
function loseSplitStreams(settings: Settings): void {
  for (const path of ['logging.options.text.splitStream', 'logging.options.json.splitStream']) {
    const setting = settings.get(path);
    if (setting?.from.kind === 'file') settings.set(path, { ...setting, value: false });
  }
}

/** Up to v1.31 K3s set its values by flag, so they win over the file that an argument names. */
function k3sFlags(settings: Settings, k3s: K3sValues, minor: number): Problem[] {
  const merged: MergedObject = new Map();
  applyPatch(merged, k3sFile(k3s));
  const problems: Problem[] = [];
  for (const [path, setting] of decode(merged, minor, 'flags').settings) {
    if (!passedAsFlags.has(path) || !isInMinor(setting.field, minor)) continue;
    const before = settings.get(path);
    if (before?.from.kind === 'file' && before.member) {
      const place = { uri: before.from.document.uri, at: before.member.key };
      const about = { class: 'shadowed', severity: 'warning', stage: 'editor', fields: [path] } as const;
      problems.push({ ...about, place, file: before.from.name, say: 'shadowedByOldFlag', args: [path] });
    }
    settings.set(path, before?.member ? { ...setting, earlier: [...before.earlier, before.member] } : setting);
  }
  return problems;
}

function gatesIn(settings: Settings, minor: number): Gates {
  const value = settings.get('featureGates')?.value;
  const set = value instanceof Map ? (value as ReadonlyMap<string, Typed>) : new Map<string, Typed>();
  return gatesOf(new Map([...set].map(([name, on]) => [name, on === true])), minor);
}

function gateProblems(config: Configuration): Problem[] {
  return config.gates.flaws().map((flaw) => {
    const off = flaw.kind === 'needs' ? flaw.off : [];
    const blamed = [flaw.gate, ...off].find((name) => config.gates.isSet(name)) ?? flaw.gate;
    const holder = config.settings.get('featureGates')?.keys?.get(blamed);
    const place = config.placeOf(['featureGates'], { key: blamed, on: 'key' });
    const flag = holder?.from.kind === 'flag' ? { flag: 'feature-gates' } : {};
    const file = holder?.from.kind === 'file' ? { file: holder.from.name } : {};
    const words = gateWords(flaw, config);
    const base = { severity: 'error', stage: 'gates', fields: ['featureGates'], gate: flaw.gate, key: blamed } as const;
    return { ...base, ...flag, ...file, ...(place ? { place } : {}), ...words };
  });
}

function gateWords(flaw: GateFlaw, config: Configuration): Pick<Problem, 'class' | 'rule' | 'say' | 'args' | 'meant'> {
  const { gate } = flaw;
  const unknown = { class: 'gate-unknown', rule: 'gates.unknown' } as const;
  switch (flaw.kind) {
    case 'unknown': {
      const meant = nearestWord(gate, config.gates.names);
      const say = meant === undefined ? 'gateUnknown' : 'gateUnknownMeant';
      return { ...unknown, say, args: [gate, meant ?? ''], ...(meant ? { meant } : {}) };
    }
    case 'not-yet':
      return { ...unknown, say: 'gateNotYet', args: [gate, `1.${flaw.since}`] };
    case 'gone':
      return { ...unknown, say: flaw.on ? 'gateGone' : 'gateDropped', args: [gate, `1.${flaw.removed}`] };
    case 'locked':
      return {
        class: 'gate-locked',
        rule: 'gates.locked',
        say: flaw.on ? 'gateLockedOn' : 'gateLockedOff',
        args: [gate],
      };
    case 'needs':
      return { class: 'gate-dependency', rule: 'gates.deps', say: 'gateNeeds', args: [gate, flaw.off.join(', ')] };
  }
}

/** First minor that checks the number of log files with everything else; before, only while it sets itself up. */
const LATE_BEFORE: Readonly<Record<string, number>> = { 'logFiles.min': 33 };

function checked(config: Configuration): Problem[] {
  const problems: Problem[] = [];
  for (const [id, check, rule] of checks) {
    if (!isInMinor(rule, config.minor)) continue;
    if (rule.fields.some((path) => config.broken.has(path.replace(/\[\].*$/, '')))) continue;
    for (const hit of check(config)) problems.push(problemOf(id, rule, hit, config));
  }
  return problems;
}

function problemOf(id: string, rule: KubeletRule, hit: Hit, config: Configuration): Problem {
  const fields = (hit.fields ?? rule.fields).map((path) => path.replace(/\[\].*$/, ''));
  const place = config.placeOf(fields, hit);
  const from = fields.map((path) => config.settings.get(path)?.from).find((origin) => origin?.kind === 'file');
  const flag = fields.map((path) => config.settings.get(path)?.from).find((origin) => origin?.kind === 'flag');
  const { key, gate, value, meant } = hit;
  return {
    class: hit.class ?? rule.class,
    severity: hit.severity ?? rule.severity ?? 'error',
    stage: config.minor < (LATE_BEFORE[id] ?? 0) ? 'startup' : rule.stage,
    rule: id,
    fields: [...fields],
    say: hit.say,
    args: hit.args ?? [],
    ...(place ? { place } : {}),
    ...(from?.kind === 'file' ? { file: from.name } : {}),
    ...(flag?.kind === 'flag' ? { flag: flag.flag } : {}),
    ...(key === undefined ? {} : { key }),
    ...(gate === undefined ? {} : { gate }),
    ...(value === undefined ? {} : { value }),
    ...(meant === undefined ? {} : { meant }),
  };
}

function takenOut(object: MergedObject, path = ''): Map<string, Merged> {
  const found = new Map<string, Merged>();
  for (const merged of object.values()) {
    const here = path === '' ? merged.name : `${path}.${merged.name}`;
    if (merged.value instanceof Map) for (const [inside, one] of takenOut(merged.value, here)) found.set(inside, one);
    else if (!merged.value) found.set(here, merged);
  }
  return found;
}
