/** What can be wrong with the configuration of a kubelet: values with class, fields and place, without words. */

import type { RuleClass } from '../knowledge/kubeletRules.ts';
import type { Severity } from '../rules/rule.ts';
import type { Span } from '../yaml/tree.ts';
import type { Message } from './messages.ts';

/** The classes of the conformance cases, and below them those that only concern an editor. */
export type ProblemClass =
  | RuleClass
  | 'file-empty'
  | 'kind-missing'
  | 'apiversion-missing'
  | 'apiversion-or-kind-unknown'
  | 'yaml-syntax'
  | 'json-syntax'
  | 'duplicate-key'
  | 'wrong-type'
  | 'bad-duration'
  | 'invalid-value'
  | 'unknown-field'
  | 'skipped'
  | 'not-read'
  | 'owned'
  | 'shadowed'
  | 'without-effect';

/** How far the kubelet gets: it stops at the first stage with an error. `editor`: it never says a word about it. */
export type Stage = 'flags' | 'base' | 'dropins' | 'gates' | 'validation' | 'startup' | 'editor';

/** A place in a file, or one of the arguments. */
export type Place = { readonly uri: string; readonly at: Span } | { readonly arg: number };

export interface Problem {
  readonly class: ProblemClass;
  readonly severity: Severity;
  readonly stage: Stage;
  /** The check of the kubelet, a key of `kubeletRules`; absent for reading and for what only an editor tells. */
  readonly rule?: string;
  /** Paths it is about; the first one is to blame. */
  readonly fields: readonly string[];
  readonly place?: Place;
  /** Other places that belong to it. */
  readonly related?: readonly Place[];
  /** Name of the file below the folder, where one is to blame. */
  readonly file?: string;
  readonly flag?: string;
  readonly gate?: string;
  /** The key inside the map. */
  readonly key?: string;
  readonly value?: string;
  /** JSON type found instead of the wanted one. */
  readonly got?: 'null' | 'bool' | 'number' | 'string' | 'array' | 'object';
  /** 1-based line the kubelet names. */
  readonly line?: number;
  /** Which sentence tells it, and what fills its gaps. */
  readonly say: Message;
  readonly args: readonly (string | number)[];
  /** What is to be written there instead, when it is clear. */
  readonly meant?: string;
}
