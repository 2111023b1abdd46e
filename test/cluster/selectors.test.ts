/** Label and field selectors, as text and as objects. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGETS, EVENTS, HELM_CHARTS, NODES, PODS, RESOURCES, SECRETS } from '../../demo/cluster/api/resources.ts';
import { parseFields } from '../../demo/cluster/store/fields.ts';
import { parseLabels, SelectorError, selectorOf, selectorText } from '../../demo/cluster/store/labels.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';

const object = (fields: object) =>
  ({
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'n', namespace: 's', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    ...fields,
  }) as KubeObject;

test('label selectors', () => {
  const labels = { app: 'web', 'example.org/tier': 'front', number: '7', empty: '' };
  const yes = [
    '',
    'app',
    'app=web',
    ' app == web ',
    'app!=api',
    '!none',
    'none!=x',
    'app in (api,web)',
    'app notin (api)',
    'none notin (x)',
    'example.org/tier=front',
    'number>6',
    'number<8',
    'empty=',
    'app=web,number>1,!x',
    'app in (web),example.org/tier in (front, back)',
  ];
  const no = ['!app', 'app=api', 'none', 'app in (api)', 'app notin (web, api)', 'number>7', 'app>1', 'app=web,none'];
  for (const selector of yes) assert.equal(parseLabels(selector)(labels), true, selector);
  for (const selector of no) assert.equal(parseLabels(selector)(labels), false, selector);
});

test('label selectors that cannot be read', () => {
  for (const selector of [
    'app in web',
    'app=a=b',
    '=x',
    'a,,b',
    'app in (a',
    'not ok=x',
    'a/b/c=x',
    'app=-x',
    'number>many',
    '!app=x',
    ',',
  ])
    assert.throws(() => parseLabels(selector), SelectorError, selector);
});

test('selector objects: nothing selects nothing, an empty one everything', () => {
  assert.equal(selectorOf(undefined)({}), false);
  assert.equal(selectorOf({})({ a: 'b' }), true);
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  };
  assert.equal(selectorOf(selector)({ app: 'web', tier: 'a' }), true);
  assert.equal(selectorOf(selector)({ app: 'web', tier: 'c' }), false);
  assert.equal(selectorOf(selector)({ app: 'web', tier: 'a', old: '' }), false);
  assert.equal(selectorText(selector), '!old,app=web,tier in (a,b)');
  assert.throws(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] }), SelectorError);
  assert.throws(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'Like', values: ['x'] }] }), SelectorError);
});

test('field selectors know the fields of each kind', () => {
  const pod = object({ spec: { nodeName: 'a' }, status: { phase: 'Running' } });
  assert.equal(parseFields('spec.nodeName=a,status.phase!=Failed,metadata.namespace=s', PODS)(pod), true);
  assert.equal(parseFields('spec.nodeName=b', PODS)(pod), false);
  assert.equal(parseFields('spec.nodeName=', PODS)(object({ spec: {} })), true);
  assert.equal(parseFields('spec.unschedulable=false', NODES)(object({ spec: {} })), true);
  assert.equal(parseFields('type=Opaque', SECRETS)(object({ type: 'Opaque' })), true);
  assert.equal(
    parseFields(
      'involvedObject.kind=Node,type=Warning,source=kubelet',
      EVENTS,
    )(object({ involvedObject: { kind: 'Node' }, type: 'Warning', source: { component: 'kubelet' } })),
    true,
  );
  assert.equal(parseFields('metadata.name=a\\,b', BUDGETS)(object({})), false);
});

test('newer events call the fields differently', () => {
  const type = RESOURCES.find(({ group }) => group === 'events.k8s.io');
  assert.ok(type);
  assert.equal(
    parseFields(
      'regarding.kind=Node,reportingController=kubelet',
      type,
    )(object({ involvedObject: { kind: 'Node' }, reportingComponent: 'kubelet' })),
    true,
  );
});

test('other fields are refused', () => {
  for (const [selector, type] of [
    ['spec.hostname=a', PODS],
    ['status.phase=x', NODES],
    ['spec.chart=x', HELM_CHARTS],
    ['spec.nodeName', PODS],
  ] as const)
    assert.throws(() => parseFields(selector, type), SelectorError, selector);
});
