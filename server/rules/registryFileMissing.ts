/** Certificates and keys of registries.yaml that are not where it says, as far as the files of the machine are at hand. */

import { tlsFilesOf } from '../node/registryFile.ts';
import { shown } from '../words/list.ts';
import { contentStart } from '../yaml/edits.ts';
import { otherRuntime } from './registryUnused.ts';
import { rule } from './rule.ts';

export const registryFileMissing = rule({
  id: 'registry-file-missing',
  group: 'registries',
  scope: 'machine',
  summary: 'A certificate or key named in registries.yaml that is not there.',
  severity: 'error',
  message: {
    missing:
      'Every pull from here fails: there is no {1} on this machine. Put the file there, or name the right "{0}".',
    directory: 'Every pull from here fails: {1} is a directory, and "{0}" needs a file. Name a file in it.',
  },
  *check({ node }) {
    const { registries: file, machine } = node.sources;
    if (file?.kind !== 'document' || !machine || otherRuntime(node) !== undefined) return;
    for (const { field, node: at } of tlsFilesOf(file.document)) {
      const kind = machine.paths.get(at.text);
      // A repository rarely holds all files of a machine.
      if (kind !== 'directory' && !(kind === 'missing' && machine.whole)) continue;
      const start = contentStart(file.document, at);
      yield { at: { start, end: at.end }, in: file.uri, say: kind, args: [field, shown(at.text)] };
    }
  },
});
