/** The view of a kubelet: which files it reads, whether it starts, and every value in force with its origin. */

import type { TextLink, TextView } from '../features/feature.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { kubernetesOf, minorText } from '../knowledge/kubernetes.ts';
import { printDuration } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import { versionNote } from '../words/inEffect.ts';
import { say } from '../words/say.ts';
import {
  type EffectiveField,
  type EffectiveOptions,
  effectiveFields,
  effectiveLines,
  foundAtStart,
} from './effective.ts';
import { folderOf } from './folder.ts';
import { kubeletFor, type NodeKubelet } from './ofNode.ts';
import { COPIED_FILE, COPIED_FOLDER, K3S_FILE } from './order.ts';
import { labelOf, type Shown, shownOrigin } from './origin.ts';
import type { Stage } from './problem.ts';
import { orderOf } from './reading.ts';
import type { Typed } from './settings.ts';

/** A file of the folder, for programs. */
export interface KubeletFileView {
  /** Below the folder, as K3s leaves it to the kubelet. */
  readonly name: string;
  /** Absent for the file of K3s where it is not at hand. */
  readonly uri?: string;
  readonly read: boolean;
  /** K3s writes it at its start, or copies it from what an argument names. */
  readonly from?: 'k3s' | 'argument';
  readonly because?: 'name' | 'version';
}

/** Everything in force, for programs. */
export interface KubeletView {
  readonly release: string;
  /** The Kubernetes minor whose facts were used. */
  readonly kubernetes: string;
  readonly role: string;
  readonly folder: string;
  readonly files: readonly KubeletFileView[];
  readonly values: readonly KubeletValueView[];
  /** Why K3s does not start with this, in one sentence. */
  readonly error?: string;
}

export interface KubeletValueView {
  readonly path: string;
  readonly key?: string;
  readonly value: unknown;
  readonly origin: Shown;
  readonly replaced: readonly Shown[];
}

/** What the kubelet of a machine runs with, for programs. */
export function kubeletView(node: NodeConfig, options: EffectiveOptions = {}): KubeletView {
  const known = kubeletFor(node);
  const error = errorOf(known);
  return {
    release: node.flags.release,
    kubernetes: minorText(kubernetesOf(node.flags.release).minor),
    role: node.role.role ?? 'unknown',
    folder: folderOf(node),
    files: filesOf(known),
    values: effectiveFields(known.kubelet, options).map((field) => valueView(node, known, field)),
    ...(error === undefined ? {} : { error }),
  };
}

function valueView(node: NodeConfig, known: NodeKubelet, { path, key, value, from, member, replaced }: EffectiveField) {
  return {
    path,
    ...(key === undefined ? {} : { key }),
    value: plain(value),
    origin: shownOrigin(node, known, from, member),
    replaced: replaced.map((said) => shownOrigin(node, known, said.from, said.member)),
  };
}

/** A value as JSON can hold it, durations as text. */
function plain(value: Typed): unknown {
  if (typeof value === 'bigint') return printDuration(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries([...(value as ReadonlyMap<string, Typed>)].map(([key, one]) => [key, plain(one)]));
}

/** Files in the order in which they are read; those that are not stand behind them. */
function filesOf({ kubelet, input }: NodeKubelet): KubeletFileView[] {
  const { base, skipped } = kubelet;
  const copies = new Set(input.files.filter(({ name }) => isCopy(name)).map(({ name }) => name));
  const byFlags = kubelet.minor < filesSince;
  const named = byFlags ? kubelet.read.map(({ name, origin }) => ({ name, uri: origin.document.uri })) : [];
  const read = orderOf(kubelet).map(({ name, uri }) => ({
    name,
    ...(uri === undefined ? {} : { uri }),
    read: true,
    ...(name === K3S_FILE ? { from: 'k3s' as const } : copies.has(name) ? { from: 'argument' as const } : {}),
  }));
  return [
    ...(base ? [{ name: base.name, uri: base.origin.document.uri, read: true, from: 'argument' as const }] : []),
    ...read,
    ...named.map((file) => ({ ...file, read: true, from: 'argument' as const })),
    ...skipped.map(({ name, document }) => ({ name, uri: document.uri, read: false, because: 'name' as const })),
    ...(byFlags ? input.files : []).map(({ name, document }) => ({
      name,
      uri: document.uri,
      read: false,
      because: 'version' as const,
    })),
  ];
}

const isCopy = (name: string): boolean => name === COPIED_FILE || name.startsWith(`${COPIED_FOLDER}/`);

const STAGES: readonly Stage[] = ['flags', 'base', 'dropins', 'gates', 'validation', 'startup', 'editor'];

/** The first thing the kubelet stops at. */
export function errorOf({ findings }: NodeKubelet): string | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const stage = STAGES.find((one) => errors.some(({ problem }) => problem.stage === one));
  return errors.find(({ problem }) => problem.stage === stage)?.message;
}

