/** Changes of labels or taints in sentences: what will happen to which nodes, and what became of it. */

import { plain } from '../../explorer/model/text.ts';
import { say } from '../../say.ts';
import type { NodeRead } from '../cordon.ts';
import type { Edited } from './apply.ts';
import { type Changes, type Field, missing } from './field.ts';

/** So many nodes are named one by one. */
const MOST_NAMES = 3;

/** `Set a=b on 3 nodes, remove c on node-1; node-4 has a=b already.`, or that there is nothing to do. */
export function planLine(field: Field, nodes: readonly NodeRead[], changes: Changes): string {
  const work: string[] = [];
  const same: string[] = [];
  for (const [id, value] of changes) {
    const change: Changes = new Map([[id, value]]);
    const isOpen = (node: NodeRead): boolean => missing(field.entries(node), change).size > 0;
    const open = nodes.filter(isOpen).map(nameOf);
    const rest = nodes.filter((node) => !isOpen(node)).map(nameOf);
    const text = plain(field.text(id, value ?? ''), 150);
    const short = value === null ? plain(id, 150) : text;
    if (open.length > 0)
      work.push(value === null ? say('remove {0} on {1}', short, on(open)) : say('set {0} on {1}', text, on(open)));
    if (rest.length > 0)
      same.push(value === null ? say('{0} without {1}', on(rest), short) : say('{0} with {1} already', on(rest), text));
  }
  if (changes.size === 0) return say('Nothing is to be changed yet.');
  const told = work.length > 0 ? work.join(', ') : say('Nothing to do');
  return `${capital([told, ...same].join('; '))}.`;
}

/** Names of a few nodes, else how many. */
function on(names: readonly string[]): string {
  return names.length > MOST_NAMES ? say('{0} nodes', names.length) : names.map((name) => plain(name, 60)).join(', ');
}

const nameOf = ({ metadata }: NodeRead): string => metadata.name;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What became of each node that is worth a sentence: those that failed by name, the others together. */
export function editedWords(
  field: Field,
  answers: ReadonlyMap<string, Edited>,
): { readonly good: string; readonly bad: readonly string[] } {
  const names = (kind: Edited['kind']): string[] => [...answers].filter(([, one]) => one.kind === kind).map(first);
  const changed = names('changed');
  const same = names('same');
  const good = [
    changed.length > 0 && say('Changed: {0}.', on(changed)),
    same.length > 0 && say('Like this already: {0}.', on(same)),
  ].filter((part) => part !== false);
  const bad = [...answers].flatMap(([name, answer]) => troubleWords(field, plain(name, 60), answer));
  return { good: good.join(' '), bad };
}

const first = ([name]: readonly [string, unknown]): string => name;

function troubleWords(field: Field, name: string, answer: Edited): string[] {
  switch (answer.kind) {
    case 'changed':
    case 'same':
      return [];
    case 'conflict':
      return answer.clashes.map(({ id, was, is }) =>
        say(
          '{0}: somebody changed {1} meanwhile: {2} before, {3} now. Nothing was overwritten.',
          name,
          plain(id, 100),
          valueWords(field, id, was),
          valueWords(field, id, is),
        ),
      );
    case 'gone':
      return [say('{0}: the node is not there any more, or is another one of the same name.', name)];
    case 'forbidden':
      return [say('{0}: you may not change it, because the right to patch nodes is missing.', name)];
    case 'failed':
      return [say('{0}: not changed: {1}', name, plain(answer.words, 300))];
    case 'unclear':
      return [say('{0}: no answer came, so it may be changed or not: {1}', name, plain(answer.words, 300))];
  }
}

const valueWords = (field: Field, id: string, value: string | undefined): string =>
  value === undefined ? say('nothing') : plain(field.text(id, value), 150);
