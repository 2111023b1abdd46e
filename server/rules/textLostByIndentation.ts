/** A file whose first lines are indented more than later ones: K3s stops reading at the first line further left. */

import { say } from '../words/say.ts';
import { dedent } from '../yaml/diagnosis/indentation.ts';
import { type Line, lineAt, lineBelow } from '../yaml/diagnosis/lines.ts';
import { positionAt, readText } from '../yaml/document.ts';
import { applyEdits } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const textLostByIndentation = rule<{ first: Line; column: number; rest: number }>({
  id: 'text-lost-by-indentation',
  group: 'yaml',
  summary: 'Lines that K3s never reads because those above them are indented more.',
  languages: ['config', 'registries'],
  severity: 'warning',
  message: {
    indented:
      'K3s reads nothing from this line on and does not say so: the lines above are indented more. Give all keys the same column.',
    complete:
      'K3s reads nothing from this line on and does not say so: the value above is already the whole file. Write one "key: value" per line.',
  },
  *check({ file, language }) {
    const { rest, root, text } = file;
    if (rest?.because !== 'indentation' || !root) return;
    // Where K3s finds no keys at all, that is what it stops at.
    if (language === 'config' ? file.problem : root.kind !== 'mapping') return;
    const line = lineAt(text, rest.at);
    const first = lineAt(text, root.start);
    yield {
      at: { start: rest.at, end: line.start + line.text.trimEnd().length },
      say: first.indent > line.indent ? 'indented' : 'complete',
      related: [
        {
          uri: file.uri,
          at: { start: root.start, end: first.end },
          message: say('What K3s reads starts here, on line {0}.', positionAt(file, root.start).line + 1),
        },
      ],
      data: { first, column: line.indent, rest: rest.at },
    };
  },
  fix({ data }, { file }) {
    if (!data || data.first.indent <= data.column) return [];
    const edits = dedent(file, withContent(file.text, data.first), data.column, data.rest);
    const after = readText(file.uri, applyEdits(file.text, edits));
    if (edits.length === 0 || after.problem || after.rest?.because === 'indentation') return [];
    return [{ title: say('Move the lines above to the same column'), edits, safe: true }];
  },
});

function withContent(text: string, line: Line): Line {
  const next = line.content === '' ? lineBelow(text, line) : undefined;
  return next ? withContent(text, next) : line;
}
