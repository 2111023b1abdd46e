/** Keys of RKE2, the sibling of K3s: what K3s does with them, and what it has in their place. */

import { rke2Advice } from '../knowledge/rke2.ts';
import type { NodeConfig } from '../node/config.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { asScalar, removeEntry, replace } from '../yaml/edits.ts';
import { rule } from './rule.ts';

/** Keys whose file the API server of K3s takes as an argument. */
const AS_ARGUMENT: Readonly<Record<string, string>> = {
  'audit-policy-file': 'audit-policy-file',
  'pod-security-admission-config-file': 'admission-control-config-file',
};

export const rke2Key = rule<{ entry: Entry; line?: string }>({
  id: 'rke2-key',
  group: 'keys',
  summary: 'A key of RKE2, which K3s does not have.',
  severity: 'warning',
  // In all of them: {0} the key, {1} what K3s does with it.
  message: {
    profile: '"{0}" is a key of RKE2: {1}. The hardening guide of K3s lists the settings one by one.',
    cni: '"{0}" is a key of RKE2: {1}. K3s brings flannel; for another network write "flannel-backend: none".',
    ingress: '"{0}" is a key of RKE2: {1}. K3s brings Traefik; "disable: traefik" leaves that out.',
    servicelb: '"{0}" is a key of RKE2: {1}. K3s has ServiceLB anyway; "disable: servicelb" leaves that out.',
    audit: '"{0}" is a key of RKE2: {1}. Write "kube-apiserver-arg: audit-policy-file=…" and audit-log-path.',
    admission: '"{0}" is a key of RKE2: {1}. Write "kube-apiserver-arg: admission-control-config-file=…".',
    cloud:
      '"{0}" is a key of RKE2: {1}. ' +
      'Write "disable-cloud-controller: true" and "kubelet-arg: cloud-provider=external".',
    images: '"{0}" is a key of RKE2: {1}. K3s has these programs built in, so take the line out.',
    'control-plane': '"{0}" is a key of RKE2: {1}. The control plane of K3s is one process, so take the line out.',
  },
  *check({ node, file, flags, entries }) {
    if (file.root?.kind === 'sequence') return;
    for (const entry of entries) {
      const advice = flags.find(entry.name) ? undefined : rke2Advice(entry.name);
      if (!advice) continue;
      const fate = node.fateOf(entry.name);
      const line = lineFor(entry, node);
      yield {
        at: entry.key,
        say: advice,
        args: [entry.name, what(fate, node)],
        severity: fate === 'fatal' ? 'error' : 'warning',
        data: { entry, ...(line ? { line } : {}) },
      };
    }
  },
  fix: ({ data }, { file }) => {
    if (!data) return [];
    const { entry, line } = data;
    if (line) return [{ title: say('Write "{0}" instead', line), edits: [replace(file, entry.span, line)] }];
    return [{ title: say('Remove "{0}"', entry.name), edits: [removeEntry(file, entry)] }];
  },
});

function what(fate: ReturnType<NodeConfig['fateOf']>, { flags }: NodeConfig): string {
  if (fate === 'unseen') return say('K3s has no such option');
  if (fate === 'skipped') return say('K3s skips it');
  return flags.role === 'agent' ? say('a K3s agent does not start with it') : say('K3s does not start with it');
}

/** The argument that does the same, where the list is still free. */
function lineFor(entry: Entry, node: NodeConfig): string | undefined {
  const argument = AS_ARGUMENT[entry.name];
  const [text, second] = entry.texts;
  const free = node.flags.all.has('kube-apiserver-arg') && !node.setting('kube-apiserver-arg');
  if (!argument || !text?.text || second || !free) return undefined;
  return `kube-apiserver-arg: ${asScalar(`${argument}=${text.text}`)}`;
}
