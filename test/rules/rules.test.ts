/**
 * Every fixture of every rule: the findings marked in its comments are all its findings, and "fix all" gives
 * the file beside it. See CONTRIBUTING.md for how a fixture is written.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allRules } from '../../server/rules/all.ts';
import { fixAll } from '../../server/rules/fixAll.ts';
import type { Lint } from '../../server/rules/lint.ts';
import { findings } from '../../server/rules/run.ts';
import { filesOf, machine, uriOf } from '../support/machine.ts';
import { expectations, marksOf } from '../support/mark.ts';

const folder = import.meta.dirname;

/** Advice that every second configuration gets, which would only stand in the way in the fixtures of other rules. */
const advice = allRules.filter(({ hardened, optional }) => hardened && !optional);
const lintFor = (rule: string): Lint => ({
  severities: Object.fromEntries(advice.filter(({ id }) => id !== rule).map(({ id }) => [id, 'off'])),
});

for (const id of readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)) {
  describe(id, () => {
    for (const name of readdirSync(join(folder, id)).filter((file) => /(?<!\.fixed)\.yaml$/.test(file))) {
      it(name.replace('.yaml', '').replaceAll('-', ' '), async () => {
        const text = readFileSync(join(folder, id, name), 'utf8');
        const expected = [...filesOf(text)].flatMap(([path, content]) =>
          expectations(content).map((e) => `${path}:${e}`),
        );
        const node = await machine(text);
        const actual = [...filesOf(text)].flatMap(([path, content]) =>
          marksOf(
            content,
            findings(node, lintFor(id)).filter(({ uri }) => uri === uriOf(path)),
          ).map((e) => `${path}:${e}`),
        );
        assert.deepEqual(actual, expected);
        const fixed = join(folder, id, name.replace('.yaml', '.fixed.yaml'));
        if (existsSync(fixed)) {
          const [first = ''] = filesOf(text).keys();
          assert.equal(fixAll(node, uriOf(first), lintFor(id)), readFileSync(fixed, 'utf8'));
        }
      });
    }
  });
}

describe('the rule set', () => {
  for (const { id } of allRules) {
    it(`has a fixture and a page for ${id}`, () => {
      assert.ok(existsSync(join(folder, id)), `test/rules/${id}/ is missing`);
      assert.ok(existsSync(join(folder, '../../docs/rules', `${id}.md`)), `docs/rules/${id}.md is missing`);
    });
  }

  it('names every rule once', () => {
    const ids = allRules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });
});
