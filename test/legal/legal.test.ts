/**
 * Legal configurations in the style of public ones, each tricky in another way: no warning, no error. The first line
 * of a file says what is tricky.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findings } from '../../server/rules/run.ts';
import { machine, ROOT } from '../support/machine.ts';

const folder = import.meta.dirname;
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** More than this many hints in one file are a nuisance too. */
const MOST_HINTS = 2;

describe('legal configurations', () => {
  for (const name of names) {
    it(name.replace('.yaml', '').replaceAll('-', ' '), async () => {
      const text = readFileSync(join(folder, name), 'utf8');
      const found = findings(await machine(text));
      const told = found.map(
        ({ uri, severity, rule, message }) => `${name} ${uri.slice(ROOT.length)}: ${severity} ${rule}: ${message}`,
      );
      assert.deepEqual(
        told.filter((_, index) => ['warning', 'error'].includes(found[index]?.severity ?? '')),
        [],
      );
      assert.ok(told.length <= MOST_HINTS, `too many hints:\n${told.join('\n')}`);
    });
  }

  it('are at least 70, each saying in its first line what is tricky', () => {
    assert.ok(names.length >= 70, `only ${names.length}`);
    for (const name of names) assert.match(readFileSync(join(folder, name), 'utf8'), /^# \S.{20,}[.:]/, name);
  });
});
