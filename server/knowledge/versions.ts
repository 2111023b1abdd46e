/** The releases of K3s: which ones we know, how a version text names one, and what changed with them as a whole. */
import type { Release, Since } from './flag.ts';

/**
 * Every release from v1.24.1 to v1.37.0, oldest first: the 145 whose source was examined, the 48 that are only known
 * from release notes, and v1.33.13+k3s2, which the flag facts name as the first with `helm-controller-arg`.
 */
// biome-ignore format: one line per minor is easier to read and to extend
export const releases: readonly Release[] = [
  'v1.24.1+k3s1', 'v1.24.2+k3s1', 'v1.24.2+k3s2', 'v1.24.3+k3s1', 'v1.24.4+k3s1', 'v1.24.6+k3s1', 'v1.24.7+k3s1',
  'v1.24.8+k3s1', 'v1.24.9+k3s1', 'v1.24.9+k3s2', 'v1.24.10+k3s1', 'v1.24.11+k3s1', 'v1.24.12+k3s1', 'v1.24.13+k3s1',
  'v1.24.14+k3s1', 'v1.24.15+k3s1', 'v1.24.16+k3s1', 'v1.24.17+k3s1',
  'v1.25.0+k3s1', 'v1.25.2+k3s1', 'v1.25.3+k3s1', 'v1.25.4+k3s1', 'v1.25.5+k3s1', 'v1.25.5+k3s2', 'v1.25.6+k3s1',
  'v1.25.7+k3s1', 'v1.25.8+k3s1', 'v1.25.9+k3s1', 'v1.25.10+k3s1', 'v1.25.11+k3s1', 'v1.25.12+k3s1', 'v1.25.13+k3s1',
  'v1.25.14+k3s1', 'v1.25.15+k3s1', 'v1.25.15+k3s2', 'v1.25.16+k3s4',
  'v1.26.0+k3s1', 'v1.26.0+k3s2', 'v1.26.1+k3s1', 'v1.26.2+k3s1', 'v1.26.3+k3s1', 'v1.26.4+k3s1', 'v1.26.5+k3s1',
  'v1.26.6+k3s1', 'v1.26.7+k3s1', 'v1.26.8+k3s1', 'v1.26.9+k3s1', 'v1.26.10+k3s1', 'v1.26.10+k3s2', 'v1.26.11+k3s2',
  'v1.26.12+k3s1', 'v1.26.13+k3s2', 'v1.26.14+k3s1', 'v1.26.15+k3s1',
  'v1.27.1+k3s1', 'v1.27.2+k3s1', 'v1.27.3+k3s1', 'v1.27.4+k3s1', 'v1.27.5+k3s1', 'v1.27.6+k3s1', 'v1.27.7+k3s1',
  'v1.27.7+k3s2', 'v1.27.8+k3s2', 'v1.27.9+k3s1', 'v1.27.10+k3s2', 'v1.27.11+k3s1', 'v1.27.12+k3s1', 'v1.27.13+k3s1',
  'v1.27.14+k3s1', 'v1.27.15+k3s1', 'v1.27.15+k3s2', 'v1.27.16+k3s1',
  'v1.28.1+k3s1', 'v1.28.2+k3s1', 'v1.28.3+k3s1', 'v1.28.3+k3s2', 'v1.28.4+k3s2', 'v1.28.5+k3s1', 'v1.28.6+k3s2',
  'v1.28.7+k3s1', 'v1.28.8+k3s1', 'v1.28.9+k3s1', 'v1.28.10+k3s1', 'v1.28.11+k3s1', 'v1.28.11+k3s2', 'v1.28.12+k3s1',
  'v1.28.13+k3s1', 'v1.28.14+k3s1', 'v1.28.15+k3s1',
  'v1.29.0+k3s1', 'v1.29.1+k3s2', 'v1.29.2+k3s1', 'v1.29.3+k3s1', 'v1.29.4+k3s1', 'v1.29.5+k3s1', 'v1.29.6+k3s1',
  'v1.29.6+k3s2', 'v1.29.7+k3s1', 'v1.29.8+k3s1', 'v1.29.9+k3s1', 'v1.29.10+k3s1', 'v1.29.11+k3s1', 'v1.29.12+k3s1',
  'v1.29.13+k3s1', 'v1.29.14+k3s1', 'v1.29.15+k3s1',
  'v1.30.0+k3s1', 'v1.30.1+k3s1', 'v1.30.2+k3s1', 'v1.30.2+k3s2', 'v1.30.3+k3s1', 'v1.30.4+k3s1', 'v1.30.5+k3s1',
  'v1.30.6+k3s1', 'v1.30.7+k3s1', 'v1.30.8+k3s1', 'v1.30.9+k3s1', 'v1.30.10+k3s1', 'v1.30.11+k3s1', 'v1.30.12+k3s1',
  'v1.30.13+k3s1', 'v1.30.14+k3s1', 'v1.30.14+k3s2',
  'v1.31.0+k3s1', 'v1.31.1+k3s1', 'v1.31.2+k3s1', 'v1.31.3+k3s1', 'v1.31.4+k3s1', 'v1.31.5+k3s1', 'v1.31.6+k3s1',
  'v1.31.7+k3s1', 'v1.31.8+k3s1', 'v1.31.9+k3s1', 'v1.31.10+k3s1', 'v1.31.11+k3s1', 'v1.31.12+k3s1', 'v1.31.13+k3s1',
  'v1.31.14+k3s1',
  'v1.32.0+k3s1', 'v1.32.1+k3s1', 'v1.32.2+k3s1', 'v1.32.3+k3s1', 'v1.32.4+k3s1', 'v1.32.5+k3s1', 'v1.32.6+k3s1',
  'v1.32.7+k3s1', 'v1.32.8+k3s1', 'v1.32.9+k3s1', 'v1.32.10+k3s1', 'v1.32.11+k3s1', 'v1.32.11+k3s3', 'v1.32.12+k3s1',
  'v1.32.13+k3s1',
  'v1.33.0+k3s1', 'v1.33.1+k3s1', 'v1.33.2+k3s1', 'v1.33.3+k3s1', 'v1.33.4+k3s1', 'v1.33.5+k3s1', 'v1.33.6+k3s1',
  'v1.33.7+k3s1', 'v1.33.7+k3s3', 'v1.33.8+k3s1', 'v1.33.9+k3s1', 'v1.33.10+k3s1', 'v1.33.11+k3s1', 'v1.33.12+k3s1',
  'v1.33.13+k3s1', 'v1.33.13+k3s2',
  'v1.34.1+k3s1', 'v1.34.2+k3s1', 'v1.34.3+k3s1', 'v1.34.3+k3s3', 'v1.34.4+k3s1', 'v1.34.5+k3s1', 'v1.34.6+k3s1',
  'v1.34.7+k3s1', 'v1.34.8+k3s1', 'v1.34.9+k3s1', 'v1.34.10+k3s1',
  'v1.35.0+k3s1', 'v1.35.0+k3s3', 'v1.35.1+k3s1', 'v1.35.2+k3s1', 'v1.35.3+k3s1', 'v1.35.4+k3s1', 'v1.35.5+k3s1',
  'v1.35.6+k3s1', 'v1.35.7+k3s1',
  'v1.36.0+k3s1', 'v1.36.1+k3s1', 'v1.36.2+k3s1', 'v1.36.3+k3s1',
  'v1.37.0+k3s1',
];

