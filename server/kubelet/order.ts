/** Which files of the folder the kubelet reads and in which order, and where K3s puts the files that arguments name. */

import type { KubeletFile } from './file.ts';

/** The file K3s writes at every start. (pkg/agent/config, v1.32) */
export const K3S_FILE = '00-k3s-defaults.conf';
/** What K3s makes of `kubelet-arg: config=…` and `config-dir=…`. */
export const COPIED_FILE = '10-cli-config.conf';
export const COPIED_FOLDER = '20-cli-config-dir';

/** Only this ending is read, in small letters. */
export const ENDING = '.conf';

export const isRead = (name: string): boolean => name.endsWith(ENDING);

/** The order of a walk through folders: names are compared folder by folder, byte by byte. */
export function compareNames(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareBytes(left[index] as string, right[index] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const left = new TextEncoder().encode(a);
  const right = new TextEncoder().encode(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = (left[index] as number) - (right[index] as number);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Splits the files of a folder into those that count, in order, and those that are passed over. */
export function readingOrder<F extends { readonly name: string }>(files: readonly F[]): { read: F[]; skipped: F[] } {
  const sorted = [...files].sort((a, b) => compareNames(a.name, b.name));
  return { read: sorted.filter(({ name }) => isRead(name)), skipped: sorted.filter(({ name }) => !isRead(name)) };
}

/** What `config=` and `config-dir=` name, with paths below the named folder. */
export interface NamedByArguments {
  readonly config?: KubeletFile;
  readonly configDir?: readonly KubeletFile[];
}

/**
 * The folder as K3s leaves it to the kubelet: copies of what arguments name take the place of older copies. Files of
 * the folder that arguments name as well are not copied; the caller leaves them out of `named`.
 */
export function withCopies(folder: readonly KubeletFile[], { config, configDir }: NamedByArguments): KubeletFile[] {
  const copies = [
    ...(config ? [{ name: COPIED_FILE, document: config.document }] : []),
    ...(configDir ?? []).map(({ name, document }) => ({ name: `${COPIED_FOLDER}/${name}`, document })),
  ];
  const replaced = new Set(copies.map(({ name }) => name));
  return [...folder.filter(({ name }) => !replaced.has(name)), ...copies];
}
