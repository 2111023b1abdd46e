/** Credentials from a program that the kubeconfig names: run apart, bounded, once per user and cluster. */

import { readFile } from 'node:fs/promises';
import { type RunResult, run } from '../host/run.ts';
import { say } from '../say.ts';
import type { Clock } from './clock.ts';
import { asText, at, parseJson } from './json.ts';
import type { ClusterOf, Plugin } from './kubeconfig.ts';
import { short } from './redact.ts';
import { done, failed, type Result } from './trouble.ts';

export interface PluginCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly expires?: number;
}

const LIMIT_MS = 15_000;
/** So that a token does not expire on its way. */
const MARGIN_MS = 10_000;
const API = 'client.authentication.k8s.io/';

/** Remembers what plugins answered until it expires; two that ask at once share one run. */
export class Plugins {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #known = new Map<string, PluginCredentials>();
  readonly #running = new Map<string, Promise<Result<PluginCredentials>>>();
  /** One after another for one user, who may be asked something. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(clock: Clock, limitMs = LIMIT_MS) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** `fresh`: what was remembered has just been refused. */
  async credentials(
    plugin: Plugin,
    cluster: ClusterOf,
    { fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal } = {},
  ): Promise<Result<PluginCredentials>> {
    const user = JSON.stringify([plugin.command, plugin.args, plugin.env]);
    const key = JSON.stringify([user, cluster.server]);
    const running = this.#running.get(key);
    if (running) return running;
    const known = this.#known.get(key);
    if (known && !fresh && (known.expires ?? Number.POSITIVE_INFINITY) - MARGIN_MS > this.#clock.now())
      return done(known);
    this.#known.delete(key);
    const before = this.#queues.get(user) ?? Promise.resolve();
    const answer = before.then(() => this.#ask(plugin, cluster, signal));
    this.#queues.set(user, answer);
    this.#running.set(key, answer);
    const result = await answer;
    this.#running.delete(key);
    if (this.#queues.get(user) === answer) this.#queues.delete(user);
    if (result.ok) this.#known.set(key, result.value);
    return result;
  }

  async #ask(plugin: Plugin, cluster: ClusterOf, signal?: AbortSignal): Promise<Result<PluginCredentials>> {
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
      ...(signal ? { signal } : undefined),
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

function readAnswer(
  { command, apiVersion, installHint }: Plugin,
  result: RunResult,
  limitMs: number,
): Result<PluginCredentials> {
  const name = named(command);
  switch (result.kind) {
    case 'notStarted':
      return failed(
        'plugin',
        result.reason === 'missing'
          ? say('The credential plugin {0} is not there.', name)
          : say('The credential plugin {0} cannot be started ({1}).', name, result.code),
        installHint
          ? short(installHint, 600)
          : say('Install it, or put its folder into PATH and start the editor again.'),
      );
    case 'timeout':
      return failed(
        'plugin',
        say(
          'The credential plugin {0} did not answer within {1} seconds and was ended.',
          name,
          Math.round(limitMs / 1000),
        ),
        say('Run it in a terminal to see what it waits for, then connect again.'),
      );
    case 'cancelled':
      return failed('cancelled', say('Cancelled.'));
    case 'tooMuchOutput':
      return failed('plugin', say('The credential plugin {0} prints without end.', name), tryIt());
    case 'ended':
      if (result.code !== 0) {
        const words = short(result.stderr);
        return failed(
          'plugin',
          words
            ? say('The credential plugin {0} failed: {1}', name, words)
            : say('The credential plugin {0} failed with code {1}.', name, result.code ?? -1),
          tryIt(),
        );
      }
      return readCredential(name, apiVersion, result.stdout);
  }
}

function readCredential(name: string, apiVersion: string, output: string): Result<PluginCredentials> {
  const answer = parseJson(output);
  const status = at(answer, 'status');
  const token = asText(at(status, 'token'));
  const certificate = asText(at(status, 'clientCertificateData'));
  const key = asText(at(status, 'clientKeyData'));
  if (at(answer, 'kind') !== 'ExecCredential' || (!token && !(certificate && key)))
    return failed(
      'plugin',
      say('The credential plugin {0} answered with something that is no credential.', name),
      tryIt(),
    );
  if (at(answer, 'apiVersion') !== apiVersion)
    return failed(
      'plugin',
      say('The credential plugin {0} answers in another version than the kubeconfig asks for.', name),
      say('Write the version that the plugin speaks as `apiVersion` of `exec` in the kubeconfig.'),
    );
  const expires = Date.parse(asText(at(status, 'expirationTimestamp')) ?? '');
  return done({
    ...(token ? { token } : undefined),
    ...(certificate && key ? { certificate, key } : undefined),
    ...(Number.isNaN(expires) ? undefined : { expires }),
  });
}

const named = (command: string): string => `\`${short(command, 120)}\``;
const tryIt = (): string => say('Run it in a terminal to see why, then connect again.');
