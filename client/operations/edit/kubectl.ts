/** The commands of kubectl that come nearest to changes of ours. */

import type { NodeRead } from '../cordon.ts';
import { shellWord, type Where } from '../drain/kubectl.ts';
import { type Changes, type Field, missing } from './field.ts';

/** One command for all nodes that lack the same changes, to be pasted into a POSIX shell. */
export function editCommand(field: Field, nodes: readonly NodeRead[], changes: Changes, where: Where): string {
  const groups = new Map<string, { readonly words: readonly string[]; readonly names: string[] }>();
  for (const node of nodes) {
    const words = [...missing(field.entries(node), changes)].map(([id, value]) =>
      value === null ? `${id}-` : field.text(id, value),
    );
    if (words.length === 0) continue;
    const key = words.join('\n');
    const group = groups.get(key) ?? { words, names: [] };
    group.names.push(node.metadata.name);
    groups.set(key, group);
  }
  const verb = field.kind === 'labels' ? 'label' : 'taint';
  return [...groups.values()]
    .map(({ words, names }) =>
      [
        'kubectl',
        verb,
        `--kubeconfig=${where.file}`,
        `--context=${where.context}`,
        '--overwrite',
        '--',
        'nodes',
        ...names,
        ...words,
      ]
        .map(shellWord)
        .join(' '),
    )
    .join('\n');
}
