/** What ssh asks through SSH_ASKPASS, out of its English words. */

import { short } from '../redact.ts';
import type { SecretQuestion } from './ask.ts';

export type Prompt =
  | { readonly kind: 'hostKey'; readonly host: string; readonly type: string; readonly fingerprint: string }
  /** A new host, but not which key: nothing to compare, hence nothing to agree to. */
  | { readonly kind: 'hostKeyUnseen' }
  | { readonly kind: 'secret'; readonly secret: SecretQuestion['kind']; readonly detail: string }
  | { readonly kind: 'touch' }
  /** A yes or no about something that we do not want, such as keys that a machine offers besides. */
  | { readonly kind: 'no' };

/** `hint` is what ssh says in `SSH_ASKPASS_PROMPT`: `confirm`, `none` or nothing. */
export function readPrompt(text: string, hint: string): Prompt {
  if (hint === 'none') return { kind: 'touch' };
  // At the very beginning: what a machine asks itself comes with the user and the host in front.
  const host = /^The authenticity of host '([^'\n]*)' can't be established/.exec(text)?.[1];
  if (host !== undefined) {
    const key = /^(\S+) key fingerprint is (\S+?)\.?$/m.exec(text);
    return key?.[1] && key[2]
      ? { kind: 'hostKey', host: short(host, 120), type: key[1], fingerprint: key[2] }
      : { kind: 'hostKeyUnseen' };
  }
  if (hint === 'confirm' || /\(yes\/no|Please type 'yes'/.test(text)) return { kind: 'no' };
  for (const [secret, sign] of SECRETS) {
    const detail = sign.exec(text)?.[1];
    if (detail !== undefined) return { kind: 'secret', secret, detail: short(detail, 200) };
  }
  return { kind: 'secret', secret: 'other', detail: short(text, 200) };
}

const SECRETS: readonly (readonly [SecretQuestion['kind'], RegExp])[] = [
  ['passphrase', /^Enter passphrase for (?:key )?'?(.*?)'?: ?$/],
  ['pin', /^Enter PIN(?: and confirm user presence)? for (.*?): ?$/],
  ['password', /^(?:\([^)\n]*\) )?(\S+)'s password: ?$/],
];
