/** The steps of a join, each as node-operations 2.9 has it: it looks, does what is missing, and says what is so now. */

import { pathOf } from '../../cluster/request.ts';
import { patch } from '../../cluster/writes.ts';
import { identityOf } from '../../host/identity.ts';
import type { ScriptResult } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { Step, StepEnd } from '../../operations/steps.ts';
import { targetName } from '../../operations/target.ts';
import { say } from '../../say.ts';
import { followJoin } from './follow.ts';
import { install, installedVersion } from './install.ts';
import type { JoinOrder } from './order.ts';
import { filesScript, startScript, undoScript } from './scripts.ts';
import { joinToken } from './tokenStep.ts';

type JoinStep = Step<JoinOrder>;

/** The uninstall script stops containers and unmounts. */
const UNDO_MS = 5 * 60_000;

/** Sends nothing to a machine that is not the one a person looked at. */
export const sameMachineStep: JoinStep = {
  id: 'machine',
  changes: false,
  title: () => say('Check that it is the machine that was looked at'),
  async run({ plan, machine, signal }) {
    const found = await identityOf(machine(plan.target), { root: plan.root ?? '', signal });
    if (!found.ok) return failed(found);
    if (plan.machineId !== '' && found.machineId !== plan.machineId)
      return {
        ok: false,
        words: say('{0} is another machine than the one that was looked at.', targetName(plan.target)),
        next: say('Begin anew, so that this one is looked at.'),
      };
    return { ok: true, words: say('It is {0}.', found.hostname ?? targetName(plan.target)) };
  },
};

/** A machine that was installed anew: its old Node goes, with what the cluster remembers of its password. */
export const roomStep: JoinStep = {
  id: 'room',
  changes: true,
  title: ({ nodeName }) => say('Delete the Node {0} of the earlier installation', nodeName),
  async run({ plan, api, signal }) {
    const path = pathOf('api', 'v1', 'nodes', plan.nodeName);
    const body = { preconditions: { uid: plan.replaces } };
    const node = await api.request({ method: 'DELETE', path, body, signal });
    // Another UID is another Node, which came meanwhile.
    if (!node.ok && node.status !== 404)
      return { ok: false, words: node.trouble.message, next: node.trouble.next ?? say('Resume to try again.') };
    const secret = pathOf('api', 'v1', 'namespaces', 'kube-system', 'secrets', `${plan.nodeName}.node-password.k3s`);
    const password = await api.request({ method: 'DELETE', path: secret, signal });
    if (!password.ok && password.status !== 404)
      return { ok: false, words: password.trouble.message, next: say('Delete the Secret, then resume.') };
    return { ok: true, words: say('The Node and its password are gone.') };
  },
};

export const fileStep: JoinStep = {
  id: 'files',
  changes: true,
  title: () => say('Write config.yaml and the file of the token, for root only'),
  async run(context) {
    const { plan, machine, signal, keep, clock } = context;
    const known = await joinToken(context);
    if (!known.ok) return known;
    const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const answer = await machine(plan.target).run(filesScript(plan, known.token, stamp), { asRoot: true, signal });
    if (!answer.ok) return failed(answer);
    if (answer.code !== 0) return complained(answer);
    const kept = answer.sections.get('kept')?.trim();
    if (kept) keep({ kept });
    const [config, file] = [answer.sections.get('config')?.trim(), answer.sections.get('token')?.trim()];
    if (config === 'same' && file === 'same')
      return { ok: true, skipped: true, words: say('Both say the same already.') };
    return kept
      ? { ok: true, words: say('Written; the earlier config.yaml is kept as {0}.', kept) }
      : { ok: true, words: say('Written.') };
  },
};

export const installStep: JoinStep = {
  id: 'install',
  changes: true,
  title: ({ version }) => say('Install K3s {0}, without starting it', version),
  async run(context) {
    const before = await installedVersion(context);
    if (!before.ok) return failed(before);
    if (before.version === context.plan.version && before.unit !== '')
      return { ok: true, skipped: true, words: say('{0} is installed already.', before.version) };
    // What was there before is not taken away by an undo.
    context.keep({ installed: before.version === undefined && before.unit === '' });
    const end = await install(context);
    if (!end.ok) return end;
    const after = await installedVersion(context);
    if (!after.ok) return failed(after);
    if (after.version !== context.plan.version || after.unit === '')
      return {
        ok: false,
        words: say('The install script ended, but {0} is there now.', after.version ?? say('no K3s')),
        next: say('Look at what it said in the log of this operation.'),
      };
    return { ok: true, words: say('{0} is installed.', after.version) };
  },
};

export const startStep: JoinStep = {
  id: 'start',
  changes: true,
  title: () => say('Enable the service and start it'),
  async run({ plan, machine, signal, keep, clock }) {
    const began = clock.now();
    const answer = await machine(plan.target).run(startScript(plan), { asRoot: true, signal });
    if (!answer.ok) return failed(answer);
    if (answer.code !== 0) return complained(answer);
    keep({ began });
    return { ok: true, words: say('The service was told to start.') };
  },
};

export const followStep: JoinStep = {
  id: 'follow',
  changes: false,
  title: ({ nodeName }) => say('Wait until the Node {0} is ready', nodeName),
  run: (context) => followJoin(context, Number(context.found.began ?? context.clock.now())),
};

/** A kubelet dies of such labels in its configuration; the API takes them. */
export const labelStep: JoinStep = {
  id: 'labels',
  changes: true,
  title: ({ labels }) => say('Set the labels {0} through the API', Object.keys(labels).join(', ')),
  async run({ plan, api, signal }) {
    const target = { resource: 'nodes', name: plan.nodeName };
    const answer = await patch(
      api,
      target,
      { type: 'merge', patch: { metadata: { labels: plan.labels } } },
      { signal },
    );
    return answer.ok
      ? { ok: true, words: say('The Node {0} is ready, with its labels.', plan.nodeName) }
      : { ok: false, words: answer.trouble.message, next: say('Set them with Labels… on the node.') };
  },
};

/** After a join that did not end well, on request. */
export const undoStep: JoinStep = {
  id: 'undo',
  changes: true,
  title: () => say('Stop the service and take back what the join wrote and installed'),
  async run({ plan, machine, signal, found: { kept, installed } }) {
    const script = undoScript(plan, { kept: typeof kept === 'string' ? kept : '', installed: installed === true });
    const answer = await machine(plan.target).run(script, { asRoot: true, signal, timeoutMs: UNDO_MS });
    if (!answer.ok) return failed(answer);
    const left = answer.sections.get('left')?.trim() ?? '';
    if (answer.code !== 0) return complained(answer);
    if (left !== '')
      return {
        ok: false,
        words: say('Still there: {0}.', left.replaceAll('\n', ', ')),
        next: say('Run k3s-agent-uninstall.sh on the machine, or Uninstall Agent…'),
      };
    return answer.sections.get('config') === 'back'
      ? { ok: true, words: say('The service is stopped, and the earlier config.yaml is back.') }
      : { ok: true, words: say('The service is stopped, and config.yaml and token are gone.') };
  },
};

/** A way that failed, as the end of a step. */
export const failed = ({ message, next }: HostTrouble): StepEnd => ({ ok: false, words: message, next });

/** A script that ended with something else than 0, and what it said last. */
export function complained({ stderr, output, code }: ScriptResult): StepEnd {
  const said = `${output}\n${stderr}`.trim().split('\n').at(-1)?.trim() ?? '';
  return {
    ok: false,
    words: said === '' ? say('It ended with the exit code {0}.', code) : said.slice(0, 300),
    next: say('Look at the log of this operation, then resume.'),
  };
}
