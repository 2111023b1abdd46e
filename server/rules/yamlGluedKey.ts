/** An option that lost its place at the left edge, as it happens when indentation is lost on copying from a page. */

import type { Diagnosis } from '../yaml/diagnosis/diagnose.ts';
import { rule } from './rule.ts';
import { diagnosisOf, fixesOf } from './yamlSyntax.ts';

export const yamlGluedKey = rule<Diagnosis>({
  id: 'yaml-glued-key',
  group: 'yaml',
  summary: 'An option indented as if it belonged to the list or value above it.',
  severity: 'error',
  message:
    '"{0}" is indented as if it belonged to the lines above, and K3s does not start. Move it to the column of the other keys.',
  *check({ file }) {
    const found = diagnosisOf(file);
    if (found?.cause === 'glued-key') yield { at: found.at, args: found.args ?? [], data: found };
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});
