/** The problems of a kubelet in words, by the rule that tells them, with fixes; what an editor or a terminal shows. */

import { kubeletFields } from '../knowledge/kubelet.ts';
import type { Fix, Severity } from '../rules/rule.ts';
import { shown } from '../words/list.ts';
import { MASK } from '../words/password.ts';
import { say } from '../words/say.ts';
import type { Span } from '../yaml/tree.ts';
import { fixesOf } from './fixes.ts';
import { type Message, messages } from './messages.ts';
import type { Place, Problem } from './problem.ts';
import type { Kubelet } from './read.ts';
import type { KubeletRuleId } from './rules.ts';
import { isSecret } from './secret.ts';

/** One problem, ready to be shown. */
export interface KubeletFinding {
  readonly id: KubeletRuleId;
  /** The file, or the position among the arguments where no file is to blame. */
  readonly uri?: string;
  readonly arg?: number;
  readonly at: Span;
  readonly say: Message;
  readonly args: readonly (string | number)[];
  readonly severity: Severity;
  /** The sentence itself. */
  readonly message: string;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly related: readonly Place[];
  readonly fix: readonly Fix[];
  /** A better name for the file. */
  readonly rename?: string;
  readonly problem: Problem;
}

/** Gaps filled with words of ours; what a person wrote is cut where nobody reads on. */
const OWN_WORDS: Readonly<Partial<Record<Message, number>>> = { oneOf: 2, taintEffect: 1, curve: 1 };

/** All problems of a kubelet, in the order in which it comes upon them. */
export function check(kubelet: Kubelet): KubeletFinding[] {
  const [first] = [...kubelet.read, ...(kubelet.base ? [kubelet.base] : [])];
  return kubelet.problems.map((problem) => {
    const { place, severity, say: message, related = [], meant } = problem;
    const isHidden = isSecret(problem.fields[0] ?? '');
    const args = problem.args.map((arg, index) => {
      if (typeof arg !== 'string' || OWN_WORDS[message] === index) return arg;
      // The first one names the field.
      if (isHidden && index > 0) return MASK;
      return Object.hasOwn(kubeletFields, arg) ? arg : shown(arg);
    });
    const arg = place && 'arg' in place ? place.arg : undefined;
    const uri = place && 'at' in place ? place.uri : arg === undefined ? first?.origin.document.uri : undefined;
    return {
      id: ruleOf(problem),
      ...(uri === undefined ? {} : { uri }),
      ...(arg === undefined ? {} : { arg }),
      at: place && 'at' in place ? place.at : { start: 0, end: 0 },
      say: message,
      args,
      severity,
      message: say(messages[message], ...args),
      tags: ['shadowed', 'without-effect', 'not-read'].includes(problem.class) ? ['unnecessary'] : [],
      related,
      // Worked out when somebody asks for them, which for most problems nobody does.
      get fix() {
        return fixesOf(problem, kubelet);
      },
      ...(problem.class === 'skipped' && meant !== undefined ? { rename: meant } : {}),
      problem,
    };
  });
}

/** The rule that tells a problem. */
export function ruleOf({ class: kind, stage, fields }: Problem): KubeletRuleId {
  const early = stage === 'base' || stage === 'dropins';
  switch (kind) {
    case 'yaml-syntax':
    case 'json-syntax':
    case 'duplicate-key':
      return 'kubelet-syntax';
    case 'file-empty':
    case 'kind-missing':
    case 'apiversion-missing':
    case 'apiversion-or-kind-unknown':
      return 'kubelet-dropin-header';
    case 'skipped':
      return 'kubelet-dropin-ext';
    case 'wrong-type':
      return fields.length === 0 || fields[0] === 'kind' || fields[0] === 'apiVersion'
        ? 'kubelet-dropin-header'
        : 'kubelet-types';
    case 'bad-duration':
      return early || stage === 'editor' ? 'kubelet-types' : 'kubelet-validation';
    case 'syntax':
      return early ? 'kubelet-types' : 'kubelet-validation';
    case 'unknown-field':
      return 'kubelet-unknown-field';
    case 'owned':
      return 'kubelet-k3s-owned-field';
    case 'shadowed':
      return 'kubelet-shadowed';
    case 'without-effect':
    case 'not-read':
      return 'kubelet-without-effect';
    default:
      return 'kubelet-validation';
  }
}
