/** Each mistake of the list: what is told of it, where, and what is left of the text after the fixes. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../server/rules/rule.ts';
import { findings } from '../../server/rules/run.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { filesOf, machine, uriOf } from '../support/machine.ts';
import { elsewhere, mistakes, type Told } from './mistakes.ts';

/** More fixes than any text here needs. */
const ROUNDS = 20;

const LAST = 86;

describe('mistakes', () => {
  for (const { number, title, text, told, says, fixed } of mistakes) {
    it(`${number}: ${title}`, async () => {
      const rules = told.map(([rule]) => rule);
      const found = findings(await machine(text)).filter(
        ({ severity, rule }) => severity !== 'hint' || rules.includes(rule),
      );
      assert.deepEqual(found.map(toldOf(text)), told.map(full), found.map(({ message }) => message).join('\n'));
      if (says) assert.match(found[0]?.message ?? '', says);
      if (fixed !== undefined) assert.equal(await afterFixes(text), fixed);
    });
  }

  it('are all there, each number in one of the two tables', () => {
    const shown = [...new Set(mistakes.map(({ number }) => number))];
    const numbers = [...shown, ...elsewhere.map(([number]) => number)].sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: LAST }, (_, index) => index + 1),
    );
  });
});

const full = ([rule, severity, at, file = 'config.yaml']: Told): Told => [rule, severity, at, file];

const toldOf =
  (text: string) =>
  ({ rule, severity, uri, at }: Finding): Told => {
    const file = [...filesOf(text)].find(([path]) => uriOf(path) === uri);
    const path = file?.[0].replace('etc/rancher/k3s/', '') ?? uri;
    return [rule, severity, file?.[1].slice(at.start, at.end) ?? '', path];
  };

/** The text after the first fix of the first finding that has one, again and again; hints stay. */
async function afterFixes(text: string): Promise<string> {
  let current = text;
  for (let round = 0; round < ROUNDS; round++) {
    const fix = findings(await machine(current))
      .filter(({ severity }) => severity !== 'hint')
      .flatMap(({ fixes }) => fixes)[0];
    if (!fix) return current;
    let next = current;
    for (const [path, content] of filesOf(current)) {
      const own = fix.edits.filter(({ uri }) => uri === uriOf(path));
      if (own.length > 0) next = next.replace(content, () => applyEdits(content, own));
    }
    if (next === current) return current;
    current = next;
  }
  return current;
}
