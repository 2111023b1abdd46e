/** `k3s-config effective`: the values in force on one machine and where each comes from. */

import { effective, effectiveText } from '../features/effective.ts';
import { type CommandInput, guarded, type Outcome, oneNode } from './command.ts';

export function effectiveCommand(input: CommandInput): Promise<Outcome> {
  return guarded(async () => {
    const node = await oneNode(input);
    const options = { showSecrets: input.showSecrets };
    const view = effective(node, options);
    const out =
      input.format === 'json'
        ? `${JSON.stringify({ ...view, values: view.values.map(({ origin, overrode, ...value }) => ({ ...value, origin: origin.map(place), overrode: overrode.map(place) })) }, null, 2)}\n`
        : effectiveText(node, options).text;
    return { code: view.error ? 1 : 0, out, err: '' };
  });
}

const place = ({ file, line }: { file: string; line: number }): { file: string; line: number } => ({ file, line });
