/** Credentials: fields that do not exist, values that containerd cannot use, halves of a client certificate. */

import type { Fix } from '../../rules/rule.ts';
import { plainName } from '../../words/nearest.ts';
import { say } from '../../words/say.ts';
import { gluedComment, quoteTo } from '../../yaml/gluedComment.ts';
import type { Span } from '../../yaml/tree.ts';
import type { HostSettings, Registries, Text } from '../model.ts';
import { rewriteNode } from '../move.ts';
import { isUserAndPassword } from '../pull.ts';
import type { Check, Found } from './check.ts';

export const authKeys: Check = {
  id: 'registry-auth-keys',
  message: {
    token:
      'K3s knows no "{0}" here and pulls without it. ' +
      'An access token of a user goes to "password", beside "username"; "identity_token" takes an OAuth refresh token.',
    'auth-form':
      'Every pull fails with this: "auth" takes the base64 of user:password. Write "username" and "password" instead.',
    'auth-unused': 'containerd uses "{0}" and never looks at this. Remove it.',
    'password-alone': 'containerd pulls without credentials: "password" counts together with "username" only.',
    empty: 'There are no credentials in here, so containerd pulls without any.',
    control: 'containerd does not start: there is a control character in this. Write the text without it, on one line.',
    cut:
      'YAML takes the "#" for a comment, so containerd does not get this part. ' +
      'If it belongs to the text, write all of it in quotes.',
    name: 'containerd does not start: in this release it cannot read "{0}" in its configuration. Use a DNS name instead.',
    'line-end': 'The line break at the end is part of it, and the registry refuses it. Write the text on one line.',
  },
  *check({ registries, generated }) {
    for (const dropped of registries.dropped) {
      if (dropped.kind !== 'unknown-key' || dropped.path[2] !== 'auth') continue;
      if (!plainName(dropped.name).endsWith('token')) continue;
      const { pair, name, path } = dropped;
      yield {
        at: pair.key,
        say: 'token',
        args: [name],
        severity: 'error',
        fix: () => renames(registries, path[1] ?? '', pair.key),
      };
    }
    for (const { settings, because } of generated.credentials.unreadable) {
      if (because) yield { at: because.node, say: 'control', severity: 'error' };
      else yield { at: settings.key, say: 'name', args: [settings.name], severity: 'error' };
    }
    const unknown = new Set(
      registries.dropped.flatMap(({ kind, path }) => (kind === 'unknown-key' && path[2] === 'auth' ? [path[1]] : [])),
    );
    for (const { name, auth } of registries.configs.values()) {
      if (!auth) continue;
      const { username, password, identityToken } = auth;
      for (const field of [username, password, identityToken, auth.auth]) {
        if (field) yield* flawOf(registries, field);
      }
      if (auth.auth && (username || identityToken)) {
        yield {
          at: auth.auth.node,
          say: 'auth-unused',
          args: [username ? 'username' : 'identity_token'],
          severity: 'information',
        };
      } else if (auth.auth && !isUserAndPassword(auth.auth.text)) {
        yield { at: auth.auth.node, say: 'auth-form', severity: 'error' };
      } else if (!registries.error && !auth.auth && !username && !identityToken && !unknown.has(name)) {
        // A key that is no field already tells why there are no credentials.
        yield password ? { at: password.node, say: 'password-alone' } : { at: auth.key, say: 'empty' };
      }
    }
  },
};

/** Text that is lost to a comment, or has more than a person sees. */
function* flawOf({ document }: Registries, { node, text }: Text): Iterable<Found> {
  if (/[\r\n]$/.test(text)) yield { at: node, say: 'line-end' };
  const comment = gluedComment(document, node);
  if (!comment) return;
  const edits = [quoteTo(document, node, comment.end)];
  yield { at: comment, say: 'cut', fix: () => [{ title: say('Put all of it in quotes'), edits }] };
}

function renames({ document, configs }: Registries, host: string, key: HostSettings['key']): Fix[] {
  const auth = configs.get(host)?.auth;
  return (['password', 'identity_token'] as const)
    .filter((name) => !(name === 'password' ? auth?.password : auth?.identityToken))
    .map((name) => ({ title: say('Change to "{0}"', name), edits: [rewriteNode(document, key, name)] }));
}

export const tlsPair: Check = {
  id: 'registry-tls-pair',
  message: {
    cert: 'Every pull from here fails: "cert_file" needs "key_file" beside it.',
    key: 'Every pull from here fails: "key_file" needs "cert_file" beside it.',
    file:
      'containerd cannot read the file K3s writes with a control character, so it uses neither mirrors nor TLS ' +
      'settings of {0}. Remove it from the path.',
  },
  *check({ registries, generated }) {
    for (const { tls } of registries.configs.values()) {
      if (tls?.certFile && !tls.keyFile) yield { at: tls.certFile.node, say: 'cert' };
      if (tls?.keyFile && !tls.certFile) yield { at: tls.keyFile.node, say: 'key' };
    }
    const lost = new Map<Span, string[]>();
    for (const { folder, unreadable } of generated.hosts.values()) {
      if (unreadable?.kind !== 'file' || !unreadable.from) continue;
      const { key, tls } = unreadable.from;
      const file = [tls?.caFile, tls?.certFile, tls?.keyFile].find((one) => one?.text === unreadable.path);
      const at = file?.node ?? key;
      lost.set(at, [...(lost.get(at) ?? []), `"${folder}"`]);
    }
    for (const [at, folders] of lost) yield { at, say: 'file', args: [folders.join(', ')] };
  },
};
