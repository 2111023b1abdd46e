/** The token of a join: made through the API for this operation and taken back at its end, or typed by a person. */

import type { KindNeeds } from '../../operations/kind.ts';
import type { Step, StepContext, StepEnd, StepsDetail } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { clusterAuthority } from '../token/authority.ts';
import { type Minted, mint, type NotMinted, revoke } from '../token/bootstrap.ts';
import type { JoinOrder } from './order.ts';

type Failed = Extract<StepEnd, { ok: false }>;

/** Long enough for a batch with its pauses; what is left of it at the end is taken back. */
const LIFE_SECONDS = 3600;

export const tokenStep: Step<JoinOrder> = {
  id: 'token',
  changes: true,
  title: ({ token }) =>
    token === 'mint' ? say('Make a token that agents can join with for an hour') : say('Take the token that was given'),
  async run(context) {
    const found = await joinToken(context);
    if (!found.ok) return found;
    if (context.plan.token === 'given') return { ok: true, words: say('It is known.') };
    return {
      ok: true,
      words: found.made === undefined ? say('It is the one of the other machines.') : say('Made: {0}.', found.made),
    };
  },
};

interface JoinToken {
  readonly ok: true;
  readonly token: string;
  /** Its public half, for whoever made it. */
  readonly made?: string;
}

/**
 * The token of this operation. One that was made is in memory only, so after a restart of the editor another is made;
 * one that a person gave, only a person can give again.
 */
export async function joinToken(context: StepContext<JoinOrder>): Promise<JoinToken | Failed> {
  const { plan, secret } = context;
  if (plan.token === 'given') {
    const given = await secret('token');
    return given === undefined
      ? {
          ok: false,
          words: say('The token is not known any more: it is kept in memory only.'),
          next: say('Begin the join anew; what is done already is found.'),
        }
      : { ok: true, token: given };
  }
  let made: string | undefined;
  let why = '';
  const token = await secret('token', async () => {
    const minted = await make(context);
    if (!minted.ok) why = [minted.trouble.message, minted.trouble.next].filter(Boolean).join(' ');
    else made = minted.id;
    return minted.ok ? minted.token : undefined;
  });
  // Only who made it takes it back; an earlier one of the same machine is not forgotten.
  if (made !== undefined) context.keep({ tokenIds: [...idsIn(context), made] });
  return token === undefined
    ? { ok: false, words: why === '' ? say('No token could be made.') : why, next: say('Resume to try again.') }
    : { ok: true, token, ...(made !== undefined && { made }) };
}

async function make({ plan, api, clock, signal }: StepContext<JoinOrder>): Promise<Minted | NotMinted> {
  const authority = await clusterAuthority(api, plan.authority);
  if (!authority.ok) return authority;
  return mint(api, {
    seconds: LIFE_SECONDS,
    description: say('For a join by K3s for VS Code'),
    authority: authority.pem,
    now: clock.now(),
    signal,
  });
}

/** Takes every token back that was made for these machines; those that joined do not need it any more. */
export async function revokeTokens(
  details: readonly StepsDetail<JoinOrder>[],
  { api }: Pick<KindNeeds<never>, 'api'>,
): Promise<void> {
  for (const id of new Set(details.flatMap(idsIn))) await revoke(api, id);
}

/** As they were kept, in a file that may hold anything. */
function idsIn({ found: { tokenIds } }: Pick<StepsDetail<JoinOrder>, 'found'>): readonly string[] {
  return Array.isArray(tokenIds) ? tokenIds.filter((id): id is string => typeof id === 'string') : [];
}
