/** Looking as root where that is allowed, else as whoever may log in. */

import type { HostTrouble, HostTroubleKind } from '../host/trouble.ts';

/** There is no becoming root; what everybody may see is still to be seen. */
const NO_ROOT: readonly HostTroubleKind[] = [
  'noSudo',
  'sudoPassword',
  'sudoRefused',
  'sudoNotAllowed',
  'sudoLimited',
  'sudoTerminal',
  'sudoOther',
];

/** @param onRefused hears why it was not as root */
export async function withoutRoot<T extends { readonly ok: true }>(
  look: (asRoot: boolean) => Promise<T | HostTrouble>,
  onRefused?: (trouble: HostTrouble) => void,
): Promise<T | HostTrouble> {
  const answer = await look(true);
  if (answer.ok || !NO_ROOT.includes(answer.kind)) return answer;
  onRefused?.(answer);
  return look(false);
}
