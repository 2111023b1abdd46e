/** Endpoints: their scheme, their path, and those that K3s refuses or asks only once. */

import { registryChanges } from '../../knowledge/registries.ts';
import { firstWith } from '../../knowledge/versions.ts';
import type { Fix } from '../../rules/rule.ts';
import { shown } from '../../words/list.ts';
import { say } from '../../words/say.ts';
import { removePiece, replaceValue } from '../../yaml/places.ts';
import type { Endpoint, Logged } from '../host.ts';
import type { Registries, Text } from '../model.ts';
import { isLocalhost, portOf } from '../url.ts';
import type { Check, CheckContext, Found } from './check.ts';

/** Ports on which registries usually speak plain HTTP. */
const PLAIN_PORTS = new Set(['80', '5000', '8080', '8081', '8082', '8083']);

/** Each endpoint once, also where an anchor gives it to several mirrors. */
function endpoints({ generated }: CheckContext): Endpoint[] {
  const all = [...generated.hosts.values()].flatMap(({ endpoints: own, server }) =>
    server?.folded ? [...own, server.folded] : own,
  );
  const seen = new Set<unknown>();
  return all.filter(({ from }) => from && !seen.has(from.node) && seen.add(from.node));
}

function changes(
  { document }: Registries,
  { node, text: old }: Text,
  texts: readonly string[],
  safe = false,
): () => Fix[] {
  return () =>
    texts.map((text) => ({
      title: say('Change to "{0}"', withoutUser(text)),
      edits: [replaceValue({ text: old, node, document }, text)],
      ...(safe ? { safe: true as const } : {}),
    }));
}

/** An address without the password that may stand in it. */
export const withoutUser = (text: string): string => shown(text.replace(/^(\s*\w+:\/+)?[^/]*@/, '$1…@'));

export const scheme: Check = {
  id: 'registry-scheme',
  message: {
    missing: 'K3s takes https:// for "{0}". Write it in front, so that it can be seen.',
    plain:
      'K3s takes https:// for "{0}", and on port {1} registries usually speak plain HTTP. ' +
      'Write http:// or https:// in front.',
    slash: 'K3s takes "https" for the host here. Two slashes belong behind the colon: write "{1}".',
    other:
      'containerd asks over http and https only, so this endpoint is never reached. ' +
      'Write https:// in front of the host.',
  },
  *check(context) {
    for (const { from, guessed, host, scheme: read } of endpoints(context)) {
      if (!from) continue;
      const { text } = from;
      const slash = /^(https?):\/(?=[^/])/i.exec(text);
      if (slash) {
        const meant = text.replace(slash[0], `${slash[1]}://`);
        const fix = changes(context.registries, from, [meant], true);
        yield { at: from.node, say: 'slash', args: [withoutUser(text), withoutUser(meant)], severity: 'error', fix };
      } else if (!/^https?$/.test(read)) {
        yield { at: from.node, say: 'other', severity: 'error' };
      } else if (guessed && host !== '' && !isLocalhost(host)) {
        const port = portOf(host);
        const isPlain = PLAIN_PORTS.has(port);
        const fix = changes(context.registries, from, [`http://${text}`, `https://${text}`].slice(isPlain ? 0 : 1));
        const args = [withoutUser(text), port];
        yield {
          at: from.node,
          say: isPlain ? 'plain' : 'missing',
          args,
          fix,
          ...(isPlain ? { severity: 'warning' } : {}),
        };
      }
    }
  },
};

