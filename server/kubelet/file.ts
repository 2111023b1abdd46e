/** One file of the kubelet's configuration: read, header checked, keys that stand twice or mean nothing. */

import { childrenOf, type Fields, isInMinor, kubeletFields } from '../knowledge/kubelet.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { nearest } from '../words/nearest.ts';
import { type ConfigDocument, positionAt } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';
import { jsonOf, looksLikeJson } from './content.ts';
import type { JsonNode, JsonObject, Member, Origin } from './json.ts';
import type { Problem, Stage } from './problem.ts';

/** A file below the folder, by its path there: `50-user.conf`, `20-cli-config-dir/90.conf`. */
export interface KubeletFile {
  readonly name: string;
  readonly document: ConfigDocument;
}

export interface ReadFile {
  readonly name: string;
  readonly origin: Origin & { readonly kind: 'file' };
  /** Absent when the file cannot be read as an object. */
  readonly value?: JsonObject;
  /** Errors the kubelet stops at, whatever its version makes of the fields. */
  readonly problems: readonly Problem[];
}

const cache = new WeakMap<ConfigDocument, Map<string, ReadFile>>();

/**
 * Reads one file as the kubelet does: YAML turned into JSON, or JSON where it starts with a brace; then the header.
 *
 * @param lenient the file of `--config`, where keys that stand twice only cost a line in the log
 */
export function readFile({ name, document }: KubeletFile, lenient = false): ReadFile {
  const known = cache.get(document) ?? new Map<string, ReadFile>();
  const id = `${lenient} ${name}`;
  let read = known.get(id);
  if (!read) {
    read = reading(name, document, lenient);
    cache.set(document, known.set(id, read));
  }
  return read;
}

