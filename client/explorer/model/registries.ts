/** Where the nodes of a cluster take images from, as far as their arguments and labels tell. */

import type { NodeFacts } from './node.ts';
import { isOn, settingsOf, valuesOf } from './settings.ts';

export interface NodeRegistries {
  readonly node: NodeFacts;
  /** The file that `private-registry` names, else the usual one, whether it is there or not. */
  readonly file: string;
  /** Images of K3s itself come from here. */
  readonly systemDefault: string;
  /** It shares its images with other nodes. */
  readonly shares: boolean;
  /** It is a server on which `embedded-registry` is on. */
  readonly embedded: boolean;
  /** It never asks the registry that an image names, when a mirror is configured. */
  readonly mirrorsOnly: boolean;
  /** The same text for nodes that do all of this the same way. */
  readonly way: string;
}

const USUAL = '/etc/rancher/k3s/registries.yaml';

const known = new WeakMap<NodeFacts, NodeRegistries>();

/** Read once for each node: its arguments are long. */
export function registriesOf(node: NodeFacts): NodeRegistries {
  const registries = known.get(node) ?? read(node);
  known.set(node, registries);
  return registries;
}

/** Reads some of those that were not read yet, at most so many; whether all are read then. */
export function readRegistries(nodes: readonly NodeFacts[], most: number): boolean {
  const unread = nodes.filter((node) => !known.has(node));
  unread.slice(0, most).forEach(registriesOf);
  return unread.length <= most;
}

function read(node: NodeFacts): NodeRegistries {
  const settings = settingsOf(node);
  const registries = {
    file: valuesOf(settings, 'private-registry').at(-1) || USUAL,
    systemDefault: valuesOf(settings, 'system-default-registry').at(-1) ?? '',
    shares: node.labels.get('p2p.k3s.cattle.io/enabled') === 'true',
    embedded: isOn(settings, 'embedded-registry'),
    mirrorsOnly: isOn(settings, 'disable-default-registry-endpoint'),
  };
  return { ...registries, node, way: JSON.stringify(registries) };
}
