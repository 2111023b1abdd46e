/** Where the nodes of a cluster take images from, as far as their arguments and labels tell. */

import type { NodeFacts } from './node.ts';
import { ReadOnce } from './readOnce.ts';
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

/** Its arguments are long. */
const known = new ReadOnce(read);

export const registriesOf = (node: NodeFacts): NodeRegistries => known.of(node);

/** Reads some of those that were not read yet; whether all are read then. */
export const readRegistries = (nodes: readonly NodeFacts[]): boolean => known.some(nodes);

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
