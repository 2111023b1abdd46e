/** The shape of a rule, of what it finds, and of a fix. */

import type { FlagsInForce, NodeConfig } from '../node/config.ts';
import type { Language } from '../node/language.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import type { Edit } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Headings of the rule tables. */
export type RuleGroup =
  | 'security'
  | 'networks'
  | 'yaml'
  | 'keys'
  | 'values'
  | 'arguments'
  | 'registries'
  | 'kubelet'
  | 'files'
  | 'comments';

export interface RuleContext {
  readonly node: NodeConfig;
  readonly flags: FlagsInForce;
  readonly language: Language;
  /** The file that is looked at; empty when a machine has none that can be read. */
  readonly file: ConfigDocument;
  /** Entries K3s reads: those found again after a syntax error are left out. */
  readonly entries: readonly Entry[];
}

/** One place where a rule applies. */
export interface Hit<Data = unknown> {
  readonly at: Span;
  /** The whole that `at` is a piece of, when another rule that speaks about a piece of it tells enough. */
  readonly within?: Span;
  /** Another file than the one looked at. */
  readonly in?: string;
  /** Which of the rule's messages, when it has several. */
  readonly say?: string;
  /** What `{0}`, `{1}` … stand for. Never the value of a secret. */
  readonly args?: readonly (string | number)[];
  readonly severity?: Severity;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related?: readonly Related[];
  readonly data?: Data;
}

export interface Related {
  readonly uri: string;
  readonly at: Span;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Keeps what K3s reads today, or is the only thing that can be meant; part of "fix all". */
  readonly safe?: true;
  /** Another name for the file, by URI; then there are no edits. */
  readonly rename?: { readonly from: string; readonly to: string };
}

export interface Rule<Data = unknown> {
  readonly id: string;
  readonly group: RuleGroup;
  /** One line for tables and `explain`. */
  readonly summary: string;
  /** Asked once per file, or once per machine and then with its first file; `file` where it is absent. */
  readonly scope?: 'file' | 'machine';
  /** The files it is asked about; absent: those of config.yaml. */
  readonly languages?: readonly Language[];
  /** How bad it is where the rule does not say it per hit. */
  readonly severity: Severity;
  /** How bad it is in the profile `hardened`, whatever the hit says. */
  readonly hardened?: Severity;
  /** Only heard in the profile `hardened`, or where a person gives it a severity. */
  readonly optional?: true;
  /** One sentence of what K3s does and one of what to write instead; or several, by name. */
  readonly message: string | Readonly<Record<string, string>>;
  check(context: RuleContext): Iterable<Hit<Data>>;
  fix?(hit: Hit<Data>, context: RuleContext): readonly Fix[];
}

/** Gives a rule its types; the data a check yields is what its fix gets. */
export function rule<Data = undefined>(definition: Rule<Data>): Rule {
  return definition as unknown as Rule;
}

/** A finding as it leaves the rules: complete, in words. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly uri: string;
  readonly at: Span;
  readonly message: string;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}
