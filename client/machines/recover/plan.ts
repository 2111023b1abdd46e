/** The plan of a recovery, out of what its machine and its cluster say: what is done, what forbids it, what is kept. */

import type { DeleteFacts } from '../../operations/delete/facts.ts';
import { isAlive } from '../../operations/delete/warnings.ts';
import type { Target } from '../../operations/target.ts';
import { say } from '../../say.ts';
import type { Reached } from '../remove/facts.ts';
import type { MachinePlan } from '../service/plan.ts';
import { plannedService } from '../service/plan.ts';
import type { Symptoms } from './symptoms.ts';

export interface RecoverFacts {
  readonly target: Target;
  readonly machine: Reached;
  readonly symptoms: Symptoms;
  /** What the cluster knows of the Node; absent where there is none of that name, or no cluster. */
  readonly node?: DeleteFacts;
  /** The cluster can be asked. */
  readonly cluster?: { readonly name: string; readonly mayMint: boolean; readonly password: DeleteFacts['password'] };
  /** The Node, as a person calls it. */
  readonly name: string;
}

export interface RecoverChoices {
  /** The data of the agent is moved aside, and made anew from its server. */
  readonly clear: boolean;
  /** The Secret with the node's password is deleted, so that the machine may set another one. */
  readonly password: boolean;
  /** A new token is made, and the agent is told to use it. */
  readonly token: boolean;
}

export interface RecoveryPlan {
  readonly facts: RecoverFacts;
  readonly choices: RecoverChoices;
  readonly blocks: readonly string[];
  readonly notes: readonly string[];
}

/** What the log asks for; data only where nothing smaller helps or nothing is known. */
export function defaultRecovery({ symptoms, cluster, node }: RecoverFacts): RecoverChoices {
  const { password, otherCluster, token, expired, corrupt } = symptoms;
  const known = password || otherCluster || token || expired || corrupt;
  return {
    clear: otherCluster || corrupt || expired || !known,
    password: password && cluster?.password.kind !== 'missing',
    // Without its Node an agent needs its token anew, which may have expired (2.3).
    token: cluster?.mayMint === true && (token || otherCluster || expired || node === undefined || !known),
  };
}

export function planRecovery(facts: RecoverFacts, choices: RecoverChoices): RecoveryPlan {
  return { facts, choices, blocks: blocksOf(facts, choices), notes: notesOf(facts, choices) };
}

function blocksOf({ machine, node, name, cluster }: RecoverFacts, choices: RecoverChoices): string[] {
  const { service, verdict, found } = machine;
  const blocks: string[] = [];
  if (!service)
    return [
      found.services.length > 1
        ? say('There are several services of K3s on this machine, and none of them belongs to {0} by its name.', name)
        : say('There is no service of K3s on this machine.'),
    ];
  if (service.role !== 'agent')
    blocks.push(say('{0} is a server: its data is the cluster’s. Only agents are recovered this way.', name));
  if (node && verdict?.same === 'no') {
    if (isAlive(node))
      blocks.push(
        say(
          'Another machine is alive under the name {0}. {1} Nothing is deleted: give this one a name of its own with node-name, or with-node-id.',
          name,
          verdict.reasons[0] ?? '',
        ),
      );
    else if (service.nodeName !== name.toLowerCase())
      blocks.push(say('This is not the machine of {0}. {1} Correct its SSH host.', name, verdict.reasons[0] ?? ''));
  }
  if (choices.clear && service.killall === undefined)
    blocks.push(
      say(
        'K3s’s script k3s-killall.sh is not on the machine, and containers that run on would hold the data. Its install script writes it.',
      ),
    );
  if ((choices.password || choices.token) && !cluster)
    blocks.push(
      say(
        'No cluster is known here: neither the node password nor a token can be changed. Begin from the node in the view Clusters.',
      ),
    );
  if (choices.password && cluster?.password.kind === 'unknown')
    blocks.push(say('You may not read or delete Secrets in kube-system, where the node password is.'));
  if (!choices.clear && !choices.password && !choices.token)
    blocks.push(say('Nothing is chosen: that would be a restart.'));
  return blocks;
}

function notesOf({ machine, node, name, symptoms }: RecoverFacts, choices: RecoverChoices): string[] {
  const { service, verdict } = machine;
  const notes = symptomWords(symptoms);
  if (node && verdict?.same === 'no')
    notes.push(
      say(
        'The machine was set up anew since {0} joined: it is called the same, and is another installation. {1}',
        name,
        verdict.reasons[0] ?? '',
      ),
    );
  if (verdict?.same === 'unsure')
    notes.push(say('Make sure that this is the right machine. {0}', verdict.reasons.join(' ')));
  if (choices.clear)
    notes.push(
      say(
        'All containers on the machine end. Images are loaded again from where they come from; those that lie in agent/images are kept.',
      ),
      say(
        'The data is moved aside, not deleted. It is in {0} then: delete it when all is well. Volumes, the node password in /etc/rancher/node and the configuration stay as they are.',
        `${service?.dataDir ?? ''}/agent.before-…`,
      ),
    );
  if (choices.password)
    notes.push(
      say('Be sure that this is the machine. Whoever starts K3s under the name {0} next sets its password.', name),
    );
  if (choices.token)
    notes.push(
      say(
        'The new token lives for an hour. It is written to a file that only root can read, and taken out of the cluster when the node is Ready.',
      ),
    );
  if (service?.started.words.some((word) => /^--?(?:token|t)(?:=|$)/.test(word)))
    notes.push(
      say(
        'The unit of the service holds a token in its arguments, where everybody on the machine can read it: move it to a file.',
      ),
    );
  return notes;
}

function symptomWords({ password, otherCluster, token, expired, corrupt }: Symptoms): string[] {
  return [
    password && say('Its log says that the node password was rejected.'),
    otherCluster && say('Its log says that its data is of another cluster, or that the CA of this one was changed.'),
    token && say('Its log says that its token was refused, or is of another cluster.'),
    expired &&
      say(
        'Its log says that a certificate has expired. If its clock is wrong, correct that first: nothing else helps then.',
      ),
    corrupt &&
      say('Its log says that containerd does not run with the data it has. If the disk fails, replace it first.'),
  ].filter((words) => words !== false);
}

/** A recovery that was agreed to, as plain data without secrets. */
export interface RecoverOrder extends MachinePlan, RecoverChoices {
  readonly name: string;
  readonly backups: string;
  /** The file that the service has its token from; '' when it is told of one with the recovery. */
  readonly tokenFile: string;
  readonly config: string;
  readonly passwordUid: string;
}

/** Undefined where nothing can be done. @param id small letters, digits and dashes */
export function recoverOrder(
  { facts, choices }: RecoveryPlan,
  { id, backups }: { readonly id: string; readonly backups: string },
): RecoverOrder | undefined {
  const { machine, target, name, node, cluster } = facts;
  const { service, pinned } = machine;
  if (!service) return undefined;
  return {
    id,
    name,
    target,
    pinned,
    backups,
    ...choices,
    service: plannedService(service),
    tokenFile: service.tokenFile ?? '',
    config: service.config,
    passwordUid: cluster?.password.kind === 'there' ? cluster.password.uid : '',
    ...(cluster && { node: { name, uid: node?.uid ?? '' } }),
  };
}
