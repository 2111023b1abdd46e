/** The effective configuration as a readable text: every value in force with where it comes from. */

import { envAt, type Found, splitsAtCommas } from '../knowledge/lookup.ts';
import { type FlagValue, printDuration, readValue } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Setting } from '../node/loader.ts';
import { relativeTo } from '../uri.ts';
import { releaseText } from '../words/describe.ts';
import { isSecretKey, maskedKey, maskedWords } from '../words/mask.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { say } from '../words/say.ts';
import { explain } from '../words/startError.ts';
import { versionNote } from '../words/versionNote.ts';
import { asScalar } from '../yaml/edits.ts';
import type { TextLink, TextView } from './feature.ts';
import { type Origin, originAt, originOf, typedFor, typedNames, variableOrigin } from './origin.ts';

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

export interface Effective {
  readonly role: string;
  readonly release: string;
  readonly files: readonly string[];
  readonly values: readonly EffectiveValue[];
  /** The words K3s sees after its own name; absent when it does not get that far. */
  readonly arguments?: readonly string[];
  /** Why K3s does not start with this, in one sentence. */
  readonly error?: string;
  /** Why K3s starts as if there were no files at all. */
  readonly ignored?: string;
}

export interface ShowOptions {
  readonly showSecrets?: boolean;
}

/** Everything in force on a machine. */
export function effective(node: NodeConfig, options: ShowOptions = {}): Effective {
  return viewOf(node, rowsOf(node, options.showSecrets === true), options);
}

/** @param most no arguments are listed when there are more than this */
function viewOf(
  node: NodeConfig,
  rows: readonly Row[],
  { showSecrets = false }: ShowOptions,
  most = Number.POSITIVE_INFINITY,
): Effective {
  const { started } = node;
  const words = started.args && started.args.length <= most ? started.args.map(({ text }) => text) : undefined;
  const { ignoredBecause } = started.loaded;
  const gone = ignoredBecause && relativeTo(node.sources.main, ignoredBecause.uri);
  return {
    role: node.role.role ?? 'unknown',
    release: node.flags.release,
    files: node.sources.files.map(({ uri }) => relativeTo(node.sources.main, uri)),
    values: rows.map(({ items: _, ...value }) => value),
    ...(words ? { arguments: showSecrets ? words : maskedWords(node.flags, words) } : {}),
    ...(started.error ? { error: explain(started.error, node) } : {}),
    ...(gone ? { ignored: say('{0} leads nowhere, so K3s ignores all of them without a word.', gone) } : {}),
  };
}

/** A value with the places of its first elements. */
interface Row extends EffectiveValue {
  readonly items: readonly Element[];
}

interface Element {
  readonly text: string;
  readonly origin: Origin;
}

/** The files first, then what only the words of the service set, then its environment. */
function rowsOf(node: NodeConfig, showSecrets: boolean): Row[] {
  const settings = node.started.loaded.ignoredBecause ? [] : [...node.settings.values()];
  const skipped = new Set(node.started.dropped.map(({ key }) => key));
  const written = settings.map((setting) => writtenRow(node, setting, skipped, showSecrets));
  const given = new Set(written.map(({ option }) => option));
  const typed = typedNames(node)
    .filter((name) => !given.has(name))
    .map((name) => typedRow(node, name, showSecrets));
  for (const { option } of typed) given.add(option);
  const rows = [...written, ...typed, ...fromEnvironment(node, showSecrets).filter(({ option }) => !given.has(option))];
  return showSecrets ? rows : rows.map(masked);
}

/** A row whose values may hold a URL with a password. */
const masked = (row: Row): Row => ({
  ...row,
  value: typeof row.value === 'string' ? withoutPassword(row.value) : maskedItems(row.value),
  items: row.items.map(({ text, origin }) => ({ text: withoutPassword(text), origin })),
});

const maskedItems = <Value>(value: Value): Value | string[] =>
  Array.isArray(value) ? value.map((item) => withoutPassword(String(item))) : value;

