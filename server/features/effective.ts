/** The effective configuration as a readable text: every value in force with where it comes from. */

import { splitsAtCommas } from '../knowledge/lookup.ts';
import type { FlagValue } from '../node/commandLine.ts';
import { printDuration } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Part, Setting, Source } from '../node/loader.ts';
import { nameOf, relativeTo } from '../uri.ts';
import { MASK, releaseText } from '../words/describe.ts';
import { say } from '../words/say.ts';
import { explain } from '../words/startError.ts';
import { positionAt } from '../yaml/document.ts';
import { asScalar } from '../yaml/edits.ts';

/** One key as it counts, for people and for programs. */
export interface EffectiveValue {
  readonly key: string;
  /** The long name of the option, when K3s knows the key. */
  readonly option?: string;
  readonly type: FlagValue['type'] | 'unknown';
  /** Masked for secrets. Lists that K3s splits at commas are split. */
  readonly value: string | number | boolean | readonly string[];
  readonly secret: boolean;
  readonly origin: readonly Origin[];
  readonly overrode: readonly Origin[];
  /** A server skips the key with a warning. */
  readonly skipped: boolean;
}

export interface Origin {
  readonly uri: string;
  readonly file: string;
  /** 1-based; 0 when the place is no line of a file. */
  readonly line: number;
}

export interface Effective {
  readonly role: string;
  readonly release: string;
  readonly files: readonly string[];
  readonly values: readonly EffectiveValue[];
  /** The words K3s sees after its own name; absent when it does not get that far. */
  readonly arguments?: readonly string[];
  /** Why K3s does not start with this, in one sentence. */
  readonly error?: string;
}

export interface ShowOptions {
  readonly showSecrets?: boolean;
}

/** Everything in force on a machine. */
export function effective(node: NodeConfig, { showSecrets = false }: ShowOptions = {}): Effective {
  const { started } = node;
  const values = [...node.settings.values()].map((setting) => valueOf(node, setting, showSecrets));
  const given = new Set(values.map(({ option }) => option));
  const env = fromEnvironment(node, showSecrets).filter(({ option }) => !given.has(option));
  return {
    role: node.role.role ?? 'unknown',
    release: node.flags.release,
    files: node.sources.files.map(({ uri }) => relativeTo(node.sources.main, uri)),
    values: [...values, ...env],
    ...(started.args ? { arguments: started.args.map(({ text }) => masked(node, text, showSecrets)) } : {}),
    ...(started.error ? { error: explain(started.error, node) } : {}),
  };
}

function valueOf(node: NodeConfig, setting: Setting, showSecrets: boolean): EffectiveValue {
  const found = node.flags.find(setting.key);
  const secret = found?.flag.secret === true;
  const read = node.started.flags.get(found?.name ?? setting.key);
  const texts = setting.parts.map(({ text }) => text);
  const list = found ? found.flag.type === 'list' : texts.length !== 1;
  const items =
    found && splitsAtCommas(found.flag, node.flags.release)
      ? texts.flatMap((text) => text.split(',').map((s) => s.trim()))
      : texts;
  const shown = list ? items : (plain(read) ?? texts.at(-1) ?? '');
  return {
    key: setting.key,
    ...(found ? { option: found.name } : {}),
    type: read?.type ?? found?.flag.type ?? 'unknown',
    value: secret && !showSecrets && texts.some((text) => text !== '') ? MASK : shown,
    secret,
    origin: setting.entries.map((source) => originOf(node, source)),
    overrode: setting.overridden.map((source) => originOf(node, source)),
    skipped: node.started.dropped.some(({ key }) => key === setting.key),
  };
}

/** A value as JSON can hold it. */
function plain(value: FlagValue | undefined): string | number | boolean | undefined {
  if (!value || value.type === 'list') return undefined;
  if (value.type === 'duration') return printDuration(value.value);
  if (value.type === 'int')
    return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : String(value.value);
  return value.value;
}

function originOf(node: NodeConfig, { document, entry }: Source): Origin {
  return {
    uri: document.uri,
    file: relativeTo(node.sources.main, document.uri),
    line: positionAt(document, entry.key.start).line + 1,
  };
}

