/** Changes the line `# k3s: role=agent version=v1.33` at the top of a configuration file. */

export type Word = 'role' | 'version';

/** What to do with one line of the file. */
export interface LineChange {
  readonly line: number;
  readonly how: 'insert' | 'replace' | 'delete';
  readonly text: string;
}

/** How far down the server looks for a modeline. */
const LINES = 10;
const MODELINE = /^(\s*#\s*k3s:)(.*)$/;

/**
 * Says how to set a word, or to take it out.
 *
 * @param first the first lines of the file
 * @param value undefined takes the word out, and the line with its last word
 */
export function changeModeline(
  first: readonly string[],
  word: Word,
  value: string | undefined,
): LineChange | undefined {
  const line = first.slice(0, LINES).findIndex((text) => MODELINE.test(text));
  if (line < 0) return value === undefined ? undefined : { line: 0, how: 'insert', text: `# k3s: ${word}=${value}` };
  const [, begin = '', rest = ''] = MODELINE.exec(first[line] as string) ?? [];
  const others = rest.split(/[\s,;]+/).filter((text) => text !== '');
  const at = others.findIndex((text) => text.startsWith(`${word}=`));
  const words = others.filter((text) => !text.startsWith(`${word}=`));
  if (value !== undefined) words.splice(at < 0 ? words.length : at, 0, `${word}=${value}`);
  if (words.length === 0) return { line, how: 'delete', text: '' };
  return { line, how: 'replace', text: `${begin} ${words.join(' ')}` };
}
