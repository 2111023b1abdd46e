/** Arguments of the kubelet that set fields: they win over files, maps and lists as a whole, gates one by one. */

import { fieldAt, fieldOfFlag, isInMinor } from '../knowledge/kubelet.ts';
import type { KubeletField } from '../knowledge/kubeletField.ts';
import { readDuration, readValue } from '../node/commandLine.ts';
import { EFFECTS } from '../node/labels.ts';
import type { Member, Origin } from './json.ts';
import type { Problem } from './problem.ts';
import { type KeySetting, mapSetting, type Setting, type Settings, type Typed } from './settings.ts';

/** Sets what arguments say. A value that cannot be read ends the kubelet; the content of `*-arg` lists tells it too. */
export function applyArguments(settings: Settings, words: readonly (string | undefined)[], minor: number): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const [, flag = '', equals, text = ''] = /^--([^=]+)(=?)(.*)$/s.exec(word ?? '') ?? [];
    const path = fieldOfFlag(flag);
    const field = path === undefined ? undefined : fieldAt(path);
    if (path === undefined || !field || !isInMinor(field, minor)) continue;
    let value = text;
    if (equals === '') {
      if (field.type === 'bool') value = 'true';
      else value = words[++index] ?? '';
    }
    const from: Origin = { kind: 'flag', index, flag };
    const known = settings.get(path);
    const given = read(value, field, path);
    if (given === undefined) {
      const place = { arg: index };
      const rest = { flag, value, fields: [path], args: [flag, value] };
      problems.push({ class: 'invalid-value', severity: 'error', stage: 'flags', place, say: 'badArgument', ...rest });
      continue;
    }
    settings.set(path, put(path, field, given, from, known, seen.has(path)));
    seen.add(path);
  }
  return problems;
}

function put(
  path: string,
  field: KubeletField,
  given: Typed,
  from: Origin,
  known: Setting | undefined,
  again: boolean,
): Setting {
  const earlier = earlierOf(known);
  if (given instanceof Map) {
    const stays = again || path === 'featureGates';
    const keys = new Map<string, KeySetting>(stays ? known?.keys : []);
    for (const [name, value] of given) {
      const before = known?.keys?.get(name);
      keys.set(name, { value, from, earlier: before?.member ? [...before.earlier, before.member] : [] });
    }
    return mapSetting(path, field, keys, undefined, stays ? [] : earlier);
  }
  if (Array.isArray(given)) {
    const joins = known && again && path !== 'registerWithTaints' && Array.isArray(known?.value);
    const value = joins ? [...(known.value as readonly Typed[]), ...given] : given;
    return { path, field, value, from, earlier };
  }
  return { path, field, value: given, from, earlier };
}

/** All that an argument pushes aside. */
function earlierOf(known: Setting | undefined): readonly Member[] {
  if (!known) return [];
  if (known.keys)
    return [...known.keys.values()].flatMap(({ earlier, member }) => (member ? [...earlier, member] : earlier));
  return known.member ? [...known.earlier, known.member] : known.earlier;
}

const split = (text: string): string[] => (text === '' ? [] : text.split(','));

function read(text: string, field: KubeletField, path: string): Typed | undefined {
  const { type } = field;
  if (path === 'registerWithTaints') return split(text).map(taint);
  if (path === 'reservedMemory') return reservedMemory(text);
  if (path === 'logging.vmodule') {
    return split(text).map((item) => {
      const [filePattern = '', level = ''] = item.split('=');
      return new Map<string, Typed>([
        ['filePattern', filePattern],
        ['verbosity', Number(level)],
      ]);
    });
  }
  if (type.startsWith('list<')) return split(text);
  if (type.startsWith('map<')) {
    const separator = path === 'evictionHard' || path === 'evictionSoft' ? '<' : type.includes('list') ? ':' : '=';
    return pairs(text, separator, type);
  }
  switch (type) {
    case 'bool': {
      const value = readValue('bool', text);
      return typeof value === 'string' ? undefined : (value.value as boolean);
    }
    case 'int32':
    case 'int64':
    case 'uint32': {
      const value = readValue('int', text);
      return typeof value === 'string' ? undefined : Number(value.value);
    }
    case 'duration':
    case 'durationOrNanoseconds':
      return readDuration(text);
    case 'float':
      return Number.isNaN(Number(text)) ? undefined : Number(text);
    default:
      return text;
  }
}

function pairs(text: string, separator: string, type: string): ReadonlyMap<string, Typed> | undefined {
  const found = new Map<string, Typed>();
  for (const item of split(text)) {
    if (item.trim() === '') continue;
    const at = item.indexOf(separator);
    if (at < 0) return undefined;
    const name = item.slice(0, at).trim();
    const value = item.slice(at + 1).trim();
    if (type === 'map<string,bool>') {
      const on = readValue('bool', value);
      if (typeof on === 'string') return undefined;
      found.set(name, on.value as boolean);
    } else found.set(name, type.includes('list') ? [value] : value);
  }
  return found;
}

function taint(text: string): ReadonlyMap<string, Typed> {
  const [left = '', effect = ''] = text.split(':');
  const [key = '', value = ''] = left.split('=');
  return new Map([
    ['key', key],
    ['value', value],
    ['effect', (EFFECTS as readonly string[]).includes(effect) ? effect : ''],
  ]);
}

function reservedMemory(text: string): readonly Typed[] | undefined {
  const items: Typed[] = [];
  for (const node of text === '' ? [] : text.split(';')) {
    const [, number, rest] = /^(\d+):(.+)$/s.exec(node) ?? [];
    const limits = rest === undefined ? undefined : pairs(rest, '=', 'map<string,string>');
    if (number === undefined || !limits) return undefined;
    items.push(
      new Map<string, Typed>([
        ['numaNode', Number(number)],
        ['limits', limits],
      ]),
    );
  }
  return items;
}
