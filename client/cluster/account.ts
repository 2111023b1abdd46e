/** What an entry connects with, read again whenever a file it comes from has changed, so that rotated certificates count. */

import { createHash } from 'node:crypto';
import type { Redactor } from '../redact.ts';
import { say } from '../say.ts';
import { type AccountFiles, readAccount, unchanged } from './accountFiles.ts';
import { type Clock, steady } from './clock.ts';
import { identityHeaders } from './identity.ts';
import type { Entry } from './kubeconfigFiles.ts';
import type { Plugins } from './plugins.ts';
import { expiryOf, type TlsOptions, tlsOptions } from './tls.ts';
import { done, failed, type Result } from './trouble.ts';

/** Everything a request needs beside its own words. */
export interface Credentials {
  /** Equal key, equal credentials. */
  readonly key: string;
  /** Equal here, the same connections: a new token needs no new ones. */
  readonly connection: string;
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
  /** Whether this entry's file may run programs and send other files: not one that an untrusted folder names. */
  readonly mayRun: (entry: Entry) => boolean;
}

interface Asked {
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

const LOOK_AGAIN_MS = 1000;

export class Account {
  readonly #entry: Entry;
  readonly #needs: AccountNeeds;
  readonly #clock: Clock;
  #files: { readonly looked: number; readonly value: Result<AccountFiles> } | undefined;
  #built: Credentials | undefined;
  /** What the last credentials were made of. */
  #used: AccountFiles | undefined;

  constructor(entry: Entry, needs: AccountNeeds) {
    this.#entry = entry;
    this.#needs = needs;
    this.#clock = steady(needs.clock);
  }

  /** When the certificate ends that was used last; undefined for one that a plugin renews, and while none is known. */
  get certificateExpires(): Date | undefined {
    return this.#built?.renewable ? undefined : this.#built?.certificateExpires;
  }

  /** `fresh`: the server has just refused what was given before. */
  async credentials({ fresh = false, signal }: Asked = {}): Promise<Result<Credentials>> {
    const files = await this.#read(fresh);
    if (!files.ok) return files;
    const { cluster, user, stamp } = files.value;
    this.#used = files.value;
    const { plugins, mayRun, redactor } = this.#needs;
    if ((user.plugin || user.tokenFile) && !mayRun(this.#entry))
      return failed(
        'untrusted',
        say('This kubeconfig runs a program or sends a file, and it belongs to a folder that is not trusted.'),
        say('Trust the folder, or use a kubeconfig of your own.'),
      );
    const plugin = user.plugin
      ? await plugins.credentials(user.plugin, cluster, { fresh, ...(signal ? { signal } : undefined) })
      : undefined;
    if (plugin && !plugin.ok) return plugin;
    const found = plugin?.value;
    redactor.learn(found?.token);
    redactor.learn(found?.key);
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

  /** Whether the files say something else now than when they were used last. */
  async changed(): Promise<boolean> {
    const files = await this.#read(true);
    return !files.ok || !this.#used || contentOf(files.value) !== contentOf(this.#used);
  }

  #build(key: string, files: AccountFiles): Result<Credentials> {
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
    const shown = [cluster, files.authority, files.certificate, files.key];
    return done({
      key,
      connection: createHash('sha256').update(JSON.stringify(shown)).digest('hex'),
      server,
      tls: tls.value,
      headers: headers.value,
      proxyUrl: cluster.proxyUrl,
      compression: !cluster.noCompression,
      certificateExpires: expiryOf(files.certificate),
      renewable: user.plugin !== undefined,
    });
  }

  async #read(fresh: boolean): Promise<Result<AccountFiles>> {
    const now = this.#clock.now();
    const known = this.#files;
    if (known && !fresh && now - known.looked < LOOK_AGAIN_MS) return known.value;
    if (known?.value.ok && (await unchanged(this.#entry, known.value.value))) {
      this.#files = { looked: now, value: known.value };
      return known.value;
    }
    const value = await readAccount(this.#entry, (secret) => this.#needs.redactor.learn(secret));
    this.#files = { looked: now, value };
    return value;
  }
}

const contentOf = ({ stamp: _, ...content }: AccountFiles): string => JSON.stringify(content);
