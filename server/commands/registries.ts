/** `k3s-config registries`: which endpoints images are pulled from on one machine, and what does nothing. */

import { loadEngine } from '../engines.ts';
import { type CommandInput, guarded, nodesFor, type Outcome, oneOf, Unusable } from './command.ts';

/**
 * As JSON, stable for programs:
 *
 * - `registries`: `name`, `server`, `endpoints` (`url`, `scheme`, `capabilities`, `tls`, `credentials`, `rewrites` …) and
 *   `default` with `url` and `when`, one of `last`, `only`, `never`
 * - `idle`: `entry` (`mirrors` or `configs`), `name`, `why` in a word, `message`
 * - `log`: what K3s writes to its log; `options`: what config.yaml contributes
 * - `image`, when one is named: `by`, `attempts` in order, or `blocked`
 * - `error`, when K3s cannot read the file
 *
 * `tls.mode` is `system`, `ca`, `unverified` or `none`; `credentials` is `none`, `empty`, `password`, `identity-token`,
 * `auth` or `broken`. No secret is in it.
 */
export function registriesCommand(input: CommandInput): Promise<Outcome> {
  return guarded(async () => {
    const node = oneOf(await nodesFor(input, 'registries'));
    const { features, imageOf, notAnImage, registriesSummary } = await loadEngine('registries');
    const image = input.image === undefined ? undefined : imageOf(input.image);
    if (input.image !== undefined && !image) throw new Unusable(notAnImage(input.image));
    const summary = registriesSummary(node, image);
    const out =
      input.format === 'json'
        ? `${JSON.stringify(summary, (key, value) => (key === 'uri' ? undefined : value), 2)}\n`
        : features.view(node, input.image === undefined ? {} : { image: input.image }).text;
    return { code: summary.error ? 1 : 0, out, err: '' };
  });
}