function fromEnvironment(node: NodeConfig, showSecrets: boolean): EffectiveValue[] {
  const { service } = node;
  if (!service) return [];
  return [...node.flags.all].flatMap(([name, flag]) => {
    const variable = (flag.env ?? []).find((candidate) => service.env[candidate] !== undefined);
    if (variable === undefined) return [];
    const uri = service.envFrom[variable] ?? service.uri;
    const text = service.env[variable] ?? '';
    return [
      {
        key: name,
        option: name,
        type: flag.type,
        value: flag.secret && !showSecrets && text !== '' ? MASK : text,
        secret: flag.secret === true,
        origin: [{ uri, file: `${variable} (${nameOf(uri)})`, line: 0 }],
        overrode: [],
        skipped: false,
      },
    ];
  });
}

/** An argument with the value of a secret hidden. */
function masked(node: NodeConfig, text: string, showSecrets: boolean): string {
  const match = /^(-+)([^=]+)=(.+)$/s.exec(text);
  const secret = match && node.flags.find(match[2] as string)?.flag.secret === true;
  return secret && !showSecrets ? `${match[1]}${match[2]}=${MASK}` : text;
}

/** A link in the text, by 0-based line and columns. */
export interface TextLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly uri: string;
  readonly targetLine: number;
}

/** The effective configuration as YAML with the origins as comments, and where the origins point to. */
export function effectiveText(node: NodeConfig, options: ShowOptions = {}): { text: string; links: TextLink[] } {
  const view = effective(node, options);
  const lines: string[] = [];
  const links: TextLink[] = [];
  const origin = (line: string, origins: readonly Origin[], note: string, column: number): void => {
    let text = `${line.padEnd(column)}  # `;
    origins.forEach((place, index) => {
      const label = place.line > 0 ? `${place.file}:${place.line}` : place.file;
      if (index > 0) text += ', ';
      links.push({
        line: lines.length,
        start: text.length,
        end: text.length + label.length,
        uri: place.uri,
        targetLine: place.line,
      });
      text += label;
    });
    lines.push(text + note);
  };
  for (const line of heading(node, view)) lines.push(`# ${line}`);
  lines.push('');
  for (const value of view.values) {
    const note = noteOf(value);
    if (Array.isArray(value.value)) {
      const setting = node.settings.get(value.key);
      const items = value.value as readonly string[];
      if (items.length === 0) {
        origin(`${value.key}: []`, value.origin, note, 40);
        continue;
      }
      lines.push(`${value.key}:${note === '' ? '' : `  #${note}`}`);
      const places = placesOf(node, setting?.parts ?? [], items, value.origin);
      items.forEach((item, index) => {
        origin(`  - ${asScalar(item)}`, [places[index] ?? (value.origin[0] as Origin)], '', 40);
      });
      continue;
    }
    const text = typeof value.value === 'string' && value.value !== MASK ? asScalar(value.value) : String(value.value);
    origin(`${value.skipped ? '# ' : ''}${value.key}: ${text}`, value.origin, note, 40);
  }
  if (view.arguments) {
    lines.push(
      '',
      `# ${say('What K3s is started with:')}`,
      `#   k3s ${view.arguments.map(shellWord).join(' \\\n#     ')}`,
    );
  }
  return { text: `${lines.join('\n')}\n`, links };
}

function heading(node: NodeConfig, view: Effective): string[] {
  const role = node.role.role ?? say('role unknown, read as server');
  const lines = [
    say('Effective configuration: {0}, K3s {1}', role, releaseText(node.flags.release)),
    say('Read in this order: {0}', view.files.join(', ') || say('no file')),
  ];
  if (view.error) lines.push('', say('K3s does not start with this: {0}', view.error));
  return lines;
}

function noteOf({ skipped, overrode }: EffectiveValue): string {
  if (skipped) return ` ${say('(skipped: K3s does not know this key)')}`;
  if (overrode.length === 0) return '';
  return ` ${say('(replaces {0})', overrode.map(({ file, line }) => `${file}:${line}`).join(', '))}`;
}

/** The place of each list element; elements K3s splits at commas share that of their text. */
function placesOf(
  node: NodeConfig,
  parts: readonly Part[],
  items: readonly string[],
  fallback: readonly Origin[],
): Origin[] {
  const places = parts.flatMap((part) => {
    const line = positionAt(part.document, part.node.start).line + 1;
    const place = { uri: part.document.uri, file: relativeTo(node.sources.main, part.document.uri), line };
    const pieces = items.length === parts.length ? 1 : part.text.split(',').length;
    return Array.from({ length: pieces }, () => place);
  });
  return places.length === items.length ? places : items.map(() => fallback[0] as Origin);
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
