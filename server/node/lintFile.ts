/** `.k3slint.yaml`: what a folder says about role, version and rules for all configurations below it. */

import type { Role } from '../knowledge/flag.ts';
import { readVersion } from '../knowledge/versions.ts';
import { type ConfigDocument, readText } from '../yaml/document.ts';
import { targetOf } from '../yaml/elements.ts';
import type { Span, YamlNode } from '../yaml/tree.ts';

/** The name of the file, looked for from the folder of a configuration upwards; the nearest one counts. */
export const LINT_FILE = '.k3slint.yaml';

/** Which rules speak, and how loud. */
export const PROFILES = ['default', 'hardened', 'off'] as const;
export type Profile = (typeof PROFILES)[number];

/** How serious a finding is, as people write it. */
export const LEVELS = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type Level = (typeof LEVELS)[number];

export const isProfile = (text: unknown): text is Profile => PROFILES.some((profile) => profile === text);
export const isLevel = (text: unknown): text is Level => LEVELS.some((level) => level === text);

export interface LintFile {
  readonly uri: string;
  readonly document: ConfigDocument;
  readonly profile?: Profile;
  readonly role?: Role;
  readonly version?: string;
  readonly severities: Readonly<Record<string, Level>>;
  /** The rules it names, for those who know which ones there are. */
  readonly named: readonly { readonly id: string; readonly at: Span }[];
  readonly problems: readonly LintFileProblem[];
}

/** Something in it that says nothing. */
export interface LintFileProblem {
  readonly kind: 'unreadable' | 'key' | 'profile' | 'role' | 'version' | 'level' | 'severity';
  readonly at: Span;
  readonly text: string;
}

type Growing = { -readonly [Key in keyof LintFile]: LintFile[Key] } & {
  severities: Record<string, Level>;
  named: { id: string; at: Span }[];
  problems: LintFileProblem[];
};

/** Reads the file; what cannot be used is left out and told. */
export function readLintFile(uri: string, text: string): LintFile {
  const document = readText(uri, text);
  const file: Growing = { uri, document, severities: {}, named: [], problems: [] };
  const { problem } = document;
  if (problem) file.problems.push({ kind: 'unreadable', at: problem.span, text: problem.message });
  for (const { name, key, valueNode, recovered } of document.entries) {
    if (recovered) continue;
    const read = Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : undefined;
    if (read) read(file, valueNode);
    else file.problems.push({ kind: 'key', at: key, text: name });
  }
  return file;
}

/** The keys of the file. */
const keys = {
  profile: (file: Growing, node: YamlNode) => {
    const text = wordOf(node);
    if (isProfile(text)) file.profile = text;
    else file.problems.push({ kind: 'profile', at: node, text });
  },
  role: (file: Growing, node: YamlNode) => {
    const text = wordOf(node);
    if (text === 'server' || text === 'agent') file.role = text;
    else if (text !== 'auto') file.problems.push({ kind: 'role', at: node, text });
  },
  version: (file: Growing, node: YamlNode) => {
    const text = wordOf(node);
    if (readVersion(text).kind === 'unreadable') file.problems.push({ kind: 'version', at: node, text });
    else file.version = text;
  },
  severity: (file: Growing, node: YamlNode) => {
    const target = targetOf(node);
    if (target.kind !== 'mapping') {
      if (wordOf(node) !== '') file.problems.push({ kind: 'severity', at: node, text: '' });
      return;
    }
    for (const { key, value } of target.pairs) {
      const id = wordOf(key);
      const level = wordOf(value);
      file.named.push({ id, at: key });
      if (isLevel(level)) file.severities[id] = level;
      else file.problems.push({ kind: 'level', at: value, text: level });
    }
  },
};

export const LINT_FILE_KEYS: readonly string[] = Object.keys(keys);

/** A word as it is written: `off` is a word here, and not the `false` that YAML makes of it. */
function wordOf(node: YamlNode): string {
  const target = targetOf(node);
  if (target.kind !== 'scalar') return '…';
  return target.text === 'false' && target.style === 'plain' ? 'off' : target.text;
}
