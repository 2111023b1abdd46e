/** Words of a modeline that say nothing: another role than the two, a version nobody knows, a misspelled name. */

import { readVersion } from '../knowledge/versions.ts';
import { isModeline, MODELINE_WORDS, wordsOf } from '../node/modeline.ts';
import { nearest } from '../words/nearest.ts';
import { say } from '../words/say.ts';
import { replace } from '../yaml/edits.ts';
import { rule } from './rule.ts';

/** What may stand behind each word; nothing for a text that is read otherwise. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  role: ['server', 'agent'],
  profile: ['default', 'hardened', 'off'],
};

export const modelineWord = rule<{ start: number; end: number; meant: string }>({
  id: 'modeline-word',
  group: 'comments',
  summary: 'A word in a `# k3s:` line that says nothing.',
  languages: ['config', 'registries', 'kubelet'],
  severity: 'warning',
  message: {
    word: 'Nobody reads "{0}" here. A line "# k3s:" knows role=, version= and profile=.',
    value: '"{1}" is no {0}, so this is as if it were not there. Write {2}.',
    version: '"{1}" is no version of K3s, so the newest known one is taken. Write it like v1.33 or v1.33.4+k3s1.',
  },
  *check({ file }) {
    for (const comment of file.comments.filter(isModeline)) {
      for (const { name, value, at, valueAt } of wordsOf(comment)) {
        const values = VALUES[name];
        if (!MODELINE_WORDS.includes(name)) {
          const [meant] = nearest(name, MODELINE_WORDS);
          yield { at, say: 'word', args: [name], ...(meant ? { data: { ...at, meant } } : {}) };
        } else if (values && !values.includes(value)) {
          const [meant] = nearest(value, values);
          yield {
            at: valueAt,
            say: 'value',
            args: [name, value, values.join(say(' or '))],
            ...(meant ? { data: { ...valueAt, meant } } : {}),
          };
        } else if (name === 'version' && readVersion(value).kind === 'unreadable') {
          yield { at: valueAt, say: 'version', args: [name, value] };
        }
      }
    }
  },
  fix: ({ data }, { file }) =>
    data ? [{ title: say('Change to "{0}"', data.meant), edits: [replace(file, data, data.meant)], safe: true }] : [],
});
