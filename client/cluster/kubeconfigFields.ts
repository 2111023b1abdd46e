/** Single values of a kubeconfig, and what to say about wrong ones. */

import { isAbsolute, join } from 'node:path';
import { say } from '../say.ts';
import { asText, field } from './json.ts';
import { type Failed, failed } from './trouble.ts';

/** client-go refuses numbers and lists where it wants text; so that nobody is puzzled by a 401, so does this. */
export function notText(raw: object, keys: readonly string[]): Failed | undefined {
  const wrong = keys.find((key) => field(raw, key) != null && typeof field(raw, key) !== 'string');
  return wrong
    ? failed('invalid', say('The value of `{0}` is not text; put it in quotes.', wrong), fixIt())
    : undefined;
}

/** Some texts by our own names. */
export function texts<Key extends string>(raw: object, keys: Readonly<Record<Key, string>>): { [key in Key]?: string } {
  const found = Object.entries<string>(keys).flatMap(([own, key]) => {
    const text = asText(field(raw, key));
    return text ? [[own, text] as const] : [];
  });
  return Object.fromEntries(found) as { [key in Key]?: string };
}

/** Some paths, made absolute. */
export function paths<Key extends string>(raw: object, folder: string, keys: Readonly<Record<Key, string>>) {
  const found = Object.entries<string>(texts(raw, keys) as Record<string, string>);
  return Object.fromEntries(found.map(([own, path]) => [own, isAbsolute(path) ? path : join(folder, path)])) as {
    [key in Key]?: string;
  };
}

export const fixIt = (): string => say('Repair the file, or import the kubeconfig again.');
