/** Which endpoints use which settings, and what an endpoint makes of an image. */

import type { Endpoint, Host } from './host.ts';
import type { ImageName } from './image.ts';
import type { HostSettings, Mirror, Text } from './model.ts';
import type { NodeRegistries } from './ofNode.ts';
import { type Attempt, endpointsFor, type Pull } from './pull.ts';

/** What K3s writes for a mirror or a host. */
export function hostOf({ generated }: NodeRegistries, name: string): Host | undefined {
  return generated.hosts.get(name === '*' ? '_default' : name);
}

/** The endpoints of a registry that are asked, one that counts as the registry itself included. */
export const allEndpoints = ({ endpoints, server }: Host): readonly Endpoint[] =>
  server?.folded ? [...endpoints, server.folded] : endpoints;

/** What K3s makes of one written endpoint. */
export function endpointOf(
  { generated }: NodeRegistries,
  { node }: Pick<Text, 'node'>,
): { readonly host: Host; readonly endpoint: Endpoint } | undefined {
  for (const host of generated.hosts.values()) {
    const endpoint = allEndpoints(host).find(({ from }) => from?.node === node);
    if (endpoint) return { host, endpoint };
  }
  return undefined;
}

export interface Uses {
  /** Endpoints with the registry they stand in for. */
  readonly endpoints: readonly { readonly registry: string; readonly endpoint: Endpoint }[];
  /** The settings count for the registry itself, under this name. */
  readonly own?: Host;
}

/** Who uses an entry of `configs`. */
export function usesOf({ generated }: NodeRegistries, settings: HostSettings): Uses {
  const hosts = [...generated.hosts.values()];
  const endpoints = hosts.flatMap((host) =>
    host.endpoints
      .filter((endpoint) => endpoint.settings?.from === settings)
      .map((endpoint) => ({ registry: host.folder === '_default' ? '*' : host.folder, endpoint })),
  );
  const own = hosts.find(({ server }) => server?.settings?.from === settings);
  return { endpoints, ...(own ? { own } : {}) };
}

/** An image to show a registry with. */
export function exampleFor(registry: string): ImageName {
  const image = { registry, tag: '1.0', digest: '' };
  if (registry === '*') return { ...image, registry: 'registry.example', repository: 'team/app' };
  return { ...image, repository: registry === 'docker.io' ? 'library/busybox' : 'team/app' };
}

/** How an image is written in a manifest. */
export function imageText({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

/** The way of an image through the registries. */
export function pullOf({ registries, generated, options }: NodeRegistries, image: ImageName): Pull {
  return endpointsFor(image, registries, generated, options.release);
}

/** What is asked at one written endpoint for the example image of its registry. */
export function attemptAt(own: NodeRegistries, registry: string, text: Pick<Text, 'node'>): Attempt | undefined {
  return pullOf(own, exampleFor(registry)).attempts.find(({ from }) => from?.node === text.node);
}

/** A repository that a pattern might be meant for: the words it begins with, and something behind them. */
export function repositoryFor({ name }: Pick<Mirror, 'name'>, pattern: string): string {
  const words = /^\^?\(?([a-z0-9][a-z0-9._/-]*?)\/?(?:[^a-z0-9._/-].*)?$/.exec(pattern)?.[1] ?? '';
  const start = words.replace(/[._/-]+$/, '');
  if (start.includes('/') || start === '') return start || (name === 'docker.io' ? 'library/busybox' : 'team/app');
  return `${start}/${name === 'docker.io' && start === 'library' ? 'busybox' : 'app'}`;
}
