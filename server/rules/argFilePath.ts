/** Files that arguments of components name, where the machine has none, or something else. */

import { listsWithFiles, type NamedFile, namedFiles } from '../arguments/files.ts';
import { isText, itemsOf } from '../node/given.ts';
import type { MachineFiles } from '../node/machineFiles.ts';
import { shown } from '../words/list.ts';
import { placeOf } from '../yaml/places.ts';
import { isIdle } from './componentArguments.ts';
import { type Hit, rule } from './rule.ts';

export const argFilePath = rule({
  id: 'arg-file-path',
  group: 'files',
  scope: 'machine',
  summary: 'A file that a component argument names, and that is not there.',
  severity: 'error',
  message: {
    missing: 'K3s does not start: there is no {1} on this machine. Create it, or name the right path for "{0}".',
    directory: 'K3s does not start: {1} is a directory here, and "{0}" needs a file. Name a file in it.',
    relative:
      'The path of "{0}" counts from wherever K3s is started, with systemd from /. Write the whole path of {1}.',
  },
  *check({ node }) {
    const { machine } = node.sources;
    for (const list of listsWithFiles) {
      const { parts = [] } = node.setting(list) ?? {};
      if (!node.flags.all.has(list) || parts.length === 0 || isIdle(node, list)) continue;
      for (const file of namedFiles(list, itemsOf(node, list))) {
        const part = parts[file.item];
        const hit = hitOf(file, machine);
        if (!part || !isText(part) || !hit) continue;
        const at = placeOf(part, file.from, file.to);
        yield { at, within: part.node, in: part.document.uri, ...hit, args: [file.flag, shown(file.path)] };
      }
    }
  },
});

function hitOf(
  { path, folder, relative }: NamedFile,
  machine: MachineFiles | undefined,
): Partial<Hit<undefined>> | undefined {
  if (relative) return { say: 'relative', severity: 'warning' };
  const kind = machine?.paths.get(path);
  if (folder || kind === undefined) return undefined;
  if (kind === 'directory') return { say: 'directory' };
  // A repository rarely holds all files of a machine.
  return kind === 'missing' && machine?.whole ? { say: 'missing' } : undefined;
}
