/** The token of a join: made through the API for this operation and taken back at its end, or typed by a person. */

import type { KindNeeds } from '../../operations/kind.ts';
import type { Step, StepsDetail } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { clusterAuthority } from '../token/authority.ts';
import { mint, revoke } from '../token/bootstrap.ts';
import type { JoinOrder } from './order.ts';

/** Long enough for a batch with its pauses; what is left of it at the end is taken back. */
const LIFE_SECONDS = 3600;

export const tokenStep: Step<JoinOrder> = {
  id: 'token',
  changes: true,
  title: ({ token }) =>
    token === 'mint' ? say('Make a token that agents can join with for an hour') : say('Take the token that was given'),
  async run({ plan, api, clock, signal, secret, keep }) {
    if (plan.token === 'given')
      return (await secret('token')) === undefined
        ? {
            ok: false,
            words: say('The token is not known any more: it is kept in memory only.'),
            next: say('Begin the join anew; what is done already is found.'),
          }
        : { ok: true, words: say('It is known.') };
    let made = '';
    let why = '';
    const token = await secret('token', async () => {
      const authority = await clusterAuthority(api, plan.authority);
      const minted = authority.ok
        ? await mint(api, {
            seconds: LIFE_SECONDS,
            description: say('For a join by K3s for VS Code'),
            authority: authority.pem,
            now: clock.now(),
            signal,
          })
        : authority;
      if (!minted.ok) why = [minted.trouble.message, minted.trouble.next].filter(Boolean).join(' ');
      else made = minted.id;
      return minted.ok ? minted.token : undefined;
    });
    // Only who made it takes it back.
    if (made !== '') keep({ tokenId: made });
    return token === undefined
      ? { ok: false, words: why === '' ? say('No token could be made.') : why, next: say('Resume to try again.') }
      : { ok: true, words: made === '' ? say('It is the one of the other machines.') : say('Made: {0}.', made) };
  },
};

/** Takes every token back that was made for these machines; those that joined do not need it any more. */
export async function revokeTokens(
  details: readonly StepsDetail<JoinOrder>[],
  { api }: Pick<KindNeeds<never>, 'api'>,
): Promise<void> {
  const ids = details.flatMap(({ found: { tokenId } }) => (typeof tokenId === 'string' ? [tokenId] : []));
  for (const id of new Set(ids)) await revoke(api, id);
}
