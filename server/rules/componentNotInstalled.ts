/** Packaged components that come as charts, when the controller that installs charts is off. */

import { valuesAt } from '../knowledge/lookup.ts';
import { given, isOn, namesIn } from '../node/given.ts';
import { either } from '../words/list.ts';
import { rule } from './rule.ts';

export const componentNotInstalled = rule({
  id: 'component-not-installed',
  group: 'keys',
  scope: 'machine',
  summary: 'A packaged component that nobody installs any more.',
  severity: 'information',
  message:
    'With "{0}" nobody installs {1}, and K3s logs an error for it again and again. ' +
    'Add it to "disable" if you do without it.',
  *check({ node }) {
    const flag = node.flags.all.get('disable');
    if (!flag) return;
    const disabled = new Set(namesIn(node, 'disable'));
    const left = valuesAt(flag, node.flags.release).filter((name) => !disabled.has(name));
    for (const option of new Set(Object.values(flag.values ?? {}).flatMap(({ notWith }) => notWith ?? []))) {
      const names = left.filter((name) => flag.values?.[name]?.notWith === option);
      const part = given(node, option)?.part;
      if (!part || names.length === 0 || !isOn(node, option)) continue;
      const args = [option, either(names.map((name) => `"${name}"`))];
      yield { at: part.entry.key, in: part.document.uri, args };
    }
  },
});