/** A minor line, `1.33`: of Kubernetes and of K3s, which carries the same number. */
export type Minor = `1.${number}`;

/** What a version text stands for. `release` is the one whose facts to use. */
export type Version =
  /** The text names this release completely. */
  | { readonly kind: 'known'; readonly release: Release }
  /** The text leaves patch or build open: the newest known one that fits. */
  | { readonly kind: 'newest of'; readonly release: Release; readonly text: string }
  /** Newer than all we know of its line or of K3s: the newest known one stands in, which is worth a note. */
  | { readonly kind: 'newer'; readonly release: Release; readonly text: string }
  /** Between known releases, but none of them: the one before it in its line, or the first of it, stands in. */
  | { readonly kind: 'unlisted'; readonly release: Release; readonly text: string }
  /** Older than the oldest release with facts. */
  | { readonly kind: 'older'; readonly oldest: Release; readonly text: string }
  | { readonly kind: 'unreadable'; readonly text: string };

export const oldestRelease: Release = releases[0] as Release;
export const newestRelease: Release = releases.at(-1) as Release;

const known: ReadonlySet<string> = new Set(releases);

/** True for a release of the list, so one whose facts are certain. */
export function isKnown(release: string): release is Release {
  return known.has(release);
}

const buildStep = 1e3;
const patchStep = 1e6;
const anyBuild = buildStep - 1;

