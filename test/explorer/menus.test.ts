/** The menu of a node: only what is possible there now. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { ConnectionState } from '../../client/explorer/source.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node } from './objects.ts';

interface Entry {
  readonly command: string;
  readonly when: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const entries: readonly Entry[] = manifest.contributes.menus['view/item/context'];

/** What VS Code offers on a line of that context, by the condition on `viewItem` alone. */
function menuOf(context: string): ReadonlySet<string> {
  const offered = entries.filter(({ when }) => {
    const [, pattern] = /viewItem =~ \/(.*?)\/(?: &&|$)/.exec(when) ?? [];
    assert.ok(pattern, when);
    return new RegExp(pattern).test(context);
  });
  return new Set(offered.map(({ command }) => command));
}

const THROUGH_THE_CLUSTER = ['k3s.node.cordon', 'k3s.node.drain', 'k3s.node.labels', 'k3s.node.taints'];

function menuFor(
  shape: Parameters<typeof node>[0],
  { forbidden = [], state }: { forbidden?: readonly string[]; state?: ConnectionState } = {},
): ReadonlySet<string> {
  const source = new FakeSource('prod', [node({ name: 'a', ...shape })]);
  if (state) source.state = state;
  for (const one of forbidden) source.forbidden.add(one);
  const view = { sources: [source], filter: '', grouping: 'none', now: NOW } as const;
  const all = clusterItems(view).flatMap((item) => item.children?.() ?? []);
  const found = all.flatMap((item) => item.children?.() ?? []).find(({ node: name }) => name === 'a');
  assert.ok(found);
  return menuOf(found.context);
}

const has = (menu: ReadonlySet<string>, ...commands: readonly string[]): void => {
  for (const command of commands) assert.ok(menu.has(command), `${command} is missing`);
};
const hasNot = (menu: ReadonlySet<string>, ...commands: readonly string[]): void => {
  for (const command of commands) assert.ok(!menu.has(command), `${command} is there`);
};

test('an agent in service: cordon, drain, labels, delete, and what is done on the machine', () => {
  const menu = menuFor({ role: 'agent' });
  has(menu, ...THROUGH_THE_CLUSTER, 'k3s.node.delete', 'k3s.service.restart', 'k3s.node.uninstall', 'k3s.node.recover');
  hasNot(menu, 'k3s.node.uncordon', 'k3s.server.restart', 'k3s.cluster.importKubeconfig');
});

test('a cordoned server: uncordon, and the words of a server', () => {
  const menu = menuFor({ role: 'server', unschedulable: true });
  has(menu, 'k3s.node.uncordon', 'k3s.server.restart', 'k3s.server.stop', 'k3s.server.uninstall');
  hasNot(menu, 'k3s.node.cordon', 'k3s.service.restart', 'k3s.node.recover', 'k3s.node.uninstall');
});

test('who may only read is offered no change through the cluster', () => {
  const menu = menuFor({ role: 'agent' }, { forbidden: ['patch nodes', 'delete nodes'] });
  hasNot(menu, ...THROUGH_THE_CLUSTER, 'k3s.node.delete');
  has(menu, 'k3s.node.report', 'k3s.node.log', 'k3s.node.diagnose', 'k3s.service.restart', 'k3s.node.compareWithFile');
});

test('who may change nodes but not delete them is offered just that', () => {
  const menu = menuFor({ role: 'agent' }, { forbidden: ['delete nodes'] });
  has(menu, ...THROUGH_THE_CLUSTER);
  hasNot(menu, 'k3s.node.delete');
});

test('with the cluster out of reach the machine itself still can be looked after', () => {
  const cause = { kind: 'unreachable', message: 'No route.' } as const;
  const menu = menuFor({ role: 'agent' }, { state: { kind: 'stale', since: NOW, cause } });
  hasNot(menu, ...THROUGH_THE_CLUSTER, 'k3s.node.delete');
  has(menu, 'k3s.node.log', 'k3s.node.diagnose', 'k3s.service.restart', 'k3s.node.recover', 'k3s.node.copyName');
});
