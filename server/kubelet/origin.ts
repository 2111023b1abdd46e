/** Where a value of the kubelet comes from, as a place to show: a line of a file, an item of `kubelet-arg`, or K3s. */

import { filesSince } from '../knowledge/kubeletK3s.ts';
import type { NodeConfig } from '../node/config.ts';
import { relativeTo } from '../uri.ts';
import { say } from '../words/say.ts';
import { positionAt } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';
import type { Member, Origin } from './json.ts';
import type { NodeKubelet } from './ofNode.ts';
import { K3S_FILE } from './order.ts';

/** A place to show; without a URI there is none to go to. */
export interface Shown {
  readonly kind: Origin['kind'];
  readonly file: string;
  /** 1-based; 0 when it is no line of a file. */
  readonly line: number;
  readonly uri?: string;
  readonly at?: Span;
  /** The argument that says it. */
  readonly flag?: string;
}

/** Where a value comes from. `member` is what a file says; K3s and the kubelet have no lines. */
export function shownOrigin(node: NodeConfig, { parts, kubelet }: NodeKubelet, from: Origin, member?: Member): Shown {
  const { kind } = from;
  if (from.kind === 'file') {
    const { document, name } = from;
    const at = member?.key ?? { start: 0, end: 0 };
    return { kind, file: name, uri: document.uri, line: positionAt(document, at.start).line + 1, at };
  }
  if (from.kind === 'flag') {
    const part = parts[from.index];
    if (!part) return { kind, file: say('the words of the service'), line: 0, flag: from.flag };
    const { uri } = part.document;
    const line = positionAt(part.document, part.node.start).line + 1;
    return { kind, file: relativeTo(node.sources.main, uri), uri, line, at: part.node, flag: from.flag };
  }
  // Older releases pass arguments, which stand in no file.
  return { kind, file: from.kind === 'k3s' && kubelet.minor >= filesSince ? K3S_FILE : '', line: 0 };
}

/** `50-user.conf:3`, `config.yaml:7 (max-pods)`, `K3s`, `default of the kubelet`. */
export function labelOf({ kind, file, line, flag }: Shown): string {
  if (kind === 'default') return say('default of the kubelet');
  if (kind === 'k3s') return 'K3s';
  const place = line > 0 ? `${file}:${line}` : file;
  return flag === undefined ? place : `kubelet-arg ${flag}, ${place}`;
}

/** The same as Markdown, with a link where there is a place. */
export function linkOf(shown: Shown): string {
  if (shown.kind === 'k3s')
    return shown.file === '' ? say('K3s (as an argument)') : say('K3s (in its own `{0}`)', shown.file);
  return shown.uri === undefined ? labelOf(shown) : `[${labelOf(shown)}](${shown.uri}#L${shown.line})`;
}
