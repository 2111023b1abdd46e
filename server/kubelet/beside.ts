/** What files of the kubelet say, in the form of arguments: for the checks of `kubelet-arg`, which loses nothing to them. */

import type { NodeConfig } from '../node/config.ts';
import { argumentOf } from './conversion.ts';
import { kubeletOf } from './ofNode.ts';

/** Settings that stand in files and not among the arguments, by flag. */
export function settingsBeside(node: NodeConfig): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const setting of kubeletOf(node)?.kubelet.configuration.settings.values() ?? []) {
    const { field, from, keys } = setting;
    const isInFile = from.kind === 'file' || [...(keys?.values() ?? [])].some((key) => key.from.kind === 'file');
    const argument =
      isInFile && from.kind !== 'flag' && setting.path !== 'featureGates' ? argumentOf(setting) : undefined;
    if (field.flag !== undefined && argument !== undefined)
      found.set(field.flag, argument.slice(field.flag.length + 1));
  }
  return found;
}

/** Feature gates that files set. */
export function gatesBeside(node: NodeConfig): ReadonlyMap<string, boolean> {
  const gates = kubeletOf(node)?.kubelet.configuration.settings.get('featureGates')?.keys ?? new Map();
  return new Map(
    [...gates].flatMap(([name, { from, value }]) => (from.kind === 'file' ? [[name, value === true]] : [])),
  );
}
