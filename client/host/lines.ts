/** Output without an end, line by line: without secrets, no line endless. */

import { StringDecoder } from 'node:string_decoder';
import { LineRedactor, type Redactor } from '../redact.ts';

/** Characters of a line; the rest of it is left out. */
const LINE_LIMIT = 16 * 1024;

export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #redactor: LineRedactor;
  readonly #onLine: (line: string, section: string) => void;
  #rest = '';
  #section = '';
  /** An empty line waits for the next one: in front of a section it belongs to that, and is none. */
  #empty = false;

  constructor(redactor: Redactor, onLine: (line: string, section: string) => void) {
    this.#redactor = new LineRedactor(redactor);
    this.#onLine = onLine;
  }

  /** As all of this never too much: nothing is kept. */
  section(name: string): boolean {
    this.end();
    this.#section = name;
    return false;
  }

  content(bytes: Buffer): boolean {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    // Of a line that does not end, more than is shown, so that a secret across the limit is whole.
    this.#rest = (lines.pop() ?? '').slice(0, 2 * LINE_LIMIT);
    for (const line of lines) this.#tell(line);
    return false;
  }

  /** What is left without a line break is a line too. */
  end(): void {
    if (this.#rest !== '') this.#tell(this.#rest);
    this.#rest = '';
    this.#empty = false;
  }

  #tell(line: string): void {
    if (this.#empty) this.#onLine('', this.#section);
    this.#empty = line === '';
    if (this.#empty) return;
    const shown = this.#redactor.redact(line.replace(/\r$/, ''));
    this.#onLine(shown.length > LINE_LIMIT ? `${shown.slice(0, LINE_LIMIT)}…` : shown, this.#section);
  }
}
