/** Patterns as Go reads them, and what they replace. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPattern, references, replaceAll } from '../../server/registries/re2.ts';

describe('Go refuses', () => {
  for (const [pattern, kind, piece] of [
    ['^(?!library/)', 'look-around', '(?!'],
    ['(?<=a)b', 'look-around', '(?<='],
    ['(a)\\1', 'back-reference', '\\1'],
    ['(?P<n>a)(?P=n)', 'back-reference', '(?P=n)'],
    ['a++', 'possessive', '++'],
    ['a**', 'repeat', '**'],
    ['*', 'repeat', '*'],
    ['a{2000}', 'repeat', '{2000}'],
    ['(a', 'group', '('],
    ['a)', 'group', ')'],
    ['(?>a)', 'group', '(?>'],
    ['[a', 'class', '[a'],
    ['[[:letter:]]', 'class', '[:letter:]'],
    ['\\Z', 'escape', '\\Z'],
  ] as const) {
    it(`${pattern} because of ${piece}`, () => {
      const { flaw } = readPattern(pattern);
      assert.equal(flaw?.kind, kind);
      assert.equal(pattern.slice(flaw?.start, flaw?.end), piece);
    });
  }
});

describe('a rewrite of library/nginx', () => {
  for (const [pattern, replacement, result] of [
    ['^library/(.*)$', 'hub/$1', 'hub/nginx'],
    ['(.*)', 'x/$1', 'x/library/nginx'],
    ['^library/(.*)', '$1x', ''],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Go
    ['^library/(.*)', '${1}x', 'nginxx'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Go
    ['^(?P<folder>[^/]+)/(?P<name>.*)', '${name}-${folder}', 'nginx-library'],
    ['(?i)LIBRARY', 'hub', 'hub/nginx'],
    ['(?i)LIBRARY|nginx', 'x', 'x/x'],
    ['[[:alpha:]]+/', '', 'nginx'],
    ['\\Qlibrary/\\E', 'a/', 'a/nginx'],
    ['n', '$$', 'library/$gi$x'],
    ['a?', '-', '-l-i-b-r-r-y-/-n-g-i-n-x-'],
    ['nothing', 'x', 'library/nginx'],
  ] as const) {
    it(`${pattern} → ${replacement} gives ${result || 'nothing'}`, () => {
      assert.equal(replaceAll(readPattern(pattern), 'library/nginx', replacement), result);
    });
  }

  it('cannot be tried where JavaScript has no counterpart', () => {
    const pattern = readPattern('(?U)a+');
    assert.equal(pattern.flaw, undefined);
    assert.equal(replaceAll(pattern, 'aaa', 'x'), undefined);
  });

  // Go needs no time for these, while JavaScript tries all ways to part a name.
  for (const text of ['^(([a-z/])+.)+[A-Z]$', '(a*)*b$', '(?:a|a)+b', '((a)|(b+)){1,20}c', '(?P<all>(a+)?)*b'])
    it(`${text} cannot be tried`, () => {
      const pattern = readPattern(text);
      assert.equal(pattern.flaw, undefined);
      assert.equal(replaceAll(pattern, 'a'.repeat(120), 'x'), undefined);
    });
  for (const text of ['^(library|team)/(.*)$', '(a+)?b', '^([a-z]+)/([a-z]+)$'])
    it(`${text} can`, () => assert.notEqual(replaceAll(readPattern(text), 'library/nginx', 'x'), undefined));
});

it('references take all letters, digits and underscores', () => {
  assert.deepEqual(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Go
    references('$1x/${2}y/$$3/$a_b-$').map(({ name }) => name),
    ['1x', '2', 'a_b'],
  );
});
