/** `.k3slint.yaml` says something that nobody understands, so it has no effect. */

import { LEVELS, LINT_FILE_KEYS, type LintFileProblem, PROFILES } from '../node/lintFile.ts';
import { either, shown } from '../words/list.ts';
import { nearest } from '../words/nearest.ts';
import { say } from '../words/say.ts';
import { replace } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { rules } from './index.ts';
import { roleUnknown } from './roleUnknown.ts';
import { type Hit, rule } from './rule.ts';
import { UNUSED_IGNORE } from './unusedIgnore.ts';

interface Change {
  readonly at: Span;
  readonly meant: readonly string[];
}

/** What can stand in the place of a word that is not understood. */
const choices: Readonly<Record<LintFileProblem['kind'], readonly string[]>> = {
  unreadable: [],
  key: LINT_FILE_KEYS,
  profile: PROFILES,
  role: ['server', 'agent'],
  version: [],
  level: LEVELS,
  severity: [],
};

export const lintFile = rule<Change>({
  id: 'lint-file',
  group: 'comments',
  scope: 'machine',
  summary: 'Something in `.k3slint.yaml` that nobody understands.',
  severity: 'warning',
  message: {
    unreadable: 'This file cannot be read, so what stands behind this place has no effect: {0}.',
    key: 'There is no key "{0}" here, so it has no effect. Write {1}.',
    profile: 'There is no profile "{0}". Write {1}.',
    role: 'There is no role "{0}". Write {1}.',
    version: '"{0}" is no K3s version. Write it like v1.33.',
    level: 'A finding cannot be "{0}". Write {1}.',
    severity: 'Below "severity" stands one line per rule, such as "octal-mode: error".',
    rule: 'There is no rule "{0}", so this line has no effect. "k3s-config explain" lists them all.',
    ruleMeant: 'There is no rule "{0}", so this line has no effect. Did you mean "{1}"?',
  },
  *check({ node }): Iterable<Hit<Change>> {
    const { lintFile: file } = node.sources;
    if (!file) return;
    for (const { kind, at, text } of file.problems) {
      const meant = nearest(text, choices[kind]);
      yield { at, in: file.uri, say: kind, args: [shown(text), either(choices[kind])], data: { at, meant } };
    }
    const ids = [...rules, roleUnknown, { id: UNUSED_IGNORE }].map(({ id }) => id);
    for (const { id, at } of file.named) {
      if (ids.includes(id)) continue;
      const meant = nearest(id, ids);
      const args = [shown(id), meant[0] ?? ''];
      yield { at, in: file.uri, say: meant[0] ? 'ruleMeant' : 'rule', args, data: { at, meant } };
    }
  },
  fix({ data }, { node }) {
    const { lintFile: file } = node.sources;
    if (!data || !file) return [];
    return data.meant.map((word) => ({
      title: say('Change to "{0}"', word),
      edits: [replace(file.document, data.at, word)],
    }));
  },
});
