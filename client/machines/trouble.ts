/** Why something on a machine did not work, as far as people are told: whatever the cause, a sentence and what to do next. */

export interface MachineTrouble {
  readonly ok: false;
  /** Without secrets. */
  readonly message: string;
  readonly next: string;
}

export const machineTrouble = (message: string, next: string): MachineTrouble => ({ ok: false, message, next });
