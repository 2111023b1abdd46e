/** A second YAML document: K3s reads only the first one. */

import { say } from '../words/say.ts';
import { lineAt } from '../yaml/diagnosis/lines.ts';
import { readText } from '../yaml/document.ts';
import { applyEdits, lineEnd, replace } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { rule } from './rule.ts';

export const multiDocumentIgnored = rule<Span>({
  id: 'multi-document-ignored',
  group: 'yaml',
  summary: 'A second document behind `---` or `...`, which K3s does not read.',
  languages: ['config', 'registries'],
  severity: 'warning',
  message: {
    second:
      'K3s reads only the first document of a file, so everything from here on is ignored. Remove the line, or use a second file in config.yaml.d.',
    alone: 'K3s reads only the first document of the file, so everything from here on is ignored. Remove this line.',
    empty: 'The first document is empty, and K3s reads no other: everything from here on is ignored. Remove this line.',
  },
  *check({ file, language }) {
    const { rest, text, root } = file;
    if (rest?.because !== 'document') return;
    const found = text.startsWith('---', rest.at) ? rest.at : text.lastIndexOf('\n...', rest.at) + 1;
    const line = lineAt(text, found);
    const at = { start: line.start, end: line.start + 3 };
    const isEmpty = root === null || (root.kind === 'scalar' && root.text === '');
    yield { at, say: isEmpty ? 'empty' : language === 'config' ? 'second' : 'alone', data: at };
  },
  fix({ data }, { file }) {
    if (!data) return [];
    const { content } = lineAt(file.text, data.start);
    if (content.length > 3) return [];
    const edits = [replace(file, { start: data.start, end: lineEnd(file.text, data.start) }, '')];
    if (readText(file.uri, applyEdits(file.text, edits)).problem) return [];
    return [{ title: say('Remove the separator, so that K3s reads what follows'), edits }];
  },
});
