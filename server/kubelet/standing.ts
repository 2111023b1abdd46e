/** What became of a field or a key: the value in force, who says it, and all who said it before. */

import { MASK } from '../words/password.ts';
import type { Span } from '../yaml/tree.ts';
import { publicValue, textOf } from './effective.ts';
import type { Member, Origin, Said } from './json.ts';
import type { Kubelet } from './read.ts';
import type { KeySetting, Setting, Typed } from './settings.ts';
import { type Slot, settingPath } from './slot.ts';

export interface Standing {
  /** The value in force on one line, masked where it is a secret; undefined where nothing is. */
  readonly text?: string;
  /** Who says it: several for a map that files fill together. */
  readonly by: readonly Said[];
  /** Who said it before, oldest first. */
  readonly replaced: readonly Said[];
}

/** What is in force of a field, or of a key of its map. Undefined for what has no value of its own. */
export function standingOf({ configuration, taken }: Kubelet, slot: Slot): Standing | undefined {
  const path = settingPath(slot.path);
  const setting = configuration.settings.get(path);
  const gone = taken.get(slot.key === undefined ? path : `${path}.${slot.key}`);
  if (gone && (!setting || setting.from.kind === 'default' || slot.key !== undefined)) {
    const left = slot.key === undefined && setting ? { text: publicText(path, setting.value) } : {};
    return { ...left, by: [{ from: gone.by.from, member: gone.by }], replaced: membersOf(gone.earlier) };
  }
  if (!setting) return undefined;
  const key = slot.key === undefined ? undefined : setting.keys?.get(slot.key);
  if (slot.key !== undefined && setting.keys && !key) {
    return setting.earlier.length > 0 ? { by: saidBy(setting), replaced: membersOf(setting.earlier) } : undefined;
  }
  const shown: Setting | KeySetting = key ?? setting;
  const text = publicText(path, shown.value);
  if (!key && setting.keys) {
    const inside = [...setting.keys.values()].flatMap(({ earlier }) => earlier);
    return { text, by: saidBy(setting), replaced: membersOf([...setting.earlier, ...inside]) };
  }
  return { text, by: [said(shown)], replaced: membersOf(shown.earlier) };
}

function publicText(path: string, value: Typed): string {
  const shown = publicValue(path, value);
  return shown === MASK ? MASK : textOf(shown);
}

/** Whether somebody is the one who wrote at a place. */
export const isAt = ({ from, member }: Said, uri: string, { start }: Span): boolean =>
  from.kind === 'file' && from.document.uri === uri && member?.key.start === start;

/** Everybody who has a part in a map, each once. */
function saidBy(setting: Setting): Said[] {
  const all = [...(setting.keys?.values() ?? [])].map(said);
  const found = all.filter(
    ({ from, member }, index) => all.findIndex((other) => same(other, { from, member })) === index,
  );
  return found.length > 0 ? found : [said(setting)];
}

const same = (a: Pick<Said, 'from'>, b: { from: Origin; member: Member | undefined }): boolean =>
  a.from === b.from || (a.from.kind === b.from.kind && a.from.kind !== 'file' && a.from.kind !== 'flag');

const said = ({ from, member }: Pick<Setting | KeySetting, 'from' | 'member'>): Said => ({
  from,
  ...(member ? { member } : {}),
});

const membersOf = (members: readonly Member[]): Said[] =>
  members.filter(({ from }) => from.kind !== 'default').map((member) => ({ from: member.from, member }));
