/** The rules about files of the kubelet; `server/kubelet` knows it, once it is loaded. */

import { loadedEngine } from '../engines.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { KubeletFinding } from '../kubelet/check.ts';
import type { Place } from '../kubelet/problem.ts';
import { kubeletFileRules } from '../kubelet/rules.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import type { Diagnosis } from '../yaml/diagnosis/diagnose.ts';
import { placeOf } from '../yaml/places.ts';
import { type Fix, type Hit, type Related, type Rule, rule } from './rule.ts';
import { CAUSES, diagnosisOf, fixesOf } from './yamlSyntax.ts';

export const kubelet: readonly Rule[] = Object.entries(kubeletFileRules).map(([id, { severity, summary }]) =>
  rule<KubeletFinding>({
    id,
    group: 'kubelet',
    scope: 'machine',
    summary,
    severity,
    get message() {
      return id === 'kubelet-syntax'
        ? { ...YAML, ...loadedEngine('kubelet')?.messages }
        : (loadedEngine('kubelet')?.messages ?? {});
    },
    *check({ node }) {
      const found = loadedEngine('kubelet')?.kubeletOf(node);
      for (const finding of found?.findings ?? []) {
        const place = finding.id === id ? placeIn(finding, found?.parts ?? []) : undefined;
        if (!place) continue;
        const diagnosis = finding.say === 'yamlSyntax' ? diagnosisIn(node, finding.uri) : undefined;
        if (diagnosis) {
          const { at, cause, args = [] } = diagnosis;
          yield { ...place, at, say: `yaml ${cause}`, args, data: { ...finding, fix: fixesOf(diagnosis) } };
          continue;
        }
        yield {
          ...place,
          say: finding.say,
          args: finding.args,
          severity: severityOf(finding, node),
          tags: finding.tags,
          related: finding.related.flatMap((other) => relatedTo(other, found?.parts ?? [])),
          data: finding,
        };
      }
    },
    fix: ({ data }, { node }) => [...(data ? renaming(data, node) : []), ...(data?.fix ?? [])],
  }),
);

/** What is wrong with YAML that the kubelet cannot read, in the same words as for K3s. */
const YAML = Object.fromEntries(
  Object.entries(CAUSES).map(([cause, sentence]) => [
    `yaml ${cause}`,
    `${sentence} K3s does not start, because the kubelet cannot read the file.`,
  ]),
);

function diagnosisIn(node: NodeConfig, uri: string | undefined): Diagnosis | undefined {
  const document = uri === undefined ? undefined : node.document(uri);
  return document && diagnosisOf(document, 'kubelet');
}

/** A name with which the kubelet reads the file, where no other file has it. */
function renaming({ rename, uri }: KubeletFinding, node: NodeConfig): Fix[] {
  if (rename === undefined || uri === undefined) return [];
  const name = rename.slice(rename.lastIndexOf('/') + 1);
  const to = `${uri.slice(0, uri.lastIndexOf('/') + 1)}${encodeURIComponent(name)}`;
  if (node.document(to)) return [];
  return [{ title: say('Rename to {0}', name), edits: [], rename: { from: uri, to } }];
}

/** In a file of the kubelet, or at an item of `kubelet-arg`; nowhere when only the words of the service say it. */
function placeIn({ uri, arg, at }: KubeletFinding, parts: readonly Part[]): Pick<Hit, 'at' | 'in'> | undefined {
  if (arg === undefined) return uri === undefined ? undefined : { at, in: uri };
  const part = parts[arg];
  return part && { at: placeOf(part, 0, part.text.length), in: part.document.uri };
}

function relatedTo(place: Place, parts: readonly Part[]): Related[] {
  const message = say('This one counts.');
  if ('at' in place) return [{ uri: place.uri, at: place.at, message }];
  const part = parts[place.arg];
  return part ? [{ uri: part.document.uri, at: placeOf(part, 0, part.text.length), message }] : [];
}

/** A name that nothing is known of may be new in a Kubernetes that is newer than all that is known. */
function severityOf({ severity, say: which }: KubeletFinding, node: NodeConfig): KubeletFinding['severity'] {
  const isNewer = kubernetesOf(node.flags.release).facts === 'newest known';
  return isNewer && severity === 'error' && MAYBE_NEW.has(which) ? 'warning' : severity;
}

const MAYBE_NEW: ReadonlySet<string> = new Set([
  'cipher',
  'cipherMeant',
  'curve',
  'gateUnknown',
  'gateUnknownMeant',
  'oneOf',
  'oneOfMeant',
  'signal',
  'signalMeant',
]);
