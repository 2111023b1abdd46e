/** What runs on the other side. */

import { asText, at } from './json.ts';
import type { Api } from './request.ts';
import type { Refusal } from './statusTrouble.ts';

export interface ServerVersion {
  /** `v1.34.1+k3s1`; empty where we may not know. */
  readonly text: string;
  readonly k3s: boolean;
  readonly platform?: string;
}

/** Also the cheapest question there is: everybody who is known to the server may ask it. */
export async function serverVersion(
  api: Pick<Api, 'request'>,
  limits: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<{ readonly ok: true; readonly version: ServerVersion } | Refusal> {
  const answer = await api.request({ path: '/version', ...limits });
  // Whoever is told "not you" was let in, and recognised.
  if (!answer.ok && (answer.status === 403 || answer.status === 404))
    return { ok: true, version: { text: '', k3s: false } };
  if (!answer.ok) return answer;
  const text = asText(at(answer.body, 'gitVersion')) ?? '';
  const platform = asText(at(answer.body, 'platform'));
  return { ok: true, version: { text, k3s: /\+k3s\d/.test(text), ...(platform ? { platform } : undefined) } };
}
