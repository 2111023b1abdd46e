/** Gathers what a script answers, section by section, up to a limit. */

import type { Redactor } from '../redact.ts';
import type { ScriptResult } from './machine.ts';
import type { Script } from './script.ts';

const SECTION_BYTES = 64;

export class Answer {
  readonly #sections = new Map<string, Buffer[]>();
  readonly #errors: Buffer[] = [];
  #current: Buffer[];
  #left: number;
  #errorsLeft: number;

  /** So many bytes of each of the two outputs. */
  constructor(limit: number) {
    this.#left = limit;
    this.#errorsLeft = limit;
    this.#current = [];
    this.#sections.set('', this.#current);
  }

  /** A name that comes again goes on below what it said before. A section weighs something, even an empty one. */
  section(name: string): boolean {
    const known = this.#sections.get(name);
    if (known && name !== '' && known.length > 0) known.push(Buffer.from('\n'));
    this.#current = known ?? [];
    this.#sections.set(name, this.#current);
    this.#left -= SECTION_BYTES;
    return this.#left < 0;
  }

  /** Whether it was too much. */
  content(bytes: Buffer): boolean {
    this.#left -= bytes.length;
    if (this.#left >= 0) this.#current.push(bytes);
    return this.#left < 0;
  }

  /** Whether it was too much. */
  error(bytes: Buffer): boolean {
    this.#errorsLeft -= bytes.length;
    if (this.#errorsLeft >= 0) this.#errors.push(bytes);
    return this.#errorsLeft < 0;
  }

  result(code: number, { reveals = [] }: Script, redactor: Redactor): ScriptResult {
    const text = (chunks: readonly Buffer[] = []): string => redactor.redact(Buffer.concat(chunks).toString('utf8'));
    const sections = new Map<string, string>();
    const revealed = new Map<string, Uint8Array>();
    for (const [name, chunks] of this.#sections)
      if (reveals.includes(name)) revealed.set(name, Buffer.concat(chunks));
      else if (name !== '') sections.set(name, text(chunks));
    const output = text(this.#sections.get(''));
    return { ok: true, code, stderr: text(this.#errors), output, sections, revealed };
  }
}
