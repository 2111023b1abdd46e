/** Values outside the list that an option knows: some end K3s, some are ignored without a word. */

import type { EnumValue, Flag, Release } from '../knowledge/flag.ts';
import { splitsAtCommas, valueState, valuesAt } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import { counted, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { either, shown } from '../words/list.ts';
import { nearest, plainName } from '../words/nearest.ts';
import { say } from '../words/say.ts';
import { insertAfter, replace } from '../yaml/edits.ts';
import { placeOf, removePiece, replacePiece } from '../yaml/places.ts';
import { type Fix, type Hit, rule } from './rule.ts';

/** One value: all of a text, or a piece between two commas. */
interface Piece {
  readonly part: Part;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

interface Change {
  readonly piece: Piece;
  readonly meant: readonly string[];
  readonly sure?: boolean;
  /** A key that does what was meant, to be written as `key: true`. */
  readonly key?: string;
}

export const unknownValue = rule<Change>({
  id: 'unknown-value',
  group: 'values',
  scope: 'machine',
  summary: 'A value that its option does not know.',
  severity: 'error',
  message: {
    fatal: 'K3s does not start: "{0}" does not know "{1}". Write {2}.',
    fatalMeant: 'K3s does not start: "{0}" does not know "{1}". Did you mean "{2}"?',
    fatalRemoved: 'K3s {2} no longer has "{1}" for "{0}" and does not start. Write "{3}".',
    fatalNotYet: 'K3s {2} does not have "{1}" for "{0}" yet and does not start. It comes with {3}.',
    fatalOptions:
      'K3s {2} takes no options behind the value of "{0}" and does not start. Write "{3}", and the options into "{4}".',
    options: 'K3s {2} still takes options behind the value of "{0}", but a later release will not. Use "{4}".',
    deprecated: 'K3s {2} still has "{1}" for "{0}", but a later release does not start with it. Write "{3}".',
    hangs: 'The node never comes up: nothing in K3s is called "{1}". For "{0}" write "{2}".',
    ignored: 'K3s does not know "{1}" for "{0}" and uses its default without a word. Write {2}.',
    ignoredNotYet: 'K3s {2} does not have "{1}" for "{0}" yet and ignores it. It comes with {3}.',
    later: '"{0}" does not know "{1}": K3s will not start as soon as "secrets-encryption" is on. Write {2}.',
    disableKey: '"{1}" is no packaged component, so this does nothing. Its switch is a key of its own, "{2}".',
    disableMeant: 'No packaged component is called "{1}", so this does nothing. Did you mean "{2}"?',
    disableBlank:
      'K3s takes "{1}" for one name, and no component is called so. Put commas between names, or write a list.',
    disable:
      'No packaged component is called "{1}". It only does something if this server has a manifest of that name.',
  },
  *check({ node, flags }) {
    for (const { name, flag, parts } of counted(node)) {
      if (!flag.values) continue;
      for (const part of parts) {
        for (const piece of piecesOf(part, splitsAtCommas(flag, flags.release))) {
          const hit = hitOf(name, flag, piece, node);
          if (hit) yield { at: placeOf(part, piece.from, piece.to), in: part.document.uri, ...hit };
        }
      }
    }
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});

function piecesOf(part: Part, split: boolean): Piece[] {
  if (!split) return [{ part, text: part.text, from: 0, to: part.text.length }];
  let from = 0;
  return part.text.split(',').flatMap((written) => {
    const text = written.trim();
    const start = from + written.indexOf(text);
    from += written.length + 1;
    return text === '' ? [] : [{ part, text, from: start, to: start + text.length }];
  });
}

type Found = Omit<Hit<Change>, 'at'> | undefined;

function hitOf(name: string, flag: Flag, piece: Piece, node: NodeConfig): Found {
  const { release } = node.flags;
  const { text } = piece;
  const state = valueState(flag, text, release);
  if (state === 'fine') return undefined;
  if (state === 'unknown') return unknown(name, flag, piece, node);
  const fatal = isFatal(flag, node);
  if (typeof state === 'object') {
    if (flag.otherValues === 'open') return undefined;
    return {
      say: fatal ? 'fatalNotYet' : 'ignoredNotYet',
      args: [name, shown(text), release, state.notYet],
      severity: fatal ? 'error' : 'warning',
    };
  }
  const [bare = ''] = text.split('=');
  if (!Object.hasOwn(flag.values ?? {}, text)) {
    return {
      say: state === 'removed' ? 'fatalOptions' : 'options',
      args: [name, shown(text), release, bare, flag.valueOptions?.use ?? ''],
      severity: state === 'removed' ? 'error' : 'warning',
      ...(state === 'removed' ? {} : { tags: ['deprecated'] as const }),
      data: { piece, meant: [bare] },
    };
  }
  const use = flag.values?.[text]?.use;
  const instead = use ?? either(valuesAt(flag, release));
  return {
    say: state === 'removed' ? 'fatalRemoved' : 'deprecated',
    args: [name, text, release, instead],
    severity: state === 'removed' ? 'error' : 'warning',
    ...(state === 'removed' ? {} : { tags: ['deprecated'] as const }),
    data: { piece, meant: use ? [use] : [] },
  };
}

function isFatal(flag: Flag, node: NodeConfig): boolean {
  if (flag.otherValues === 'fatal-with-secrets-encryption') return isOn(node, 'secrets-encryption');
  return flag.otherValues === 'fatal';
}

function unknown(name: string, flag: Flag, piece: Piece, node: NodeConfig): Found {
  const { release } = node.flags;
  const { text } = piece;
  const meant = meantBy(flag, text, release);
  const [first] = meant;
  const all = either(valuesAt(flag, release));
  const data: Change = { piece, meant, sure: first !== undefined && plainName(first) === plainName(text) };
  if (isFatal(flag, node)) {
    return { say: first ? 'fatalMeant' : 'fatal', args: [name, shown(text), first ?? all], data };
  }
  switch (flag.otherValues) {
    case 'open':
      return first ? { say: 'hangs', args: [name, text, first], data: { ...data, sure: false } } : undefined;
    case 'fatal-with-secrets-encryption':
      return text === '' ? undefined : { say: 'later', args: [name, shown(text), all], severity: 'warning', data };
    default:
      if (text === '') return undefined;
      if (flag.type !== 'list') return { say: 'ignored', args: [name, shown(text), all], severity: 'warning', data };
      return unknownName(name, piece, node, data);
  }
}

/** A name in a list of names: it may be a manifest of the person's own, so it is never more than a warning. */
function unknownName(name: string, piece: Piece, node: NodeConfig, data: Change): Found {
  const { text } = piece;
  const key = [`${name}-${plainName(text)}`, plainName(text)].find(
    (option) => node.flags.all.get(option)?.type === 'bool',
  );
  const [first] = data.meant;
  const warning = { severity: 'warning' as const };
  if (/\s/.test(text)) {
    const words = text.split(/\s+/).join(',');
    return { ...warning, say: 'disableBlank', args: [name, shown(text)], data: { piece, meant: [words] } };
  }
  if (key) return { ...warning, say: 'disableKey', args: [name, text, key], data: { piece, meant: [], key } };
  if (first) return { ...warning, say: 'disableMeant', args: [name, text, first], data: { ...data, sure: false } };
  return { severity: 'information', say: 'disable', args: [name, shown(text)], data };
}

/** Known values somebody may have meant: other spellings, other names for it, near misses. */
function meantBy(flag: Flag, text: string, release: Release): readonly string[] {
  const usable = valuesAt(flag, release);
  const called = (value: EnumValue | undefined): boolean => value?.alsoCalled?.includes(text.toLowerCase()) ?? false;
  const other = usable.filter((value) => called(flag.values?.[value]));
  return other.length > 0 ? other : nearest(text, usable);
}

function fixesOf({ piece, meant, sure, key }: Change): readonly Fix[] {
  const { part, from, to } = piece;
  const changes = meant.map((value, index) => ({
    title: say('Change to "{0}"', value),
    edits: [replacePiece(part, from, to, value)],
    ...(sure && index === 0 ? { safe: true as const } : {}),
  }));
  if (!key) return changes;
  const line = `${key}: true`;
  const title = say('Write "{0}" instead', line);
  const { document, entry } = part;
  if (entry.texts.length === 1 && part.text === piece.text) {
    return [{ title, edits: [replace(document, entry.span, line)] }];
  }
  const without = removePiece(part, from, to);
  return without ? [{ title, edits: [without, insertAfter(document, entry, line)] }] : [];
}
