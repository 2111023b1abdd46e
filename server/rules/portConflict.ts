/** Ports that another part of K3s needs on the same machine. */

import { readValue } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import { say } from '../words/say.ts';
import { type Hit, rule } from './rule.ts';

/** A port with a fixed owner. */
interface Taken {
  readonly port: number;
  readonly by: string;
  /** K3s ends when the port is taken; otherwise one of the two goes without. */
  readonly ends?: true;
  /** The owner does not run with one of these. */
  readonly unless: readonly string[];
}

/** Kubernetes's own ports on every node. (10250 seen to end K3s v1.32.0.) */
const NODE: readonly Taken[] = [
  { port: 10250, by: 'the kubelet', ends: true, unless: ['disable-agent'] },
  { port: 10248, by: 'the health check of the kubelet', unless: ['disable-agent'] },
  { port: 10249, by: 'the metrics of kube-proxy', unless: ['disable-agent', 'disable-kube-proxy'] },
  { port: 10256, by: 'the health check of kube-proxy', unless: ['disable-agent', 'disable-kube-proxy'] },
];
const SERVER: readonly Taken[] = [
  { port: 10257, by: 'the controller manager', unless: ['disable-controller-manager'] },
  { port: 10258, by: 'the cloud controller manager', unless: ['disable-cloud-controller'] },
  { port: 10259, by: 'the scheduler', unless: ['disable-scheduler'] },
];

export const portConflict = rule({
  id: 'port-conflict',
  group: 'networks',
  scope: 'machine',
  summary: 'A port that another part of K3s needs on the same machine.',
  severity: 'error',
  message: {
    ends: 'K3s does not start: {1} needs port {0} on this machine. Choose another one for "{2}".',
    endsNext:
      'K3s does not start: the API server itself takes the next port, {0}, which {1} needs. ' +
      'Choose another one for "{2}".',
    taken: 'Port {0} belongs to {1} on this machine, and one of the two will not get it. Choose another one for "{2}".',
    takenNext:
      'The API server itself takes the next port, {0}, which belongs to {1} on this machine. ' +
      'Choose another one for "{2}".',
    twice: '"{2}" and "{1}" both want port {0}. Choose two different ones.',
  },
  *check({ node }) {
    if (node.flags.role === 'agent') {
      yield* owned(node, 'lb-server-port', 0);
      return;
    }
    const own = [...owned(node, 'https-listen-port', 0)];
    // The API server takes the next port where nothing gives it one of its own.
    const hasNext = !isOn(node, 'disable-apiserver') && portOf(node, 'apiserver-port') === 0;
    const next = hasNext ? [...owned(node, 'https-listen-port', 1)] : [];
    yield* next.some(({ severity }) => severity === 'error') ? next : own.length > 0 ? own : next;
    yield* owned(node, 'supervisor-port', 0);
    if (isOn(node, 'disable-apiserver')) return;
    yield* owned(node, 'apiserver-port', 0);
    yield* twice(node);
  },
});

/** A port that an option opens, or the one `beside` it, and that has its owner already. */
function* owned(node: NodeConfig, name: string, beside: 0 | 1): Iterable<Hit<undefined>> {
  const part = given(node, name)?.part;
  const port = portOf(node, name) + beside;
  const known = [...NODE, ...(node.flags.role === 'server' ? SERVER : [])];
  const owner = known.find((taken) => taken.port === port && !taken.unless.some((option) => isOn(node, option)));
  if (!part || !owner) return;
  yield {
    at: part.node,
    in: part.document.uri,
    say: `${owner.ends ? 'ends' : 'taken'}${beside ? 'Next' : ''}`,
    args: [port, say(owner.by), name],
    severity: owner.ends ? 'error' : 'warning',
  };
}

/** The API server and the supervisor, which listens on `https-listen-port` where it has no port of its own. */
function* twice(node: NodeConfig): Iterable<Hit<undefined>> {
  const supervisor = portOf(node, 'supervisor-port') ? 'supervisor-port' : 'https-listen-port';
  const port = portOf(node, 'apiserver-port');
  const part = given(node, 'apiserver-port')?.part;
  if (!part || port === 0 || port !== (portOf(node, supervisor) || 6443)) return;
  yield {
    at: part.node,
    in: part.document.uri,
    say: 'twice',
    args: [port, supervisor, 'apiserver-port'],
    severity: 'warning',
  };
}

/** The port an option sets; 0 for none, as K3s takes it. */
function portOf(node: NodeConfig, name: string): number {
  const read = readValue('int', given(node, name)?.text ?? '');
  return typeof read === 'string' || read.type !== 'int' ? 0 : Number(read.value);
}
