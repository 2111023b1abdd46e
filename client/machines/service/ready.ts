/** Waits until a Node is Ready by its own word: a condition may be left from before, a lease that is renewed is not. */

import { asText, at } from '../../cluster/json.ts';
import { stripped } from '../../cluster/objects.ts';
import { Pause } from '../../cluster/pause.ts';
import { resourcePath } from '../../cluster/resources.ts';
import { nodeFacts } from '../../explorer/model/node.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';

const LEASES = { group: 'coordination.k8s.io', namespace: 'kube-node-lease' };
const EVERY_MS = 2000;

/** @param limitMs a kubelet that starts reports within seconds; pulling its network's images may take minutes */
export async function untilReady(
  context: Pick<StepContext<unknown>, 'api' | 'clock' | 'signal' | 'tell'>,
  node: string,
  limitMs = 300_000,
): Promise<StepEnd> {
  const { api, clock, signal, tell } = context;
  const pause = new Pause(clock);
  const end = clock.now() + limitMs;
  const renewed = async (): Promise<string | undefined> => {
    const lease = await api.request({ path: resourcePath('leases', LEASES, node), signal });
    return lease.ok ? (asText(at(lease.body, 'spec', 'renewTime')) ?? '') : undefined;
  };
  const before = await renewed();
  for (;;) {
    const answer = await api.request({ path: resourcePath('nodes', {}, node), signal });
    const facts = answer.ok ? nodeFacts(stripped(answer.body) ?? {}) : undefined;
    const fresh = before === undefined || (await renewed()) !== before;
    if (facts?.ready === 'yes' && fresh)
      return {
        ok: true,
        words: facts.schedulable
          ? say('{0} is Ready.', node)
          : say('{0} is Ready, and cordoned: no new pods come to it.', node),
      };
    const missing = !answer.ok && answer.status === 404;
    const words =
      facts === undefined
        ? missing
          ? say('There is no Node {0} yet.', node)
          : say('The cluster cannot be asked: {0}', answer.ok ? '' : answer.trouble.message)
        : facts.ready === 'yes'
          ? say('{0} was Ready before, and has not reported since.', node)
          : say('{0} is not Ready: {1}', node, facts.readyMessage || say('it has not reported.'));
    tell(words);
    if (signal.aborted || clock.now() + EVERY_MS > end)
      return {
        ok: false,
        words,
        next: say('K3s runs, and its Node is not Ready. Diagnose the node, or resume to wait for longer.'),
      };
    await pause.wait(EVERY_MS, signal);
  }
}
