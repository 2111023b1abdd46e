/** The steps of a recovery: what is there is saved or moved aside before anything is made anew, and Ready is the end. */

import { remove } from '../../cluster/writes.ts';
import { passwordOf, readPassword } from '../../operations/delete/password.ts';
import type { Step, StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { elsewhere } from '../pinned.ts';
import { saveConfiguration } from '../remove/backup.ts';
import { endAll } from '../service/killall.ts';
import { unmountDead } from '../service/mounts.ts';
import { untilReady } from '../service/ready.ts';
import { restartStep } from '../service/steps.ts';
import { clusterAuthority } from '../token/authority.ts';
import { mint, revoke } from '../token/bootstrap.ts';
import type { RecoverOrder } from './plan.ts';
import { asideScript, tokenScript } from './scripts.ts';

type RecoverStep = Step<RecoverOrder>;
type Context = StepContext<RecoverOrder>;

export const recoverSteps = (order: RecoverOrder): readonly RecoverStep[] => [
  step('machine', ({ pinned }) => say('Make sure that it is {0}', pinned.hostname), rightMachine, false),
  step('backup', () => say('Save a copy of its configuration'), saveConfiguration, false),
  ...(order.clear
    ? [
        step('mounts', () => say('Take away mounts that do not answer'), unmountDead),
        step('killall', () => say('Stop K3s and end all its containers'), endAll),
        step('aside', ({ service }) => say('Move {0} aside', `${service.dataDir}/agent`), moveAside),
      ]
    : []),
  ...(order.password
    ? [step('password', ({ name }) => say('Delete the node password of {0}', name), forgetPassword)]
    : []),
  ...(order.token
    ? [step('token', () => say('Make a token for an hour and write it to a file for root'), renewToken)]
    : []),
  { ...restartStep, title: ({ service }) => say('Start {0}', service.name) },
  ...(order.node ? [step('ready', ({ name }) => say('Wait until {0} is Ready', name), ready, false)] : []),
  ...(order.token ? [step('revoke', () => say('Take the token out of the cluster'), takeBack)] : []),
];

const step = (id: string, title: RecoverStep['title'], run: RecoverStep['run'], changes = true): RecoverStep => ({
  id,
  title,
  changes,
  run,
});

async function moveAside(context: Context): Promise<StepEnd> {
  const { plan } = context;
  const { machine, pinned, options } = onMachine(context);
  const result = await machine.run(asideScript(plan.service.dataDir, plan.id, pinned), { asRoot: true, ...options });
  if (!result.ok) return failedBy(result);
  const other = elsewhere(result, machine.name, pinned);
  if (other) return failedBy(other);
  if (result.code !== 0)
    return {
      ok: false,
      words: say('The data could not be moved aside: {0}', result.stderr.trim()),
      next: say('Nothing of it was deleted. Look at the disk, then resume.'),
    };
  const aside = result.sections.get('aside');
  return aside === undefined
    ? { ok: true, skipped: true, words: say('The agent has no data there.') }
    : { ok: true, words: say('What was there is kept in {0}; delete it when all is well.', aside) };
}

/** The very Secret that the person was asked about; another one is of somebody who was faster. */
async function forgetPassword({ plan, api, signal }: Context): Promise<StepEnd> {
  const now = await readPassword(api, plan.name, signal);
  if (now?.kind === 'missing') return { ok: true, skipped: true, words: say('There is no node password any more.') };
  if (now?.kind === 'there' && plan.passwordUid !== '' && now.uid !== plan.passwordUid)
    return {
      ok: false,
      words: say('Somebody has set a new node password of {0} meanwhile.', plan.name),
      next: say('Look who joins under that name.'),
    };
  const answer = await remove(api, passwordOf(plan.name), {
    ...(plan.passwordUid && { uid: plan.passwordUid }),
    signal,
  });
  return answer.ok
    ? { ok: true, words: say('The next start sets the node password anew.') }
    : { ok: false, words: answer.trouble.message, next: answer.trouble.next ?? say('Resume when that has changed.') };
}

/** Its secret half is nowhere but in this step, in the Secret and in the file. */
async function renewToken(context: Context): Promise<StepEnd> {
  const { plan, api, clock, signal, keep, found } = context;
  const { machine, pinned, options } = onMachine(context);
  if (typeof found.token === 'string') await revoke(api, found.token);
  const authority = await clusterAuthority(api, undefined);
  const made = authority.ok
    ? await mint(api, {
        seconds: 3600,
        description: say('Recovery of {0}', plan.name),
        authority: authority.pem,
        now: clock.now(),
        signal,
      })
    : authority;
  if (!made.ok)
    return { ok: false, words: made.trouble.message, next: made.trouble.next ?? say('Resume when that has changed.') };
  keep({ token: made.id });
  const result = await machine.run(tokenScript(made.token, plan.tokenFile, plan.config, pinned), {
    asRoot: true,
    ...options,
  });
  const file = result.ok ? result.sections.get('written') : undefined;
  if (file !== undefined) return { ok: true, words: say('The agent has a new token in {0}.', file) };
  // One that the machine does not have is of no use; what cannot be taken back ends by itself.
  await revoke(api, made.id);
  const failure = result.ok ? elsewhere(result, machine.name, pinned) : result;
  if (failure) return failedBy(failure);
  return {
    ok: false,
    words: say('The token could not be written.'),
    next: say('Look at the disk of the machine, then resume: another token is made.'),
  };
}

const ready = (context: Context): Promise<StepEnd> => untilReady(context, context.plan.name);

async function takeBack({ api, found }: Context): Promise<StepEnd> {
  if (typeof found.token !== 'string') return { ok: true, skipped: true, words: say('There is none.') };
  const answer = await revoke(api, found.token);
  return answer.ok
    ? { ok: true, words: say('The token is gone; the agent keeps its certificates.') }
    : { ok: false, words: answer.trouble.message, next: say('It ends by itself within the hour.') };
}
