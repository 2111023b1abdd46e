/** The file system that all machines begin with: a small Debian or Ubuntu with systemd, sshd and a few users. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, lastLines, run } from '../../../scripts/setup/child.mjs';
import { cached, type Say } from '../cached.ts';
import { Unavailable } from '../unavailable.ts';

/** Who may log in with the key of the run, besides root. */
export const USERS = {
  /** May do everything with sudo, and is asked for nothing. */
  admin: {},
  /** May do everything with sudo, with a password. */
  carol: { password: 'correct horse battery' },
  /** May not use sudo. */
  guest: { password: 'staple' },
} as const;

/** What every machine has. */
const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'openssh-server', 'iptables', 'ca-certificates', 'procps'],
  ...['kmod', 'sudo', 'libsqlite3-0', 'libseccomp2'],
];

/** What a release of K3s brings along and its Go module does not build: taken out of the packages of the same Debian. */
const PARTS = { runc: 'usr/sbin/runc', containerd: 'usr/bin/containerd-shim-runc-v2' };

const SUDOERS = ['admin ALL=(ALL) NOPASSWD: ALL', 'carol ALL=(ALL) ALL'];

/**
 * `$1` is an empty folder, `$2` the name of the distribution, `$3` its components. It runs with mounts and processes of
 * its own, so that nothing of debootstrap is left when it is cut off.
 */
const BUILD = `set -e
work=$1; root=$1/image/root; parts=$1/image/parts
mkdir -p "$root" "$parts"
debootstrap --variant=minbase --components="$3" --include=${PACKAGES.join(',')} "$2" "$root"
${Object.entries(USERS)
  .map(([name, user]) => {
    const password = 'password' in user ? `echo '${name}:${user.password}' | chroot "$root" chpasswd\n` : '';
    return `chroot "$root" useradd --create-home --shell /bin/bash ${name}\n${password}`;
  })
  .join('')}
printf '%s\\n' '${SUDOERS.join("' '")}' >"$root/etc/sudoers.d/machines"
chmod 0440 "$root/etc/sudoers.d/machines"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id"
mkdir "$root/parts"
chroot "$root" sh -ec 'cd /parts; apt-get download ${Object.keys(PARTS).join(' ')} containernetworking-plugins; for one in *.deb; do dpkg-deb -x "$one" .; done'
cp ${Object.values(PARTS)
  .map((path) => `"$root/parts/${path}"`)
  .join(' ')} "$root"/parts/usr/lib/cni/* "$parts"
rm -rf "$root/parts" "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
`;

/** The image: `root` is what machines begin with, `parts` are programs for the release of K3s. */
export interface Base {
  readonly root: string;
  readonly parts: string;
  /** Names what it was made of. */
  readonly key: string;
}

/** The image, made with debootstrap where it is not there. */
export async function baseImage(say: Say): Promise<Base> {
  const { suite, components } = distribution();
  const hash = createHash('sha256').update(BUILD).digest('hex').slice(0, 8);
  const key = `${suite}-${hash}`;
  const image = await cached(`machine-${key}`, 'image', say, async (work) => {
    say(`machines: making an image of ${suite} with debootstrap, once, about a minute and 400 MB`);
    const args = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', 'sh', '-c', BUILD];
    const made = await run('unshare', [...args, 'sh', work, suite, components], { minutes: 30 });
    if (made.code !== 0)
      throw new Failure(
        `${lastLines(made.output, 20)}\n\nThe image of the machines could not be made with debootstrap ${suite}.`,
      );
  });
  return { root: join(image, 'root'), parts: join(image, 'parts'), key };
}

/** The machines have the distribution of this one: K3s is built here, with the C library of here. */
function distribution(): { readonly suite: string; readonly components: string } {
  let text = '';
  try {
    text = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Then it is none that we know.
  }
  const value = (key: string): string => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(text)?.[1] ?? '';
  const [id, suite] = [value('ID'), value('VERSION_CODENAME')];
  if (suite !== '' && id === 'debian') return { suite, components: 'main' };
  if (suite !== '' && id === 'ubuntu') return { suite, components: 'main,universe' };
  const name = value('PRETTY_NAME') || process.platform;
  throw new Unavailable(`Machines are made of the distribution they run on, Debian or Ubuntu; this is ${name}.`);
}