function reading(name: string, document: ConfigDocument, lenient: boolean): ReadFile {
  const origin = { kind: 'file', name, document } as const;
  const stage: Stage = lenient ? 'base' : 'dropins';
  const problems: Problem[] = [];
  const top = firstLine(document);
  const fault = (problem: Pick<Problem, 'class' | 'say'> & Partial<Problem>, at: Span): void => {
    const place = { uri: document.uri, at };
    problems.push({ severity: 'error', stage, fields: [], args: [], file: name, place, ...problem });
  };
  if (document.text === '') {
    fault({ class: 'file-empty', say: 'fileEmpty' }, top);
    return { name, origin, problems };
  }
  const { value, duplicates, error } = jsonOf(document, origin);
  if (error) {
    const json = looksLikeJson(document.text);
    const line = document.problem?.line || positionAt(document, error.at.start).line + 1;
    const say = json ? (/^[\s\S]*?\{\s*[A-Za-z]/.test(document.text) ? 'jsonBraces' : 'jsonSyntax') : 'yamlSyntax';
    fault({ class: json ? 'json-syntax' : 'yaml-syntax', say, args: [error.message], line }, error.at);
  }
  for (const { path, name: key, at, first, line } of duplicates) {
    const severity = lenient ? 'warning' : 'error';
    const related = [{ uri: document.uri, at: first }];
    const say = lenient ? 'duplicateLenient' : 'duplicateKey';
    fault({ class: 'duplicate-key', severity, say, fields: [path], args: [key], key, line, related }, at);
  }
  if (!value) return { name, origin, problems };
  if (value.kind !== 'object' && value.kind !== 'null') {
    fault({ class: 'wrong-type', say: 'notAnObject', got: value.kind }, value.at);
    return { name, origin, problems };
  }
  header(value.kind === 'object' ? value.members : new Map(), top, lenient, fault);
  return { name, origin, problems, ...(value.kind === 'object' ? { value } : {}) };
}

type Fault = (problem: Pick<Problem, 'class' | 'say'> & Partial<Problem>, at: Span) => void;

function header(members: ReadonlyMap<string, Member>, top: Span, lenient: boolean, fault: Fault): void {
  const kind = members.get('kind');
  const version = members.get('apiVersion');
  let readable = true;
  for (const [field, member] of [
    ['kind', kind],
    ['apiVersion', version],
  ] as const) {
    if (!member || member.value.kind === 'string' || member.value.kind === 'null') continue;
    readable = false;
    const meant = field === 'kind' ? kubeletKind : kubeletApiVersion;
    fault(
      { class: 'wrong-type', say: 'headerType', fields: [field], got: member.value.kind, args: [field, meant], meant },
      member.value.at,
    );
  }
  if (!readable) return;
  const kindText = textOf(kind?.value);
  const versionText = textOf(version?.value);
  if (kindText === '') {
    fault({ class: 'kind-missing', say: 'kindMissing', fields: ['kind'], args: [kubeletKind] }, kind?.value.at ?? top);
    return;
  }
  if (versionText === '') {
    const at = version?.value.at ?? kind?.key ?? top;
    // A drop-in is decoded without a type, and then an empty version is an unknown one. (run of K3s v1.32.0)
    const missing = lenient ? 'apiversion-missing' : 'apiversion-or-kind-unknown';
    fault({ class: missing, say: 'apiVersionMissing', fields: ['apiVersion'], args: [kubeletApiVersion] }, at);
    return;
  }
  const wrongKind = kindText !== kubeletKind;
  if (!wrongKind && versionText === kubeletApiVersion) return;
  const [field, member, meant] = wrongKind
    ? (['kind', kind, kubeletKind] as const)
    : (['apiVersion', version, kubeletApiVersion] as const);
  const say =
    kindText === 'CredentialProviderConfig' ? 'credentialsHere' : wrongKind ? 'kindUnknown' : 'apiVersionUnknown';
  const args = [wrongKind ? kindText : versionText, meant];
  const fix = say === 'credentialsHere' ? {} : { meant };
  fault({ class: 'apiversion-or-kind-unknown', say, fields: [field], args, ...fix }, member?.value.at ?? top);
}

const textOf = (node: JsonNode | undefined): string => (node?.kind === 'string' ? node.text : '');

/** The first line that says something, for what is wrong with the file as a whole. */
export function firstLine({ text }: ConfigDocument): Span {
  const start = Math.max(0, text.search(/^[ \t]*[^#\s]/m));
  const length = text.slice(start).search(/[\r\n]|$/);
  return { start, end: start + Math.max(0, length) };
}

/** A key of a file that names no field. */
export interface UnknownField {
  /** As strict decoding names it: `logging.vmodule[0].level`. */
  readonly path: string;
  readonly member: Member;
  /** The field it is but for its case; JSON decoding takes it then. */
  readonly caseOf?: string;
  /** The field exists in other minors: the first one with it. */
  readonly since?: number;
  /** Fields it may be meant to be, by name, nearest first. */
  readonly nearest: readonly string[];
  /** The field of this name stands elsewhere: its path. */
  readonly elsewhere?: string;
}

/** What strict decoding of one file alone complains about. (README-kubelet-drain.md, `strict`) */
export function unknownFields(value: JsonObject, minor: number, fields: Fields = kubeletFields): UnknownField[] {
  const found: UnknownField[] = [];
  const visit = (object: JsonObject, shown: string, path: string): void => {
    const children = childrenOf(path, fields);
    const listed = path.endsWith(']');
    for (const member of object.members.values()) {
      const { name } = member;
      if (path === '' && (name === 'kind' || name === 'apiVersion')) continue;
      const inside = shown === '' ? name : `${shown}.${name}`;
      const child = children.get(name);
      if (!child || !isInMinor(child.field, minor)) {
        const here = [...children.values()].filter(({ field }) => isInMinor(field, minor));
        found.push({ path: inside, member, ...guess(name, child?.field.since, here, minor, fields, listed) });
        continue;
      }
      deeper(member.value, inside, child.path, child.field.type, visit);
    }
  };
  visit(value, '', '');
  return found;
}

type Visit = (object: JsonObject, shown: string, path: string) => void;

function deeper(value: JsonNode, shown: string, path: string, type: string, visit: Visit): void {
  if (type === 'object' && value.kind === 'object') visit(value, shown, path);
  if (type === 'list<object>' && value.kind === 'array') {
    for (const [index, item] of value.items.entries()) {
      if (item.kind === 'object') visit(item, `${shown}[${index}]`, `${path}[]`);
    }
  }
}

function guess(
  name: string,
  since: number | undefined,
  here: readonly { readonly name: string; readonly path: string }[],
  minor: number,
  fields: Fields,
  listed: boolean,
): Omit<UnknownField, 'path' | 'member'> {
  if (since !== undefined) return { since, nearest: [] };
  const small = folded(name);
  const same = here.find((child) => child.name.length === name.length && folded(child.name) === small);
  if (same) return { caseOf: same.path, nearest: [same.name] };
  const near = nearestFields(
    name,
    here.map((child) => child.name),
  );
  const flagged = Object.entries(fields).find(
    ([path, field]) => field.flag === name && isInMinor(field, minor) && !path.includes('['),
  );
  const elsewhere =
    flagged ?? Object.entries(fields).find(([path, field]) => path.endsWith(`.${name}`) && isInMinor(field, minor));
  if (near.length > 0 || !elsewhere || listed) return { nearest: near };
  return { nearest: [], elsewhere: elsewhere[0] };
}

/** Names are compared in small letters, because nobody remembers where the capitals stand. */
function nearestFields(name: string, names: readonly string[]): string[] {
  const bySmall = new Map(names.map((one) => [one.toLowerCase(), one]));
  const small = name.replace(/[-_.\s]/g, '').toLowerCase();
  return nearest(small, bySmall.keys()).flatMap((found) => bySmall.get(found) ?? []);
}

/** Letters that Go's JSON decoder takes for the same. */
export const folded = (name: string): string => name.toLowerCase().replaceAll('ſ', 's').replaceAll('\u212a', 'k');