/** Origins stand in one column behind lines that are not too long for it, so that half a window shows both. */
const COLUMN_AT_MOST = 46;

/** The same for people: YAML that a kubelet would take, with a heading and origins as comments. */
export function viewText(node: NodeConfig, options: EffectiveOptions = {}): TextView {
  const known = kubeletFor(node);
  const text = new Writer();
  heading(node, known, text);
  text.line('');
  const body = effectiveLines(known.kubelet, options);
  const lengths = body.filter(({ field }) => field).map((line) => line.text.length);
  const column = Math.max(0, ...lengths.filter((length) => length <= COLUMN_AT_MOST));
  for (const { text: line, field } of body) {
    if (!field) {
      text.line(line);
      continue;
    }
    const { from, member, replaced } = field;
    text.put(`${line.padEnd(column)}  # `).place(shownOrigin(node, known, from, member));
    replaced.forEach((said, index) => {
      text.put(index === 0 ? ` ${say('replaces')} ` : ', ').place(shownOrigin(node, known, said.from, said.member));
    });
    text.line('');
  }
  const found = foundAtStart(known.kubelet);
  if (found.length > 0) {
    text.line('').line(`# ${say('K3s finds out at its start:')}`);
    for (const path of found) text.line(`#   ${path}`);
  }
  return text;
}

function heading(node: NodeConfig, known: NodeKubelet, text: Writer): void {
  const { release } = node.flags;
  const { minor } = known.kubelet;
  const role = node.role.role ?? say('role unknown, read as server');
  text.line(`# ${say('Kubelet: {0}, K3s {1}, read as Kubernetes {2}', role, release, minorText(minor))}`);
  const note = versionNote(node.version.note);
  if (note) text.line(`# ${note}`);
  if (minor < filesSince)
    text.line(
      `# ${say('K3s {0} names no folder to its kubelet, that came with v1.{1}: its values are arguments.', release, filesSince)}`,
    );
  else text.line(`# ${say('Files of {0}, in the order in which they are read:', folderOf(node))}`);
  for (const file of filesOf(known)) {
    const { name, uri } = file;
    text.put('#   ');
    if (uri === undefined) text.put(name);
    else text.place({ kind: 'file', file: name, line: 0, uri });
    const why = reasonOf(node, file);
    text.line(why === '' ? '' : ` (${why})`);
  }
  const { started } = node;
  const error = errorOf(known);
  if (error !== undefined) text.line('#').line(`# ${error}`);
  else if (!started.error) text.line('#').line(`# ${say('The kubelet starts with this, as far as files can tell.')}`);
}

function reasonOf({ sources, flags }: NodeConfig, { name, uri, from, because }: KubeletFileView): string {
  if (because === 'name') return say('passed over: the name does not end in .conf');
  if (because === 'version') return say('not read in this version');
  if (from === 'k3s')
    return uri === undefined ? say('written by K3s at its start') : say('written by K3s at every start');
  if (from !== 'argument') return '';
  const isOld = uri?.startsWith(`${sources.kubelet?.folder}/`) === true;
  if (isOld) return say('copied from what an argument named');
  const path = decodeURI((uri ?? name).slice(sources.root?.length ?? 0));
  return kubernetesOf(flags.release).minor < filesSince
    ? say('{0}, named by an argument', path)
    : say('copied from {0}', path);
}

/** A text that grows word by word and remembers where its links are. */
class Writer implements TextView {
  readonly links: TextLink[] = [];
  private readonly lines: string[] = [];
  private open = '';

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  /** Ends the line. */
  line(text: string): this {
    this.lines.push((this.open + text).trimEnd());
    this.open = '';
    return this;
  }

  put(text: string): this {
    this.open += text;
    return this;
  }

  /** An origin, with a link where there is a place to go to. */
  place(shown: Shown): this {
    const start = this.open.length;
    this.open += labelOf(shown);
    const { uri, line } = shown;
    if (uri !== undefined)
      this.links.push({ line: this.lines.length, start, end: this.open.length, uri, targetLine: line });
    return this;
  }
}
