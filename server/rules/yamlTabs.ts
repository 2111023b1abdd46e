/** Tabs as indentation: K3s does not start. */

import type { Diagnosis } from '../yaml/diagnosis/diagnose.ts';
import { rule } from './rule.ts';
import { diagnosisOf, fixesOf } from './yamlSyntax.ts';

export const yamlTabs = rule<Diagnosis>({
  id: 'yaml-tabs',
  group: 'yaml',
  summary: 'A tab where YAML wants blanks as indentation.',
  severity: 'error',
  message: 'YAML does not indent with tabs; use two blanks. K3s does not start, and its log names no file.',
  *check({ file }) {
    const found = diagnosisOf(file);
    if (found?.cause === 'tab') yield { at: found.at, data: found };
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});