function writtenRow(node: NodeConfig, setting: Setting, skipped: ReadonlySet<string>, showSecrets: boolean): Row {
  const found = node.flags.find(setting.key);
  const typed = found && typedFor(node, found.name);
  const list = found ? found.flag.type === 'list' : setting.parts.length !== 1;
  const secret = isSecretKey(node.flags, setting.key);
  const splits = found !== undefined && splitsAtCommas(found.flag, node.flags.release);
  const entries = setting.entries.map((source) => originOf(node, source));
  const overrode = setting.overridden.map((source) => originOf(node, source));
  const read = node.started.flags.get(found?.name ?? setting.key);
  const texts = setting.parts.map(({ text }) => text);
  const items = [
    ...setting.parts
      .slice(0, MOST)
      .flatMap(({ text, document, node: at }) => elements(text, splits, originAt(node, document, at.start))),
    ...(typed ? itemsOf(typed.value).flatMap((text) => elements(text, splits, typed.origin)) : []),
  ];
  const replaced = typed !== undefined && !list;
  const shown = list
    ? [...texts, ...(typed ? itemsOf(typed.value) : [])].flatMap((text) => piecesOf(text, splits))
    : (plain(typed?.value ?? read ?? unparsed(found, texts)) ?? texts.at(-1) ?? '');
  const hidden = secret && !showSecrets && (replaced || texts.some((text) => text !== ''));
  return {
    key: showSecrets ? setting.key : maskedKey(node.flags, setting.key),
    ...(found ? { option: found.name } : {}),
    type: read?.type ?? found?.flag.type ?? 'unknown',
    value: hidden ? MASK : shown,
    secret,
    origin: replaced ? [typed.origin] : typed ? [...entries, typed.origin] : entries,
    overrode: replaced ? [...overrode, ...entries] : overrode,
    skipped: skipped.has(setting.key),
    items: items.slice(0, MOST),
  };
}

/** The value K3s would read, had it not stopped before. */
function unparsed(found: Found | undefined, texts: readonly string[]): FlagValue | undefined {
  const read = found && readValue(found.flag.type, texts.at(-1) ?? '');
  return typeof read === 'string' ? undefined : read;
}

/** Elements K3s splits at commas share the place of their text. */
const elements = (text: string, splits: boolean, origin: Origin): Element[] =>
  piecesOf(text, splits)
    .slice(0, MOST)
    .map((piece) => ({ text: piece, origin }));

const piecesOf = (text: string, splits: boolean): string[] =>
  splits ? text.split(',').map((piece) => piece.trim()) : [text];

const itemsOf = (value: FlagValue): readonly string[] => (value.type === 'list' ? value.value : []);

/** A value as JSON can hold it. */
function plain(value: FlagValue | undefined): string | number | boolean | undefined {
  if (!value || value.type === 'list') return undefined;
  if (value.type === 'duration') return printDuration(value.value);
  if (value.type === 'int')
    return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : String(value.value);
  return value.value;
}

/** An option that no file sets. */
function typedRow(node: NodeConfig, name: string, showSecrets: boolean): Row {
  const typed = typedFor(node, name) as NonNullable<ReturnType<typeof typedFor>>;
  return unwrittenRow(node, name, typed.value, typed.origin, showSecrets);
}

function fromEnvironment(node: NodeConfig, showSecrets: boolean): Row[] {
  const env = node.service?.env ?? {};
  return [...node.flags.all].flatMap(([name, flag]) => {
    const variable = envAt(flag, node.flags.release).find((candidate) => env[candidate] !== undefined);
    if (variable === undefined) return [];
    const text = env[variable] ?? '';
    const read = readValue(flag.type, text);
    const value: FlagValue = typeof read === 'string' ? { type: 'string', value: text } : read;
    return [unwrittenRow(node, name, value, variableOrigin(node, variable), showSecrets)];
  });
}

function unwrittenRow(node: NodeConfig, name: string, value: FlagValue, origin: Origin, showSecrets: boolean): Row {
  const flag = node.flags.all.get(name);
  const secret = flag?.secret === true;
  const splits = flag !== undefined && splitsAtCommas(flag, node.flags.release);
  const items = itemsOf(value).flatMap((text) => elements(text, splits, origin));
  const shown = plain(value) ?? items.map(({ text }) => text);
  return {
    key: name,
    option: name,
    type: flag?.type ?? value.type,
    value: secret && !showSecrets && shown !== '' ? MASK : shown,
    secret,
    origin: [origin],
    overrode: [],
    skipped: false,
    items,
  };
}

