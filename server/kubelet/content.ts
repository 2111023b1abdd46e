/** The content of a file as JSON: YAML turned into it as the kubelet does (sigs.k8s.io/yaml), or JSON as it stands. */

import type { ConfigDocument } from '../yaml/document.ts';
import type { Mapping, Scalar, Span, YamlNode } from '../yaml/tree.ts';
import { isMerge, resolve, ValueError } from '../yaml/value.ts';
import {
  DEEPEST,
  type Duplicate,
  type JsonNode,
  type JsonScalar,
  type JsonText,
  type Member,
  NOWHERE,
  numberText,
  type Origin,
  synthetic,
  Unconvertible,
} from './json.ts';
import { readJson } from './jsonReader.ts';

/** The kubelet takes a text for JSON when its first character that is no blank is a brace. */
export const looksLikeJson = (text: string): boolean => /^[\s\u0085]*\{/.test(text) && text.charCodeAt(0) !== 0xfeff;

/** The content of a file as the kubelet turns it into JSON. */
export function jsonOf(document: ConfigDocument, from: Origin): JsonText {
  if (looksLikeJson(document.text)) return readJson(document, from);
  const { problem } = document;
  // That K3s could not make options of it says nothing about the kubelet.
  if (problem && problem.kind !== 'yaml-structure') {
    return { duplicates: [], error: { message: problem.message, at: problem.span } };
  }
  const converter = new Converter(from);
  try {
    const value = document.root ? converter.value(document.root, '', 0) : synthetic(null, from);
    return { value, duplicates: converter.duplicates };
  } catch (error) {
    if (error instanceof Unconvertible) return { duplicates: [], error: { message: error.message, at: error.at } };
    if (!(error instanceof ValueError)) throw error;
    const [node] = error.nodes;
    return { duplicates: [], error: { message: error.message, at: node ?? NOWHERE } };
  }
}

class Converter {
  readonly duplicates: Duplicate[] = [];
  private readonly from: Origin;

  constructor(from: Origin) {
    this.from = from;
  }

  value(written: YamlNode, path: string, depth: number): JsonNode {
    if (depth > DEEPEST) throw new Unconvertible('nested too deeply', written);
    const node = written.kind === 'alias' ? written.target : written;
    const at = { start: written.start, end: written.end };
    if (node.kind === 'scalar') return this.scalar(node, at);
    if (node.kind === 'sequence') {
      return { kind: 'array', items: node.items.map((item) => this.value(item, `${path}[]`, depth + 1)), at };
    }
    if (node.kind === 'alias') return this.value(node, path, depth + 1);
    const members = new Map<string, { readonly member: Member; readonly id: string }>();
    this.fill(node, path, depth, members);
    return { kind: 'object', members: new Map([...members].map(([name, { member }]) => [name, member])), at };
  }

  /** Strict reading counts a key of a merged map and one beside it as twice the same. */
  private fill(node: Mapping, path: string, depth: number, members: Map<string, { member: Member; id: string }>): void {
    for (const pair of node.pairs) {
      if (isMerge(pair.key)) {
        const merged = pair.value.kind === 'alias' ? pair.value.target : pair.value;
        const maps = merged.kind === 'sequence' ? [...merged.items].reverse() : [merged];
        for (const map of maps) {
          const target = map.kind === 'alias' ? map.target : map;
          if (target.kind === 'mapping' && depth <= DEEPEST) this.fill(target, path, depth + 1, members);
        }
        continue;
      }
      const { name, id } = keyOf(pair.key);
      const inside = path === '' ? name : `${path}.${name}`;
      const value = this.value(pair.value, inside, depth + 1);
      const known = members.get(name);
      if (known?.id === id) {
        this.duplicates.push({ name, path: inside, at: pair.key, first: known.member.key, line: pair.key.line + 1 });
      }
      members.set(name, { member: { name, key: pair.key, value, from: this.from }, id });
    }
  }

  private scalar(node: Scalar, at: Span): JsonScalar {
    const { type, text } = resolve(node);
    if (type === 'null') return { kind: 'null', text: 'null', at, node };
    if (type === 'string') return { kind: 'string', text, at, node };
    if (type === 'bool') return { kind: 'bool', text, at, node };
    if (/Inf|NaN/.test(text)) throw new Unconvertible(`${text} is no number in JSON`, at);
    return { kind: 'number', text: numberText(text), at, node };
  }
}

/** Keys become strings; a map or a list is none, and neither is null. */
function keyOf(written: YamlNode): { name: string; id: string } {
  const node = written.kind === 'alias' ? written.target : written;
  if (node.kind !== 'scalar') throw new Unconvertible('a key must be a single value', written);
  const { type, text } = resolve(node);
  if (type === 'null') throw new Unconvertible('a key is missing', written);
  return { name: type === 'float' ? numberText(text) : text, id: `${type} ${text}` };
}
