/** What the kubelet never says a word about: files and fields it passes over, values that lose, fields of K3s. */

import { fieldOfFlag } from '../knowledge/kubelet.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { firstLine, type KubeletFile, unknownFields } from './file.ts';
import type { Member } from './json.ts';
import { isOfOurKind, isUsers, note, type Read, textOf } from './note.ts';
import { ENDING } from './order.ts';
import { owned, ownFiles } from './ownership.ts';
import type { Place, Problem } from './problem.ts';
import type { KubeletInput } from './read.ts';
import { placeOf, type Setting } from './settings.ts';
import { hiddenTypes, shadowed } from './shadows.ts';

/** All notes of one kubelet. */
export function notes(kubelet: Read, input: KubeletInput): Problem[] {
  const found = [
    ...skipped(kubelet),
    ...strange(kubelet),
    ...hiddenTypes(kubelet),
    ...unread(kubelet, input),
    ...shadowed(kubelet),
    ...useless(kubelet),
  ];
  return input.k3s === undefined ? found : [...found, ...ownFiles(kubelet, input), ...owned(kubelet)];
}

const start = (file: KubeletFile): Place => ({ uri: file.document.uri, at: firstLine(file.document) });

function* skipped({ skipped }: Read): Iterable<Problem> {
  for (const file of skipped) {
    const about = { class: 'skipped', severity: 'warning', file: file.name, place: start(file) } as const;
    const stem = /^(.*)\.(?:ya?ml|json|conf)$/i.exec(file.name)?.[1];
    const meant = `${stem}${ENDING}`;
    yield stem === undefined
      ? note({ ...about, severity: 'information', say: 'skippedOther' })
      : note({ ...about, say: 'skipped', args: [meant], meant });
  }
}

/** Fields no kubelet of this version knows, text behind the first document. */
function* strange({ read, base, minor, configuration }: Read): Iterable<Problem> {
  for (const file of [...(base ? [base] : []), ...read]) {
    const { document } = file.origin;
    if (document.rest && file.value) {
      const { at: begin, because } = document.rest;
      const isOutside = because === 'indentation';
      const length = isOutside ? document.text.slice(begin).search(/[\r\n]|$/) : 3;
      const at = { start: begin, end: Math.min(begin + length, document.text.length) };
      const place = { uri: document.uri, at };
      const say = isOutside ? 'restIndented' : 'restIgnored';
      yield note({ class: 'without-effect', severity: 'warning', say, file: file.name, place });
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
