/** What the kubelet never says a word about: files and fields it passes over, values that lose, fields of K3s. */

import { fieldOfFlag, kubeletFields } from '../knowledge/kubelet.ts';
import { filesSince, writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubeletKind } from '../knowledge/kubeletValues.ts';
import { type KubeletFile, unknownFields } from './file.ts';
import type { JsonNode, JsonObject, Member, Origin } from './json.ts';
import type { Kubelet, KubeletInput } from './kubelet.ts';
import { COPIED_FILE, COPIED_FOLDER, ENDING, K3S_FILE } from './order.ts';
import type { Place, Problem } from './problem.ts';
import { placeOf, type Setting } from './settings.ts';

type Read = Omit<Kubelet, 'problems'> & { readonly problems: readonly Problem[] };
type Rest = Pick<Problem, 'class' | 'severity' | 'say'> & Partial<Problem>;

const note = (rest: Rest): Problem => ({ stage: 'editor', fields: [], args: [], ...rest });

const NO_PLACE = { start: 0, end: 0 };

/** All notes of one kubelet. */
export function notes(kubelet: Read, input: KubeletInput): Problem[] {
  const found = [
    ...skipped(kubelet),
    ...strange(kubelet),
    ...unread(kubelet, input),
    ...shadowed(kubelet),
    ...useless(kubelet),
  ];
  return input.k3s === undefined ? found : [...found, ...ownFiles(kubelet, input), ...owned(kubelet)];
}

const start = (file: KubeletFile): Place => ({ uri: file.document.uri, at: NO_PLACE });

function* skipped({ skipped }: Read): Iterable<Problem> {
  for (const file of skipped) {
    const meant = `${file.name.replace(/\.(ya?ml|json|conf)$/i, '')}${ENDING}`;
    const place = start(file);
    yield note({ class: 'skipped', severity: 'warning', say: 'skipped', file: file.name, place, args: [meant], meant });
  }
}

/** Fields no kubelet of this version knows, text behind the first document. */
function* strange({ read, base, minor, configuration }: Read): Iterable<Problem> {
  for (const file of [...(base ? [base] : []), ...read]) {
    const { document } = file.origin;
    if (document.rest && file.value) {
      const at = { start: document.rest.at, end: Math.min(document.rest.at + 3, document.text.length) };
      const place = { uri: document.uri, at };
      yield note({ class: 'without-effect', severity: 'warning', say: 'restIgnored', file: file.name, place });
    }
    for (const unknown of file.value && isOfOurKind(file.value) ? unknownFields(file.value, minor) : []) {
      const { path, member, caseOf, since, elsewhere } = unknown;
      const place = { uri: document.uri, at: member.key };
      const about = { class: 'unknown-field', severity: 'warning', fields: [path], file: file.name, place } as const;
      const [near] = unknown.nearest;
      if (since !== undefined) yield note({ ...about, say: 'fieldNotYet', args: [member.name, `1.${since}`] });
      else if (caseOf !== undefined && file !== base) {
        const counts = contains(configuration.settings.get(caseOf), member);
        yield note({
          ...about,
          say: counts ? 'fieldCaseWorks' : 'fieldCaseLoses',
          args: [member.name, near as string],
          meant: near as string,
        });
      } else if (near !== undefined)
        yield note({ ...about, say: 'fieldUnknownMeant', args: [member.name, near], meant: near });
      else if (elsewhere !== undefined) {
        const meant = fieldOfFlag(member.name) === elsewhere && !elsewhere.includes('.') ? { meant: elsewhere } : {};
        yield note({
          ...about,
          say: meant.meant ? 'fieldIsFlag' : 'fieldElsewhere',
          args: [member.name, elsewhere],
          ...meant,
        });
      } else yield note({ ...about, say: 'fieldUnknown', args: [member.name] });
    }
  }
}

/** A file of another kind has other fields, and one error says it all. */
const isOfOurKind = ({ members }: JsonObject): boolean =>
  (textOf(members.get('kind')?.value) ?? kubeletKind) === kubeletKind;

/** Whether a setting still is what a member said, or a key of its map is. */
function contains(setting: Setting | undefined, member: Member): boolean {
  if (!setting) return false;
  if (!setting.keys) return setting.member === member;
  const own = member.value.kind === 'object' ? [...member.value.members.values()] : [];
  return own.some((inner) => setting.keys?.get(inner.name)?.member === inner);
}

/** Before v1.32 K3s has no folder at all. */
function* unread({ minor }: Read, { files, k3s }: KubeletInput): Iterable<Problem> {
  if (k3s === undefined || minor >= filesSince) return;
  for (const file of files) {
    const place = start(file);
    yield note({
      class: 'not-read',
      severity: 'warning',
      say: 'notRead',
      file: file.name,
      place,
      args: [`v1.${filesSince}`],
    });
  }
}

const isUsers = (from: Origin): from is Origin & { kind: 'file' } => from.kind === 'file' && from.name !== K3S_FILE;

