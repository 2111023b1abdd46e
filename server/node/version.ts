/** Which K3s release a configuration is read for: modeline, `.k3slint.yaml`, setting, cluster, then the newest known one. */

import type { Release } from '../knowledge/flag.ts';
import { newestRelease, readVersion, type Version } from '../knowledge/versions.ts';

export type VersionSource = 'modeline' | 'lintFile' | 'setting' | 'cluster' | 'newest';

export interface VersionInEffect {
  readonly release: Release;
  readonly from: VersionSource;
  /** Worth telling: what was asked for and what stands in for it. */
  readonly note?: Exclude<Version, { kind: 'known' | 'newest of' }>;
}

/**
 * Picks the release.
 *
 * @param modeline the text after `version=` in the file, if any
 * @param setting the text of the setting, empty for none
 * @param lintFile what `.k3slint.yaml` says
 * @param cluster what runs in the cluster that the machine belongs to
 */
export function versionInEffect(
  modeline: string | undefined,
  setting: string | undefined,
  lintFile?: string,
  cluster?: string,
): VersionInEffect {
  for (const [text, from] of [
    [modeline, 'modeline'],
    [lintFile, 'lintFile'],
    [setting, 'setting'],
    [cluster, 'cluster'],
  ] as const) {
    if (!text) continue;
    const version = readVersion(text);
    if (version.kind === 'known' || version.kind === 'newest of') return { release: version.release, from };
    if ('release' in version) return { release: version.release, from, note: version };
    if (version.kind === 'older') return { release: version.oldest, from, note: version };
    return { release: newestRelease, from: 'newest', note: version };
  }
  return { release: newestRelease, from: 'newest' };
}
