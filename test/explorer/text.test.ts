/** Text from a cluster does nothing but stand there: it is short, on one line, and no Markdown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cell, choice, code, escaped, firstSentence, idPart, plain, prose } from '../../client/explorer/model/text.ts';

test('an ordinary name stays as it is', () => {
  assert.equal(plain('worker-7.example.com'), 'worker-7.example.com');
  assert.equal(plain('Zürich 東京 🙂'), 'Zürich 東京 🙂');
});

test('lines become one, control characters go', () => {
  assert.equal(plain('first\r\n\tsecond\u0000\u0007\u001b[31mred\u2028end'), 'first second [31mred end');
});

test('what turns text around or hides in it goes', () => {
  assert.equal(plain('safe\u202egnp.exe\u202c'), 'safegnp.exe');
  assert.equal(plain('wor\u200bker\u{e0041}\ufeff'), 'worker');
  assert.equal(plain('half \ud800 pair'), 'half pair');
  assert.equal(plain('a\u0000\u{f0000}\u0000b'), 'a b', 'what is unseen does not keep two spaces apart');
});

test('piles of marks are cut down', () => {
  assert.equal(plain(`e${'\u0301'.repeat(50)}`), 'e\u0301\u0301');
});

test('a megabyte ends after the length asked for', () => {
  assert.equal(plain('x'.repeat(1_000_000), 5), 'xxxx…');
  assert.equal(plain(`a${' '.repeat(1_000_000)}b`, 5), 'a…');
});

test('what VS Code would make a link in a message, and run, stays text', () => {
  assert.equal(plain('[fix](command:workbench.action.quit)'), '[fix] (command:workbench.action.quit)');
  assert.equal(plain('[fix]\u200b(https://evil.example)'), '[fix] (https://evil.example)');
  assert.equal(plain('a[0] (b)'), 'a[0] (b)');
});

test('what is no text is nothing', () => {
  for (const value of [undefined, null, 5, {}, ['x']]) assert.equal(plain(value), '');
});

test('Markdown of any kind is shown, not done', () => {
  assert.equal(escaped('[x](command:k3s.delete)'), '\\[x\\]\\(command\\:k3s\\.delete\\)');
  assert.equal(escaped('<b>&amp;'), '\\<b\\>\\&amp\\;');
  assert.equal(escaped('https://evil.example'), 'https\\:\\/\\/evil\\.example');
  assert.equal(escaped('$(trash) www.evil'), '\\$\\(trash\\) www\\.evil');
});

test('code ends where we end it, also in a table', () => {
  assert.equal(code('a`b'), "`a'b`");
  assert.equal(code(''), '–');
  assert.equal(cell('a|b'), '`a\\|b`');
});

test('a sentence has as few backslashes as that takes', () => {
  assert.equal(prose('The kernel has no br_netfilter.'), 'The kernel has no br_netfilter.');
  assert.equal(prose('_so_ and __so__, a_ and _b'), '\\_so\\_ and \\_\\_so\\_\\_, a\\_ and \\_b');
});

test('a label in a list holds no icon', () => {
  assert.equal(choice('$(trash) node'), '$ (trash) node');
});

test('different texts are different parts of an id', () => {
  const texts = ['a', 'a/b', 'a%2Fb', 'x'.repeat(300), 'x'.repeat(301), 'x'.repeat(400)];
  assert.equal(new Set(texts.map(idPart)).size, texts.length);
  assert.ok(texts.every((text) => !idPart(text).includes('/')));
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('`', '\\', '\n', '[', '](', '<', '\u202e', '|', '&', '$(', '://', ' '))
    .map((list) => list.join('')),
);

test('whatever the text: one line, no longer than asked, nothing unseen', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 50 }), (text, most) => {
      const line = plain(text, most);
      assert.ok([...line].length <= most);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.equal(plain(line, most), line, 'a second time changes nothing');
      assert.ok(!line.includes(']('), 'no link in a message');
    }),
  );
});

test('whatever the text: every sign that could mean something has a backslash', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      assert.doesNotMatch(escaped(text).replace(/\\[!-/:-@[-`{-~]/g, ''), /[!-/:-@[-`{-~]/);
    }),
  );
});

test('whatever the text: code has two backticks, at its ends', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      assert.match(cell(text), /^(–|`[^`\n]+`)$/);
    }),
  );
});

test('a list shows the first sentence of what has several', () => {
  assert.equal(firstSentence('The data is kept. Delete it when all is well.'), 'The data is kept.');
  assert.equal(firstSentence('Is that so? Look at v1.34.2+k3s1. Then go on.'), 'Is that so?');
  // Neither a version, an address nor a file ends one.
  const one = 'On 10.0.0.1, k3s v1.34.1 reads config.yaml and nothing else';
  assert.equal(firstSentence(one), one);
  assert.equal(firstSentence('Étcd has two members. Émile is one.'), 'Étcd has two members.');
});