/** Major is always 1, so minor, patch and build fit into one number that sorts as the releases do. */
function rankOf(minor: number, patch: number, build: number): number {
  return minor * patchStep + Math.min(patch, 999) * buildStep + Math.min(build, anyBuild);
}

function rank(release: Release): number {
  return ranks.get(release) ?? rankOfText(release);
}

function rankOfText(release: Release): number {
  const parts = /^v1\.(\d+)\.(\d+)\+k3s(\d+)$/.exec(release);
  return parts ? rankOf(Number(parts[1]), Number(parts[2]), Number(parts[3])) : Number.NaN;
}

const ranks: ReadonlyMap<Release, number> = new Map(releases.map((release) => [release, rankOfText(release)]));

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. `+k3s2` is newer than `+k3s1`. */
export function compareReleases(a: Release, b: Release): number {
  return rank(a) - rank(b);
}

/** The minor line a release belongs to, which is the Kubernetes minor inside it: `1.33` for `v1.33.4+k3s1`. */
export function minorOf(release: Release): Minor {
  return release.slice(1, release.indexOf('.', 3)) as Minor;
}

const byMinor: ReadonlyMap<string, readonly Release[]> = groupByMinor();

function groupByMinor(): Map<string, Release[]> {
  const lines = new Map<string, Release[]>();
  for (const release of releases) {
    const line = lines.get(minorOf(release));
    if (line) line.push(release);
    else lines.set(minorOf(release), [release]);
  }
  return lines;
}

/** The known releases of a minor line, oldest first; none for a line we do not know. */
export function releasesOf(minor: string): readonly Release[] {
  return byMinor.get(minor) ?? [];
}

/** The minor lines with known releases, oldest first. */
export const minors: readonly Minor[] = [...byMinor.keys()] as Minor[];

const versionText = /^v?(\d+)\.(\d+)(?:\.(\d+)(?:-(?:rc|alpha|beta)\.?\d+)?(?:[+-]k3s(\d+))?)?$/i;

/**
 * Finds the release a version text means: `1.33`, `v1.33`, `v1.33.4`, `v1.33.4+k3s1`, the image tag form
 * `v1.33.4-k3s1`, the channel `latest`. A release candidate counts as its release. Never throws.
 */
export function readVersion(text: string): Version {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'latest') return { kind: 'newest of', release: newestRelease, text: trimmed };
  const parts = versionText.exec(trimmed);
  if (!parts) return { kind: 'unreadable', text: trimmed };
  const [, major, minor, patch, build] = parts;
  if (Number(major) > 1) return { kind: 'newer', release: newestRelease, text: trimmed };
  if (Number(major) < 1) return { kind: 'older', oldest: oldestRelease, text: trimmed };

  const line = releasesOf(`1.${Number(minor)}`);
  const first = line[0];
  if (!first) {
    return Number(minor) > lineNumber(minorOf(newestRelease))
      ? { kind: 'newer', release: newestRelease, text: trimmed }
      : { kind: 'older', oldest: oldestRelease, text: trimmed };
  }
  if (!patch) return { kind: 'newest of', release: line.at(-1) ?? first, text: trimmed };

  // A build that is left open counts as the highest possible one: the newest that fits is wanted.
  const asked = rankOf(Number(minor), Number(patch), build ? Number(build) : anyBuild);
  const notNewer = line.findLast((release) => rank(release) <= asked);
  if (!notNewer) {
    return first === oldestRelease
      ? { kind: 'older', oldest: oldestRelease, text: trimmed }
      : { kind: 'unlisted', release: first, text: trimmed };
  }
  if (build && rank(notNewer) === asked) return { kind: 'known', release: notNewer };
  if (!build && Math.floor(rank(notNewer) / buildStep) === Math.floor(asked / buildStep)) {
    return { kind: 'newest of', release: notNewer, text: trimmed };
  }
  return { kind: notNewer === line.at(-1) ? 'newer' : 'unlisted', release: notNewer, text: trimmed };
}

/**
 * Whether a release has what came with `since`, a table with the first release per minor line. K3s backports, so a
 * release has it when its own line is listed and it is not older than the release named there, or when its line is
 * newer than all listed ones. A line below the lowest listed one never got it. Absent `since`: always there.
 * (The rule of the flag facts, their README under "Reading a flag".)
 */
