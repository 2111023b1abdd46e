/** What is written on the disk of a machine before its first start: name, network, keys, and what pods need of it. */

import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GATEWAY, MASK } from './network.ts';

/** How a machine is called, where it is, and whom it lets in. */
export interface Identity {
  readonly name: string;
  readonly address: string;
  /** Its own key for SSH, of which `hostKey.pub` is the public half. */
  readonly hostKey: string;
  /** The public key that lets in as every user. */
  readonly userKey: string;
}

/**
 * The control groups of a machine are shown read-only, and a kubelet wants to write in them. It also insists on three
 * settings of the kernel: it is shown the values that it wants, those of this computer stay as they are.
 */
const PREPARE = `[Unit]
DefaultDependencies=no
Before=basic.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -ec 'for one in /sys/fs/cgroup /sys/fs/cgroup/*; do ! mountpoint -q $$one || mount -o remount,rw,bind $$one; done'
ExecStart=/bin/mount --make-rshared /
ExecStart=/bin/sh -ec 'cd /run; for one in vm/overcommit_memory=1 kernel/panic=10 kernel/panic_on_oops=1; do mkdir -p sysctl/$\${one%%/*}; echo $\${one#*=} >sysctl/$\${one%%=*}; mount --bind sysctl/$\${one%%=*} /proc/sys/$\${one%%=*}; done'
`;

/** Writes it below `root`. */
export function writeSystem(root: string, { name, address, hostKey, userKey }: Identity): void {
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  const enable = (unit: string, target: string, at: string): void => {
    mkdirSync(join(root, 'etc/systemd/system', `${target}.wants`), { recursive: true });
    symlinkSync(at, join(root, 'etc/systemd/system', `${target}.wants`, unit));
  };
  write('etc/hostname', `${name}\n`);
  write('etc/hosts', `127.0.0.1 localhost\n${address} ${name}\n`);
  write('etc/machine-id', '');
  write('etc/systemd/network/10-host0.network', network(address));
  enable('systemd-networkd.service', 'multi-user.target', '/lib/systemd/system/systemd-networkd.service');
  write('etc/systemd/system/machine.service', PREPARE);
  enable('machine.service', 'basic.target', '../machine.service');
  write('etc/ssh/ssh_host_ed25519_key', readFileSync(hostKey, 'utf8'), 0o600);
  write('etc/ssh/ssh_host_ed25519_key.pub', readFileSync(`${hostKey}.pub`, 'utf8'));
  const key = readFileSync(userKey, 'utf8');
  for (const line of readFileSync(join(root, 'etc/passwd'), 'utf8').split('\n')) {
    const [, , uid, gid, , home = ''] = line.split(':');
    if (home !== '/root' && !home.startsWith('/home/')) continue;
    write(join(home, '.ssh/authorized_keys'), key, 0o600);
    for (const path of ['.ssh', '.ssh/authorized_keys']) chownSync(join(root, home, path), Number(uid), Number(gid));
    chmodSync(join(root, home, '.ssh'), 0o700);
  }
}

const network = (address: string): string => `[Match]
Name=host0
[Network]
Address=${address}/${MASK}
Gateway=${GATEWAY}
LinkLocalAddressing=no
IPv6AcceptRA=no
`;
