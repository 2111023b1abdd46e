/** Join from the editor: which machines, with what, a look at each, the plan as a document, and the start. */

import { env, l10n, ProgressLocation, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { gathered } from '../explorer/gather.ts';
import { nodesOf } from '../explorer/items/nodes.ts';
import { textAt } from '../explorer/model/raw.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import { joinDefaults } from '../machines/join/defaults.ts';
import { joinKind } from '../machines/join/kind.ts';
import { type ClusterSeen, lookAtMachine } from '../machines/join/look.ts';
import { joinPlanText, type Machined, ready } from '../machines/join/planText.ts';
import { clusterAuthority } from '../machines/token/authority.ts';
import { caHash } from '../machines/token/caHash.ts';
import { beginSteps } from '../operations/steps.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { configDocument } from './joinConfig.ts';
import { askForJoinChoices, type JoinChoices } from './joinMenu.ts';
import { askForTargets } from './joinTargets.ts';
import { kubeconfigs } from './kubeconfigs.ts';
import { begin } from './operation.ts';
import { hashIn, tokenBy } from './pastedToken.ts';

/** How many machines are looked at, and joined, at the same time if a person says nothing else. */
const LOOKS = 10;

/** @param source the cluster; undefined for one that is not open here */
export async function askForJoin(actions: Actions, source: ClusterSource | undefined): Promise<void> {
  const targets = await askForTargets();
  if (targets.length === 0) return;
  const seen = await seenOf(source);
  let choices: JoinChoices = {
    plan: seen.defaults.plan,
    source: { kind: 'online', script: 'https://get.k3s.io' },
    atOnce: 5,
    replace: false,
  };
  let looks: readonly Machined[] | undefined;
  let token: string | undefined;
  const config = configDocument();
  for (;;) {
    const text = config.text();
    const said = await askForJoinChoices({ targets, choices, looks, ...seen, config: text, flaw: config.flaw() });
    if (said === undefined) return;
    switch (said.kind) {
      case 'choices':
        choices = said.choices;
        looks = undefined;
        token = undefined;
        break;
      case 'config':
        if (!(await config.edit(choices.plan))) return;
        looks = undefined;
        break;
      case 'copyPlan':
        await env.clipboard.writeText(joinPlanText(seen.name, looks ?? []));
        break;
      case 'look':
        // A full token says for which cluster it is, so it is there before the look.
        if (choices.plan.token.kind !== 'mint') token ??= await tokenBy(actions, choices.plan.token);
        if (choices.plan.token.kind !== 'mint' && token === undefined) break;
        looks = await lookAtAll(actions, targets, choices, seen, text, token);
        await actions.documents.showPlan(targets.map(targetName), joinPlanText(seen.name, looks));
        break;
      case 'start':
        return start(actions, source, choices, looks ?? [], seen, token);
    }
  }
}

/** What is known of the cluster the machines are to join. */
export interface Seen {
  /** '' for a cluster that is not open here. */
  readonly name: string;
  readonly cluster: ClusterSeen;
  readonly defaults: ReturnType<typeof joinDefaults>;
  /** Its CA, where it could be read, and the hash of that. */
  readonly authority?: string;
  readonly caHash?: string;
}

async function seenOf(source: ClusterSource | undefined): Promise<Seen> {
  if (!source) return { name: '', cluster: { nodes: new Map() }, defaults: joinDefaults(undefined, []) };
  const nodes = await gathered(source, [{ name: 'nodes' }], () => nodesOf(source));
  const defaults = joinDefaults(source.entry.server, nodes);
  const { trustedAuthority } = await kubeconfigs();
  const trusted = await trustedAuthority(source.entry.file, source.entry.context);
  const found = source.reach && (await clusterAuthority(source.reach.api, trusted));
  const authority = found?.ok ? found.pem : undefined;
  const hash = authority === undefined ? undefined : caHash(authority, systemClock.now());
  return {
    name: plain(source.entry.name, 60),
    defaults,
    cluster: {
      ...(defaults.plan.version === '' ? {} : { serverVersion: defaults.plan.version }),
      nodes: new Map(
        nodes.map(({ name, ready: isReady, raw }) => [
          name,
          {
            ready: isReady === 'yes',
            uid: textAt(raw, 'metadata', 'uid') ?? '',
            machineId: textAt(raw, 'status', 'nodeInfo', 'machineID') ?? '',
            bootId: textAt(raw, 'status', 'nodeInfo', 'bootID') ?? '',
          },
        ]),
      ),
    },
    ...(hash === undefined ? {} : { caHash: hash }),
    ...(authority === undefined ? {} : { authority }),
  };
}

async function lookAtAll(
  { operations }: Actions,
  targets: readonly Target[],
  { plan, source, replace }: JoinChoices,
  seen: Seen,
  config: string | undefined,
  token: string | undefined,
): Promise<readonly Machined[]> {
  const expected = token === undefined ? seen.caHash : hashIn(token);
  const title = l10n.t('Looking at {0} machines; nothing is changed', targets.length);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const stopper = new AbortController();
    token.onCancellationRequested(() => stopper.abort());
    const waiting = [...targets.entries()];
    const found: Machined[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, target] = next;
        const look = await lookAtMachine(
          operations.machine(target, targets.length > 1),
          {
            target,
            plan,
            source,
            replace,
            cluster: seen.cluster,
            hash: caHash,
            ...(config === undefined ? {} : { config }),
            ...(expected === undefined ? {} : { caHash: expected }),
            ...(seen.authority === undefined ? {} : { authority: seen.authority }),
          },
          { now: () => systemClock.now(), signal: stopper.signal },
        );
        found[index] = { name: targetName(target), look };
        progress.report({ increment: 100 / targets.length, message: targetName(target) });
      }
    };
    await Promise.all(Array.from({ length: LOOKS }, work));
    return found;
  });
}

async function start(
  actions: Actions,
  source: ClusterSource | undefined,
  { atOnce }: JoinChoices,
  looks: readonly Machined[],
  seen: Seen,
  token: string | undefined,
): Promise<void> {
  await begin(actions, {
    kind: 'join',
    cluster: source ? { id: source.entry.id, name: seen.name } : { id: '', name: '' },
    goOn: true,
    atOnce,
    participants: ready(looks).map(({ look: { order } }) => ({
      name: order.nodeName,
      // A machine without an ID is known by the name under which it is reached.
      key: order.machineId || targetName(order.target),
      detail: beginSteps(joinKind, order),
    })),
    ...(token === undefined ? {} : { secrets: { token } }),
  });
}