export const endpointPath: Check = {
  id: 'registry-endpoint-path',
  message: {
    'no-v2':
      'containerd takes the path as it stands and asks {0}/<image>/…, without the /v2 registries answer to. ' +
      'Harbor wants /v2/<project>, Artifactory and Nexus want /v2 at the end.',
    query: 'containerd drops everything from "{0}" on. Remove it.',
    user: 'containerd drops user and password in an address. Write them below "configs", under "{0}".',
  },
  *check(context) {
    for (const { from, overridePath, path, scheme: read, host } of endpoints(context)) {
      if (!from || !/^https?$/.test(read) || /^https?:\/(?=[^/])/i.test(from.text)) continue;
      const { text } = from;
      const [address = '', rest] = /[?#]/.test(text) ? [text.replace(/[?#].*$/s, ''), /[?#]/.exec(text)?.[0]] : [text];
      if (rest) yield { at: from.node, say: 'query', args: [rest], fix: changes(context.registries, from, [address]) };
      if (/^(?:\w+:\/\/)?[^/]*@/.test(text)) yield { at: from.node, say: 'user', args: [host] };
      const parts = path.split('/').filter((part) => part !== '');
      if (!overridePath || rest || parts.length === 0 || parts.includes('v2')) continue;
      const base = address.slice(0, address.lastIndexOf(path));
      const clean = parts.join('/');
      const fix = address.endsWith(path) ? [`${base}/v2/${clean}`, `${base}/${clean}/v2`] : [];
      yield {
        at: from.node,
        say: 'no-v2',
        args: [withoutUser(`${read}://${host}/${clean}`)],
        fix: changes(context.registries, from, fix),
      };
    }
  },
};

export const refusedEndpoint: Check = {
  id: 'registry-endpoint',
  message: {
    blank: 'K3s skips this endpoint with a line in its log: there is a blank in it. Write it without.',
    port: 'K3s skips this endpoint with a line in its log: what follows the last colon is no port. Write host:port.',
    brackets:
      'K3s skips this endpoint with a line in its log: brackets belong around an IPv6 address and nothing else.',
    other: 'K3s skips this endpoint with a line in its log: it is no URL. Write https://host:port.',
    empty: 'K3s makes an endpoint without a host out of this, which nobody answers. Remove it.',
    unreadable:
      'containerd cannot read the file K3s writes with this address, so it uses neither mirrors nor TLS ' +
      'settings of "{0}". Write it without quotes and backslashes.',
    ipv6:
      'containerd of this release cannot read an IPv6 address here, so it uses neither mirrors nor TLS settings of "{0}". ' +
      'Use a name, or K3s {1} or later.',
  },
  *check(context) {
    const { generated, registries, options } = context;
    for (const logged of generated.log) if (logged.kind === 'invalid-endpoint') yield refused(registries, logged);
    for (const { from, host } of endpoints(context)) {
      if (from && host === '') yield { at: from.node, say: 'empty', fix: removal(registries, from) };
    }
    for (const { folder, unreadable, mirror } of generated.hosts.values()) {
      if (unreadable?.kind !== 'address') continue;
      const at = unreadable.from?.node ?? mirror?.key;
      if (at)
        yield {
          at,
          say: unreadable.url.includes('[') ? 'ipv6' : 'unreadable',
          args: [folder, firstWith(registryChanges.secondToml, options.release)],
        };
    }
  },
};

type Invalid = Extract<Logged, { kind: 'invalid-endpoint' | 'duplicate-endpoint' }>;

function refused(registries: Registries, { endpoint, flaw }: Invalid): Found {
  const at = endpoint.node;
  const bare = endpoint.text.trim();
  if (bare !== endpoint.text) return { at, say: 'blank', fix: changes(registries, endpoint, [bare], true) };
  if (/\s/.test(bare)) return { at, say: 'blank' };
  return { at, say: flaw === 'port' || flaw === 'brackets' ? flaw : 'other' };
}

function removal({ document }: Registries, { node, text }: Text, safe = false): () => Fix[] {
  return () => {
    const edit = removePiece({ text, node, document }, 0, text.length);
    if (!edit) return [];
    return [{ title: say('Remove the endpoint'), edits: [edit], ...(safe ? { safe: true as const } : {}) }];
  };
}

export const duplicateEndpoint: Check = {
  id: 'registry-duplicate-endpoint',
  message: {
    duplicate: 'K3s skips this with a line in its log: "{0}" is the same address. Remove one of them.',
    'duplicate-same': 'K3s skips this with a line in its log: the same address stands above. Remove one of them.',
  },
  *check({ generated, registries }) {
    for (const logged of generated.log) {
      if (logged.kind !== 'duplicate-endpoint') continue;
      const { endpoint, first } = logged;
      const fix = removal(registries, endpoint, true);
      yield first && first.text !== endpoint.text
        ? { at: endpoint.node, say: 'duplicate', args: [withoutUser(first.text)], fix }
        : { at: endpoint.node, say: 'duplicate-same', fix };
    }
  },
};
