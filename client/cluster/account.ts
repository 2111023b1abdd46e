/** What an entry connects with, read again whenever a file it comes from has changed, so that rotated certificates count. */

import { stat } from 'node:fs/promises';
import { say } from '../say.ts';
import type { Clock } from './clock.ts';
import { identityHeaders } from './identity.ts';
import type { ClusterOf, UserOf } from './kubeconfig.ts';
import { type Entry, readContext, readSmallFile } from './kubeconfigFiles.ts';
import type { Plugins } from './plugins.ts';
import type { Redactor } from './redact.ts';
import { expiryOf, type TlsOptions, tlsOptions } from './tls.ts';
import { done, failed, type Result } from './trouble.ts';

/** Everything a request needs beside its own words. Equal `key`, equal connection. */
export interface Credentials {
  readonly key: string;
  readonly server: URL;
  /** Not for a server that speaks plain HTTP. */
  readonly tls: TlsOptions | undefined;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly proxyUrl: string | undefined;
  readonly compression: boolean;
  readonly certificateExpires: Date | undefined;
  /** Whether asking again may give other credentials. */
  readonly renewable: boolean;
}

export interface AccountNeeds {
  readonly clock: Clock;
  readonly plugins: Plugins;
  readonly redactor: Redactor;
  /** Whether programs that this entry's file names may be run: not when the file is named by a folder nobody trusts. */
  readonly mayRun: (entry: Entry) => boolean;
}

interface Files {
  readonly stamp: string;
  readonly cluster: ClusterOf;
  readonly user: UserOf;
  readonly authority: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

const LOOK_AGAIN_MS = 1000;

export class Account {
  readonly #entry: Entry;
  readonly #needs: AccountNeeds;
  #files: { readonly looked: number; readonly value: Result<Files> } | undefined;
  #built: Credentials | undefined;

  constructor(entry: Entry, needs: AccountNeeds) {
    this.#entry = entry;
    this.#needs = needs;
  }

  /** `fresh`: the server has just refused what was given before. */
  async credentials({
    fresh = false,
    signal,
  }: {
    fresh?: boolean;
    signal?: AbortSignal;
  } = {}): Promise<Result<Credentials>> {
    const files = await this.#read(fresh);
    if (!files.ok) return files;
    const { cluster, user, stamp } = files.value;
    const { plugins, mayRun } = this.#needs;
    if (user.plugin && !mayRun(this.#entry))
      return failed(
        'untrusted',
        say('This kubeconfig wants to run a program, and it belongs to a folder that is not trusted.'),
        say('Trust the folder, or use a kubeconfig of your own.'),
      );
    const plugin = user.plugin
      ? await plugins.credentials(user.plugin, cluster, { fresh, ...(signal ? { signal } : undefined) })
      : undefined;
    if (plugin && !plugin.ok) return plugin;
    const found = plugin?.value;
    const key = JSON.stringify([stamp, found?.certificate, found?.key, found?.token]);
    if (this.#built?.key === key) return done(this.#built);
    const built = this.#build(key, {
      ...files.value,
      ...(found?.token ? { token: found.token } : undefined),
      ...(found?.certificate ? { certificate: found.certificate, key: found.key } : undefined),
    });
    if (built.ok) this.#built = built.value;
    return built;
  }

  #build(key: string, files: Files): Result<Credentials> {
    const { cluster, user, token } = files;
    const server = new URL(cluster.server);
    const headers = identityHeaders(user, token);
    if (!headers.ok) return headers;
    const secure = server.protocol === 'https:';
    if (!secure && Object.keys(headers.value).length > 0 && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(server.hostname))
      return failed(
        'unsupported',
        say('This cluster is reached without TLS, so your token or password would be sent readable for everybody.'),
        say('Write https:// as its address in the kubeconfig.'),
      );
    const tls = secure
      ? tlsOptions({
          ...(files.authority === undefined ? undefined : { authority: files.authority }),
          ...(files.certificate === undefined ? undefined : { certificate: files.certificate }),
          ...(files.key === undefined ? undefined : { key: files.key }),
          ...(cluster.tlsServerName ? { serverName: cluster.tlsServerName } : undefined),
          skipVerify: cluster.skipVerify,
        })
      : done(undefined);
    if (!tls.ok) return tls;
    return done({
      key,
      server,
      tls: tls.value,
      headers: headers.value,
      proxyUrl: cluster.proxyUrl,
      compression: !cluster.noCompression,
      certificateExpires: expiryOf(files.certificate),
      renewable: user.plugin !== undefined,
    });
  }

  async #read(fresh: boolean): Promise<Result<Files>> {
    const now = this.#needs.clock.now();
    const known = this.#files;
    if (known && !fresh && now - known.looked < LOOK_AGAIN_MS) return known.value;
    if (known?.value.ok) {
      const { cluster, user, stamp } = known.value.value;
      if ((await stampOf([this.#entry.file, ...named(cluster, user)])) === stamp) {
        this.#files = { looked: now, value: known.value };
        return known.value;
      }
    }
    const value = await this.#readFiles();
    this.#files = { looked: now, value };
    return value;
  }

  async #readFiles(): Promise<Result<Files>> {
    const context = await readContext(this.#entry);
    if (!context.ok) return context;
    if (!context.value.account.ok) return context.value.account;
    const { cluster, user } = context.value.account.value;
    // Before reading: what changes meanwhile is read again the next time.
    const stamp = await stampOf([this.#entry.file, ...named(cluster, user)]);
    const authority = await pem(cluster.authorityData, cluster.authorityFile);
    const certificate = await pem(user.certificateData, user.certificateFile);
    const key = await pem(user.keyData, user.keyFile);
    const token = user.tokenFile ? await readSmallFile(user.tokenFile, 64 * 1024) : done(user.token);
    if (!authority.ok) return authority;
    if (!certificate.ok) return certificate;
    if (!key.ok) return key;
    if (!token.ok) return token;
    const { redactor } = this.#needs;
    for (const secret of [token.value, user.token, user.password, user.keyData, key.value]) redactor.learn(secret);
    return done({
      stamp,
      cluster,
      user,
      authority: authority.value,
      certificate: certificate.value,
      key: key.value,
      token: token.value?.trim(),
    });
  }
}

const named = (cluster: ClusterOf, user: UserOf): string[] =>
  [cluster.authorityFile, user.certificateFile, user.keyFile, user.tokenFile].filter((path) => path !== undefined);

/** Data in the kubeconfig goes before the file it names, as in client-go. */
async function pem(data: string | undefined, file: string | undefined): Promise<Result<string | undefined>> {
  if (data) return done(Buffer.from(data, 'base64').toString('utf8'));
  return file ? readSmallFile(file) : done(undefined);
}

/** Changes when any of the files changes, appears or goes. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = paths.map(async (path) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found ? `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}` : '-';
  });
  return (await Promise.all(stamps)).join(' ');
}
