/** What Kubernetes takes as key and value of a label or a taint, and in a sentence what is wrong with anything else. */

import { EFFECTS, isLabelValue, isQualifiedName } from '../../../server/node/labels.ts';
import { say } from '../../say.ts';

/** An effect of a taint. */
export type Effect = (typeof EFFECTS)[number];

const LONGEST_PREFIX = 253;
const LONGEST_NAME = 63;
const OTHER_THAN_NAME = /[^A-Za-z0-9._-]/u;
const OTHER_THAN_PREFIX = /[^a-z0-9.-]/u;

/** A key such as `zone` or `example.com/zone`, as `IsQualifiedName` of Kubernetes judges it; undefined when it is fine. */
export function keyFlaw(key: string): string | undefined {
  if (isQualifiedName(key)) return undefined;
  if (key === '') return say('Write a key, such as zone or example.com/zone.');
  const [first = '', second, third] = key.split('/');
  if (third !== undefined) return say('A key has one slash at most, between a prefix and a name.');
  return (second === undefined ? undefined : prefixFlaw(first)) ?? nameFlaw(second ?? first);
}

function prefixFlaw(prefix: string): string | undefined {
  if (prefix === '') return say('Write a prefix in front of the slash, such as example.com, or leave the slash out.');
  if (prefix.length > LONGEST_PREFIX)
    return say('The prefix in front of the slash has {0} characters; {1} are allowed.', prefix.length, LONGEST_PREFIX);
  const [wrong] = OTHER_THAN_PREFIX.exec(prefix) ?? [];
  if (wrong !== undefined)
    return say(
      'The prefix in front of the slash may hold small letters, digits, dashes and dots, but not {0}.',
      shown(wrong),
    );
  return prefix.split('.').every((part) => /^[a-z0-9]/.test(part) && /[a-z0-9]$/.test(part))
    ? undefined
    : say('Each part of the prefix, between dots, begins and ends with a letter or a digit.');
}

function nameFlaw(name: string): string {
  if (name === '') return say('Write a name behind the slash.');
  if (name.length > LONGEST_NAME)
    return say('The name has {0} characters; {1} are allowed.', name.length, LONGEST_NAME);
  const [wrong] = OTHER_THAN_NAME.exec(name) ?? [];
  return wrong === undefined
    ? say('A name begins and ends with a letter or a digit.')
    : say('A name may hold letters, digits, dashes, dots and underscores, but not {0}.', shown(wrong));
}

/** A value of a label or a taint, which may be empty; undefined when it is fine. */
export function valueFlaw(value: string): string | undefined {
  if (isLabelValue(value)) return undefined;
  if (value.length > LONGEST_NAME)
    return say('The value has {0} characters; {1} are allowed.', value.length, LONGEST_NAME);
  const [wrong] = OTHER_THAN_NAME.exec(value) ?? [];
  return wrong === undefined
    ? say('A value begins and ends with a letter or a digit.')
    : say('A value may hold letters, digits, dashes, dots and underscores, but not {0}.', shown(wrong));
}

/** What cannot be seen between quotes is told in words. */
function shown(sign: string): string {
  if (sign === ' ') return say('a blank');
  const hidden = /[\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}]/u.test(sign);
  return hidden ? say('a character that cannot be seen') : `"${sign}"`;
}

/** One that was read, or why it could not be. */
export type Typed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaw: string };

const bad = (flaw: string): { readonly ok: false; readonly flaw: string } => ({ ok: false, flaw });

/** `key=value` as a person types it; without `=` the value is empty. */
export function readLabel(text: string): Typed<{ readonly key: string; readonly value: string }> {
  const { key, value } = halves(text.trim());
  const flaw = keyFlaw(key) ?? valueFlaw(value);
  return flaw === undefined ? { ok: true, value: { key, value } } : bad(flaw);
}

/** `key=value:Effect` or `key:Effect`; without an effect yet, it is left out of the answer. */
export function readTaint(
  text: string,
): Typed<{ readonly key: string; readonly value: string; readonly effect?: Effect }> {
  const trimmed = text.trim();
  const colon = trimmed.lastIndexOf(':');
  const { key, value } = halves(colon < 0 ? trimmed : trimmed.slice(0, colon));
  const flaw = keyFlaw(key) ?? valueFlaw(value);
  if (flaw !== undefined) return bad(flaw);
  if (colon < 0) return { ok: true, value: { key, value } };
  const word = trimmed.slice(colon + 1);
  const effect = EFFECTS.find((one) => one === word);
  return effect === undefined
    ? bad(say('The effect behind the colon is one of {0}.', EFFECTS.join(', ')))
    : { ok: true, value: { key, value, effect } };
}

function halves(text: string): { readonly key: string; readonly value: string } {
  const equals = text.indexOf('=');
  return equals < 0 ? { key: text, value: '' } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}
