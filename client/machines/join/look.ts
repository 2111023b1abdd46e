/** Looks at a machine before it joins, and says what would be done and what speaks against it. */

import type { Machine } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { Target } from '../../operations/target.ts';
import { type Finding, isMember, joinFindings, type Namesake } from './findings.ts';
import { type Looked, looked } from './looked.ts';
import { lookScript } from './lookScript.ts';
import type { JoinOrder, Source } from './order.ts';
import { configText, type JoinPlan, labelsForApi } from './plan.ts';

/** What is known of the cluster; without one everything is absent. */
export interface ClusterSeen {
  /** By their names, with what nodeInfo says of their machines. */
  readonly nodes: ReadonlyMap<string, Namesake & { readonly uid: string }>;
  readonly serverVersion?: string;
}

export interface Wish {
  readonly target: Target;
  readonly plan: JoinPlan;
  /** The text of config.yaml where a person changed it; else the plan makes it. */
  readonly config?: string;
  readonly source: Source;
  readonly cluster: ClusterSeen;
  /** A Node of the same name that is not ready may go. */
  readonly replace?: boolean;
  /** Of the cluster that the token is for, where that is known. */
  readonly caHash?: string;
  /** The cluster's CA as PEM, where it is known. */
  readonly authority?: string;
  /** The hash of certificates as K3s makes it. */
  readonly hash: (pem: string, now: number) => string | undefined;
  /** A folder that stands for the machine's root, in tests. */
  readonly root?: string;
}

/** The look took longer than the probes in it are allowed together. */
const LOOK_MS = 90_000;

export interface JoinLook {
  readonly ok: true;
  readonly looked: Looked;
  /** The stops first; with one of them nothing is begun. */
  readonly findings: readonly Finding[];
  /** It is a node of the cluster already. */
  readonly member: boolean;
  readonly order: JoinOrder;
}

export async function lookAtMachine(
  machine: Pick<Machine, 'run'>,
  wish: Wish,
  { now, signal }: { readonly now: () => number; readonly signal?: AbortSignal },
): Promise<JoinLook | HostTrouble> {
  const { plan, cluster, source, target, root } = wish;
  const { hostname: host, port } = new URL(plan.server);
  const answer = await machine.run(lookScript({ url: plan.server, host: host.replace(/^\[|\]$/g, '') }, root), {
    asRoot: true,
    timeoutMs: LOOK_MS,
    ...(signal && { signal }),
  });
  if (!answer.ok) return answer;
  const found = looked(answer.sections);
  const nodeName = plan.nodeName || found.hostname.toLowerCase();
  const namesake = cluster.nodes.get(nodeName);
  const later = Object.fromEntries(labelsForApi(plan).map(parted));
  const wanted = {
    nodeName,
    reservedLabels: Object.keys(later),
    host,
    port: Number(port || 443),
    version: plan.version,
    online: source.kind === 'online',
    addressChosen: plan.more['node-ip'] !== undefined && plan.more['flannel-iface'] !== undefined,
    ...(cluster.serverVersion === undefined ? {} : { serverVersion: cluster.serverVersion }),
    ...(namesake && { namesake }),
    ...(wish.replace === undefined ? {} : { replace: wish.replace }),
    ...hashes(wish, found, now()),
  };
  const order: JoinOrder = {
    target,
    machineId: found.machineId,
    init: found.init ?? 'systemd',
    nodeName,
    url: plan.server,
    version: plan.version,
    config: wish.config ?? configText(plan),
    token: plan.token.kind === 'mint' ? 'mint' : 'given',
    tokenFile: plan.tokenFile,
    source,
    labels: later,
    ...(wish.replace && namesake && !namesake.ready && !isMember(found, wanted) ? { replaces: namesake.uid } : {}),
    ...(wish.authority === undefined ? {} : { authority: wish.authority }),
    ...(root === undefined ? {} : { root }),
  };
  return {
    ok: true,
    looked: found,
    findings: joinFindings(found, wanted, now()),
    member: isMember(found, wanted),
    order,
  };
}

function hashes({ caHash, hash }: Wish, { way }: Looked, now: number): { caHash?: string; seenHash?: string } {
  const seenHash = way.reached === 'cluster' ? hash(way.cacerts, now) : undefined;
  return { ...(caHash === undefined ? {} : { caHash }), ...(seenHash === undefined ? {} : { seenHash }) };
}

function parted(label: string): readonly [string, string] {
  const at = label.indexOf('=');
  return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)];
}
