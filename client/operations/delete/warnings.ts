/** What to know before a node is deleted: whether it comes back, what is lost with it, what may be left behind. */

import { say } from '../../say.ts';
import type { DeleteFacts } from './facts.ts';
import type { DeleteChoices } from './plan.ts';

/** A kubelet renews its lease every ten seconds; one that was heard within this time is alive. */
const ALIVE_MS = 60_000;

/** Whether K3s on the machine would bring the node back within seconds. */
export const isAlive = ({ node, heard, now }: DeleteFacts): boolean =>
  node.ready === 'yes' || (heard !== undefined && now - heard < ALIVE_MS);

/** What K3s on the machine does about it. */
export function returning(facts: DeleteFacts): string[] {
  const { node, heard, now, ending } = facts;
  const minutes = heard === undefined ? undefined : Math.max(0, Math.round((now - heard) / 60_000));
  const before = ending
    ? [say('Somebody has asked to delete {0} before; it waits for its finalizers.', node.name)]
    : [];
  if (isAlive(facts))
    return [
      ...before,
      say(
        'K3s runs on {0}: the node registers again, at the next start of K3s or, in newer releases, within seconds. Stop or uninstall K3s on the machine first; a deletion alone removes nothing there.',
        node.name,
      ),
    ];
  return [
    ...before,
    minutes === undefined
      ? say(
          '{0} was never heard of. A machine that boots with a valid token comes back: uninstall K3s there, or rotate the token.',
          node.name,
        )
      : say(
          '{0} has not been heard of for {1} minutes. If it boots again with a valid token, it comes back: uninstall K3s there, or rotate the token.',
          node.name,
          minutes,
        ),
  ];
}

/** What is on the node. */
export function lost({ node, pods, volumes }: DeleteFacts): string[] {
  const some = (all: readonly string[]): string =>
    all.length > 5 ? say('{0} and {1} more', all.slice(0, 5).join(', '), all.length - 5) : all.join(', ');
  return [
    ...(pods === undefined
      ? [say('The pods of {0} cannot be listed, so nobody knows what runs there.', node.name)]
      : []),
    ...(pods && pods.length > 0
      ? [
          say(
            'Pods are still on {0}: {1}. They are forgotten without being ended, and may go on running on the machine. Drain it first.',
            node.name,
            some(pods),
          ),
        ]
      : []),
    ...(volumes === undefined
      ? [say('The volumes cannot be listed: there may be data that is on {0} only.', node.name)]
      : []),
    ...(volumes && volumes.length > 0
      ? [
          say(
            'Volumes whose data is on {0} and nowhere else cannot be reached without the node: {1}.',
            node.name,
            some(volumes.map(({ name, claim }) => (claim === '' ? name : `${claim} (${name})`))),
          ),
        ]
      : []),
  ];
}

/** What may be left behind. */
export function passwordWarnings({ node, password, rights }: DeleteFacts, choices: DeleteChoices): string[] {
  if (password.kind === 'missing') return [];
  if (choices.password === 'keep')
    return [
      say(
        'If K3s leaves the node password of {0}, it stays: a machine with another password is refused under this name.',
        node.name,
      ),
    ];
  const may = rights.password === 'no' || password.kind === 'unknown';
  return may
    ? [
        say(
          'You may not read or delete Secrets in kube-system. If K3s leaves the node password of {0}, a reinstalled machine is refused under this name.',
          node.name,
        ),
      ]
    : [];
}
