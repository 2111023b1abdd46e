/** All checks on registries.yaml, as an ordered list, and what they find in words. */

import type { Fix, Related, Severity } from '../rules/rule.ts';
import { say } from '../words/say.ts';
import { readText } from '../yaml/document.ts';
import { applyEdits, type Edit } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { authKeys, tlsPair } from './checks/auth.ts';
import type { Check } from './checks/check.ts';
import { duplicateKey } from './checks/duplicate.ts';
import { duplicateEndpoint, endpointPath, refusedEndpoint, scheme } from './checks/endpoint.ts';
import { configHost, dockerHubKey, idleMirror, keyUrl } from './checks/name.ts';
import { portMismatch } from './checks/port.ts';
import { rewrite } from './checks/rewrite.ts';
import { misplacedSection, schema } from './checks/schema.ts';
import { type } from './checks/type.ts';
import { wildcardQuote } from './checks/wildcard.ts';
import type { Options } from './host.ts';
import { generate } from './hosts.ts';
import { idleEntries } from './idle.ts';
import { type Registries, readRegistries } from './model.ts';

/** In the order in which a person should hear of them. */
export const checks: readonly Check[] = [
  wildcardQuote,
  type,
  schema,
  misplacedSection,
  duplicateKey,
  keyUrl,
  portMismatch,
  dockerHubKey,
  configHost,
  idleMirror,
  refusedEndpoint,
  scheme,
  endpointPath,
  duplicateEndpoint,
  authKeys,
  tlsPair,
  rewrite,
];

/** A finding in words. */
export interface RegistryFinding {
  readonly id: string;
  readonly at: Span;
  readonly say: string;
  readonly args: readonly (string | number)[];
  readonly message: string;
  readonly severity: Severity;
  readonly related: readonly Related[];
  /** Only fixes after which K3s reads at least as much as before. */
  readonly fix: () => readonly Fix[];
}

/** Everything the checks have to say about a file. */
export function checkRegistries(registries: Registries, options: Options): RegistryFinding[] {
  const generated = generate(registries, options);
  const context = { registries, generated, idle: idleEntries(registries, generated, options), options };
  return checks.flatMap((check) =>
    [...check.check(context)].map(({ at, say: which, args = [], severity = check.severity, related = [], fix }) => ({
      id: check.id,
      at: { start: at.start, end: at.end },
      say: which,
      args,
      message: say(check.message[which] ?? check.summary, ...args),
      severity,
      related,
      fix: () => (fix?.() ?? []).filter(({ edits }) => keepsReadable(registries, edits)),
    })),
  );
}

function keepsReadable(registries: Registries, edits: readonly Edit[]): boolean {
  const { uri, text } = registries.document;
  const after = readRegistries(readText(uri, applyEdits(text, edits)));
  return faults(after) <= faults(registries);
}

/** How much keeps K3s from reading a file; one mistake in the syntax hides all others. */
function faults({ error }: Registries): number {
  if (!error) return 0;
  return error.kind === 'yaml-type' ? error.items.length : Number.POSITIVE_INFINITY;
}
