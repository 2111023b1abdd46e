/** The files of the folder in the order in which the kubelet reads them, that of K3s among them. */

import { filesSince } from '../knowledge/kubeletK3s.ts';
import { compareNames, K3S_FILE } from './order.ts';
import type { Kubelet } from './read.ts';

/** One of them; that of K3s has no URI while it lies nowhere. */
export interface InOrder {
  readonly name: string;
  readonly uri?: string;
}

/** Empty before v1.32, where K3s names no folder to its kubelet. */
export function orderOf({ minor, read }: Kubelet): InOrder[] {
  if (minor < filesSince) return [];
  const files: InOrder[] = read.map(({ name, origin }) => ({ name, uri: origin.document.uri }));
  if (files.some(({ name }) => name === K3S_FILE)) return files;
  const before = files.filter(({ name }) => compareNames(name, K3S_FILE) < 0);
  return [...before, { name: K3S_FILE }, ...files.slice(before.length)];
}
