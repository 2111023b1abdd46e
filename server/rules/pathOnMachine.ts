/** Paths at which something else lies than K3s needs, as far as the files of the machine are at hand. */

import type { PathFacts } from '../knowledge/flag.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import type { PathKind } from '../node/machineFiles.ts';
import { shown } from '../words/list.ts';
import { placeOf } from '../yaml/places.ts';
import { type Hit, rule } from './rule.ts';

export const pathOnMachine = rule({
  id: 'path-on-machine',
  group: 'files',
  scope: 'machine',
  summary: 'A path where the machine has nothing, or not what K3s needs.',
  severity: 'error',
  message: {
    directory: 'K3s does not start: {1} is a directory here, and "{0}" needs a file. Name a file in it.',
    file: 'K3s does not start: {1} is a file here, and "{0}" needs a directory. Name another path.',
    empty: 'The file {1} is empty here, which counts as no "{0}" at all. Write the token into it.',
    emptyAgent: 'The agent does not start: the file {1} is empty here, so it has no token. Write the token into it.',
    missing: 'K3s does not start: there is no {1} on this machine. Create it, or name the right path for "{0}".',
    unnoticed: 'There is no {1} on this machine. K3s starts all the same, and "{0}" does nothing.',
  },
  *check({ node }) {
    const { machine } = node.sources;
    if (!machine) return;
    for (const [name, { path }] of node.flags.all) {
      const part = path && given(node, name)?.part;
      if (!part || part.text === '' || !isOn(node, name)) continue;
      const kind = machine.paths.get(part.text);
      const hit = kind && hitOf(path, kind, machine.whole, isToken(node, name));
      if (!hit) continue;
      const at = placeOf(part, 0, part.text.length);
      yield { at, in: part.document.uri, ...hit, args: [name, shown(part.text)] };
    }
  },
});

type Found = Pick<Hit<undefined>, 'say' | 'severity'> | undefined;

function hitOf(path: PathFacts, kind: PathKind, whole: boolean, agentToken: boolean): Found {
  if (kind === 'directory') return path.is === 'file' ? { say: 'directory' } : undefined;
  if (kind === 'missing') {
    // A repository rarely holds all files of a machine.
    if (!whole || !path.missing) return undefined;
    return path.missing === 'ends' ? { say: 'missing' } : { say: 'unnoticed', severity: 'warning' };
  }
  if (path.is === 'directory') return { say: 'file' };
  if (kind !== 'empty file' || !path.emptyIsUnset) return undefined;
  return agentToken ? { say: 'emptyAgent' } : { say: 'empty', severity: 'warning' };
}

/** An agent joins with its token and does not start without one. */
function isToken(node: NodeConfig, name: string): boolean {
  const option = node.flags.all.get(node.flags.all.get(name)?.overrides ?? '');
  return option?.requiredOn === node.flags.role;
}
