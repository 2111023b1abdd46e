/** Lists that arrive in pieces: the items are those that JSON.parse finds, wherever the pieces are cut. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ItemTooLarge, ListReader } from '../../client/cluster/listReader.ts';

function read(text: string, cuts: readonly number[], array: 'items' | 'rows' = 'items', limit = 1e6) {
  const items: unknown[] = [];
  const reader = new ListReader(array, (item) => items.push(item), limit);
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  return { items, list: reader.end() };
}

test('any list, cut anywhere, gives its items and the rest', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.array(fc.nat(2000)),
      fc.constantFrom(undefined, 1, ' '),
      (items, metadata, cuts, space) => {
        const { kind, ...rest } = { kind: 'List', metadata, remaining: 3 };
        const text = JSON.stringify({ kind, ...rest, items }, null, space);
        const found = read(text, cuts);
        assert.deepEqual(found.items, JSON.parse(text).items);
        assert.deepEqual(found.list, { ...JSON.parse(text), items: [] });
      },
    ),
  );
});

test('items stand before the metadata, and inside other things there may be items too', () => {
  const text = '{"x":{"items":[1]},"items":[{"items":[2]},"]",{"a":"\\\\"}],"metadata":{"items":[3]}}';
  const every = Array.from({ length: text.length }, (_one, index) => index);
  assert.deepEqual(read(text, every).items, [{ items: [2] }, ']', { a: '\\' }]);
});

test('an empty piece between a backslash and the quote behind it', () => {
  const text = '{"items":["a\\"b"]}';
  const cut = text.indexOf('\\') + 1;
  assert.deepEqual(read(text, [cut, cut]).items, ['a"b']);
});

test('a list that is cut off, an item without end, and no list at all', () => {
  assert.throws(() => read('{"items":[1,2', []), SyntaxError);
  assert.throws(() => read('<html>', []), SyntaxError);
  assert.throws(() => read(`{"items":["${'a'.repeat(200)}`, [], 'items', 100), ItemTooLarge);
  assert.deepEqual(read('{"items":null}', []), { items: [], list: { items: null } });
});
