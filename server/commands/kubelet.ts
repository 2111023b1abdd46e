/** `k3s-config kubelet`: what the kubelet of one machine runs with, and where each value comes from. */

import { loadEngine } from '../engines.ts';
import { type CommandInput, guarded, nodesFor, type Outcome, oneOf, shortPath } from './command.ts';

export function kubeletCommand(input: CommandInput): Promise<Outcome> {
  return guarded(async () => {
    const node = oneOf(await nodesFor(input));
    const { kubeletView, viewText } = await loadEngine('kubelet');
    const options = { all: input.all === true, showSecrets: input.showSecrets };
    const view = kubeletView(node, options);
    const files = view.files.map(({ uri, ...file }) => ({
      ...file,
      ...(uri === undefined ? {} : { path: shortPath(uri) }),
    }));
    const values = view.values.map(({ origin, replaced, ...value }) => ({
      ...value,
      origin: place(origin),
      replaced: replaced.map(place),
    }));
    const out =
      input.format === 'json'
        ? `${JSON.stringify({ ...view, files, values }, null, 2)}\n`
        : viewText(node, options).text;
    return { code: view.error === undefined ? 0 : 1, out, err: '' };
  });
}

/** An origin without what only an editor needs. */
function place({ kind, file, line, flag }: { kind: string; file: string; line: number; flag?: string }): object {
  return {
    kind,
    ...(file === '' ? {} : { file }),
    ...(line === 0 ? {} : { line }),
    ...(flag === undefined ? {} : { flag }),
  };
}
