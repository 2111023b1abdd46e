/** How facts about nodes and clusters are told: one phrase each, for the tree and for reports. */

import { say } from '../../../server/words/say.ts';
import { clock, span } from '../model/age.ts';
import type { Pressure } from '../model/conditions.ts';
import type { Cordon } from '../model/cordon.ts';
import type { MemberState, Quorum } from '../model/etcd.ts';
import type { NodeFacts, NodeRole } from '../model/node.ts';
import type { Problem } from '../model/problems.ts';
import { plain } from '../model/text.ts';
import type { Skew } from '../model/version.ts';
import type { ClusterSource, ConnectionState, Right, Trouble } from '../source.ts';

export function roleWord(role: NodeRole): string {
  if (role === 'server') return say('server');
  return role === 'etcd' ? say('etcd only') : say('agent');
}

/** A node's state; since when, where it is bad news. */
export function readyWords({ ready, readySince }: NodeFacts, now: number): string {
  if (ready === 'yes') return say('ready');
  if (readySince === undefined) return ready === 'no' ? say('not ready') : say('unreachable');
  const since = clock(readySince, now);
  return ready === 'no' ? say('not ready since {0}', since) : say('unreachable since {0}', since);
}

export function cordonWords({ by, name, certainty }: Cordon): string {
  if (by === 'person') return say('cordoned');
  if (by === 'operation') return say('cordoned by operation {0}', plain(name, 60));
  return certainty === 'certain'
    ? say('cordoned by plan {0}', plain(name, 60))
    : say('cordoned, probably by plan {0}', plain(name, 60));
}

export function pressureWord(pressure: Pressure): string {
  if (pressure === 'memory') return say('memory pressure');
  if (pressure === 'disk') return say('disk pressure');
  return pressure === 'pid' ? say('too many processes') : say('no network');
}

/** What a server is in etcd; empty where nothing tells. */
export function memberWords(state: MemberState | undefined): string {
  if (state === 'voter') return say('etcd voter');
  if (state === 'learner') return say('etcd learner, does not vote yet');
  if (state === 'silent') return say('its etcd does not answer');
  return state === 'not a member' ? say('no member of etcd') : '';
}

/** What to know before another server fails; empty while one may. */
export function quorumWords({ voters, healthy, needed, spare }: Quorum): string {
  if (spare < 0)
    return say('etcd: {0} of {1} members healthy, {2} are needed: nothing can be written', healthy, voters, needed);
  // Of a single server everybody knows.
  if (spare > 0 || voters === 1) return '';
  return healthy < voters
    ? say('etcd: {0} of {1} members healthy, one more failure stops the cluster', healthy, voters)
    : say('etcd: {0} members, one failure stops the cluster; a third one would prevent that', voters);
}

/** Of a job that goes on trying. */
export function retryWords(failures: number): string {
  if (failures === 0) return say('cannot begin, trying again');
  return failures === 1 ? say('failed once, trying again') : say('failed {0} times, trying again', failures);
}

/** With an arrow that says which way. */
export function versionWords({ versionText }: NodeFacts, skew: Skew): string {
  const version = plain(versionText, 60);
  if (skew === 'newer') return say('{0} newer than a server', version);
  if (skew === 'too old') return say('{0} too old for the servers', version);
  if (skew === 'apart') return say('{0} too far from other servers', version);
  return skew === 'older' ? `${version} ↑` : version;
}

/** How a connection is, and what happens next. */
export function connectionWords(state: ConnectionState, now: number): string[] {
  if (state.kind === 'idle') return [say('not connected')];
  if (state.kind === 'connecting') return [say('connecting')];
  if (state.kind === 'connected') return [say('connected')];
  const next = state.nextRetry === undefined ? [] : [nextTry(state.nextRetry, now)];
  if (state.kind === 'failed') return [plain(state.trouble.message), ...next];
  const data = state.lastData === undefined ? [] : [say('last data {0}', clock(state.lastData, now))];
  return [say('unreachable since {0}', clock(state.since, now)), ...data, ...next];
}

/** What is wrong with a cluster, as far as anything is. */
export function troubleOf({ entry, state }: Pick<ClusterSource, 'entry' | 'state'>): Trouble | undefined {
  if (entry.trouble) return entry.trouble;
  if (state.kind === 'failed') return state.trouble;
  return state.kind === 'stale' ? state.cause : undefined;
}

function nextTry(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1000);
  return seconds > 0 ? say('next try in {0} s', seconds) : say('trying again');
}

const DAY = 24 * 60 * 60 * 1000;

/** Of the certificate of a kubeconfig; empty while it is good for more than 30 days, and for another way to log in. */
export function certificateWords({ certificateExpires: end }: ClusterSource, now: number): string {
  if (end === undefined || end - now > 30 * DAY) return '';
  return end <= now ? say('your certificate has expired') : say('your certificate ends in {0}', span(end - now));
}

export function rightWords({ verb, resource, namespace }: Right): string {
  const what = `${plain(verb, 40)} ${plain(resource, 100)}`;
  return namespace ? say('{0} in {1}', what, plain(namespace, 63)) : what;
}

/** One sentence about one problem, for a report; the name of the node stands in front of it. */
export function problemSentence(problem: Problem, now: number): string {
  switch (problem.kind) {
    case 'unreachable':
    case 'not ready': {
      const { readyReason, readyMessage } = problem.node;
      const why = plain([readyReason, readyMessage].filter((part) => part !== '').join(': '), 500);
      const words = readyWords(problem.node, now);
      return why === '' ? words : `${words} (${why})`;
    }
    case 'pressure':
      return pressureWord(problem.pressure);
    case 'skew':
      return versionWords(problem.node, problem.skew);
    case 'no vote':
      return memberWords(problem.state);
    case 'exposed':
      return say(
        'Everybody who may read nodes can read secrets in its annotation: {0}. Upgrade K3s, or move them to a file, and change them.',
        problem.names.map((name) => plain(name, 60)).join(', '),
      );
    case 'quorum':
      return quorumWords(problem.quorum);
    case 'mismatch':
      return say('Servers differ in {0}: a server that is restarted does not start.', plain(problem.option, 100));
  }
}

export const counted = {
  nodes: (count: number): string => (count === 1 ? say('1 node') : say('{0} nodes', count)),
  servers: (count: number): string => (count === 1 ? say('1 server') : say('{0} servers', count)),
  agents: (count: number): string => (count === 1 ? say('1 agent') : say('{0} agents', count)),
  pods: (count: number): string => (count === 1 ? say('1 pod') : say('{0} pods', count)),
  problems: (count: number): string => (count === 1 ? say('1 problem') : say('{0} problems', count)),
  differences: (count: number): string =>
    count === 1 ? say('1 differs from the file') : say('{0} differ from the file', count),
  restarts: (count: number): string => (count === 1 ? say('1 restart') : say('{0} restarts', count)),
  notReady: (count: number): string => (count === 1 ? say('1 node not ready') : say('{0} nodes not ready', count)),
};
