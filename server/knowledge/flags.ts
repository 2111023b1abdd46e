/** All options of K3s under one roof, in the order of K3s's own groups. */
import { agentNetworking } from './agentNetworking.ts';
import { agentNode } from './agentNode.ts';
import { cluster } from './cluster.ts';
import { componentArguments } from './componentArguments.ts';
import { components } from './components.ts';
import { datastore } from './datastore.ts';
import { experimental } from './experimental.ts';
import type { Flag, Group } from './flag.ts';
import { kubeconfig } from './kubeconfig.ts';
import { listener } from './listener.ts';
import { logging } from './logging.ts';
import { networking } from './networking.ts';
import { paths } from './paths.ts';
import { removed } from './removed.ts';
import { runtime } from './runtime.ts';
import { s3 } from './s3.ts';
import { snapshots } from './snapshots.ts';

/** The order of the groups in the help text of `k3s server`; what stands in none of them there comes last. */
export const groupOrder: readonly Group[] = [
  'config',
  'logging',
  'listener',
  'data',
  'networking',
  'client',
  'helm',
  'cluster',
  'flags',
  'db',
  'storage',
  'components',
  'agent/node',
  'agent/runtime',
  'agent/containerd',
  'agent/networking',
  'agent/flags',
  'experimental',
  'removed',
];

const rows = {
  ...paths,
  ...logging,
  ...listener,
  ...networking,
  ...kubeconfig,
  ...cluster,
  ...componentArguments,
  ...datastore,
  ...snapshots,
  ...s3,
  ...components,
  ...agentNode,
  ...runtime,
  ...agentNetworking,
  ...experimental,
  ...removed,
};

/** The long name of an option, as a literal type. */
export type FlagName = keyof typeof rows;

/** Every option K3s had from v1.24.1 to v1.37.0, by its long name; `lookup.ts` says which of them a release has. */
export const flags: Readonly<Record<string, Flag>> = Object.fromEntries(
  Object.entries<Flag>(rows).sort(([, a], [, b]) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group)),
);
