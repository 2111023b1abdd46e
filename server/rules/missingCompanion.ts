/** Options that need another one beside them, and what an agent needs to join. */

import type { Flag } from '../knowledge/flag.ts';
import { envAt } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import { areFilesKnown, given, isOn, isServiceKnown } from '../node/given.ts';
import { either } from '../words/list.ts';
import type { Entry } from '../yaml/document.ts';
import { type Hit, rule } from './rule.ts';

export const missingCompanion = rule({
  id: 'missing-companion',
  group: 'keys',
  scope: 'machine',
  summary: 'An option without the one it needs beside it.',
  severity: 'error',
  message: {
    needs: 'K3s does not start with "{0}" alone: it needs "{1}" beside it. Set that too, or take this out.',
    needsMaybe:
      'K3s does not start with "{0}" alone: it needs "{1}" beside it. That is fine only if its service sets {2}.',
    required: 'An agent does not start without {0}, and neither its files nor its service set it.',
    requiredToJoin: 'An agent that has not joined yet does not start without {0}, and nothing sets it.',
    requiredMaybe: 'An agent needs {0} to join. That is fine here if its service sets {1}.',
  },
  *check({ node }) {
    if (!areFilesKnown(node)) return;
    for (const [name, flag] of node.flags.all) {
      if (isOn(node, name)) yield* needs(node, name, flag);
      if (flag.requiredOn === node.flags.role && !isThere(node, name, flag)) yield* required(node, name, flag);
    }
  },
});

function* needs(node: NodeConfig, name: string, flag: Flag): Iterable<Hit<undefined>> {
  const part = given(node, name)?.part;
  // With a partner that excludes it, adding what it needs would not help.
  if (!part || part.entry.value.kind === 'map' || flag.conflicts?.some((other) => isOn(node, other))) return;
  for (const companion of flag.needs ?? []) {
    if (isOn(node, companion)) continue;
    const variables = variablesOf(node, companion);
    const maybe = !isServiceKnown(node) && variables.length > 0;
    yield {
      at: part.entry.key,
      in: part.document.uri,
      say: maybe ? 'needsMaybe' : 'needs',
      args: [name, companion, ...(maybe ? [either(variables)] : [])],
      severity: maybe ? 'warning' : 'error',
    };
  }
}

function isThere(node: NodeConfig, name: string, flag: Flag): boolean {
  return [name, ...(flag.requiredUnless ?? [])].some((option) => isOn(node, option));
}

/**
 * Where nobody knows the service, as for files in a repository, the installer may have put address and token into
 * its environment. Only half of the pair in the file is worth a word then, and only for a file that is an agent's.
 */
function* required(node: NodeConfig, name: string, flag: Flag): Iterable<Hit<undefined>> {
  const known = isServiceKnown(node);
  const server = given(node, 'server')?.part;
  if (!known && (!server || name === 'server' || node.choices.assumed)) return;
  const place = server ?? firstEntry(node);
  const options = either([name, ...(flag.requiredUnless ?? [])].map((option) => `"${option}"`));
  yield {
    at: place?.entry.key ?? { start: 0, end: 0 },
    in: place?.document.uri ?? node.sources.main,
    say: known ? (flag.requiredUntilJoined ? 'requiredToJoin' : 'required') : 'requiredMaybe',
    args: known ? [options] : [options, either(variablesOf(node, name))],
    severity: known ? 'error' : 'information',
  };
}

function firstEntry(node: NodeConfig): { entry: Entry; document: { uri: string } } | undefined {
  for (const document of node.documents) {
    const entry = document.entries.find(({ recovered }) => !recovered);
    if (entry) return { entry, document };
  }
  return undefined;
}

function variablesOf(node: NodeConfig, name: string): readonly string[] {
  const flag = node.flags.all.get(name);
  return flag ? envAt(flag, node.flags.release) : [];
}
