/** Options K3s reads and does nothing with: broken in this release, useless in a file or alone, or replaced. */

import { defaultAt, deprecation, envAt, type Found, isBroken } from '../knowledge/lookup.ts';
import { firstWith } from '../knowledge/versions.ts';
import { readDuration } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import { areFilesKnown, given, isOn, isServiceKnown } from '../node/given.ts';
import { mirrorsOf } from '../node/registryFile.ts';
import { either } from '../words/list.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { removeEntry } from '../yaml/edits.ts';
import { type Hit, rule } from './rule.ts';

interface Data {
  readonly entry: Entry;
  readonly safe: boolean;
}

export const optionWithoutEffect = rule<Data>({
  id: 'option-without-effect',
  group: 'keys',
  summary: 'An option that K3s reads but does nothing with.',
  severity: 'warning',
  message: {
    broken: 'K3s {1} reads "{0}" and does nothing with it.',
    brokenUntil: 'K3s {1} reads "{0}" and does nothing with it; {2} does.',
    config:
      'Inside the file "{0}" has no effect, because K3s has found the file by then. ' +
      'Give the path as --config or K3S_CONFIG_FILE.',
    alone: 'Without {1} beside it "{0}" does nothing, and K3s starts all the same.',
    join: 'Without {1} this server does not join: it quietly founds a cluster of its own.',
    aloneMaybe: 'Without {1} beside it "{0}" does nothing. That is fine here if the service of K3s sets it.',
    noMirror:
      '"{0}" counts for registries under "mirrors" in registries.yaml only, and there is none, so it does nothing.',
    replaced: '"{0}" has no effect here: the content of "{1}" takes its place.',
    beside: '"{0}" has no effect while "{1}" is set. Take one of them out.',
    besideService: '"{0}" has no effect here, because the service of K3s sets "{1}". Take one of them out.',
  },
  *check({ node, flags, entries }) {
    const overriding = new Map<string, string>();
    for (const [name, { overrides }] of flags.all) if (overrides && isOn(node, name)) overriding.set(overrides, name);
    for (const entry of entries) {
      const found = flags.find(entry.name);
      if (found?.available !== 'yes' || entry.value.kind === 'map' || !node.isInForce(entry)) continue;
      const by = overriding.get(found.name);
      if (found.name === 'config') {
        yield { at: entry.key, say: 'config', args: [entry.name], tags: ['unnecessary'], data: { entry, safe: true } };
      } else if (isBroken(found.flag, flags.release) && deprecation(found.flag, flags.release) === 'none') {
        const fixed = found.flag.broken?.fixed;
        yield {
          at: entry.key,
          say: fixed ? 'brokenUntil' : 'broken',
          args: [entry.name, flags.release, ...(fixed ? [firstWith(fixed, flags.release)] : [])],
          data: { entry, safe: false },
        };
      } else if (winnerOver(found, node)) {
        yield beside(found, winnerOver(found, node) ?? '', entry, node);
      } else if (isAlone(found, node) && node.setting(found.name)?.entries.at(-1)?.entry === entry) {
        const oneOf = found.flag.uselessWithout?.oneOf ?? [];
        const maybe = !isServiceKnown(node) && oneOf.some((name) => variablesOf(name, node).length > 0);
        yield {
          at: entry.key,
          say: maybe ? 'aloneMaybe' : found.name === 'server' ? 'join' : 'alone',
          args: [entry.name, either(oneOf.map((name) => `"${name}"`))],
          severity: maybe ? 'information' : 'warning',
        };
      } else if (found.name === NO_DEFAULT && isOn(node, NO_DEFAULT) && isWithoutMirrors(node)) {
        yield { at: entry.key, say: 'noMirror', args: [entry.name], data: { entry, safe: false } };
      } else if (by) {
        const part = given(node, by)?.part;
        const place = part && { uri: part.document.uri, at: part.entry.key, message: say('"{0}" is set here.', by) };
        yield {
          at: entry.key,
          say: 'replaced',
          args: [entry.name, by],
          severity: 'information',
          tags: ['unnecessary'],
          related: place ? [place] : [],
          data: { entry, safe: false },
        };
      }
    }
  },
  fix: ({ data }, { file }) =>
    data
      ? [
          {
            title: say('Remove "{0}"', data.entry.name),
            edits: [removeEntry(file, data.entry)],
            ...(data.safe ? { safe: true as const } : {}),
          },
        ]
      : [],
});

const NO_DEFAULT = 'disable-default-registry-endpoint';

/** A repository may hold config.yaml without the registries.yaml that goes with it. */
function isWithoutMirrors(node: NodeConfig): boolean {
  const mirrors = mirrorsOf(node);
  return mirrors === 'none' || (mirrors === 'no file' && node.sources.machine?.whole === true);
}

/** The option beside which this one does nothing. */
function winnerOver({ name, flag }: Found, node: NodeConfig): string | undefined {
  const { anyOf = [], on = node.flags.role } = flag.uselessWith ?? {};
  if (on !== node.flags.role || !isOn(node, name)) return undefined;
  const winner = anyOf.find((other) => isOn(node, other) && !isDefault(other, node));
  // K3s does not even start with the winner then, which conflicting-options tells.
  const conflicts = winner === undefined ? [] : (node.flags.all.get(winner)?.conflicts ?? []);
  return conflicts.some((other) => isOn(node, other)) ? undefined : winner;
}

function isDefault(name: string, node: NodeConfig): boolean {
  const flag = node.flags.all.get(name);
  const text = given(node, name)?.text ?? '';
  const preset = flag && String(defaultAt(flag, node.flags) ?? '');
  if (flag?.type !== 'duration' || preset === undefined) return text === preset;
  return readDuration(text) === readDuration(preset);
}

function beside({ name, flag }: Found, winner: string, entry: Entry, node: NodeConfig): Hit<Data> {
  const part = given(node, winner)?.part;
  return {
    at: entry.key,
    say: part ? 'beside' : 'besideService',
    args: [name, winner],
    severity: flag.uselessWith?.harmless ? 'information' : 'warning',
    tags: ['unnecessary'],
    related: part ? [{ uri: part.document.uri, at: part.entry.key, message: say('"{0}" is set here.', winner) }] : [],
    data: { entry, safe: false },
  };
}

function isAlone({ name, flag }: Found, node: NodeConfig): boolean {
  const { oneOf = [], on = node.flags.role } = flag.uselessWithout ?? {};
  if (oneOf.length === 0 || on !== node.flags.role || !areFilesKnown(node)) return false;
  // Then a server does not found a cluster quietly: first-server-join and etcd-unused tell what it does.
  if (name === 'server' && isOn(node, 'cluster-init')) return false;
  if (flag.ofEmbeddedEtcd && isOn(node, 'datastore-endpoint')) return false;
  return isOn(node, name) && !oneOf.some((other) => isOn(node, other));
}

function variablesOf(name: string, { flags }: NodeConfig): readonly string[] {
  const flag = flags.all.get(name);
  return flag ? envAt(flag, flags.release) : [];
}
