/** What to write instead of an option that is on its way out, and the edit that does it. */

import type { Found } from '../knowledge/lookup.ts';
import { readValue } from '../node/commandLine.ts';
import type { FlagsInForce, NodeConfig } from '../node/config.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { asScalar, type Edit, removeEntry, renameKey, replace } from '../yaml/edits.ts';
import type { Fix } from './rule.ts';

export interface Replacement {
  /** The key, or the whole line, to write instead. */
  readonly write: string;
  readonly edit: Edit;
}

/** Undefined when nothing takes the place of the option in this role: then the line can go. */
export function replacementOf(
  { flag }: Found,
  entry: Entry,
  file: ConfigDocument,
  flags: FlagsInForce,
): Replacement | undefined {
  const { use, write } = flag.deprecated ?? {};
  if (!use || !flags.all.has(use)) return undefined;
  if (!write) return { write: use, edit: renameKey(file, entry, use) };
  const line = flag.type === 'bool' ? switched(write, entry) : filled(write, entry);
  return line === undefined ? undefined : { write: line, edit: replace(file, entry.span, line) };
}

/** `selinux: false` stands for `disable-selinux: true`; for the opposite it turns round, or nothing is to be written. */
function switched(write: string, entry: Entry): string | undefined {
  const value = readValue('bool', entry.texts.at(-1)?.text ?? '');
  if (typeof value === 'string' || value.value === true) return write;
  const opposite = /^(.*: )(true|false)$/.exec(write);
  return opposite ? `${opposite[1]}${opposite[2] === 'true' ? 'false' : 'true'}` : undefined;
}

/** `name: key=<image>` with the value in its place. */
function filled(write: string, entry: Entry): string {
  const [, key = '', rest = ''] = /^([\w-]+: )(.*)$/.exec(write) ?? [];
  return key + asScalar(rest.replace(/<[^>]*>/, () => entry.texts.at(-1)?.text ?? ''));
}

/** The ways out: the replacement where its key is still free, else or also taking the line out. */
export function waysOut(
  found: Found,
  entry: Entry,
  file: ConfigDocument,
  node: NodeConfig,
  safe: boolean,
): readonly Fix[] {
  const replacement = replacementOf(found, entry, file, node.flags);
  const taken = replacement !== undefined && node.setting(found.flag.deprecated?.use ?? '') !== undefined;
  if (replacement && !taken) {
    return [
      {
        title: say('Replace by "{0}"', found.flag.secret ? (found.flag.deprecated?.use ?? '') : replacement.write),
        edits: [replacement.edit],
        ...(safe ? { safe: true as const } : {}),
      },
    ];
  }
  return [{ title: say('Remove "{0}"', entry.name), edits: [removeEntry(file, entry)] }];
}
