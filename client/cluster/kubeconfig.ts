/** A kubeconfig as it is read: text → contexts, each with the cluster and the user it names. */

import { dirname } from 'node:path';
import { short } from '../redact.ts';
import { say } from '../say.ts';
import { asArray, asRecord, asText, field } from './json.ts';
import { fixIt, notText, paths, texts } from './kubeconfigFields.ts';
import { type UserOf, userOf } from './kubeconfigUser.ts';
import { done, failed, type Result } from './trouble.ts';

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

export interface Context {
  readonly name: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly namespace?: string;
  /** Told even where the rest cannot be used. */
  readonly server?: string;
  readonly account: Result<{ readonly cluster: ClusterOf; readonly user: UserOf }>;
}

/** The files beside the kubeconfig that somebody connects with. */
export const namedFiles = ({ cluster, user }: { readonly cluster: ClusterOf; readonly user: UserOf }): string[] =>
  [cluster.authorityFile, user.certificateFile, user.keyFile, user.tokenFile].filter((path) => path !== undefined);

export interface Kubeconfig {
  readonly current?: string;
  readonly contexts: readonly Context[];
}

const MOST_CONTEXTS = 500;

/** Reads a kubeconfig; relative paths in it are those of its folder. Never fails, never tells what stands in it. */
export async function readKubeconfig(text: string, file: string): Promise<Result<Kubeconfig>> {
  const { loadYaml } = await import('./clientNode.ts');
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
