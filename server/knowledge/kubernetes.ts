/** The Kubernetes inside a K3s release, as far as the tables of components, gates and kubelet fields know it. */

import type { Release } from './flag.ts';
import { type Minor, minorOf } from './versions.ts';

/** The oldest and the newest Kubernetes minor with facts about components. (component-flags.json, `meta.versions`) */
export const oldestKubernetes = 26;
export const newestKubernetes = 36;

/** A minor to ask the tables about, and whether its facts are its own or those of a neighbour. */
export interface Kubernetes {
  /** The second number, 33 for 1.33: always one the tables know. */
  readonly minor: number;
  /** `newest known`: K3s is newer than all facts; `oldest known`: older than all. Both deserve a word. */
  readonly facts: 'exact' | 'newest known' | 'oldest known';
}

/** The Kubernetes of a K3s release or of a minor line such as `1.33`; they carry the same number. */
export function kubernetesOf(version: Release | Minor): Kubernetes {
  const minor = numberOf(version.startsWith('v') ? minorOf(version as Release) : (version as Minor));
  if (minor > newestKubernetes) return { minor: newestKubernetes, facts: 'newest known' };
  if (minor < oldestKubernetes) return { minor: oldestKubernetes, facts: 'oldest known' };
  return { minor, facts: 'exact' };
}

/** 33 for `1.33`. */
export function numberOf(minor: Minor): number {
  return Number(minor.slice(2));
}

/** `1.33` for 33. */
export const minorText = (minor: number): Minor => `1.${minor}`;
