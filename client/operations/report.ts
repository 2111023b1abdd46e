/** An operation as a Markdown document: where it stands, what blocks it and why, what to do next, and what happened. */

import { code, prose } from '../explorer/model/text.ts';
import { documentOf, fenced, list, section } from '../explorer/report/markdown.ts';
import { say } from '../say.ts';
import type { Kind, Part } from './kind.ts';
import { kinds } from './kinds.ts';
import { isResumable, type Participant } from './operation.ts';
import type { Known } from './operations.ts';
import { stateWords } from './words.ts';

/** @param log as the store has it, one line for each event */
export function operationReport(known: Known | undefined, log: string, now: number): string {
  const kind = known && kinds[known.operation.kind];
  if (!known || !kind) return documentOf(say('This operation is not there any more.'));
  const { operation, status } = known;
  const { participants, cluster } = operation;
  const title = kind.title(participants.map(({ name }) => name));
  return documentOf(
    prose(title),
    say('Cluster {0}: {1}.', prose(cluster.name, 100), stateWords(status)),
    known.unwritten === undefined ? '' : say('Its state cannot be written down: {0}', prose(known.unwritten)),
    next(known),
    // Nobody waits for anything after the end.
    ...participants.map((one) => participantSection(kind, one, operation.ended ?? now)),
    section(say('What happened'), log === '' ? say('Nothing yet.') : fenced(log)),
  );
}

/** What a person can do about it. */
function next({ operation, status }: Known): string {
  if (status === 'running') return '';
  if (status === 'interrupted')
    return say('The window that ran it is gone. Resume it from the tree: nothing that is done is done again.');
  return isResumable(operation, status)
    ? say('It can be resumed from the tree; nothing that is done is done again.')
    : '';
}

function participantSection(kind: Kind<unknown>, { name, state, detail }: Participant, now: number): string {
  const parts = kind.parts(detail, now);
  const blocking = parts.filter((part) => part.state === 'blocked');
  const unblocked = parts.filter((part) => part.state !== 'blocked');
  const others = kind.inOrder ? unblocked : unblocked.sort(byState);
  // Lines that wrap, and that a screen reader reads in one go, where a table would do neither.
  const lines = (some: readonly Part[]): string =>
    list(some.map(({ label, words }) => `${labelled(label)}: ${prose(words)}`));
  return section(
    `${prose(name, 100)}: ${stateWords(state)}`,
    prose(kind.summary(detail, now)),
    blocking.length > 0 && `### ${say('What is still blocking')}`,
    lines(blocking),
    blocking.length > 0 && others.length > 0 && `### ${say('Everything else')}`,
    lines(others),
  );
}

/** A name is shown as one, a step is a sentence. */
const labelled = (label: string): string => (label.includes(' ') ? prose(label) : code(label));

const ORDER: readonly Part['state'][] = ['moving', 'open', 'done', 'kept'];
const byState = (a: Part, b: Part): number => ORDER.indexOf(a.state) - ORDER.indexOf(b.state);
