/** The rules about files of the kubelet: what is known of them before the engine is loaded. */

import type { Severity } from '../rules/rule.ts';

/** How bad a rule is, at most, and what it finds; in the order of the tables. */
export const kubeletFileRules = {
  'kubelet-syntax': {
    severity: 'error',
    summary: 'A kubelet file that is neither YAML nor JSON as the kubelet reads it.',
  },
  'kubelet-dropin-header': {
    severity: 'error',
    summary: 'A kubelet file without `apiVersion` and `kind`, or with those of something else.',
  },
  'kubelet-dropin-ext': { severity: 'warning', summary: 'A file the kubelet passes over because of its name.' },
  'kubelet-types': { severity: 'error', summary: 'A value of the wrong type in a kubelet file.' },
  'kubelet-unknown-field': { severity: 'warning', summary: 'A field that the kubelet does not have.' },
  'kubelet-validation': { severity: 'error', summary: 'A value with which the kubelet does not start.' },
  'kubelet-k3s-owned-field': { severity: 'warning', summary: 'A field or a file that belongs to K3s.' },
  'kubelet-shadowed': { severity: 'warning', summary: 'A field that a later file or `kubelet-arg` replaces.' },
  'kubelet-without-effect': {
    severity: 'warning',
    summary: 'A field or a file that the kubelet reads and does nothing with.',
  },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly summary: string }>>;

export type KubeletRuleId = keyof typeof kubeletFileRules;
