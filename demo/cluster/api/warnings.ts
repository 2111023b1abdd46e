/** What the server takes but warns about. */

import type { Draft, Loose } from '../store/object.ts';
import type { ResourceType } from './resources.ts';

const OLD_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
};

/** The texts of the Warning headers for an object that is written. */
export function warnings({ kind }: ResourceType, { spec }: Draft): string[] {
  const pod: Loose = kind === 'Pod' ? spec : spec?.template?.spec;
  const path = kind === 'Pod' ? 'spec' : 'spec.template.spec';
  return Object.keys(pod?.nodeSelector ?? {})
    .filter((label) => label in OLD_LABELS)
    .map((label) => `${path}.nodeSelector[${label}]: ${OLD_LABELS[label]}`);
}
