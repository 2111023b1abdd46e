/** Operations as lines of the tree: each with its participants, and these with their parts. */

import { COLOURS, facts, type Item, spoken } from '../explorer/items/item.ts';
import { idPart, plain } from '../explorer/model/text.ts';
import type { Kind, Part } from '../operations/kind.ts';
import { kinds } from '../operations/kinds.ts';
import { isResumable, type Participant, type Status } from '../operations/operation.ts';
import type { Known } from '../operations/operations.ts';
import { stateWords } from '../operations/words.ts';
import { say } from '../say.ts';

/** Below one participant; the rest is in its document. */
const MOST_PARTS = 500;

/** The newest first. */
export function operationItems(all: readonly Known[], cluster: string, folder: string, now: number): readonly Item[] {
  const ours = all.filter(({ operation }) => operation.cluster.id === cluster);
  // Nobody waits for anything after the end.
  return ours.map((known) => operationItem(known, folder, known.operation.ended ?? now)).reverse();
}

function operationItem(known: Known, folder: string, now: number): Item {
  const { operation, status } = known;
  const kind = kinds[operation.kind];
  const id = `${folder}/operation:${idPart(operation.id)}`;
  const { participants } = operation;
  const label = kind ? plain(kind.title(participants.map(({ name }) => plain(name, 60)))) : plain(operation.kind, 60);
  const words = [stateWords(status), kind && progressWords(kind, participants)];
  const [only] = participants;
  return {
    id,
    cluster: operation.cluster.id,
    operation: operation.id,
    label,
    description: facts(...words),
    ...LOOKS[status],
    context: ['k3s.operation', operation.kind, status, isResumable(operation, status) ? 'resumable' : 'final'].join(
      '.',
    ),
    accessible: spoken(say('Operation'), label, ...words),
    collapsible: kind ? 'collapsed' : 'none',
    ...(kind && {
      children: () =>
        participants.length === 1 && only
          ? parts(kind, only, id, operation.cluster.id, now)
          : participants.map((one) => participantItem(kind, one, id, operation.cluster.id, now)),
    }),
  };
}

function progressWords(kind: Kind<unknown>, participants: readonly Participant[]): string {
  const each = participants.map(({ detail }) => kind.progress(detail));
  const done = each.reduce((sum, one) => sum + one.done, 0);
  const all = each.reduce((sum, one) => sum + one.all, 0);
  return all === 0 ? '' : say('{0} of {1}', done, all);
}

const LOOKS: Readonly<Record<Status | 'waiting' | 'notStarted', { icon: string; colour?: string }>> = {
  running: { icon: 'loading~spin' },
  interrupted: { icon: 'debug-disconnect', colour: COLOURS.warning },
  waiting: { icon: 'clock' },
  notStarted: { icon: 'circle-outline' },
  done: { icon: 'pass', colour: COLOURS.good },
  partlyDone: { icon: 'warning', colour: COLOURS.warning },
  cancelled: { icon: 'circle-slash', colour: COLOURS.warning },
  timedOut: { icon: 'watch', colour: COLOURS.warning },
  failedBeforeStart: { icon: 'error', colour: COLOURS.bad },
};

function participantItem(kind: Kind<unknown>, one: Participant, parent: string, cluster: string, now: number): Item {
  const id = `${parent}/on:${idPart(one.key)}`;
  const label = plain(one.name, 100);
  const words = [stateWords(one.state), progressWords(kind, [one])];
  return {
    id,
    cluster,
    label,
    description: facts(...words),
    ...LOOKS[one.state],
    context: 'k3s.participant',
    accessible: spoken(label, ...words),
    collapsible: 'collapsed',
    children: () => parts(kind, one, id, cluster, now),
  };
}

function parts(kind: Kind<unknown>, { detail }: Participant, parent: string, cluster: string, now: number): Item[] {
  const all = [...kind.parts(detail, now)];
  if (!kind.inOrder) all.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return all.slice(0, MOST_PARTS).map((part) => partItem(part, parent, cluster));
}

/** What needs a look comes first. */
const ORDER: readonly Part['state'][] = ['blocked', 'moving', 'open', 'done', 'kept'];

const PARTS: Readonly<Record<Part['state'], { icon: string; colour?: string }>> = {
  blocked: { icon: 'warning', colour: COLOURS.warning },
  moving: { icon: 'sync' },
  open: { icon: 'circle-outline' },
  done: { icon: 'pass', colour: COLOURS.good },
  kept: { icon: 'circle-large-outline', colour: COLOURS.quiet },
};

function partItem({ id, label, words, state }: Part, parent: string, cluster: string): Item {
  const shown = plain(label, 120);
  return {
    id: `${parent}/part:${idPart(id)}`,
    cluster,
    label: shown,
    description: plain(words),
    ...PARTS[state],
    context: `k3s.part.${state}`,
    accessible: spoken(shown, plain(words)),
    collapsible: 'none',
  };
}
