/** The rules about registries.yaml: what is known of them before the engine is loaded. */

import type { Severity } from '../rules/rule.ts';

/** How bad a rule is where it does not say it per place, and what it finds; in the order of the tables. */
export const registryRules = {
  'registry-wildcard-quote': {
    severity: 'error',
    summary: 'The wildcard "*" without quotes, or in a release that does not know it.',
  },
  'registry-type': { severity: 'error', summary: 'A value of the wrong type in registries.yaml.' },
  'registry-schema': { severity: 'error', summary: 'A key of registries.yaml that K3s drops without a word.' },
  'registry-duplicate-key': { severity: 'warning', summary: 'A registry or a field that stands twice.' },
  'registry-key-url': {
    severity: 'error',
    summary: 'A registry named by a URL or by something no image name can hold.',
  },
  'registry-port-mismatch': { severity: 'warning', summary: 'A registry named without its port, or with another one.' },
  'registry-dockerhub-key': { severity: 'warning', summary: 'Docker Hub under a name that K3s does not look for.' },
  'registry-config-host': { severity: 'warning', summary: 'Settings under a name that the endpoints do not have.' },
  'registry-idle-mirror': { severity: 'information', summary: 'A mirror that changes nothing.' },
  'registry-endpoint': { severity: 'error', summary: 'An endpoint that K3s refuses, or that names no host.' },
  'registry-scheme': { severity: 'information', summary: 'An endpoint without http:// or https:// in front.' },
  'registry-endpoint-path': {
    severity: 'warning',
    summary: 'An endpoint with a path that a registry does not answer to.',
  },
  'registry-duplicate-endpoint': { severity: 'information', summary: 'The same endpoint twice.' },
  'registry-auth-keys': { severity: 'warning', summary: 'Credentials that K3s or containerd cannot use.' },
  'registry-tls-pair': { severity: 'error', summary: 'A client certificate without its key, or the reverse.' },
  'registry-rewrite': {
    severity: 'warning',
    summary: 'A rewrite that containerd cannot use, or that does something else.',
  },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly summary: string }>>;

export type RegistryRuleId = keyof typeof registryRules;
