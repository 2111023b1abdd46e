/** A line above a file of the kubelet: as which of all files it is read, or why it is not. */

import type { CodeLens } from 'vscode-languageserver-types';
import type { Asked, Feature } from '../features/feature.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { say } from '../words/say.ts';
import { kubeletFor } from './ofNode.ts';
import { orderOf } from './reading.ts';

/** The command that shows what all files make together. */
const SHOW = 'k3s.showKubelet';

export const lenses: Feature<CodeLens[]> = (asked) => {
  const title = titleFor(asked);
  if (title === undefined) return [];
  const top = { line: 0, character: 0 };
  return [{ range: { start: top, end: top }, command: { title, command: SHOW, arguments: [asked.document.uri] } }];
};

function titleFor({ node, document: { uri } }: Asked): string | undefined {
  const { kubelet: sources } = node.sources;
  // A file by itself is read by nobody that is known.
  if (!sources || sources.folder === '') return undefined;
  const known = kubeletFor(node);
  const { kubelet } = known;
  const byFlags = kubelet.minor < filesSince;
  const isNamed = byFlags && kubelet.read.some(({ origin }) => origin.document.uri === uri);
  if (isNamed || kubelet.base?.origin.document.uri === uri)
    return say('Read by the kubelet before K3s passes its own values, which win');
  if (kubelet.skipped.some((file) => file.document.uri === uri))
    return say('Passed over: the kubelet reads only names that end in .conf');
  if (byFlags) return say('Not read: K3s reads this folder from v1.{0} on', filesSince);
  const order = orderOf(kubelet);
  const index = order.findIndex((file) => file.uri === uri);
  if (index < 0) return undefined;
  const before = order[index - 1]?.name;
  const after = order[index + 1]?.name;
  if (before === undefined) return say('Read as number {0} of {1}, before {2}', index + 1, order.length, after ?? '');
  if (after === undefined) return say('Read as number {0} of {1}, after {2}', index + 1, order.length, before);
  return say('Read as number {0} of {1}, between {2} and {3}', index + 1, order.length, before, after);
}
