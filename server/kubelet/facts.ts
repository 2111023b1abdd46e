/** What is known of a field beyond its description: where it exists, its default, bounds, gates, argument, and owner. */

import { gate, stateOf } from '../knowledge/featureGates.ts';
import { defaultOf } from '../knowledge/kubelet.ts';
import type { FieldDefault, KubeletField } from '../knowledge/kubeletField.ts';
import { writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { minorText } from '../knowledge/kubernetes.ts';
import { stateLine } from '../words/gate.ts';
import { say } from '../words/say.ts';
import { settingPath } from './slot.ts';

/** What is known of a field beyond its description, one short sentence each. */
export function factsOf(path: string, field: KubeletField, minor: number): string[] {
  return [
    ...existence(field, minor),
    ...defaults(path, field, minor),
    ...bounds(field, minor),
    ...shape(field),
    ...gates(field, minor),
    ...flags(path, field),
    ...neighbours(field),
    ...ownership(path, field),
  ];
}

function existence({ since, deprecated, noEffect, os }: KubeletField, minor: number): string[] {
  const list: string[] = [];
  if (since !== undefined && since > minor)
    list.push(say('**Comes with Kubernetes {0}**; this version passes over it without a word.', minorText(since)));
  else if (since !== undefined) list.push(say('Since Kubernetes {0}', minorText(since)));
  if (noEffect !== undefined && noEffect <= minor)
    list.push(say('**Does nothing**: nothing reads it from Kubernetes {0} on.', minorText(noEffect)));
  else if (deprecated !== undefined && deprecated <= minor)
    list.push(say('**Deprecated** since Kubernetes {0}', minorText(deprecated)));
  if (os === 'linux') list.push(say('Only on Linux.'));
  return list;
}

/** A default as it stands in a file. */
function defaultText(value: FieldDefault): string {
  if (value === null || value === '') return '';
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}

function defaults(path: string, field: KubeletField, minor: number): string[] {
  if (field.type === 'object' || path.includes('[')) return [];
  const preset = defaultText(defaultOf(field, minor));
  const list = [preset === '' ? say('Default: none') : say('Default: `{0}`', preset)];
  const own = writtenByK3s[path];
  if (!own) return list;
  const { value, option, found, sometimes } = own;
  if (typeof value === 'object')
    list.push(
      say(
        'K3s writes {0}',
        Object.entries(value)
          .map(([key, text]) => `\`${key}: ${text}\``)
          .join(', '),
      ),
    );
  else if (value !== undefined && !sometimes) list.push(say('K3s writes `{0}`', String(value)));
  else if (found && !sometimes) list.push(say('K3s finds out a value at its start and writes it.'));
  else if (sometimes && !option) list.push(say('K3s writes it where the machine asks for it.'));
  if (option) list.push(say('K3s takes it from `{0}` in config.yaml.', option));
  return list;
}

function bounds(field: KubeletField, minor: number): string[] {
  const { min, max, exclusiveMin, multipleOf, minDuration, maxDuration, aboveDuration } = field;
  const list: string[] = [];
  const low = min ?? minDuration;
  const isOff = minDuration !== undefined && minDuration !== '0s' && defaultOf(field, minor) === '0s';
  const high = max ?? maxDuration;
  if (exclusiveMin !== undefined) list.push(say('Above {0} and up to {1}', exclusiveMin, high ?? ''));
  else if (low !== undefined && high !== undefined) list.push(say('From {0} to {1}', low, high));
  else if (isOff) list.push(say('0s, or {0} and more', low ?? ''));
  else if (low !== undefined) list.push(say('{0} or more', low));
  if (aboveDuration !== undefined) list.push(say('Longer than {0}', aboveDuration));
  if (multipleOf !== undefined) list.push(say('In steps of {0}', multipleOf));
  return list;
}

function shape({ type, required, unique, keys }: KubeletField): string[] {
  const list: string[] = [];
  if (required) list.push(say('Required'));
  if (unique) list.push(say('Each item once'));
  if (type.startsWith('map<') && keys !== undefined)
    list.push(say('Files add up key by key; `kubelet-arg` replaces the whole map, but for feature gates.'));
  if (type.startsWith('list<')) list.push(say('A later file replaces the whole list.'));
  return list;
}

/** Every gate of a field with its stage; those that are gone guard nothing any more. */
function gates({ gates: names = [], gateUnlessDefault }: KubeletField, minor: number): string[] {
  const told = names.flatMap((name) => {
    const row = gate(name);
    const state = row && stateOf(row, minor);
    if (!state || (state.kind === 'removed' && state.last.on)) return [];
    return [say('Feature gate `{0}`. {1}', name, stateLine(state, minor))];
  });
  if (gateUnlessDefault && told.length > 0) told.push(say('Only another value than the default needs the gate.'));
  return told;
}

function flags(path: string, { flag, type }: KubeletField): string[] {
  if (flag !== undefined) return [say('As an argument: `{0}` in `kubelet-arg`, which wins over all files', flag)];
  return type === 'object' || path.includes('[') ? [] : [say('There is no argument for it, only files can say it.')];
}

function neighbours({ needs = [], excludes = [], related = [] }: KubeletField): string[] {
  const words = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  const others = related.filter((name) => !needs.includes(name) && !excludes.includes(name));
  return [
    ...(needs.length > 0 ? [say('Needs {0}.', words(needs))] : []),
    ...(excludes.length > 0 ? [say('Does not go together with {0}.', words(excludes))] : []),
    ...(others.length > 0 ? [say('See also {0}', words(others))] : []),
  ];
}

function ownership(path: string, { owned }: KubeletField): string[] {
  if (!owned) return [];
  const { how, option } = owned;
  if (how === 'unsafe')
    return [say('**Belongs to K3s**: another value lets others reach the kubelet without a login.')];
  if (how === 'breaks')
    return [say('**Belongs to K3s**: with another value the node may no longer reach its servers.')];
  return [
    say('**Belongs to K3s**: use `{0}` in config.yaml, so that K3s knows of it too.', option ?? settingPath(path)),
  ];
}
