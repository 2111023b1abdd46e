/** The cases of component-args.json again, as the items of a list instead of the words of a command line. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkArguments } from '../../server/arguments/check.ts';
import type { Program } from '../../server/knowledge/componentFlags/lookup.ts';
import { readVersion } from '../../server/knowledge/versions.ts';

interface Case {
  readonly id: string;
  readonly about: string;
  readonly kubernetes: string;
  readonly component: Program;
  readonly args: readonly string[];
  readonly expect: { readonly outcome: 'ok' | 'error' };
}

/** Wrong on a command line and taken as items: K3s adds dashes, and `=true` before it drops the item behind. */
const rightAsItem: ReadonlySet<string> = new Set([
  'word without dashes',
  'flag without its value swallows the next flag',
]);

const path = join(import.meta.dirname, '../conformance/component-args.json');
const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly Case[];

test('an item is refused where the component refuses the word', () => {
  for (const { id, about, kubernetes, component, args, expect } of cases) {
    const version = readVersion(kubernetes);
    assert.ok('release' in version);
    const findings = checkArguments(component, args, { release: version.release });
    const refused = findings.some(({ severity }) => severity === 'error');
    assert.equal(refused, expect.outcome === 'error' && !rightAsItem.has(about), `${id} ${about}`);
    for (const { item, from, to } of findings) {
      assert.ok(
        item >= 0 && 0 <= from && from <= to && to <= (args[item]?.length ?? 0),
        `${id}: ${item} ${from} ${to}`,
      );
    }
  }
});
