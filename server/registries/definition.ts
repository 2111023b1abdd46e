/** Go to definition: between an endpoint or a registry and the settings that count for it. */

import type { Location } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import type { YamlNode } from '../yaml/tree.ts';
import type { NodeRegistries } from './ofNode.ts';
import { type Place, placeAt } from './place.ts';
import { seenOf } from './seen.ts';
import { allEndpoints, endpointOf, hostOf, usesOf } from './uses.ts';

export const definition: Feature<Location[]> = ({ node, document, offset }) => {
  const own = seenOf(node);
  const place = own && placeAt(own.registries.document, offset);
  const nodes = own && place ? placesFor(own, place) : [];
  return [...new Set(nodes)].map((at) => ({ uri: document.uri, range: rangeOf(document, at) }));
};

function placesFor(own: NodeRegistries, { path, pair, item, onKey }: Place): YamlNode[] {
  const [section, name = '', part] = path;
  const { mirrors, configs } = own.registries;
  if (section === 'mirrors' && path.length === 3 && part === 'endpoint' && item) {
    const key = endpointOf(own, { node: item })?.endpoint.settings?.from?.key;
    return key ? [key] : [];
  }
  if (path.length !== 2 || !onKey) return [];
  const host = section === 'mirrors' && mirrors.get(name)?.key === pair.key ? hostOf(own, name) : undefined;
  if (host) {
    const settings = [...allEndpoints(host).map((endpoint) => endpoint.settings), host.server?.settings];
    return settings.flatMap((one) => (one?.from ? [one.from.key] : []));
  }
  const entry = section === 'configs' ? configs.get(name) : undefined;
  if (entry?.key !== pair.key) return [];
  const { endpoints, own: itself } = usesOf(own, entry);
  const asked = endpoints.flatMap(({ endpoint }) => (endpoint.from ? [endpoint.from.node] : []));
  return asked.length === 0 && itself?.mirror ? [itself.mirror.key] : asked;
}
