/** Labels and taints from the tree: a menu of what is there and what is to become of it, and the changes sent. */

import { env, l10n, window } from 'vscode';
import { resourcePath } from '../cluster/resources.ts';
import { openConfiguration } from '../explorer/machine.ts';
import { type NodeFacts, nodeFacts } from '../explorer/model/node.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { NodeRead } from '../operations/cordon.ts';
import { apply } from '../operations/edit/apply.ts';
import { type Changes, type Field, missing } from '../operations/edit/field.ts';
import { editCommand } from '../operations/edit/kubectl.ts';
import { type Leaving, readLeaving } from '../operations/edit/leaving.ts';
import { type EditNote, editNotes, leavingNotes } from '../operations/edit/notes.ts';
import { notPatchable } from '../operations/edit/rights.ts';
import { taintOf } from '../operations/edit/taints.ts';
import { editedWords, planLine } from '../operations/edit/words.ts';
import type { Actions } from './actions.ts';
import { askForEdit } from './editMenu.ts';
import { bySource, inView, reachOf } from './subjects.ts';

/** What one person changes on some nodes of one cluster. */
export interface Editing {
  readonly cluster: string;
  readonly field: Field;
  /** As they were seen: the changes are made to this and to nothing else. */
  readonly nodes: readonly NodeFacts[];
  readonly changes: Changes;
  readonly notes: readonly EditNote[];
  /** Why it cannot be applied, or was not. */
  readonly troubles: readonly string[];
}

/** Nodes of several clusters are edited one cluster after the other. */
export const editNodes =
  (field: Field) =>
  async (actions: Actions, subjects: readonly NodeSubject[]): Promise<void> => {
    for (const [source, nodes] of bySource(subjects)) await edit(actions, source, field, nodes);
  };

async function edit(
  actions: Actions,
  source: ClusterSource,
  field: Field,
  subjects: readonly NodeFacts[],
): Promise<void> {
  const cluster = plain(source.entry.name, 100);
  let editing: Editing = { cluster, field, nodes: subjects, changes: new Map(), notes: [], troubles: [] };
  const { access } = reachOf(source);
  const denied = await inView(() => notPatchable(access, namesOf(subjects)));
  if (denied.length > 0) editing = { ...editing, troubles: [deniedWords(denied)] };
  for (;;) {
    const chosen = await askForEdit(editing);
    if (chosen === undefined) return;
    const { nodes, changes, notes } = editing;
    if (chosen.kind === 'changes') editing = { ...editing, ...(await withNotes(source, editing, chosen.changes)) };
    if (chosen.kind === 'copyPlan') await env.clipboard.writeText(planText(editing));
    if (chosen.kind === 'copyCommand')
      await env.clipboard.writeText(editCommand(field, nodes.map(rawOf), changes, source.entry));
    if (chosen.kind === 'configuration') {
      const node = nodes.find(({ name }) => notes.some(({ configuration }) => configuration?.includes(name)));
      if (node) await openConfiguration(actions.explorer, { source, node });
      return;
    }
    if (chosen.kind === 'apply') {
      const next = await send(source, editing);
      if (next === undefined) return;
      editing = { ...next, ...(await withNotes(source, next, next.changes)) };
    }
  }
}

const rawOf = ({ raw }: NodeFacts): NodeRead => raw as NodeRead;
const namesOf = (nodes: readonly NodeFacts[]): string[] => nodes.map(({ name }) => name);

const deniedWords = (names: readonly string[]): string =>
  l10n.t(
    'You may not change {0}: the right to patch nodes is missing.',
    names.map((name) => plain(name, 60)).join(', '),
  );

/** The plan as text: its line, and what to know. */
function planText({ cluster, field, nodes, changes, notes }: Editing): string {
  const line = planLine(field, nodes.map(rawOf), changes);
  return [l10n.t('Cluster {0}: {1}', cluster, line), ...notes.map(({ text }) => `- ${text}`)].join('\n');
}

/** The changes that change anything, with what there is to know about them; only NoExecute has to be asked for. */
async function withNotes(
  source: ClusterSource,
  { field, nodes }: Editing,
  wanted: Changes,
): Promise<Pick<Editing, 'changes' | 'notes'>> {
  const isOpen = (change: readonly [string, string | null]): boolean =>
    nodes.some(({ raw }) => missing(field.entries(raw), new Map([change])).size > 0);
  const changes = new Map([...wanted].filter(isOpen));
  const found = field.kind === 'taints' ? await inView(() => leavingOf(source, field, nodes, changes)) : new Map();
  return { changes, notes: [...editNotes(field, nodes, changes), ...leavingNotes(found)] };
}

async function leavingOf(
  source: ClusterSource,
  field: Field,
  nodes: readonly NodeFacts[],
  changes: Changes,
): Promise<ReadonlyMap<string, Leaving | undefined>> {
  const found = new Map<string, Leaving | undefined>();
  const signal = AbortSignal.timeout(30_000);
  for (const { name, raw } of nodes) {
    const taints = [...missing(field.entries(raw), changes)].flatMap(([id, value]) =>
      value === null ? [] : [{ ...taintOf(id), value }],
    );
    const sending = taints.filter(({ effect }) => effect === 'NoExecute');
    if (sending.length === 0) continue;
    const answer = await readLeaving(reachOf(source).api, name, sending, signal);
    found.set(name, answer.ok ? answer.value : undefined);
  }
  return found;
}

/** Undefined when all is done; else what is left, with the nodes as they are now. */
async function send(source: ClusterSource, editing: Editing): Promise<Editing | undefined> {
  const { cluster, field, nodes, changes } = editing;
  const { api } = reachOf(source);
  const answers = await inView(() => apply(nodes.map(rawOf), changes, { api, field }));
  const { good, bad } = editedWords(field, answers);
  if (bad.length === 0) {
    void window.showInformationMessage(l10n.t('Cluster {0}: {1}', cluster, good));
    return undefined;
  }
  const open = nodes.filter(({ name }) => !/^(changed|same|gone)$/.test(answers.get(name)?.kind ?? ''));
  const fresh = await inView(() => readNodes(source, namesOf(open)));
  if (fresh.length === 0) {
    void window.showWarningMessage(l10n.t('Cluster {0}: {1}', cluster, [good, ...bad].filter(Boolean).join(' ')));
    return undefined;
  }
  return { ...editing, nodes: fresh, troubles: [...bad, ...(good === '' ? [] : [good])] };
}

/** Those that can be read, as the server has them now. */
async function readNodes(source: ClusterSource, names: readonly string[]): Promise<NodeFacts[]> {
  const { api } = reachOf(source);
  const answers = await Promise.all(names.map((name) => api.request({ path: resourcePath('nodes', {}, name) })));
  return answers.flatMap((answer) =>
    answer.ok && typeof answer.body === 'object' && answer.body !== null ? [nodeFacts(answer.body)] : [],
  );
}