export function hasSince(since: Since | undefined, release: Release): boolean {
  if (!since) return true;
  const minor = minorOf(release);
  const first = since[minor];
  if (first) return compareReleases(release, first) >= 0;
  const own = lineNumber(minor);
  for (const listed in since) if (lineNumber(listed) > own) return false;
  return true;
}

/** The first release with what `since` tells, for one without it: of the same line, else of the next one. */
export function firstWith(since: Since, release: Release): Release {
  const minor = minorOf(release);
  const sorted = Object.keys(since).sort((a, b) => lineNumber(a) - lineNumber(b));
  const line = sorted.find((listed) => lineNumber(listed) >= lineNumber(minor)) ?? sorted.at(-1);
  return since[line ?? ''] ?? newestRelease;
}

function lineNumber(minor: string): number {
  return Number(minor.slice(2));
}

const secondCli: Since = { '1.31': 'v1.31.8+k3s1', '1.32': 'v1.32.4+k3s1', '1.33': 'v1.33.0+k3s1' };

/**
 * The generation of urfave/cli that parses the flags: 2 from v1.31.8, v1.32.4 and v1.33.0 on, else 1. They word
 * their errors differently. (Loader facts, `cliLibrary`; the 1.30 line was not determined there and counts as 1.)
 */
export function cliGeneration(release: Release): 1 | 2 {
  return hasSince(secondCli, release) ? 2 : 1;
}

const missingFileIgnored: Since = {
  '1.27': 'v1.27.16+k3s1',
  '1.28': 'v1.28.12+k3s1',
  '1.29': 'v1.29.7+k3s1',
  '1.30': 'v1.30.3+k3s1',
  '1.31': 'v1.31.0+k3s1',
};

/**
 * Whether K3s refuses to start when the file named by `K3S_CONFIG_FILE` or `--config` does not exist and has no
 * drop-ins. Later releases start without any value of the file and say nothing. The default path may always be
 * missing. (Loader facts, `missingFile`: source of every release, run on v1.26.0, v1.31.0 and v1.37.0.)
 */
export function missingExplicitFileIsFatal(release: Release): boolean {
  return !hasSince(missingFileIgnored, release);
}

/**
 * Whether a drop-in that is a symbolic link to nowhere ends K3s. Otherwise the whole configuration, main file
 * included, is ignored without a word. (Loader facts, `missingFile.danglingSymlinkAmongDropIns`.)
 */
export function danglingDropInIsFatal(release: Release, explicitPath: boolean): boolean {
  return explicitPath && missingExplicitFileIsFatal(release);
}

/** The path K3s reads when neither `K3S_CONFIG_FILE` nor `--config` names one. (Loader facts, `defaultFile`.) */
export const defaultConfigFile = '/etc/rancher/k3s/config.yaml';

/** First release that reads `<config file>.d/`. Older than every release of the list. (Loader facts, `dropIns`.) */
export const dropInsSince: Release = 'v1.21.0+k3s1';

/** First release that appends with `key+`. Older than every release of the list. (Loader facts, `appendSuffix`.) */
export const appendSuffixSince: Release = 'v1.21.1+k3s1';

const launcherDropIns: Since = {
  '1.24': 'v1.24.14+k3s1',
  '1.25': 'v1.25.10+k3s1',
  '1.26': 'v1.26.5+k3s1',
  '1.27': 'v1.27.2+k3s1',
};

/** The keys the self-extracting launcher looks up itself, for every subcommand, `k3s kubectl` included. */
export const launcherKeys: readonly string[] = ['debug', 'data-dir', 'prefer-bundled-bin'];

/**
 * Whether the launcher finds `launcherKeys` in drop-ins too; before, only in the main file.
 * (Loader facts, `commandsThatReadTheFile.launcherNote`.)
 */
export function launcherReadsDropIns(release: Release): boolean {
  return hasSince(launcherDropIns, release);
}

const kubeletDropIns: Since = { '1.32': 'v1.32.0+k3s1' };

/**
 * Whether K3s passes its own kubelet settings as a drop-in, so that files in `kubelet.conf.d` count; before, it passed
 * them as flags, which win over files. (Domain notes, "Kubelet configuration drop-ins", K3s documentation.)
 */
export function hasKubeletDropIns(release: Release): boolean {
  return hasSince(kubeletDropIns, release);
}
