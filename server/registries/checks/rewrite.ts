/** Rewrites: patterns Go refuses, references that mean something else, and texts that break the generated file. */

import type { Fix } from '../../rules/rule.ts';
import { shown } from '../../words/list.ts';
import { say } from '../../words/say.ts';
import { placeOf, replacePiece, replaceValue } from '../../yaml/places.ts';
import type { Host } from '../host.ts';
import type { Mirror, Registries, Rewrite, Text } from '../model.ts';
import { type Pattern, readPattern, references } from '../re2.ts';
import { tomlLibrary } from '../readBack.ts';
import { readBack, readBackName, type TomlLibrary } from '../toml.ts';
import type { Check, Found } from './check.ts';

export const rewrite: Check = {
  id: 'registry-rewrite',
  message: {
    'look-around':
      'containerd skips this rewrite: it has no look-ahead or look-behind such as "{0}". ' +
      'Match all of the name with groups instead.',
    'back-reference':
      'containerd skips this rewrite: a pattern cannot refer back with "{0}". Only the replacement can.',
    possessive: 'containerd skips this rewrite: it knows no "{0}".',
    escape: 'containerd skips this rewrite: it knows no "{0}".',
    group: 'containerd skips this rewrite: there is no pair to the bracket "{0}".',
    class: 'containerd skips this rewrite: "{0}" is no set of characters.',
    repeat:
      'containerd skips this rewrite: "{0}" repeats nothing. ' +
      'Put a backslash or brackets around the character that is meant.',
    backslash:
      'containerd cannot read the file K3s writes with a backslash, so it uses neither mirrors nor TLS settings of "{0}". ' +
      'Write a set such as [.] or [0-9] instead.',
    quote:
      'containerd cannot read the file K3s writes with a double quote, so it uses neither mirrors nor TLS ' +
      'settings of "{0}". Remove it.',
    character:
      'containerd cannot read the file K3s writes with a control character, so it uses neither mirrors nor TLS ' +
      'settings of "{0}". Remove it.',
    changed:
      'K3s does not escape the backslash, and containerd reads something else here. Write a set such as [0-9] instead.',
    'name-too-long':
      'containerd takes "{0}" for the name of a group, and there is none: it puts nothing here. Write {1}.',
    'no-group': 'The pattern has no group for "{0}", so containerd puts nothing here.',
    host: 'A rewrite sees the repository only, never the registry in front. Write the pattern without "{0}".',
    'catch-all':
      'containerd tries the rewrites in no fixed order, and this one fits every name. ' +
      'Leave only one that fits, or make it narrower.',
    'default-endpoint': 'Rewrites do not count for the registry itself, and "{0}" has no other endpoint.',
    'no-endpoint': 'Rewrites count for endpoints only, and "{0}" has none.',
  },
  *check({ registries, generated, options }) {
    const library = tomlLibrary(options.release);
    const seen = new Set<unknown>();
    for (const mirror of registries.mirrors.values()) {
      const host = generated.hosts.get(mirror.name === '*' ? '_default' : mirror.name);
      for (const one of mirror.rewrites) {
        if (seen.has(one.pattern.node)) continue;
        seen.add(one.pattern.node);
        yield* foundIn(registries, mirror, one, library);
      }
      yield* idleRewrites(mirror, host);
    }
  },
};

