/** Credentials from a program that the kubeconfig names: run apart, bounded, once per user and cluster. */

import { readFile } from 'node:fs/promises';
import { run } from '../host/run.ts';
import { short } from '../redact.ts';
import { say } from '../say.ts';
import type { Clock } from './clock.ts';
import type { ClusterOf } from './kubeconfig.ts';
import type { Plugin } from './kubeconfigUser.ts';
import { cancelled, named, type PluginCredentials, readAnswer } from './pluginAnswer.ts';
import { done, failed, type Result } from './trouble.ts';

const LIMIT_MS = 15_000;
/** So that a token does not expire on its way. */
const MARGIN_MS = 10_000;
const API = 'client.authentication.k8s.io/';

/** A program that runs, and how many wait for what it says. */
interface Running {
  readonly answer: Promise<Result<PluginCredentials>>;
  readonly stop: AbortController;
  waiting: number;
}

/** Remembers what plugins answered until it expires; two that ask at once share one run. */
export class Plugins {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #known = new Map<string, PluginCredentials>();
  readonly #running = new Map<string, Running>();
  /** One after another for one user, who may be asked something. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(clock: Clock, limitMs = LIMIT_MS) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /**
   * `fresh`: what was remembered has just been refused. A program for which nobody waits any more is ended: who gives up
   * wants no login. The next one to ask begins anew.
   */
  async credentials(
    plugin: Plugin,
    cluster: ClusterOf,
    { fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal } = {},
  ): Promise<Result<PluginCredentials>> {
    const user = JSON.stringify([plugin.command, plugin.args, plugin.env]);
    const key = JSON.stringify([user, cluster.server]);
    const running = this.#running.get(key);
    if (running) return this.#wait(key, running, signal);
    const known = this.#known.get(key);
    if (known && !fresh && (known.expires ?? Number.POSITIVE_INFINITY) - MARGIN_MS > this.#clock.now())
      return done(known);
    this.#known.delete(key);
    const stop = new AbortController();
    const before = this.#queues.get(user) ?? Promise.resolve();
    const answer = before.then(() => this.#ask(plugin, cluster, stop.signal));
    const begun = { answer, stop, waiting: 0 };
    this.#queues.set(user, answer);
    this.#running.set(key, begun);
    void answer.then((result) => {
      this.#forget(key, begun);
      if (this.#queues.get(user) === answer) this.#queues.delete(user);
      if (result.ok) this.#known.set(key, result.value);
    });
    return this.#wait(key, begun, signal);
  }

  #wait(key: string, running: Running, signal: AbortSignal | undefined): Promise<Result<PluginCredentials>> {
    running.waiting++;
    return new Promise((resolve) => {
      const leave = (): void => {
        resolve(cancelled());
        if (--running.waiting > 0) return;
        running.stop.abort();
        this.#forget(key, running);
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener('abort', leave, { once: true });
      void running.answer.then((result) => {
        signal?.removeEventListener('abort', leave);
        resolve(result);
      });
    });
  }

  #forget(key: string, running: Running): void {
    if (this.#running.get(key) === running) this.#running.delete(key);
  }

  async #ask(plugin: Plugin, cluster: ClusterOf, signal: AbortSignal): Promise<Result<PluginCredentials>> {
    const { command, args, apiVersion } = plugin;
    if (apiVersion !== `${API}v1` && apiVersion !== `${API}v1beta1`)
      return failed(
        'unsupported',
        say(
          'The credential plugin {0} speaks {1}, which is no longer supported.',
          named(command),
          short(apiVersion) || '-',
        ),
        say('Update the plugin and its entry in the kubeconfig to client.authentication.k8s.io/v1.'),
      );
    if (plugin.interactive === 'Always')
      return failed(
        'unsupported',
        say('The credential plugin {0} wants to ask you something in a terminal.', named(command)),
        say('Run a kubectl command in a terminal, or use another kind of sign-in here.'),
      );
    const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
    const result = await run(command, args, {
      env: { ...process.env, ...own, KUBERNETES_EXEC_INFO: await execInfo(plugin, cluster) },
      timeoutMs: this.#limitMs,
      signal,
    });
    return readAnswer(plugin, result, this.#limitMs);
  }
}

async function execInfo({ apiVersion, clusterInfo }: Plugin, cluster: ClusterOf): Promise<string> {
  const authority = cluster.authorityFile
    ? await readFile(cluster.authorityFile, 'base64').catch(() => undefined)
    : cluster.authorityData;
  const told = {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipVerify || undefined,
    'certificate-authority-data': authority,
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.noCompression || undefined,
    config: cluster.pluginConfig,
  };
  const spec = { ...(clusterInfo ? { cluster: told } : undefined), interactive: false };
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', spec });
}
