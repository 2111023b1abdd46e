/** What may be typed as a label or a taint, held against the rules of Kubernetes in words of our own, and against a server. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyFlaw, readLabel, readTaint, valueFlaw } from '../../client/operations/edit/grammar.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import { validate } from '../../demo/cluster/api/validate.ts';

/**
 * The rules. A name: 1 to 63 letters, digits, `-`, `_`, `.`, of which the first and the last are letters or digits. A
 * value: nothing, or a name. A prefix: up to 253 small letters, digits, `-` and `.`; cut at its dots, each part begins
 * and ends with a letter or a digit. A key: a name, or a prefix, one slash and a name.
 */
const isIn = (allowed: string) => (sign: string) => allowed.includes(sign);
const SMALL = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ANY = SMALL + SMALL.slice(0, 26).toUpperCase();
const ends = (text: string, allowed: string) => isIn(allowed)(text[0] ?? '?') && isIn(allowed)(text.at(-1) ?? '?');
const isName = (text: string) =>
  text.length > 0 && text.length <= 63 && ends(text, ANY) && [...text].every(isIn(`${ANY}-_.`));
const isValue = (text: string) => text === '' || isName(text);
const isPrefix = (text: string) =>
  text.length <= 253 &&
  text.split('.').every((part) => part !== '' && ends(part, SMALL) && [...part].every(isIn(`${SMALL}-`)));
function isKey(text: string): boolean {
  const slash = text.indexOf('/');
  return slash < 0 ? isName(text) : isPrefix(text.slice(0, slash)) && isName(text.slice(slash + 1));
}

/** Texts close to the border between good and bad. */
const close = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', '/', '=', ':', ' ', 'ä', '\u200b', '😀'),
    maxLength: 8,
  }),
  fc.string({ unit: fc.constantFrom('a', '1', '-', '.'), minLength: 60, maxLength: 66 }),
  fc
    .tuple(fc.integer({ min: 250, max: 256 }), fc.constantFrom('/a', '/-a', '.b/c'))
    .map(([n, end]) => 'a'.repeat(n) + end),
  fc.string(),
);

function serverTakes(key: string, value: string): boolean {
  try {
    const metadata = { name: 'one', labels: { [key]: value } };
    validate(NODES, { apiVersion: 'v1', kind: 'Node', metadata });
    return true;
  } catch {
    return false;
  }
}

test('keys and values are taken exactly where the rules and a server take them', () => {
  fc.assert(
    fc.property(close, close, (key, value) => {
      assert.equal(keyFlaw(key) === undefined, isKey(key), key);
      assert.equal(valueFlaw(value) === undefined, isValue(value), value);
      assert.equal(serverTakes(key, value), isKey(key) && isValue(value), `${key}=${value}`);
    }),
    { numRuns: 3000 },
  );
});

test('what is typed as a label or a taint is read as kubectl reads it', () => {
  const name = fc.string({ unit: fc.constantFrom(...ANY), minLength: 1, maxLength: 63 });
  const key = fc.oneof(
    name,
    fc.tuple(fc.constantFrom('a', 'example.com'), name).map((parts) => parts.join('/')),
  );
  fc.assert(
    fc.property(
      key,
      fc.oneof(name, fc.constant('')),
      fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      (k, v, effect) => {
        assert.deepEqual(readLabel(` ${k}=${v} `), { ok: true, value: { key: k, value: v } });
        const text = v === '' ? k : `${k}=${v}`;
        assert.deepEqual(readTaint(`${text}:${effect}`), { ok: true, value: { key: k, value: v, effect } });
        assert.deepEqual(readTaint(text), { ok: true, value: { key: k, value: v } });
      },
    ),
  );
});

test('each mistake has its sentence', () => {
  const flaws: [typed: string, sentence: RegExp][] = [
    ['', /Write a key, such as zone/],
    ['=a', /Write a key/],
    ['a/b/c', /one slash at most/],
    ['/a', /Write a prefix in front of the slash/],
    ['Example.com/a', /small letters, digits, dashes and dots, but not "E"/],
    ['a..b/c', /Each part of the prefix/],
    [`${'a'.repeat(254)}/b`, /The prefix in front of the slash has 254 characters; 253 are allowed/],
    ['a/', /Write a name behind the slash/],
    ['a'.repeat(64), /The name has 64 characters; 63 are allowed/],
    ['zone!', /but not "!"/],
    ['zo ne', /but not a blank\./],
    ['zo\u200bne', /but not a character that cannot be seen\./],
    ['zone-', /A name begins and ends with a letter or a digit/],
    ['zone=a b', /A value may hold .*, but not a blank/],
    ['zone=-a', /A value begins and ends/],
    [`zone=${'a'.repeat(64)}`, /The value has 64 characters; 63 are allowed/],
    ['zone=a=b', /A value may hold .*, but not "="/],
  ];
  for (const [typed, sentence] of flaws) {
    const read = readLabel(typed);
    assert.match(read.ok ? '' : read.flaw, sentence, typed);
  }
  for (const typed of ['a=b:Noschedule', 'a:', 'a=b:NoSchedule-']) {
    const read = readTaint(typed);
    assert.match(read.ok ? '' : read.flaw, /one of NoSchedule, PreferNoSchedule, NoExecute/, typed);
  }
  const colons = readTaint('a:b:NoSchedule');
  assert.match(colons.ok ? '' : colons.flaw, /but not ":"/);
});
