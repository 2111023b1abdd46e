/** Names of registries that no image and no endpoint can have. */

import { configsAloneBroken } from '../../knowledge/registries.ts';
import type { Fix } from '../../rules/rule.ts';
import { say } from '../../words/say.ts';
import { askedHosts, type Idle } from '../idle.ts';
import type { Registries } from '../model.ts';
import { rewriteNode } from '../move.ts';
import type { Check, Found } from './check.ts';
import { withoutUser } from './endpoint.ts';

const SECTION = { mirror: 'mirrors', config: 'configs' } as const;

/** The entry under the name that was meant, where none is there yet. */
export function renameEntry({ document, mirrors, configs }: Registries, idle: Idle): Fix[] {
  const { meant, of, entry } = idle;
  const taken = entry === 'mirror' ? mirrors : configs;
  if (meant === undefined || taken.has(meant)) return [];
  return [{ title: say('Change to "{0}"', meant), edits: [rewriteNode(document, of.key, meant)] }];
}

/** What is found of idle entries for the given reasons. */
export function* idleFor(
  { idle, registries }: { idle: readonly Idle[]; registries: Registries },
  reasons: Readonly<Record<string, Partial<Found>>>,
): Iterable<Found> {
  for (const entry of idle) {
    const found = reasons[`${entry.entry} ${entry.why}`];
    if (!found || ['mirrors', 'configs', 'auths'].includes(entry.of.name)) continue;
    const { of, meant = '', why } = entry;
    yield {
      at: of.key,
      say: why,
      args: [withoutUser(of.name), meant, SECTION[entry.entry]],
      fix: () => renameEntry(registries, entry),
      ...found,
    };
  }
}

export const keyUrl: Check = {
  id: 'registry-key-url',
  message: {
    scheme:
      'No image and no endpoint is ever called "{0}", so K3s uses nothing below it. Write "{1}", without the scheme.',
    path: 'No image and no endpoint is ever called "{0}", so K3s uses nothing below it. Write the host alone: "{1}".',
    'folder-name':
      'containerd takes "{0}" in front of an image for a folder on Docker Hub, so nothing uses this. ' +
      'The name of a registry has a dot or a port.',
    'no-host': 'Nothing is ever called "{0}", so K3s uses nothing below it. Write host or host:port.',
    refused: 'K3s cannot read "{0}" as a host and skips it with an error in its log. Write host or host:port.',
  },
  *check(context) {
    yield* idleFor(context, {
      'mirror scheme': {},
      'config scheme': {},
      'mirror path': {},
      'config path': {},
      'mirror folder-name': { severity: 'warning' },
      'mirror no-host': {},
      'config no-host': { severity: 'warning' },
      'mirror refused': {},
      'config refused': {},
    });
  },
};

export const configHost: Check = {
  id: 'registry-config-host',
  message: {
    mirrored:
      'K3s uses this for "{0}" itself, and not for the endpoints that mirror it. ' +
      'Settings for those stand under the host of the endpoint.',
    'wildcard-lost':
      'With "*" under "mirrors" too, K3s loses these settings. Write them under the hosts of the endpoints.',
    'wildcard-narrow':
      'K3s uses this for registries without an entry of their own only, and never for endpoints. ' +
      'Write settings for those under their hosts.',
    alone:
      'This release writes no settings for a registry without a mirror. ' +
      'Add "{0}" below "mirrors", with its own address as endpoint.',
    empty: 'There are no settings below "{0}", so K3s does nothing with it.',
    keeps:
      'Because of this entry K3s goes on asking "{0}" itself, although disable-default-registry-endpoint is set. ' +
      'Remove it if only the mirrors may be asked.',
  },
  *check(context) {
    yield* idleFor(context, {
      'config mirrored': {},
      'config mirrored-credentials': { say: 'mirrored', severity: 'information' },
      'config wildcard-lost': {},
      'config wildcard-narrow': { severity: 'information' },
      'config empty': { severity: 'information' },
    });
    const { options, registries } = context;
    if (configsAloneBroken.includes(options.release)) {
      for (const { name, key } of registries.configs.values()) {
        if (!registries.mirrors.has(name) && name !== '*') yield { at: key, say: 'alone', args: [name] };
      }
    }
    if (!options.noDefaultEndpoint) return;
    // Settings that an endpoint needs cannot go, and a mirror may well name the registry itself.
    const { exact } = askedHosts(context.generated);
    for (const { name, key } of registries.configs.values()) {
      const mirror = registries.mirrors.get(name);
      if (!mirror || mirror.endpoints.length === 0 || name === '*' || exact.has(name)) continue;
      yield { at: key, say: 'keeps', args: [name] };
    }
  },
};

export const dockerHubKey: Check = {
  id: 'registry-dockerhub-key',
  message: {
    'docker-hub-name': 'K3s never asks for "{0}", so nothing below it is used. Docker Hub stands under "{1}" in "{2}".',
    'docker-hub-credentials':
      'This release looks for the credentials of Docker Hub under {1} only, so it pulls without them. Write that name.',
    shadowed:
      'There is an entry for registry-1.docker.io too. ' +
      'The credentials come from that one, and TLS settings now from the one, now from the other. Keep only one.',
  },
  *check(context) {
    yield* idleFor(context, {
      'mirror docker-hub-name': {},
      'config docker-hub-name': {},
      'config docker-hub-credentials': {},
      'config shadowed': {},
    });
  },
};

export const idleMirror: Check = {
  id: 'registry-idle-mirror',
  message: {
    'no-endpoints':
      'Without "endpoint" this changes nothing: K3s pulls as if it were not there. ' +
      'It only counts with embedded-registry.',
    'only-itself': 'The only endpoint is "{0}" itself, which K3s asks anyway, so this changes nothing.',
  },
  *check(context) {
    yield* idleFor(context, {
      'mirror no-endpoints': {},
      'mirror only-itself': { severity: 'hint' },
    });
  },
};
