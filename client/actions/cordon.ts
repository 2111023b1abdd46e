/** Cordon and uncordon from the tree: what is so already is not asked for, and who else has a hand in it is said. */

import { l10n, window } from 'vscode';
import { gathered } from '../explorer/gather.ts';
import { contextOf, cordonIn, nodesOf } from '../explorer/items/nodes.ts';
import { plain } from '../explorer/model/text.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { type Cordoned, cordonAll, type NodeRead } from '../operations/cordon.ts';
import type { Actions } from './actions.ts';
import { bySource, inView, reachOf } from './subjects.ts';

/** Takes nodes out of service, or puts them back. */
export const setCordon =
  (wanted: boolean) =>
  async (actions: Actions, subjects: readonly NodeSubject[]): Promise<void> => {
    for (const [source, nodes] of bySource(subjects)) {
      const names = nodes.map(({ name }) => name);
      if (!wanted && !(await mayUncordon(actions, source, names))) continue;
      const { api } = reachOf(source);
      // As the watch says it is now: what is so already needs no request.
      const answers = await inView(() =>
        cordonAll(
          api,
          nodes.map(({ raw }) => raw as NodeRead),
          wanted,
        ),
      );
      await tell(plain(source.entry.name, 60), wanted, [...answers]);
    }
  };

/** Puts nodes back that are known by name only. */
export async function uncordon(actions: Actions, cluster: string, names: ReadonlySet<string>): Promise<void> {
  const source = actions.explorer.sources.find(({ entry }) => entry.id === cluster);
  if (!source) throw new Error(l10n.t('The cluster is not there any more.'));
  const nodes = await inView(() => gathered(source, [{ name: 'nodes' }], () => nodesOf(source)));
  const subjects = nodes.filter(({ name }) => names.has(name)).map((node) => ({ source, node }));
  await setCordon(false)(actions, subjects);
}

/** A plan or an operation that has a node out of service is not disturbed without a yes. */
async function mayUncordon(
  actions: Actions,
  source: NodeSubject['source'],
  names: readonly string[],
): Promise<boolean> {
  const found = await inView(() =>
    gathered(source, [{ name: 'nodes' }, { name: 'plans' }], () => {
      const context = contextOf(actions.explorer.view(), source);
      return nodesOf(source)
        .filter(({ name }) => names.includes(name))
        .flatMap((node) => {
          const by = cordonIn(context, node);
          return by && by.by !== 'person' ? [{ node, by }] : [];
        });
    }),
  );
  for (const { node, by } of found) {
    const anyway = l10n.t('Uncordon Anyway');
    const name = plain(node.name, 60);
    const text =
      by.by === 'plan'
        ? l10n.t('The upgrade plan {0} has {1} out of service and may be upgrading it.', plain(by.name, 60), name)
        : l10n.t('{0} has {1} out of service.', plain(by.name, 100), name);
    const detail = l10n.t('Pods that land on the node now may be evicted again.');
    if ((await window.showWarningMessage(text, { modal: true, detail }, anyway)) !== anyway) return false;
  }
  return true;
}

async function tell(
  cluster: string,
  wanted: boolean,
  answers: readonly (readonly [string, Cordoned])[],
): Promise<void> {
  const failed = answers.flatMap(([name, answer]) => (answer.ok ? [] : [[plain(name, 60), answer.trouble] as const]));
  const changed = answers.flatMap(([name, answer]) => (answer.ok && answer.changed ? [plain(name, 60)] : []));
  const same = answers.flatMap(([name, answer]) => (answer.ok && !answer.changed ? [plain(name, 60)] : []));
  const parts = [
    changed.length > 0 &&
      (wanted ? l10n.t('{0} cordoned.', listed(changed)) : l10n.t('{0} back in service.', listed(changed))),
    same.length > 0 &&
      (wanted ? l10n.t('{0} already cordoned.', listed(same)) : l10n.t('{0} not cordoned.', listed(same))),
    ...failed.map(([name, { message }]) => l10n.t('{0}: {1}', name, plain(message, 300))),
  ].filter(Boolean);
  const text = l10n.t('Cluster {0}: {1}', cluster, parts.join(' '));
  // Nobody has to answer.
  if (failed.length > 0) void window.showWarningMessage(text);
  else void window.showInformationMessage(text);
}

/** All names of a few, and how many more there are. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? l10n.t('{0} and {1} more', shown, names.length - 5) : shown;
}
