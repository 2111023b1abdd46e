/** The shape of a check on registries.yaml, of what it is asked with and of what it finds. */

import type { Fix, Related, Severity } from '../../rules/rule.ts';
import type { Span } from '../../yaml/tree.ts';
import type { Generated, Options } from '../host.ts';
import type { Idle } from '../idle.ts';
import type { Registries } from '../model.ts';
import type { RegistryRuleId } from '../rules.ts';

export interface CheckContext {
  readonly registries: Registries;
  readonly generated: Generated;
  readonly idle: readonly Idle[];
  readonly options: Options;
}

/** One place where a check applies. */
export interface Found {
  readonly at: Span;
  /** Which of the messages. */
  readonly say: string;
  /** What `{0}`, `{1}` … stand for. Never a password or a token. */
  readonly args?: readonly (string | number)[];
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  /** Made only when somebody asks for it. */
  readonly fix?: () => readonly Fix[];
}

export interface Check {
  readonly id: RegistryRuleId;
  /** One sentence of what K3s does and one of what to write instead, by name. */
  readonly message: Readonly<Record<string, string>>;
  check(context: CheckContext): Iterable<Found>;
}
