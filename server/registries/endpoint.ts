/** What K3s makes of one address: scheme guessed, Docker Hub's real host put in, path completed. */

import type { Release } from '../knowledge/flag.ts';
import { dockerHub, registryChanges } from '../knowledge/registries.ts';
import { hasSince } from '../knowledge/versions.ts';
import { type GoUrl, isLocalhost, parseUrl, portOf, printUrl, type UrlFlaw, type UrlRules } from './url.ts';

export interface Address {
  /** As K3s writes it down. */
  readonly url: string;
  readonly scheme: string;
  /** With its port, if one is written. */
  readonly host: string;
  readonly path: string;
  /** The name under which `configs` is searched. */
  readonly registry: string;
  /** Containerd takes the path as it stands and puts no `/v2` behind it. */
  readonly overridePath: boolean;
  /** No scheme was written, K3s chose one. */
  readonly guessed: boolean;
}

/** How Go reads URLs in a release. */
export function urlRules(release: Release): UrlRules {
  return {
    strictBrackets: hasSince(registryChanges.strictBrackets, release),
    strictColons: hasSince(registryChanges.strictColons, release),
  };
}

/**
 * Completes an endpoint, or the name of a registry, to a URL.
 * (K3s `normalizeEndpointAddress`, pkg/agent/containerd/config.go at v1.32.0 and on master after v1.36.0.)
 *
 * @param embedded address of the embedded registry, which is not plain HTTP although it is local
 */
export function readAddress(
  text: string,
  embedded: string,
  rules: UrlRules,
): { readonly address: Address } | { readonly flaw: UrlFlaw } {
  const parsed = parseUrl(text.includes('://') ? text : `//${text}`, rules);
  if ('flaw' in parsed) return parsed;
  const { url } = parsed;
  const scheme = url.scheme || guessScheme(url, embedded);
  const host = url.host === 'docker.io' ? dockerHub : url.host;
  const overridePath = !['', '/', '/v2'].includes(url.path);
  const complete: GoUrl = { ...url, scheme, host, path: overridePath ? url.path : '/v2' };
  return {
    address: {
      url: printUrl(complete),
      scheme,
      host,
      path: complete.path,
      registry: host === dockerHub ? 'docker.io' : url.host,
      overridePath,
      guessed: url.scheme === '',
    },
  };
}

function guessScheme({ host }: GoUrl, embedded: string): string {
  const port = portOf(host);
  const plain = isLocalhost(host) && port !== '' && port !== '443' && host !== embedded;
  return plain ? 'http' : 'https';
}
