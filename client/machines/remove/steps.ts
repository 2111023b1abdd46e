/** The steps of a removal in their order: out of the cluster's use, off the machine, out of the cluster, and a last look. */

import type { Step, StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { rightMachine } from '../onMachine.ts';
import { endAll } from '../service/killall.ts';
import { unmountDead } from '../service/mounts.ts';
import type { MachinePlan } from '../service/plan.ts';
import { moveAside } from './aside.ts';
import { saveConfiguration } from './backup.ts';
import { nothingLeft } from './clean.ts';
import { drainNode } from './drainStep.ts';
import { deleteNode, forgetPassword, mayGo, staysGone } from './node.ts';
import type { Place, RemoveOrder } from './order.ts';
import { startOthers } from './others.ts';
import { reachMachine } from './reach.ts';
import { uninstall } from './uninstall.ts';

type RemoveStep = Step<RemoveOrder>;
type Node = NonNullable<RemoveOrder['node']>;
/** The plan with all that is known of the machine. */
type OnPlace = StepContext<MachinePlan & Place & Pick<RemoveOrder, 'backups' | 'name' | 'keep'>>;

/** A machine out of reach is cleaned last, whenever that is. */
export function removeSteps(order: RemoveOrder): readonly RemoveStep[] {
  const { node, place, drain, keep } = order;
  const ofCluster = node ? clusterSteps(node) : [];
  if (!place)
    return [
      ...(node ? [guard(node)] : []),
      ...ofCluster,
      reach,
      ...machineSteps(true),
      clean,
      ...(node ? [goneAgain(node)] : []),
    ];
  return [
    machine,
    ...(node ? [guard(node)] : []),
    ...(drain ? [drained(order)] : []),
    ...machineSteps(keep === 'all' || keep.length > 0),
    ...(place.others.length > 0 ? [others] : []),
    ...ofCluster,
    clean,
  ];
}

const on =
  (run: (context: OnPlace) => Promise<StepEnd>) =>
  async (context: StepContext<RemoveOrder>): Promise<StepEnd> => {
    const place = context.plan.place ?? (context.found.place as Place | undefined);
    if (!place)
      return { ok: false, words: say('Nothing is known of the machine.'), next: say('Begin again from the tree.') };
    return run({ ...context, plan: { ...context.plan, ...place } });
  };

const step = (id: string, title: RemoveStep['title'], run: RemoveStep['run'], changes = true): RemoveStep => ({
  id,
  title,
  changes,
  run,
});

const machine = step(
  'machine',
  ({ place }) => say('Make sure that it is {0}', place?.pinned.hostname ?? ''),
  on(rightMachine),
  false,
);

const guard = (node: Node): RemoveStep =>
  step(
    'guard',
    () => say('Make sure that the cluster can do without it'),
    (context) => mayGo(context, node),
    false,
  );

const drained = ({ drain }: RemoveOrder): RemoveStep =>
  step(
    'drain',
    ({ name }) => say('Drain {0}', name),
    async (context) => (drain ? drainNode(context, drain) : { ok: true, words: '' }),
  );

const machineSteps = (keeps: boolean): RemoveStep[] => [
  step('backup', () => say('Save a copy of its configuration'), on(saveConfiguration), false),
  step('mounts', () => say('Take away mounts that do not answer'), on(unmountDead)),
  step('killall', () => say('Stop K3s and end all its containers'), on(endAll)),
  ...(keeps ? [step('keep', () => say('Keep data of volumes on the machine'), on(moveAside))] : []),
  step('uninstall', () => say('Uninstall K3s'), on(uninstall)),
];

const others = step(
  'others',
  ({ place }) => say('Start other services again: {0}', place?.others.map(({ name }) => name).join(', ') ?? ''),
  on(startOthers),
);

const clusterSteps = (node: Node): RemoveStep[] => [
  step(
    'node',
    () => say('Delete the Node {0}', node.name),
    (context) => deleteNode(context, node),
  ),
  step(
    'password',
    () => say('Delete its node password, where K3s leaves it'),
    (context) => forgetPassword(context, node),
  ),
  step(
    'stays',
    () => say('Look a minute later whether it stays gone'),
    (context) => staysGone(context, node),
    false,
  ),
];

const reach = step(
  'reach',
  ({ name }) => say('Reach the machine of {0} and see what is on it', name),
  reachMachine,
  false,
);

const clean = step('clean', () => say('Look for what K3s left on the machine'), on(nothingLeft));

/** It may have registered again between its return and its end. */
const goneAgain = (node: Node): RemoveStep =>
  step(
    'again',
    () => say('Make sure that its Node is gone'),
    (context) => deleteNode(context, node, true),
  );
