/** What a credential plugin answered, or why it did not. */

import type { RunResult } from '../host/run.ts';
import { short } from '../redact.ts';
import { say } from '../say.ts';
import { asText, at, parseJson } from './json.ts';
import type { Plugin } from './kubeconfigUser.ts';
import { done, type Failed, failed, type Result } from './trouble.ts';

export interface PluginCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly expires?: number;
}

/** Every end of the program gets its sentence. */
export function readAnswer(
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
      return cancelled();
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

export const cancelled = (): Failed => failed('cancelled', say('Cancelled.'));
/** A command in a sentence. */
export const named = (command: string): string => `\`${short(command, 120)}\``;
const tryIt = (): string => say('Run it in a terminal to see why, then connect again.');
