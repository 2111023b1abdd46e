/** Keeps secrets out of sentences and logs: those a kubeconfig holds, and whatever has the shape of one. */

export const MASK = '••••••••';

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?/g, MASK],
  [/\bK10[0-9a-f]{16,}::\S+/g, MASK],
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, MASK],
  [/(:\/\/[^\s/?#@:,]*:)[^\s,]+(?=@)/g, `$1${MASK}`],
  [/((?:token|password|secret|key)["']?\s*[=:]\s*["']?)[^\s"',;}]{6,}/gi, `$1${MASK}`],
];

/** Masks what looks like a secret, and the secrets it was told of. */
export class Redactor {
  readonly #known = new Set<string>();

  /** Remembers a secret, and its base64 form, for as long as this lives. */
  learn(secret: string | undefined): void {
    const text = secret?.trim();
    if (!text || text.length < 4) return;
    this.#known.add(text);
    this.#known.add(Buffer.from(text).toString('base64'));
  }

  redact(text: string): string {
    let shown = text;
    for (const secret of this.#known) shown = shown.replaceAll(secret, MASK);
    for (const [shape, mask] of SHAPES) shown = shown.replace(shape, mask);
    return shown;
  }
}

/** Foreign text for a sentence: one line, no control characters, not endless. */
export function short(text: string, limit = 300): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
