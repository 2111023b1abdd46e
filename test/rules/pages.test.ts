/** The pages of rules for registries.yaml and for files of the kubelet: their wrong example is told, the right one is not. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { kubeletFileRules } from '../../server/kubelet/rules.ts';
import { registryRules } from '../../server/registries/rules.ts';
import { findings } from '../../server/rules/run.ts';
import { machine } from '../support/machine.ts';

const folder = join(import.meta.dirname, '../../docs/rules');
const KUBELET = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-user';

/** What every second file gets, and what only a whole machine lacks. */
const ADVICE: readonly string[] = ['secret-in-file', 'role-unknown'];

/** What a page says in words: the name of the file, and what stands in config.yaml. */
const words: Readonly<Record<string, { wrong?: string; config?: string }>> = {
  'kubelet-dropin-ext': { wrong: `${KUBELET}.yaml` },
  'kubelet-shadowed': { config: 'kubelet-arg:\n  - max-pods=250\n' },
};

describe('the page of', () => {
  for (const id of [...Object.keys(registryRules), ...Object.keys(kubeletFileRules)]) {
    it(id, async () => {
      const examples = [...readFileSync(join(folder, `${id}.md`), 'utf8').matchAll(/```yaml\n(.*?)```/gs)];
      const [wrong = '', right = ''] = examples.map(([, text = '']) => text);
      const { wrong: name, config = '' } = words[id] ?? {};
      const file = id in registryRules ? 'registries.yaml' : `${KUBELET}.conf`;
      const told = async (text: string) =>
        findings(await machine(text)).flatMap(({ rule }) => (ADVICE.includes(rule) ? [] : [rule]));
      const rest = config && `-- config.yaml --\n${config}`;
      assert.deepEqual([...new Set(await told(`-- ${name ?? file} --\n${wrong}${rest}`))], [id]);
      const isConfig = right.startsWith('# config.yaml');
      assert.deepEqual(await told(isConfig ? right : `-- ${file} --\n${right}`), []);
    });
  }
});
