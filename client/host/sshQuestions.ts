/** The questions of one connection: what ssh asks goes to a person, and its time limit stands still meanwhile. */

import type { Ask, Asker } from './ask.ts';
import type { Deadline } from './deadline.ts';
import { readPrompt } from './prompts.ts';
import { cancelled, type HostTrouble } from './trouble.ts';

export class SshQuestions {
  readonly #machine: string;
  readonly #ask: Ask;
  readonly #asker: Asker;
  readonly #limit: Deadline;
  #left = false;

  constructor(machine: string, ask: Ask, asker: Asker, limit: Deadline) {
    this.#machine = machine;
    this.#ask = ask;
    this.#asker = asker;
    this.#limit = limit;
  }

  /** A person who closes a dialog does not want to hear that it failed. */
  get trouble(): HostTrouble | undefined {
    return this.#left ? cancelled() : undefined;
  }

  /** Undefined is a no. */
  async answer(prompt: string, hint: string, signal: AbortSignal): Promise<string | undefined> {
    this.#limit.pause();
    try {
      return await this.#answer(prompt, hint, signal);
    } finally {
      this.#limit.resume();
    }
  }

  async #answer(text: string, hint: string, signal: AbortSignal): Promise<string | undefined> {
    const prompt = readPrompt(text, hint);
    switch (prompt.kind) {
      case 'hostKey': {
        const { host, type, fingerprint } = prompt;
        const question = { machine: this.#machine, host, type, fingerprint };
        return (await this.#ask.hostKey(question, signal)) ? 'yes' : 'no';
      }
      case 'secret': {
        const answer = await this.#asker.secret(prompt.secret, prompt.detail, signal);
        if (typeof answer === 'object') return answer.secret;
        this.#left ||= answer === 'left';
        return undefined;
      }
      case 'touch':
        this.#ask.touch(this.#machine, signal);
        // It waits until the key was touched, and needs no answer.
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
      default:
        return 'no';
    }
  }
}