/** Nobody reads longer lists; the JSON of the command line has them whole. */
const MOST = 2_000;

/** The effective configuration as YAML with the origins as comments, and where the origins point to. */
export function effectiveText(node: NodeConfig, options: ShowOptions = {}): TextView {
  const rows = rowsOf(node, options.showSecrets === true);
  const view = viewOf(node, rows, options, MOST);
  const body = bodyOf(rows);
  const column = columnFor(body);
  const lines: string[] = [...heading(node, view).map((line) => `# ${line}`.trimEnd()), ''];
  const links: TextLink[] = [];
  for (const { text, origins, note } of body) {
    if (origins.length === 0) {
      lines.push(text + (note === '' ? '' : `  #${note}`));
      continue;
    }
    let line = `${text.padEnd(column)}  # `;
    origins.forEach((place, index) => {
      const label = labelOf(place);
      if (index > 0) line += ', ';
      const start = line.length;
      links.push({ line: lines.length, start, end: start + label.length, uri: place.uri, targetLine: place.line });
      line += label;
    });
    lines.push(line + note);
  }
  if (view.arguments) {
    const words = view.arguments.map(shellWord).join(' \\\n#     ');
    lines.push('', `# ${say('What K3s is started with:')}`, `#   k3s ${words}`);
  }
  return { text: `${lines.join('\n')}\n`, links };
}

/** A line of the view: what it says, where that comes from, and what else is to say. */
interface BodyLine {
  readonly text: string;
  readonly origins: readonly Origin[];
  readonly note: string;
}

function bodyOf(rows: readonly Row[]): BodyLine[] {
  return rows.flatMap((row): BodyLine[] => {
    const note = noteOf(row);
    const mark = row.skipped ? '# ' : '';
    const key = row.key.includes(MASK) ? row.key : asScalar(row.key);
    if (!Array.isArray(row.value) || row.items.length === 0) {
      const value = Array.isArray(row.value) ? '[]' : shownValue(row);
      return [{ text: `${mark}${key}: ${value}`, origins: row.origin, note }];
    }
    const shown = row.items;
    const items = shown.map((item) => ({
      text: `${mark}  - ${asScalar(item.text)}`,
      origins: [item.origin],
      note: '',
    }));
    const more = row.value.length - MOST;
    const rest = more > 0 ? [{ text: `  # ${say('… and {0} more', more)}`, origins: [], note: '' }] : [];
    return [{ text: `${mark}${key}:`, origins: [], note }, ...items, ...rest];
  });
}

/** The origins stand in one column behind the lines that are not too long for it, so that half a window shows both. */
const COLUMN_AT_MOST = 32;

function columnFor(body: readonly BodyLine[]): number {
  const lengths = body.filter(({ origins }) => origins.length > 0).map(({ text }) => text.length);
  return Math.max(0, ...lengths.filter((length) => length <= COLUMN_AT_MOST));
}

const shownValue = ({ value }: Row): string =>
  typeof value === 'string' && value !== MASK ? asScalar(value) : String(value);

function labelOf({ file, line, variable }: Origin): string {
  const place = line > 0 ? `${file}:${line}` : file;
  return variable ? say('{0} in {1}', variable, place) : place;
}

function heading(node: NodeConfig, view: Effective): string[] {
  const role = node.role.role ?? say('role unknown, read as server');
  const lines = [
    say('Effective configuration: {0}, K3s {1}', role, releaseText(node.flags.release)),
    say('Read in this order: {0}', view.files.join(', ') || say('no file')),
  ];
  const note = versionNote(node.version.note);
  if (note) lines.push(note);
  if (view.ignored) lines.push('', view.ignored);
  if (view.error) lines.push('', say('K3s does not start with this: {0}', view.error));
  return lines;
}

function noteOf({ skipped, overrode }: EffectiveValue): string {
  if (skipped) return ` ${say('(skipped: K3s does not know this key)')}`;
  if (overrode.length === 0) return '';
  return ` ${say('(replaces {0})', overrode.map(labelOf).join(', '))}`;
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
