/** With what a node was started, held against what its configuration file says now: what a restart would change. */

import type { StartSettings } from '../../../server/features/settings.ts';
import type { Flag } from '../../../server/knowledge/flag.ts';
import { defaultAt, envAt } from '../../../server/knowledge/lookup.ts';
import { MASK } from '../../../server/words/password.ts';
import { spelled } from './compareSettings.ts';
import { sortedByName } from './names.ts';
import { type Settings, startedWith } from './settings.ts';

/** A configuration of the workspace that belongs to a node. */
export interface FileOfNode {
  /** As a person reads it: below the folder of the workspace. */
  readonly path: string;
  /** Its URI, where it can be opened. */
  readonly link?: string;
  readonly settings: StartSettings;
}

/**
 * - `secret`: set in both, and nobody may compare it.
 * - `changed`: the file says something else; a restart brings it.
 * - `only file`: likewise, the node has nothing of the kind.
 * - `only node`: gone from the file, or never in it: the words of a service that is not in the workspace.
 */
export type Standing = 'same' | 'secret' | 'changed' | 'only file' | 'only node';

export interface Compared {
  readonly option: string;
  readonly standing: Standing;
  /** As they may be shown; empty where there is nothing. */
  readonly onNode: string;
  readonly inFile: string;
  /** Where the file says it: `config.yaml.d/10-x.yaml:3`. */
  readonly place: string;
}

/** By name; nothing where K3s does not start with the file, which says why itself. */
export function compareWithFile(node: Settings, { settings: file }: FileOfNode): readonly Compared[] {
  if (file.error !== undefined) return [];
  const started = startedWith(file.arguments, file.variables, node.role, node.flags.release);
  const [onNode, inFile] = [valuesIn(node), valuesIn(started)];
  const names = new Set([...onNode.keys(), ...inFile.keys()].filter((name) => name !== 'config'));
  return sortedByName(names, (name) => name).map((option) => {
    const flag = node.flags.find(option)?.flag;
    const [left, right] = [onNode, inFile]
      .map((side) => side.get(option))
      .map((values) => values && spelled(flag, values));
    const place = file.places.find((one) => one.option === option);
    return {
      option,
      standing: standing(left, right, defaultText(flag, node)),
      onNode: left ?? '',
      inFile: right ?? '',
      place: place ? (place.line > 0 ? `${place.file}:${place.line}` : place.file) : '',
    };
  });
}

/** Whether anything is to be said about it. */
export const differs = ({ standing }: Compared): boolean => standing !== 'same' && standing !== 'secret';

function standing(onNode: string | undefined, inFile: string | undefined, preset: string | undefined): Standing {
  if (onNode === inFile) return inFile?.includes(MASK) ? 'secret' : 'same';
  // What is said and what is meant anyway is one.
  if ((onNode ?? preset) === (inFile ?? preset)) return 'same';
  if (onNode === undefined) return 'only file';
  return inFile === undefined ? 'only node' : 'changed';
}

function defaultText(flag: Flag | undefined, { role, flags }: Settings): string | undefined {
  if (flag?.type === 'bool') return String(flag.default === true);
  const preset = flag && defaultAt(flag, { role, release: flags.release });
  return preset === undefined ? undefined : String(preset);
}

/** All options, those of the environment among them: K3s asks it for what its words leave open. */
function valuesIn({ options, variables, flags }: Omit<Settings, 'hash'>): ReadonlyMap<string, readonly string[]> {
  const found = new Map(options.map(({ option, values }) => [option, values]));
  for (const [name, flag] of flags.all) {
    if (found.has(name)) continue;
    const names = envAt(flag, flags.release);
    const variable = variables.find((one) => one.value !== '' && names.includes(one.name));
    if (variable) found.set(name, [variable.value]);
  }
  return found;
}
