/** A YAML tag such as `!!int` in front of a value that is none. */

import { say } from '../words/say.ts';
import { contentStart, replace } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const yamlTagValue = rule({
  id: 'yaml-tag-value',
  group: 'yaml',
  summary: 'A tag such as `!!int` that does not fit its value.',
  severity: 'error',
  message: {
    type: 'The tag {0} does not fit the value. K3s does not start, and its log names no file.',
    binary: 'What stands behind the tag is no base64. K3s does not start, and its log names no file.',
  },
  *check({ file: { problem } }) {
    if (problem?.kind !== 'yaml-value') return;
    const type = /as a (!!\w+)$/.exec(problem.message)?.[1];
    yield { at: problem.span, say: type ? 'type' : 'binary', args: type ? [type] : [] };
  },
  fix({ at }, { file }) {
    const start = contentStart(file, at);
    return start > at.start
      ? [{ title: say('Remove the tag'), edits: [replace(file, { start: at.start, end: start }, '')] }]
      : [];
  },
});
