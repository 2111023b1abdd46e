/** A kubeconfig as it is read: text → contexts, each with the cluster and the user it names. */

import { dirname, isAbsolute, join } from 'node:path';
import { loadYaml } from '@kubernetes/client-node/dist/yaml.js';
import { say } from '../say.ts';
import { asArray, asRecord, asText, field } from './json.ts';
import { short } from './redact.ts';
import { done, type Failed, failed, type Result } from './trouble.ts';

export interface ClusterOf {
  readonly server: string;
  readonly authorityData?: string;
  readonly authorityFile?: string;
  readonly tlsServerName?: string;
  readonly skipVerify: boolean;
  readonly proxyUrl?: string;
  readonly noCompression: boolean;
  /** What the cluster has to say to a plugin, as client-go hands it on. */
  readonly pluginConfig?: unknown;
}

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

export interface Context {
  readonly name: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly namespace?: string;
  /** Told even where the rest cannot be used. */
  readonly server?: string;
  readonly account: Result<{ readonly cluster: ClusterOf; readonly user: UserOf }>;
}

export interface Kubeconfig {
  readonly current?: string;
  readonly contexts: readonly Context[];
}

const MOST_CONTEXTS = 500;

/** Reads a kubeconfig; relative paths in it are those of its folder. Never throws, never tells what stands in it. */
export function readKubeconfig(text: string, file: string): Result<Kubeconfig> {
  let root: unknown;
  try {
    root = loadYaml(text);
  } catch (error) {
    // The library's message quotes the text, and the text holds secrets.
    const line = field(asRecord(field(asRecord(error), 'mark')), 'line');
    return typeof line === 'number'
      ? failed('invalid', say('This kubeconfig is no YAML that can be read: see line {0}.', line + 1), fixIt())
      : failed('invalid', say('This kubeconfig is no YAML that can be read.'), fixIt());
  }
  const contexts = asArray(field(asRecord(root), 'contexts'));
  if (!contexts || contexts.length === 0)
    return failed('invalid', say('No cluster is named here: the file has no contexts.'), fixIt());
  if (contexts.length > MOST_CONTEXTS)
    return failed('invalid', say('This file has {0} contexts; only {1} are read.', contexts.length, MOST_CONTEXTS));
  const current = asText(field(asRecord(root), 'current-context'));
  return done({
    ...(current ? { current } : undefined),
    contexts: contexts.flatMap((one) => contextOf(one, asRecord(root) ?? {}, dirname(file)) ?? []),
  });
}

function contextOf(raw: unknown, root: object, folder: string): Context | undefined {
  const name = asText(field(asRecord(raw), 'name'));
  if (!name) return undefined;
  const context = asRecord(field(asRecord(raw), 'context'));
  const clusterName = asText(field(context, 'cluster')) ?? '';
  const userName = asText(field(context, 'user')) ?? '';
  const namespace = asText(field(context, 'namespace'));
  const cluster = clusterOf(named(root, 'clusters', clusterName, 'cluster'), clusterName, folder);
  const user = userOf(named(root, 'users', userName, 'user'), userName, folder);
  return {
    name,
    clusterName,
    userName,
    ...(namespace ? { namespace } : undefined),
    ...(cluster.ok ? { server: cluster.value.server } : undefined),
    account: !cluster.ok ? cluster : !user.ok ? user : done({ cluster: cluster.value, user: user.value }),
  };
}

function named(root: object, list: string, name: string, key: string): object | undefined {
  const found = asArray(field(root, list))?.find((one) => field(asRecord(one), 'name') === name);
  return asRecord(field(asRecord(found), key));
}

function clusterOf(raw: object | undefined, name: string, folder: string): Result<ClusterOf> {
  if (!raw) return failed('invalid', say('The cluster "{0}" is not in this file.', short(name)), fixIt());
  const wrong = notText(raw, ['server', 'certificate-authority', 'certificate-authority-data', 'tls-server-name']);
  if (wrong) return wrong;
  const server = asText(field(raw, 'server'));
  const url = server === undefined ? undefined : URL.parse(server.includes('://') ? server : `https://${server}`);
  if (
    !url ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.username ||
    url.password ||
    url.search ||
    url.hash
  )
    return failed('invalid', say('The cluster "{0}" has no address that can be used.', short(name)), fixIt());
  const extension = asArray(field(raw, 'extensions'))?.find(
    (one) => field(asRecord(one), 'name') === 'client.authentication.k8s.io/exec',
  );
  return done({
    server: url.href.replace(/\/+$/, ''),
    skipVerify: field(raw, 'insecure-skip-tls-verify') === true,
    noCompression: field(raw, 'disable-compression') === true,
    ...texts(raw, {
      authorityData: 'certificate-authority-data',
      tlsServerName: 'tls-server-name',
      proxyUrl: 'proxy-url',
    }),
    ...paths(raw, folder, { authorityFile: 'certificate-authority' }),
    ...(extension === undefined ? undefined : { pluginConfig: field(asRecord(extension), 'extension') }),
  });
}

function userOf(raw: object | undefined, name: string, folder: string): Result<UserOf> {
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

/** client-go refuses numbers and lists where it wants text; so that nobody is puzzled by a 401, so does this. */
function notText(raw: object, keys: readonly string[]): Failed | undefined {
  const wrong = keys.find((key) => field(raw, key) != null && typeof field(raw, key) !== 'string');
  return wrong
    ? failed('invalid', say('The value of `{0}` is not text; put it in quotes.', wrong), fixIt())
    : undefined;
}

function texts<Key extends string>(raw: object, keys: Readonly<Record<Key, string>>): { [key in Key]?: string } {
  const found = Object.entries<string>(keys).flatMap(([own, key]) => {
    const text = asText(field(raw, key));
    return text ? [[own, text] as const] : [];
  });
  return Object.fromEntries(found) as { [key in Key]?: string };
}

function paths<Key extends string>(raw: object, folder: string, keys: Readonly<Record<Key, string>>) {
  const found = Object.entries<string>(texts(raw, keys) as Record<string, string>);
  return Object.fromEntries(found.map(([own, path]) => [own, isAbsolute(path) ? path : join(folder, path)])) as {
    [key in Key]?: string;
  };
}

const fixIt = (): string => say('Repair the file, or import the kubeconfig again.');
