/** registries.yaml for tests: read it, and tell hosts and pulls in lines that a person can compare. */

import type { Release } from '../../server/knowledge/flag.ts';
import type { Generated, Host, Options, Settings } from '../../server/registries/host.ts';
import { generate } from '../../server/registries/hosts.ts';
import { readImage } from '../../server/registries/image.ts';
import { type Registries, readRegistries } from '../../server/registries/model.ts';
import { endpointsFor, type Pull } from '../../server/registries/pull.ts';
import { readText } from '../../server/yaml/document.ts';

export const RELEASE: Release = 'v1.32.0+k3s1';

export function read(text: string): Registries {
  return readRegistries(readText('memory:/registries.yaml', text));
}

export function generated(text: string, options: Partial<Options> = {}): Generated {
  return generate(read(text), { release: RELEASE, ...options });
}

/** One line per host: its folder, the endpoints in order, the registry itself at the end. */
export function hosts(text: string, options: Partial<Options> = {}): string[] {
  return [...generated(text, options).hosts.values()].map(tell);
}

function tell({ folder, endpoints, server, unreadable }: Host): string {
  const parts = endpoints.map(
    ({ url, overridePath, rewrites, settings }) =>
      url +
      (overridePath ? ' (path as it stands)' : '') +
      [...rewrites].map(([pattern, replacement]) => ` ${pattern} → ${replacement}`).join('') +
      tellSettings(settings),
  );
  if (server)
    parts.push(
      `then ${server.url === '' ? 'the registry itself' : (server.url ?? 'no address')}${tellSettings(server.settings)}`,
    );
  return `${folder}: ${parts.join(', ')}${unreadable ? `, unreadable because of ${unreadable.kind}` : ''}`;
}

function tellSettings(settings: Settings | undefined): string {
  if (!settings) return '';
  return [
    settings.skipVerify ? ' unverified' : '',
    settings.caFile ? ` ca ${settings.caFile}` : '',
    settings.auth ? ' with credentials' : '',
  ].join('');
}

export function pull(image: string, text: string, options: Partial<Options> = {}): Pull {
  const name = readImage(image);
  if (!name) throw new Error(`no image: ${image}`);
  return endpointsFor(name, read(text), generated(text, options), options.release ?? RELEASE);
}

/** What is asked for an image, in order: `https://… (password)`. */
export function pulls(image: string, text: string, options: Partial<Options> = {}): string[] {
  const { attempts, blocked } = pull(image, text, options);
  if (blocked) return [`nothing: ${blocked.kind}`];
  return attempts.map(
    ({ url, credentials, httpsFirst, repositories }) =>
      url +
      (repositories.length > 1 ? ` or ${repositories.slice(1).join(' or ')}` : '') +
      (credentials === 'none' ? '' : ` (${credentials})`) +
      (httpsFirst ? ' (https first)' : ''),
  );
}
