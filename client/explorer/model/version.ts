/** Versions of nodes, and which of them do not go together with the servers. */

import { plain } from './text.ts';

/** `v1.33.4+k3s1` as numbers; the build is 0 for what is no K3s. */
export interface NodeVersion {
  readonly text: string;
  readonly minor: number;
  readonly patch: number;
  readonly build: number;
}

/** Undefined for what nobody can compare. */
export function nodeVersion(text: string): NodeVersion | undefined {
  const parts = /^v?1\.(\d{1,4})\.(\d{1,4})(?:-[\w.]{1,30})?(?:\+k3s(\d{1,4}))?/.exec(text.slice(0, 100));
  if (!parts) return undefined;
  return { text: plain(text, 60), minor: Number(parts[1]), patch: Number(parts[2]), build: Number(parts[3] ?? 0) };
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export function compareVersions(a: NodeVersion, b: NodeVersion): number {
  return a.minor - b.minor || a.patch - b.patch || a.build - b.build;
}

/** The oldest and the newest of the servers; undefined when no server says its version. */
export interface ServerVersions {
  readonly oldest: NodeVersion;
  readonly newest: NodeVersion;
}

export function serverVersions(versions: Iterable<NodeVersion | undefined>): ServerVersions | undefined {
  const sorted = [...versions].filter((version) => version !== undefined).sort(compareVersions);
  const [oldest] = sorted;
  const newest = sorted.at(-1);
  return oldest && newest ? { oldest, newest } : undefined;
}

/**
 * How a node stands to the servers.
 *
 * - `newer`: a kubelet must never be newer than an API server, so what it does is undefined.
 * - `too old`: more minors behind than Kubernetes supports.
 * - `older`: fine, and due for an upgrade.
 * - `apart`: a server more than one minor away from another one.
 */
export type Skew = 'same' | 'older' | 'newer' | 'too old' | 'apart' | 'unknown';

export function skew(version: NodeVersion | undefined, server: boolean, servers: ServerVersions | undefined): Skew {
  if (!version || !servers) return 'unknown';
  const { oldest, newest } = servers;
  if (server) {
    if (newest.minor - oldest.minor > 1) return 'apart';
    return compareVersions(version, newest) < 0 ? 'older' : 'same';
  }
  if (compareMinors(version, oldest) > 0) return 'newer';
  if (newest.minor - version.minor > supportedMinors(newest)) return 'too old';
  return compareVersions(version, newest) < 0 ? 'older' : 'same';
}

/** Patches of one minor may differ either way. */
const compareMinors = (a: NodeVersion, b: NodeVersion): number => a.minor - b.minor;

/** Kubernetes supports kubelets that are three minors behind, before 1.28 two. */
const supportedMinors = ({ minor }: NodeVersion): number => (minor >= 28 ? 3 : 2);
