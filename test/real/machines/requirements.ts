/** What a computer has to have so that machines can run on it; what Debian packages bring is installed. */

import { existsSync, readFileSync } from 'node:fs';
import { installMissing, isDebian } from '../../../scripts/setup/system.mjs';
import type { Say } from '../cached.ts';
import { Unavailable } from '../unavailable.ts';
import { controllers } from './cgroups.ts';

/** systemd-nspawn, debootstrap, ssh and ssh-keygen, ip, nsenter and setpriv. */
const PACKAGES = ['systemd-container', 'debootstrap', 'openssh-client', 'iproute2', 'util-linux'];
/** The controllers that a kubelet does not start without. */
const NEEDED = ['cpu', 'cpuset', 'memory', 'pids', 'devices'];
/** CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_MKNOD: mounts, networks, and the devices of an image. */
const CAPABILITIES = [21, 12, 27];

/** Throws `Unavailable` with the first thing that is missing and cannot be had. */
export async function requireMachines(say: Say): Promise<void> {
  if (process.getuid?.() !== 0) throw new Unavailable('Machines with systemd can be started by root only.');
  const effective = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  if (CAPABILITIES.some((bit) => ((effective >> BigInt(bit)) & 1n) === 0n))
    throw new Unavailable('This root may not mount, make networks and make devices, so it can start no machines.');
  if (!isDebian()) throw new Unavailable('Machines need systemd-nspawn and debootstrap, which are installed with apt.');
  await installMissing(say, PACKAGES).catch((error: Error) => {
    throw new Unavailable(error.message.replace(/\s+/g, ' ').trim());
  });
  const found = controllers();
  if (found.length === 0 && existsSync('/sys/fs/cgroup/cgroup.controllers'))
    throw new Unavailable(
      'Machines were made for version 1 of control groups; this kernel was started with version 2.',
    );
  const missing = NEEDED.filter((name) => !found.includes(name));
  if (missing.length > 0)
    throw new Unavailable(`Pods need the control groups ${missing.join(', ')}, which are not mounted here.`);
}
