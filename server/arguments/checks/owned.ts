/** Items that take the place of what K3s passes itself. (k3s-io/k3s pkg/util/args.go) */

import type { Owned } from '../../knowledge/componentFlags/owned.ts';
import type { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';
import { readItem } from '../words.ts';

/** K3s's own parts of lists that a new value should keep, and what is lost without them. */
const KEPT: Readonly<Record<string, 'admissionLost' | 'sysctlsLost' | 'controllersLost' | 'thresholdsLost'>> = {
  'kube-apiserver enable-admission-plugins': 'admissionLost',
  'kubelet allowed-unsafe-sysctls': 'sysctlsLost',
  'kube-controller-manager controllers': 'controllersLost',
  'kubelet eviction-hard': 'thresholdsLost',
};

/** The arguments of K3s that a person's items replace, when that is worth a word. */
export function* overrides(
  settings: Settings,
  owned: ReadonlyMap<string, Owned>,
  items: readonly string[],
  minor: number,
  isSet: (option: string) => boolean,
): Iterable<Problem> {
  const { component } = settings;
  const told = new Set<string>();
  for (const [index, text] of items.entries()) {
    const item = readItem(text);
    const row = owned.get(item.name);
    if (!row || item.value === undefined || told.has(item.name)) continue;
    // Docker has a driver of its own, to which the kubelet must be set.
    if (item.name === 'cgroup-driver' && isSet('docker')) continue;
    const isInFile = row.inFileSince !== undefined && minor >= row.inFileSince;
    if (item.sign !== '' && !isInFile) continue;
    told.add(item.name);
    const flags = [item.name];
    const at = { item: index, from: item.nameFrom, to: item.nameFrom + item.name.length };
    const kept = KEPT[`${component} ${item.name}`];
    if (kept) {
      const value = { item: index, from: item.valueFrom, to: text.length };
      const lost = lostParts(settings, item.name, row.value ?? '');
      if (lost.length > 0) {
        const meant = [item.value, ...lost].filter(Boolean).join(',');
        const sure = kept === 'admissionLost' ? { sure: true as const } : {};
        const args = [item.value, lost.join(', ')];
        const plus = isInFile || item.sign !== '' ? {} : { plusAt: item.valueFrom - 1 };
        yield { class: 'overrides', stage: 'note', flags, at: value, say: kept, args, meant, ...sure, ...plus };
      }
      continue;
    }
    if (row.grip === 'free' || row.value === item.value) continue;
    const option = row.option ?? '';
    if (row.onlyWithOption) {
      if (isSet(option)) {
        yield { class: 'overrides', stage: 'note', flags, at, say: 'ownedReplaced', args: [item.value, option] };
      }
      continue;
    }
    const say = row.grip === 'vital' ? (option ? 'ownedVitalOption' : 'ownedVital') : 'ownedShared';
    yield { class: 'overrides', stage: 'note', flags, at, say, args: [item.value, option] };
  }
}

/** The parts of K3s's value that the new one does not have. */
function lostParts(settings: Settings, flag: string, value: string): string[] {
  const separator = flag === 'eviction-hard' ? '<' : undefined;
  const has = (part: string): boolean => {
    if (separator) return settings.pairs(flag, separator).has(part.split(separator)[0] ?? '');
    return settings.list(flag).some(({ text }) => covers(text.replace(/^-/, ''), part.replace(/^-/, '')));
  };
  return value.split(',').filter((part) => part !== '*' && !has(part));
}

/** Whether an element is the part, or a pattern for it: `net.*`. */
const covers = (text: string, part: string): boolean =>
  text === part || (text.length > 1 && text.endsWith('*') && part.startsWith(text.slice(0, -1)));
