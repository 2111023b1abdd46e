/** All checks on registries.yaml, as an ordered list, and what they find in words. */

import type { NodeConfig } from '../node/config.ts';
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
import { type NodeRegistries, registriesOf } from './ofNode.ts';
import { type RegistryRuleId, registryRules } from './rules.ts';

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
  readonly id: RegistryRuleId;
  readonly at: Span;
  readonly say: string;
  readonly args: readonly (string | number)[];
  readonly message: string;
  readonly severity: Severity;
  readonly related: readonly Related[];
  /** Only fixes after which K3s reads at least as much as before. */
  readonly fix: () => readonly Fix[];
}

/** The sentences of all checks, by rule and name. */
export const messages: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  checks.map(({ id }) => [
    id,
    Object.assign({}, ...checks.filter((one) => one.id === id).map(({ message }) => message)),
  ]),
);

/** What they have to say about the registries.yaml of a machine; nothing where it has none. */
export function registryFindings(node: NodeConfig): readonly RegistryFinding[] {
  const own = registriesOf(node);
  if (!own) return [];
  let found = known.get(own);
  if (!found) {
    found = findingsOf(own);
    known.set(own, found);
  }
  return found;
}

const known = new WeakMap<NodeRegistries, readonly RegistryFinding[]>();

/** Everything the checks have to say about a file. */
export function checkRegistries(registries: Registries, options: Options): RegistryFinding[] {
  const generated = generate(registries, options);
  return findingsOf({ registries, generated, idle: idleEntries(registries, generated, options), options });
}

function findingsOf(context: NodeRegistries): RegistryFinding[] {
  const { registries } = context;
  return checks.flatMap((check) =>
    [...check.check(context)].map(
      ({ at, say: which, args = [], severity = registryRules[check.id].severity, related = [], fix }) => ({
        id: check.id,
        at: { start: at.start, end: at.end },
        say: which,
        args,
        message: say(check.message[which] ?? which, ...args),
        severity,
        related,
        fix: () => (fix?.() ?? []).filter(({ edits }) => keepsReadable(registries, edits)),
      }),
    ),
  );
}

/** Reading a larger text again for every fix would take too long. */
const LARGEST_TRIED = 20_000;

/** Whether K3s reads at least as much as before; of a large text it is certain only where one value becomes another. */
function keepsReadable(registries: Registries, edits: readonly Edit[]): boolean {
  const { uri, text } = registries.document;
  if (text.length > LARGEST_TRIED) return edits.length === 1;
  const after = readRegistries(readText(uri, applyEdits(text, edits)));
  return faults(after) <= faults(registries);
}

/** How much keeps K3s from reading a file; one mistake in the syntax hides all others. */
function faults({ error }: Registries): number {
  if (!error) return 0;
  return error.kind === 'yaml-type' ? error.items.length : Number.POSITIVE_INFINITY;
}
