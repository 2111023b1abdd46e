/** Keeps secrets out of sentences, logs and results: those it was told of, and whatever has the shape of one. */

export const MASK = '••••••••';

/** Where one could begin at every character, its length has an end: hostile output must not take for ever. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic)\s+)?)[^\s"',;}]+/gi, `$1${MASK}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\beyJ[\w-]{6,1024}\.[\w-]+(?:\.[\w-]*)?/g, MASK],
  [/\bK10[0-9a-f]{16,}::\S+/g, MASK],
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, MASK],
  [/(:\/\/[^\s/?#@:,]{0,256}:)[^\s,]{1,512}(?=@)/g, `$1${MASK}`],
  // How K3s and its installer are told a secret, however short: `--agent-token x`, `-t x`, `K3S_TOKEN=x`. What is said
  // about the option, such as "--token is required", is no secret.
  [
    /((?:^|[\s"'[,])--?(?:[a-z0-9-]*token|t|[a-z0-9-]*password|[a-z0-9-]*secret-key)(?:=|\s+(?!(?:is|must|was|and|or)\b)|["'],\s*))(?:"[^"\n]*"|'[^'\n]*'|[^\s"',\]]+)/gi,
    `$1${MASK}`,
  ],
  [/\b(K3S_(?:[A-Z_]*TOKEN|[A-Z_]*PASSWORD|[A-Z_]*SECRET_KEY)\s*=\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;]+)/g, `$1${MASK}`],
  [/((?:token|password|secret|key|key-data)["']?\s*[=:]\s*["']?)[^\s"',;}]{6,}/gi, `$1${MASK}`],
];

/** Masks what looks like a secret, and the secrets it was told of. */
export class Redactor {
  readonly #known = new Set<string>();

  /** Remembers a secret, and its base64 form, for as long as this lives; of one with several lines, each line too. */
  learn(secret: string | undefined): void {
    const text = secret?.trim();
    if (!text || text.length < 4) return;
    this.#known.add(text);
    this.#known.add(Buffer.from(text).toString('base64'));
    if (!text.includes('\n')) return;
    // So that output that arrives line by line is covered.
    for (const line of text.split(/\r?\n/)) if (line.trim().length >= 8) this.#known.add(line.trim());
  }

  redact(text: string): string {
    let shown = text;
    // The longest first: one may be the beginning of another.
    for (const secret of [...this.#known].sort((a, b) => b.length - a.length)) shown = shown.replaceAll(secret, MASK);
    for (const [shape, mask] of SHAPES) shown = shown.replace(shape, mask);
    return shown;
  }
}

/** A redactor for text that comes line by line: of a private key, every line is masked up to its end. */
export class LineRedactor {
  readonly #redactor: Redactor;
  #inKey = false;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  redact(line: string): string {
    const begins = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line);
    const masked = this.#inKey && !begins;
    this.#inKey = (this.#inKey || begins) && !/-----END [A-Z ]*PRIVATE KEY-----/.test(line);
    return masked ? MASK : this.#redactor.redact(line);
  }
}

/** Foreign text for a sentence: one line, no control characters, not endless. */
export function short(text: string, limit = 300): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/\](?=\()/g, '] ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
