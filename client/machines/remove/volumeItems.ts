/** Data on a machine that the uninstall would take with it: folders of volumes, with what the cluster knows of them. */

import { say } from '../../say.ts';
import type { RemoveFacts } from './facts.ts';

export interface VolumeItem {
  /** On the machine. */
  readonly path: string;
  /** `namespace/name`; '' where no claim is known. */
  readonly claim: string;
  readonly volume: string;
  readonly capacity: string;
  /** In KiB. */
  readonly size: number | undefined;
  /** In the data folder, so that the uninstall removes it; others stay on the disk. */
  readonly inData: boolean;
  /** Seen on the machine. */
  readonly onDisk: boolean;
}

/** Those of the cluster and those of the machine are one where their paths are. */
export function volumeItems({ machine, cluster }: RemoveFacts): readonly VolumeItem[] {
  const service = machine.ok ? machine.service : undefined;
  const folders = machine.ok ? (machine.looked?.volumes ?? []) : [];
  const known = cluster?.volumes ?? [];
  const inData = (path: string): boolean => service !== undefined && path.startsWith(`${service.dataDir}/`);
  const ofCluster = known.map(({ name, claim, capacity, path }): VolumeItem => {
    const folder = folders.find((one) => one.path === path);
    return {
      path,
      claim,
      volume: name,
      capacity,
      size: folder?.size,
      inData: inData(path),
      onDisk: folder !== undefined,
    };
  });
  const others = folders
    .filter(({ path }) => !known.some((one) => one.path === path))
    .map(
      ({ path, size }): VolumeItem => ({ path, claim: '', volume: '', capacity: '', size, inData: true, onDisk: true }),
    );
  return [...ofCluster, ...others];
}

/** `data/db (pvc-1, 10Gi): 3.2 GiB in /var/lib/rancher/k3s/storage/pvc-1` */
export function volumeWords({ claim, volume, capacity, size, path, inData, onDisk }: VolumeItem): string {
  const name = claim || volume || say('a volume that no claim is known of');
  const about = [claim === '' ? '' : volume, capacity].filter(Boolean).join(', ');
  const used = size === undefined ? say('an unknown amount of data') : sizeWords(size);
  const where = path === '' ? say('somewhere on the machine') : path;
  const fate = !onDisk
    ? say('not seen on the machine')
    : inData
      ? ''
      : say('stays on the disk, where nothing uses it any more');
  return [`${name}${about === '' ? '' : ` (${about})`}: ${say('{0} in {1}', used, where)}`, fate]
    .filter(Boolean)
    .join('; ');
}

/** @param size in KiB */
export function sizeWords(size: number): string {
  if (size < 1024) return say('{0} KiB', size);
  if (size < 1024 * 1024) return say('{0} MiB', (size / 1024).toFixed(1));
  return say('{0} GiB', (size / 1024 / 1024).toFixed(1));
}