type Said = Pick<Setting, 'from' | 'member' | 'earlier'> & { readonly name: string };

/** Values of a person that something later replaced. */
function* shadowed({ configuration, taken }: Read): Iterable<Problem> {
  for (const [path, setting] of configuration.settings) {
    const all: Said[] = setting.keys
      ? [...setting.keys].map(([key, one]) => ({ name: `${path}: ${key}`, ...one }))
      : [{ name: path, ...setting }];
    // An argument replaces a map as a whole, keys it does not name included.
    if (setting.keys && setting.earlier.length > 0)
      all.push({ name: path, from: setting.from, earlier: setting.earlier });
    for (const { name, from, member, earlier } of all) {
      for (const before of earlier) {
        if (isUsers(before.from) && from.kind !== 'default') yield loses(before, name, path, from, member);
      }
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

/** Fields that are read and do nothing. */
function* useless({ configuration, minor, base }: Read): Iterable<Problem> {
  for (const [path, setting] of configuration.settings) {
    const place = isUsers(setting.from) ? placeOf(setting, true) : undefined;
    if (!place) continue;
    const about = {
      class: 'without-effect',
      severity: 'warning',
      fields: [path],
      place,
      file: (setting.from as { name: string }).name,
    } as const;
    const { noEffect } = setting.field;
    if (noEffect !== undefined && minor >= noEffect)
      yield note({ ...about, say: 'noEffect', args: [path, `1.${noEffect}`] });
    else if (path === 'mergeDefaultEvictionSettings' && setting.value === true && setting.from !== base?.origin) {
      yield note({ ...about, say: 'mergeThresholds' });
    } else if (path.endsWith('.splitStream') && textOf(setting.member?.value) === 'true') {
      yield note({ ...about, say: 'splitStream', args: [setting.field.flag ?? ''] });
    } else if (path === 'registerWithTaints') {
      const items = setting.member?.value.kind === 'array' ? setting.member.value.items : [];
      for (const item of items) {
        if (item.kind !== 'object' || (textOf(item.members.get('effect')?.value) ?? '') !== '') continue;
        const at = { uri: (place as { uri: string }).uri, at: item.at };
        yield note({ ...about, place: at, say: 'taintNoEffect', args: [textOf(item.members.get('key')?.value) ?? ''] });
      }
    }
  }
}

const textOf = (node: JsonNode | undefined): string | undefined => (node && 'text' in node ? node.text : undefined);

/** Files that belong to K3s itself. */
function* ownFiles({ read }: Read, { words = [] }: KubeletInput): Iterable<Problem> {
  const named = (flag: string): boolean => words.some((word) => word?.startsWith(`--${flag}=`));
  for (const { name, origin } of read) {
    const about = {
      class: 'owned',
      severity: 'information',
      file: name,
      place: { uri: origin.document.uri, at: NO_PLACE },
    } as const;
    if (name === K3S_FILE) yield note({ ...about, say: 'k3sOwnFile' });
    else if (name === COPIED_FILE && !named('config')) yield note({ ...about, say: 'oldCopy', args: ['config='] });
    else if (name.startsWith(`${COPIED_FOLDER}/`) && !named('config-dir'))
      yield note({ ...about, say: 'oldCopy', args: ['config-dir='] });
  }
}

/** Fields K3s counts on. */
function* owned({ configuration }: Read): Iterable<Problem> {
  for (const [path, { owned }] of Object.entries(kubeletFields)) {
    const setting = owned && configuration.settings.get(path);
    if (!setting || !isUsers(setting.from)) continue;
    const ours = setting.earlier.findLast(
      ({ from }) => from.kind === 'k3s' || (from.kind === 'file' && from.name === K3S_FILE),
    );
    const constant = writtenByK3s[path]?.value;
    const own = textOf(setting.member?.value);
    if (own !== undefined && (own === textOf(ours?.value) || own === String(constant))) continue;
    if (ours && JSON.stringify(plain(ours.value)) === JSON.stringify(plain(setting.member?.value))) continue;
    const place = placeOf(setting, true);
    const { how, option } = owned;
    const say =
      path === 'registerWithTaints'
        ? 'ownedTaints'
        : how === 'elsewhere'
          ? 'ownedElsewhere'
          : option
            ? 'ownedOption'
            : how === 'unsafe'
              ? 'ownedUnsafe'
              : 'ownedBreaks';
    const about = {
      class: 'owned',
      severity: how === 'elsewhere' ? 'information' : 'warning',
      fields: [path],
    } as const;
    yield note({ ...about, say, args: [path, option ?? ''], file: setting.from.name, ...(place ? { place } : {}) });
  }
}

function plain(node: JsonNode | undefined): unknown {
  if (!node || 'text' in node) return node?.text;
  return node.kind === 'array'
    ? node.items.map(plain)
    : [...node.members].map(([name, one]) => [name, plain(one.value)]);
}
