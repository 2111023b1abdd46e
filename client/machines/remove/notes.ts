/** What to know before a removal: what K3s's scripts do beside it, what stays, and what may come back. */

import { say } from '../../say.ts';
import type { Reached, RemoveFacts } from './facts.ts';
import type { RemoveChoices } from './plan.ts';

/** One sentence or two each. */
export function machineNotes({ machine, cluster }: RemoveFacts, { drain, nodeFirst }: RemoveChoices): string[] {
  const comes = say('The token stays valid. If others know it, rotate it or delete it: whoever has it can join again.');
  const pods =
    cluster && !drain ? [say('Pods are not sent away first: they end with the machine, and no budget is asked.')] : [];
  if (!machine.ok)
    return nodeFirst
      ? [
          say(
            'The machine is out of reach, and K3s stays on it. It comes back if it boots with a valid token: switch it off, or rotate or delete the token. Resume this operation when it can be reached, and K3s is uninstalled there.',
          ),
          ...pods,
        ]
      : pods;
  return [...identityNote(machine), ...reachedNotes(machine), ...pods, ...(cluster ? [] : [withoutCluster()]), comes];
}

const withoutCluster = (): string =>
  say('No cluster is known here: pods are not sent away, and the Node stays until somebody deletes it in the cluster.');

function identityNote({ verdict }: Reached): string[] {
  return verdict?.same === 'unsure'
    ? [say('Make sure that this is the right machine. {0}', verdict.reasons.join(' '))]
    : [];
}

function reachedNotes({ found, service, looked }: Reached): string[] {
  if (!service || !looked) return [];
  const also = [...found.services.filter(({ name }) => name !== service.name).map(({ name }) => name), ...found.others];
  const notes: string[] = [];
  if (also.length > 0)
    notes.push(
      say(
        'Other services are called like K3s, and its scripts stop all of them: {0}. Those of K3s that ran are started again afterwards; the program and the folders that they share stay.',
        also.join(', '),
      ),
    );
  if (looked.dead.length > 0)
    notes.push(
      say(
        'These mounts do not answer, and K3s’s scripts would hang on them. They are taken away first: {0}.',
        looked.dead.join(', '),
      ),
    );
  if (looked.cilium.length > 0)
    notes.push(
      say(
        'Cilium has network interfaces here. They are removed before the script runs, because the machine could lose its network otherwise: {0}.',
        looked.cilium.join(', '),
      ),
    );
  if (!looked.knowsDataDir && service.dataDir !== '/var/lib/rancher/k3s')
    notes.push(
      say('The uninstall script is of a release that leaves other data folders alone: {0} stays.', service.dataDir),
    );
  if (looked.foreign.length > 0)
    notes.push(
      say('In the data folder there is more than K3s puts there, and it goes with it: {0}.', looked.foreign.join(', ')),
    );
  if (service.role === 'server')
    notes.push(say('This is a server: its database, its certificates and its snapshots on this machine go with it.'));
  notes.push(
    say(
      'A copy of the configuration is saved with your editor first. Only you can read it there, and it may hold secrets: {0}.',
      configurationWords(looked.configuration),
    ),
  );
  return notes;
}

const configurationWords = (files: readonly string[]): string =>
  files.length === 0
    ? say('no files')
    : files.length > 8
      ? say('{0} and {1} more', files.slice(0, 8).join(', '), files.length - 8)
      : files.join(', ');