function* foundIn(registries: Registries, mirror: Mirror, one: Rewrite, library: TomlLibrary): Iterable<Found> {
  const { pattern, replacement } = one;
  const broken = unreadable(registries, mirror, pattern, readBackName(pattern.text, library), true);
  if (broken) yield broken;
  const spoilt = unreadable(registries, mirror, replacement, readBack(replacement.text, library), false);
  if (spoilt) yield spoilt;
  const seen = broken ? pattern.text : (readBackName(pattern.text, library) ?? pattern.text);
  const read = readPattern(seen);
  const { flaw } = read;
  if (flaw) {
    // Where containerd reads another text than is written, the places in that are none in the file.
    const isAsWritten = seen === pattern.text;
    const at = isAsWritten
      ? placeOf({ ...pattern, document: registries.document }, flaw.start, flaw.end)
      : pattern.node;
    yield { at, say: flaw.kind, args: [seen.slice(flaw.start, flaw.end)], severity: 'error' };
    return;
  }
  yield* wrongReferences(registries, one, read);
  const name = /^\^?\(?((?:[\w-]+\\?\.)+[a-z]{2,}(?::\d+)?)\//.exec(pattern.text)?.[1];
  if (name && name.replaceAll('\\', '') === mirror.name) yield { at: pattern.node, say: 'host', args: [name] };
  const others = mirror.rewrites.length > 1;
  if (others && /^\^?\(?\.[*+]\)?\$?$/.test(pattern.text)) yield { at: pattern.node, say: 'catch-all' };
}

function unreadable(
  registries: Registries,
  { name }: Mirror,
  text: Text,
  read: string | undefined,
  isPattern: boolean,
): Found | undefined {
  if (read === text.text) return undefined;
  // Two backslashes come out as the one that was wanted.
  if (read !== undefined && text.text.replace(/\\\\/g, '').includes('\\') === false) return undefined;
  const fix = (): Fix[] => {
    const without = isPattern ? withoutBackslashes(text.text) : undefined;
    if (without === undefined) return [];
    const edits = [replaceValue({ ...text, document: registries.document }, without)];
    return [{ title: say('Change to "{0}"', shown(without)), edits, safe: true }];
  };
  if (read !== undefined) return { at: text.node, say: 'changed', fix };
  const why = text.text.includes('\\') ? 'backslash' : text.text.includes('"') ? 'quote' : 'character';
  return { at: text.node, say: why, args: [name], severity: 'error', fix };
}

const SETS: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_' };

/** The same pattern with sets in place of backslashes; undefined where there is no such form. */
function withoutBackslashes(pattern: string): string | undefined {
  let inSet = false;
  let complete = true;
  const text = pattern.replace(/\\(.?)|\[(?:\^?\])?|\]/gs, (whole, letter: string | undefined) => {
    if (letter === undefined) {
      inSet = whole !== ']';
      return whole;
    }
    const set = SETS[letter];
    if (set) return inSet ? set : `[${set}]`;
    if (letter === '/' || (letter === '-' && !inSet)) return letter;
    if (/^[.+*?()|${}]$/.test(letter)) return inSet ? letter : `[${letter}]`;
    complete = false;
    return whole;
  });
  return complete && text !== pattern ? text : undefined;
}

function* wrongReferences(registries: Registries, { replacement }: Rewrite, pattern: Pattern): Iterable<Found> {
  for (const { start, end, name, braces } of references(replacement.text)) {
    const exists = /^\d+$/.test(name) ? Number(name) <= pattern.groups : pattern.names.has(name);
    if (exists) continue;
    const written = { ...replacement, document: registries.document };
    const at = placeOf(written, start, end);
    const digits = /^\d+/.exec(name)?.[0];
    if (!braces && digits && digits !== name && Number(digits) <= pattern.groups) {
      const meant = `\${${digits}}${name.slice(digits.length)}`;
      const fix = (): Fix[] => {
        const edits = [replacePiece(written, start, end, meant)];
        return [{ title: say('Change to "{0}"', meant), edits, safe: true }];
      };
      yield { at, say: 'name-too-long', args: [name, meant], fix };
    } else {
      yield { at, say: 'no-group', args: [replacement.text.slice(start, end)] };
    }
  }
}

function* idleRewrites({ name, rewrites, endpoints }: Mirror, host: Host | undefined): Iterable<Found> {
  const [first] = rewrites;
  if (!first || host?.endpoints.some((endpoint) => endpoint.rewrites.size > 0)) return;
  if (endpoints.length === 0) yield { at: first.pattern.node, say: 'no-endpoint', args: [name] };
  else if (host?.server?.folded || !host) yield { at: first.pattern.node, say: 'default-endpoint', args: [name] };
}
