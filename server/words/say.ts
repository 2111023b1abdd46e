/** Sentences in the reader's language: English is the key, a bundle may hold others. */

import * as l10n from '@vscode/l10n';
import { withoutPassword } from './password.ts';

let translations: Record<string, string> | undefined;

/** Loads the translations an editor hands over; without them everything stays English. */
export function speak(bundle: Record<string, string> | undefined): void {
  if (!bundle) return;
  translations = bundle;
  l10n.config({ contents: bundle });
}

/** What was handed over, for a bundle that is loaded later. */
export const spoken = (): Record<string, string> | undefined => translations;

/** A sentence with its gaps filled, for people: passwords in URLs are not told. */
export function say(template: string, ...args: readonly (string | number)[]): string {
  return l10n.t(template, ...args.map((arg) => (typeof arg === 'string' ? withoutPassword(arg) : arg)));
}
