/** Who somebody is by a kubeconfig: certificate, token, password or plugin, and as whom they act. */

import { isAbsolute, join } from 'node:path';
import { short } from '../redact.ts';
import { say } from '../say.ts';
import { asArray, asRecord, asText, field } from './json.ts';
import { fixIt, notText, paths, texts } from './kubeconfigFields.ts';
import { done, failed, type Result } from './trouble.ts';

/** A program that answers with credentials. */
export interface Plugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly apiVersion: string;
  readonly installHint?: string;
  readonly clusterInfo: boolean;
  readonly interactive: 'Never' | 'IfAvailable' | 'Always';
}

export interface UserOf {
  readonly certificateData?: string;
  readonly certificateFile?: string;
  readonly keyData?: string;
  readonly keyFile?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly plugin?: Plugin;
  readonly impersonate?: {
    readonly user: string;
    readonly uid?: string;
    readonly groups: readonly string[];
    readonly extra: ReadonlyMap<string, readonly string[]>;
  };
}

/** Reads one user; relative paths are those of the folder. */
export function userOf(raw: object | undefined, name: string, folder: string): Result<UserOf> {
  // A context without user is fine for client-go: it asks as nobody.
  if (!raw) {
    if (name === '') return done({});
    return failed('invalid', say('The user "{0}" is not in this file.', short(name)), fixIt());
  }
  const wrong = notText(raw, [
    'token',
    'tokenFile',
    'username',
    'password',
    'client-certificate-data',
    'client-key-data',
  ]);
  if (wrong) return wrong;
  if (field(raw, 'auth-provider') != null) {
    return failed(
      'unsupported',
      say('This user signs in with an auth-provider, which Kubernetes removed in 1.26.'),
      say('Use a credential plugin (exec) or a kubeconfig with a certificate or token.'),
    );
  }
  const plugin = asRecord(field(raw, 'exec'));
  const impersonate = impersonation(raw);
  if (!impersonate.ok) return impersonate;
  return done({
    ...texts(raw, {
      certificateData: 'client-certificate-data',
      keyData: 'client-key-data',
      token: 'token',
      username: 'username',
      password: 'password',
    }),
    ...paths(raw, folder, { certificateFile: 'client-certificate', keyFile: 'client-key', tokenFile: 'tokenFile' }),
    ...(plugin ? { plugin: pluginOf(plugin, folder) } : undefined),
    ...(impersonate.value ? { impersonate: impersonate.value } : undefined),
  });
}

function pluginOf(raw: object, folder: string): Plugin {
  const command = asText(field(raw, 'command')) ?? '';
  const mode = field(raw, 'interactiveMode');
  const hint = asText(field(raw, 'installHint'));
  return {
    // As in client-go: a path is relative to the file, a bare name is looked for in PATH.
    command: /[\\/]/.test(command) && !isAbsolute(command) ? join(folder, command) : command,
    args: (asArray(field(raw, 'args')) ?? []).flatMap((one) => asText(one) ?? []),
    env: (asArray(field(raw, 'env')) ?? []).flatMap((one) => {
      const name = asText(field(asRecord(one), 'name'));
      return name ? { name, value: asText(field(asRecord(one), 'value')) ?? '' } : [];
    }),
    apiVersion: asText(field(raw, 'apiVersion')) ?? '',
    ...(hint ? { installHint: hint } : undefined),
    clusterInfo: field(raw, 'provideClusterInfo') === true,
    interactive: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
  };
}

function impersonation(raw: object): Result<UserOf['impersonate']> {
  const user = asText(field(raw, 'as'));
  const uid = asText(field(raw, 'as-uid'));
  const groups = (asArray(field(raw, 'as-groups')) ?? []).flatMap((one) => asText(one) ?? []);
  const extra = Object.entries(asRecord(field(raw, 'as-user-extra')) ?? {}).map(
    ([key, values]) => [key, (asArray(values) ?? []).flatMap((one) => asText(one) ?? [])] as const,
  );
  if (user) return done({ user, groups, extra: new Map(extra), ...(uid ? { uid } : undefined) });
  if (!uid && groups.length === 0 && extra.length === 0) return done(undefined);
  return failed(
    'invalid',
    say('This user acts as a group or with extras, but no user to act as is named.'),
    say('Add `as` beside `as-groups` in the kubeconfig.'),
  );
}
