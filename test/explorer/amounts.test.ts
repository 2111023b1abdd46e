/** Amounts, ages and names as people read them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { age, clock, span } from '../../client/explorer/model/age.ts';
import { byName, sortedByName } from '../../client/explorer/model/names.ts';
import { amount, bytes, percent } from '../../client/explorer/model/quantity.ts';
import { NOW } from './objects.ts';

test('amounts as Kubernetes writes them', () => {
  assert.equal(amount('3924m'), 3.924);
  assert.equal(amount('250000000n'), 0.25);
  assert.equal(amount('8Gi'), 8 * 2 ** 30);
  assert.equal(amount('16384Ki'), 16 * 2 ** 20);
  assert.equal(amount('1e3'), 1000);
  assert.equal(amount(110), 110);
});

test('what is no amount', () => {
  for (const value of ['', 'many', '5 Gi', '-1', '5GiB', Number.NaN, -3, null, {}, '9'.repeat(100_000)])
    assert.equal(amount(value), undefined);
});

test('percent of a whole that is there', () => {
  assert.equal(percent(1.36, 4), 34);
  assert.equal(percent(5, 4), 125);
  assert.equal(percent(1, 0), undefined);
  assert.equal(percent(undefined, 4), undefined);
});

test('bytes have three digits at most', () => {
  assert.deepEqual([0, 999, 1000, 5_400_000, 3.44 * 2 ** 30, 120 * 2 ** 30].map(bytes), [
    '0 B',
    '999 B',
    '1.0 KiB',
    '5.1 MiB',
    '3.4 GiB',
    '120 GiB',
  ]);
});

test('an age in its largest unit that is worth telling', () => {
  const minute = 60_000;
  assert.deepEqual(
    [
      40_000,
      119_000,
      2 * minute,
      119 * minute,
      120 * minute,
      47 * 60 * minute,
      48 * 60 * minute,
      800 * 24 * 60 * minute,
    ].map(span),
    ['40 s', '119 s', '2 min', '119 min', '2 h', '47 h', '2 d', '2 y'],
  );
  assert.equal(age(NOW + 5000, NOW), '0 s');
  assert.equal(age(undefined, NOW), '');
});

test('a time of today is a time, another one has its day', () => {
  assert.equal(clock(NOW - 120_000, NOW), '10:40');
  assert.equal(clock(NOW - 86_400_000, NOW), '2026-10-01 10:42');
  assert.equal(clock(Number.POSITIVE_INFINITY, NOW), '–');
});

test('names in the order of their numbers', () => {
  const names = ['worker-10', 'Worker-3', 'worker-2', 'server-1', 'worker-02'];
  assert.deepEqual(
    sortedByName(names, (name) => name),
    ['server-1', 'worker-02', 'worker-2', 'Worker-3', 'worker-10'],
  );
});

test('whatever the names: one order', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      assert.equal(Math.sign(byName(a, b)) + Math.sign(byName(b, a)), 0);
      assert.equal(byName(a, b) === 0, a === b);
    }),
  );
});

test('whatever the text: an amount is a number, or none', () => {
  const unit = fc.constantFrom('', 'n', 'u', 'm', 'k', 'Ki', 'Mi', 'G', 'e3', 'X');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(), unit).map((parts) => parts.join('')),
      ),
      (text) => {
        const read = amount(text);
        assert.ok(read === undefined || (Number.isFinite(read) && read >= 0));
      },
    ),
  );
});
