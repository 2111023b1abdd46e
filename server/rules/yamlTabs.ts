/** Tabs as indentation: K3s does not start. */

import type { Diagnosis } from '../yaml/diagnosis/diagnose.ts';
import { rule } from './rule.ts';
import { CAUSES, diagnosisOf, fixesOf, inBoth } from './yamlSyntax.ts';

export const yamlTabs = rule<Diagnosis>({
  id: 'yaml-tabs',
  group: 'yaml',
  summary: 'A tab where YAML wants blanks as indentation.',
  languages: ['config', 'registries'],
  severity: 'error',
  message: inBoth({ tab: CAUSES.tab }),
  *check({ file, language }) {
    const found = diagnosisOf(file, language);
    if (found?.cause === 'tab') yield { at: found.at, say: `${language} tab`, data: found };
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});
