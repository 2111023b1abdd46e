/** The rules about component arguments: what is known of them before the engine is loaded. */

import type { Severity } from '../rules/rule.ts';
import type { RuleId } from './messages.ts';

/** How bad a rule is, at most, and what it finds; in the order of the tables. */
export const argumentRules: Readonly<Record<RuleId, { readonly severity: Severity; readonly summary: string }>> = {
  'component-flag-syntax': {
    severity: 'error',
    summary: 'An item of a `*-arg` list that the component cannot read as an argument.',
  },
  'component-flag-unknown': {
    severity: 'error',
    summary: 'An argument that the component does not have.',
  },
  'component-flag-removed': {
    severity: 'error',
    summary: 'An argument that Kubernetes has dropped.',
  },
  'component-flag-deprecated': {
    severity: 'hint',
    summary: 'An argument that Kubernetes will drop.',
  },
  'component-value': {
    severity: 'error',
    summary: 'The value of a component argument that ends the component.',
  },
  'component-combination': {
    severity: 'error',
    summary: 'Component arguments that do not go together.',
  },
  'node-allocatable': {
    severity: 'error',
    summary: '`enforce-node-allocatable` without what it needs.',
  },
  'component-value-ignored': {
    severity: 'warning',
    summary: 'The value of a component argument that does nothing.',
  },
  'component-arg-repeated': {
    severity: 'information',
    summary: 'A component argument given twice, of which only the last counts.',
  },
  'feature-gate-unknown': {
    severity: 'error',
    summary: 'A feature gate that Kubernetes does not have.',
  },
  'feature-gate-removed': {
    severity: 'error',
    summary: 'A feature gate that Kubernetes has dropped.',
  },
  'feature-gate-locked': {
    severity: 'error',
    summary: 'A feature gate that can no longer be changed.',
  },
  'feature-gate-needs': {
    severity: 'error',
    summary: 'A feature gate that is on without another one that it needs.',
  },
  'feature-gate-needless': {
    severity: 'information',
    summary: 'A feature gate that is on anyway, or that will go.',
  },
  'psp-removed': {
    severity: 'error',
    summary: 'PodSecurityPolicy after Kubernetes 1.24.',
  },
  'admission-noderestriction': {
    severity: 'warning',
    summary: 'Admission plugins that replace the NodeRestriction of K3s.',
  },
  'arg-overrides-k3s': {
    severity: 'warning',
    summary: 'A component argument that K3s sets itself.',
  },
  'etcd-arg-ignored': {
    severity: 'warning',
    summary: 'An item of `etcd-arg` that does nothing.',
  },
  'etcd-arg-deprecated': {
    severity: 'information',
    summary: 'A setting of etcd that will go.',
  },
  'etcd-arg-owned': {
    severity: 'warning',
    summary: 'A setting of etcd that K3s works out itself.',
  },
};
