/** Whatever stands in a list: findings with a place, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkArguments, sentenceOf } from '../../server/arguments/check.ts';
import { completeArgument } from '../../server/arguments/complete.ts';
import { describeArgument } from '../../server/arguments/describe.ts';
import { componentLists } from '../../server/knowledge/componentFlags/lists.ts';
import { componentFlags } from '../../server/knowledge/componentFlags/lookup.ts';
import { gatesAt } from '../../server/knowledge/featureGates.ts';
import type { Release } from '../../server/knowledge/flag.ts';
import { releases } from '../../server/knowledge/versions.ts';

const components = [...new Set(Object.values(componentLists))];
const flags = [...new Set(Object.values(componentFlags).flatMap((table) => Object.keys(table)))];
const pieces = [
  '--',
  '-',
  '=',
  '+=',
  '-=',
  ',',
  '<',
  ':',
  '%',
  '"',
  "'",
  ' ',
  '0',
  '15s',
  'true',
  'Mi',
  '\n',
  '…',
  '\u0000',
];
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.constantFrom(...flags),
      fc.constantFrom(...gatesAt(36).keys()),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));
const pair = fc.tuple(fc.constantFrom(...flags), text).map(([flag, value]) => `${flag}=${value}`);
const items = fc.array(fc.oneof(text, pair), { maxLength: 6 });

test('every finding lies inside its item and has a sentence without gaps', () => {
  fc.assert(
    fc.property(fc.constantFrom(...components), items, fc.constantFrom(...releases), (component, list, release) => {
      for (const finding of checkArguments(component, list, { release: release as Release })) {
        const item = list[finding.item] ?? '';
        assert.ok(
          0 <= finding.from && finding.from <= finding.to && finding.to <= item.length,
          JSON.stringify(finding),
        );
        assert.doesNotMatch(
          sentenceOf({ ...finding, args: finding.args.map((word) => word.replace(/[{}]/g, '')) }),
          /\{\d\}/,
        );
        for (const { from = 0, to = 0 } of finding.fix ?? []) assert.ok(from <= to && to <= item.length);
      }
    }),
    { numRuns: 600 },
  );
});

test('completion and hover answer at every offset', () => {
  fc.assert(
    fc.property(fc.constantFrom(...components), fc.oneof(text, pair), fc.nat(), (component, item, number) => {
      const offset = number % (item.length + 1);
      const { from, to } = completeArgument(component, item, offset, { release: 'v1.33.4+k3s1' });
      assert.ok(0 <= from && from <= to && to <= item.length);
      const told = describeArgument(component, item, offset, 'v1.33.4+k3s1');
      if (told) assert.ok(0 <= told.from && told.from <= told.to && told.to <= item.length);
    }),
    { numRuns: 600 },
  );
});

test('a hundred arguments are checked within a keystroke', () => {
  const list = Object.keys(componentFlags.kubelet)
    .slice(0, 100)
    .map((flag) => `${flag}=x`);
  checkArguments('kubelet', list, { release: 'v1.36.3+k3s1' });
  const start = performance.now();
  for (let round = 0; round < 20; round++) checkArguments('kubelet', list, { release: 'v1.36.3+k3s1' });
  assert.ok((performance.now() - start) / 20 < 20);
});
