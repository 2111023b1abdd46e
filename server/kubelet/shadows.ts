/** Values of a person that lose against something later. */

import { filesSince } from '../knowledge/kubeletK3s.ts';
import type { Member, Origin } from './json.ts';
import { applyPatch, type MergedObject } from './merge.ts';
import { isOfOurKind, isUsers, note, type Read } from './note.ts';
import { K3S_FILE } from './order.ts';
import type { Problem } from './problem.ts';
import { decode, placeOf, type Setting } from './settings.ts';

type Said = Pick<Setting, 'from' | 'member' | 'earlier'> & { readonly name: string };

/** Values of a person that something later replaced. */
export function* shadowed({ configuration, taken, minor }: Read): Iterable<Problem> {
  // Nobody says a default, and what K3s sets by flag is told where those are applied.
  const isTold = ({ kind }: Origin): boolean => kind === 'default' || (kind === 'k3s' && minor < filesSince);
  for (const [path, setting] of configuration.settings) {
    const all: Said[] = setting.keys
      ? [...setting.keys].map(([key, one]) => ({ name: `${path}: ${key}`, ...one }))
      : [{ name: path, ...setting }];
    for (const { name, from, member, earlier } of all) {
      for (const before of earlier) {
        if (isUsers(before.from) && !isTold(from)) yield loses(before, name, path, from, member);
      }
    }
    // An argument replaces a map as a whole; the keys it names are told above.
    for (const before of setting.keys && !isTold(setting.from) ? setting.earlier : []) {
      const isNamed = setting.keys?.get(before.name)?.earlier.includes(before) ?? false;
      const name = setting.from.kind === 'flag' ? `${path}: ${before.name}` : path;
      if (isUsers(before.from) && !isNamed) yield loses(before, name, path, setting.from, undefined);
    }
  }
  for (const [path, { by, earlier }] of taken) {
    for (const before of earlier) if (isUsers(before.from)) yield loses(before, path, path, by.from, by);
  }
}

function loses(before: Member, name: string, path: string, winner: Origin, by: Member | undefined): Problem {
  const from = before.from as Origin & { kind: 'file' };
  const place = { uri: from.document.uri, at: before.key };
  const winning = placeOf({ from: winner, ...(by ? { member: by } : {}) }, true);
  const about = {
    class: 'shadowed',
    fields: [path],
    file: from.name,
    place,
    ...(winning ? { related: [winning] } : {}),
  } as const;
  if (winner.kind === 'flag')
    return note({ ...about, severity: 'warning', say: 'shadowedByFlag', args: [name, winner.flag], flag: winner.flag });
  if (winner.kind === 'k3s') return note({ ...about, severity: 'warning', say: 'shadowedByK3s', args: [name] });
  const file = winner.kind === 'file' ? winner.name : '';
  if (file === K3S_FILE) return note({ ...about, severity: 'warning', say: 'shadowedByK3s', args: [name] });
  const say = by?.value.kind === 'null' ? 'takenOut' : 'shadowedByFile';
  return note({ ...about, severity: 'information', say, args: [name, file] });
}

/** Wrong types that do no harm, as long as a later file sets the field again. */
export function* hiddenTypes({ read, minor, problems }: Read): Iterable<Problem> {
  const told = new Set(
    problems.flatMap(({ place }) => (place && 'at' in place ? [`${place.uri} ${place.at.start}`] : [])),
  );
  for (const file of read) {
    if (!file.value || !isOfOurKind(file.value)) continue;
    const alone: MergedObject = new Map();
    applyPatch(alone, file.value);
    for (const problem of decode(alone, minor, 'editor').problems) {
      if (!problem.place || !('at' in problem.place) || told.has(`${problem.place.uri} ${problem.place.at.start}`))
        continue;
      yield { ...problem, severity: 'warning', say: 'typeHidden' };
    }
  }
}
