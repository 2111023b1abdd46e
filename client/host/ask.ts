/** What only a person can answer on the way to a machine, and how often they are asked. */

import type { Clock } from '../cluster/clock.ts';
import type { Redactor } from '../redact.ts';
import type { Secrets } from './secrets.ts';

export interface SecretQuestion {
  readonly kind: 'sudo' | 'password' | 'passphrase' | 'pin' | 'other';
  /** The machine the question is about, as a person calls it. */
  readonly machine: string;
  /** Whose password, which key; for `other` what the machine asks. One line; a hostile machine may have written it. */
  readonly detail: string;
  /** What was given before was wrong. */
  readonly again: boolean;
}

export interface HostKeyQuestion {
  readonly machine: string;
  /** As ssh names it: `worker-7 (10.0.0.7)`. */
  readonly host: string;
  /** `ED25519` and the like. */
  readonly type: string;
  /** `SHA256:…`, to be compared with what the machine itself says. */
  readonly fingerprint: string;
}

/** Dialogs, or whoever else can answer. The signal ends when the answer is of no use any more. */
export interface Ask {
  /** Undefined when the person does not want to tell. */
  secret(question: SecretQuestion, signal: AbortSignal): Promise<string | undefined>;
  /** Whether this is the machine they mean. */
  hostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<boolean>;
  /** Asks to touch a security key; the signal says when that is over. */
  touch(machine: string, signal: AbortSignal): void;
}

/** What every way to a machine needs. */
export interface HostNeeds {
  readonly clock: Clock;
  /** Learns every secret that is typed or sent; whatever comes back goes through it. */
  readonly redactor: Redactor;
  /** What was typed before and is still good. */
  readonly secrets: Secrets;
  /** Without it nobody is asked, and what needs a person fails. */
  readonly ask?: Ask;
}

/** So that no account is locked. */
const TRIES = 2;

/** The questions of one run: each secret asked for twice at most, taken from memory where it was right before. */
export class Asker {
  readonly #needs: HostNeeds;
  readonly #machine: string;
  readonly #given = new Map<string, { tries: number; secret: string }>();

  constructor(needs: HostNeeds, machine: string) {
    this.#needs = needs;
    this.#machine = machine;
  }

  /** Whether there is an answer, or somebody who may have one. */
  answers(kind: SecretQuestion['kind'], detail: string): boolean {
    return this.#needs.ask !== undefined || this.#needs.secrets.get(this.#key(kind, detail)) !== undefined;
  }

  /** Asked again within one run, the last answer was wrong; `refused` when that happened once too often. */
  async secret(
    kind: SecretQuestion['kind'],
    detail: string,
    signal: AbortSignal,
  ): Promise<{ readonly secret: string } | 'left' | 'refused'> {
    const { ask, secrets, redactor } = this.#needs;
    const key = this.#key(kind, detail);
    const before = this.#given.get(key);
    const known = before || kind === 'other' ? undefined : secrets.get(key);
    if (before) secrets.forget(key);
    if ((before?.tries ?? 0) >= TRIES) return 'refused';
    const question = { kind, machine: this.#machine, detail, again: before !== undefined };
    const secret = known ?? (await ask?.secret(question, signal));
    // A line break would make two answers of one.
    if (secret === undefined || signal.aborted || /[\r\n\0]/.test(secret)) return 'left';
    // A word or a number is part of too much else: with the password "raspberry", every raspberrypi would be masked.
    if (!/^(?:[a-z]{1,12}|\d{1,12})$/i.test(secret)) redactor.learn(secret);
    this.#given.set(key, { tries: (before?.tries ?? 0) + 1, secret });
    return { secret };
  }

  /** What was given for these has let us in. */
  right(kinds: readonly SecretQuestion['kind'][]): void {
    for (const [key, { secret }] of this.#given)
      if (kinds.some((kind) => key.startsWith(`${kind} `))) this.#needs.secrets.keep(key, secret);
  }

  /** A passphrase belongs to a key of this side, everything else to the machine. */
  #key(kind: SecretQuestion['kind'], detail: string): string {
    return kind === 'passphrase' ? `${kind} ${detail}` : `${kind} ${this.#machine} ${detail}`;
  }
}
