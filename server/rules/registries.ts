/** The rules about registries.yaml; `server/registries` knows it, once it is loaded. */

import { loadedEngine } from '../engines.ts';
import type { RegistryFinding } from '../registries/check.ts';
import { registryRules } from '../registries/rules.ts';
import { otherRuntime } from './registryUnused.ts';
import { type Rule, rule } from './rule.ts';

/** What keeps the node from coming up, whoever pulls the images. */
const ALWAYS: ReadonlySet<string> = new Set(['registry-type', 'registry-wildcard-quote']);

export const registries: readonly Rule[] = Object.entries(registryRules).map(([id, { severity, summary }]) =>
  rule<RegistryFinding>({
    id,
    group: 'registries',
    scope: 'machine',
    summary,
    severity,
    get message() {
      return loadedEngine('registries')?.messages[id] ?? {};
    },
    *check({ node }) {
      const uri = node.sources.registries?.uri;
      // Nobody pulls by the file then; K3s reads it all the same.
      if (!ALWAYS.has(id) && otherRuntime(node) !== undefined) return;
      for (const finding of loadedEngine('registries')?.registryFindings(node) ?? []) {
        if (finding.id !== id || uri === undefined) continue;
        const { at, say, args, severity: own, related } = finding;
        yield { at, in: uri, say, args, severity: own, related, data: finding };
      }
    },
    fix: ({ data }) => data?.fix() ?? [],
  }),
);
