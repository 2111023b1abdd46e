/** Patches: the examples of the RFCs, the rules of strategic merge, and properties of both. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonPatch, PatchFailure, PatchSyntaxError } from '../../demo/cluster/patch/json.ts';
import { mergePatch } from '../../demo/cluster/patch/merge.ts';
import { StrategicError, strategicPatch } from '../../demo/cluster/patch/strategic.ts';

test('merge patch: the examples of RFC 7396', () => {
  const cases: [target: unknown, patch: unknown, result: unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of cases) assert.deepEqual(mergePatch(target, patch), result);
});

test('JSON patch: the examples of RFC 6902', () => {
  const cases: [target: unknown, patch: unknown, result: unknown][] = [
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    [{ foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    [{ baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    [{ foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    [{ baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    [
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    [
      { baz: 'qux', foo: ['a', 2, 'c'] },
      [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      { baz: 'qux', foo: ['a', 2, 'c'] },
    ],
    [
      { foo: 'bar' },
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      { foo: 'bar', child: { grandchild: {} } },
    ],
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }], { foo: 'bar', baz: 'qux' }],
    [{ '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    [{ foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
  ];
  for (const [target, patch, result] of cases) assert.deepEqual(jsonPatch(target, patch), result);
});

test('JSON patch: what does not fit is a failure', () => {
  const failing: [target: unknown, patch: unknown][] = [
    [{ baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }]],
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }]],
    [{ '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }]],
    [{ foo: ['a'] }, [{ op: 'add', path: '/foo/5', value: 'b' }]],
    [{ foo: ['a'] }, [{ op: 'replace', path: '/foo/1', value: 'b' }]],
    [{}, [{ op: 'remove', path: '/foo' }]],
    [{}, [{ op: 'dance', path: '/foo' }]],
  ];
  for (const [target, patch] of failing)
    assert.throws(() => jsonPatch(target, patch), PatchFailure, JSON.stringify(patch));
  assert.throws(() => jsonPatch({}, { op: 'add' }), PatchSyntaxError);
});

test('JSON patch: no operation changes what it is applied to', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue(), { noNullPrototype: true }),
      fc.constantFrom('a', 'b', 'c'),
      fc.jsonValue(),
      (target, name, value) => {
        const before = structuredClone(target);
        const added = jsonPatch(target, [{ op: 'add', path: `/${name}`, value }]);
        assert.deepEqual(target, before);
        assert.deepEqual(added, { ...before, [name]: value });
        const removed = jsonPatch(added, [
          { op: 'test', path: `/${name}`, value },
          { op: 'remove', path: `/${name}` },
        ]);
        const { [name]: _, ...others } = before;
        assert.deepEqual(removed, others);
      },
    ),
    { numRuns: 200 },
  );
});

test('strategic merge: lists with a key are merged by it, and the order of the list stays', () => {
  const node = {
    status: {
      conditions: [
        { type: 'Ready', status: 'True', reason: 'x' },
        { type: 'DiskPressure', status: 'False' },
      ],
    },
  };
  assert.deepEqual(
    strategicPatch(
      node,
      {
        status: {
          conditions: [
            { type: 'Ready', status: 'False' },
            { type: 'New', status: 'True' },
          ],
        },
      },
      'Node',
    ),
    {
      status: {
        conditions: [
          { type: 'Ready', status: 'False', reason: 'x' },
          { type: 'DiskPressure', status: 'False' },
          { type: 'New', status: 'True' },
        ],
      },
    },
  );
  const deployment = {
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'a', image: 'x:1', env: [{ name: 'A', value: '1' }] },
            { name: 'b', image: 'y:1' },
          ],
        },
      },
    },
  };
  assert.deepEqual(
    strategicPatch(
      deployment,
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'x:2', env: [{ name: 'B', value: '2' }] }] } } } },
      'Deployment',
    ),
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'a',
                image: 'x:2',
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: '2' },
                ],
              },
              { name: 'b', image: 'y:1' },
            ],
          },
        },
      },
    },
  );
});

test('strategic merge: lists without a key are replaced as a whole', () => {
  const node = { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } };
  assert.deepEqual(strategicPatch(node, { spec: { taints: [{ key: 'b', effect: 'NoExecute' }] } }, 'Node'), {
    spec: { taints: [{ key: 'b', effect: 'NoExecute' }] },
  });
  assert.deepEqual(strategicPatch(node, { spec: { taints: null } }, 'Node'), { spec: {} });
});

test('strategic merge: directives delete, replace, keep and sort', () => {
  const pod = {
    metadata: { finalizers: ['a', 'b'] },
    spec: {
      containers: [{ name: 'a' }, { name: 'b' }],
      volumes: [{ name: 'v', emptyDir: {} }],
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
    },
  };
  assert.deepEqual(
    strategicPatch(pod, { spec: { containers: [{ $patch: 'delete', name: 'a' }] } }, 'Pod').spec.containers,
    [{ name: 'b' }],
  );
  assert.deepEqual(
    strategicPatch(pod, { spec: { containers: [{ $patch: 'replace' }, { name: 'c' }] } }, 'Pod').spec.containers,
    [{ name: 'c' }],
  );
  assert.deepEqual(
    strategicPatch(pod, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, 'Pod').spec.strategy,
    { type: 'Recreate' },
  );
  assert.deepEqual(
    strategicPatch(pod, { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } }, 'Pod').spec.strategy,
    { type: 'Recreate' },
  );
  assert.deepEqual(
    strategicPatch(pod, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }, 'Pod').metadata.finalizers,
    ['b'],
  );
  const sorted = strategicPatch(
    pod,
    {
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
        containers: [{ name: 'c' }],
      },
    },
    'Pod',
  );
  assert.deepEqual(sorted.spec.containers, [{ name: 'c' }, { name: 'b' }, { name: 'a' }]);
  assert.equal(JSON.stringify(sorted).includes('$'), false);
});

test('strategic merge: an item without its key cannot be merged', () => {
  assert.throws(() => strategicPatch({}, { spec: { containers: [{ image: 'x' }] } }, 'Pod'), StrategicError);
});

test('strategic merge of plain maps is merge patch', () => {
  const plain = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.constantFrom('x', 'y'), fc.option(fc.string()))),
  );
  const without = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, inner) => (inner === null ? undefined : inner));
  fc.assert(
    fc.property(plain, plain, (target, patch) => {
      assert.deepEqual(strategicPatch(without(target), patch, 'ConfigMap'), mergePatch(without(target), patch));
    }),
    { numRuns: 200 },
  );
});
