/** A place with a network, processes and an /etc of its own: what runs in it reaches nobody, and changes nothing outside. */

import { execFileSync } from 'node:child_process';
import { Unavailable } from './unavailable.ts';

/** The address of this computer in there; from a range that is nobody's. K3s does not start with loopback only. */
export const ADDRESS = '192.0.2.1';

/**
 * Makes network, /etc and /run, then runs the program that was named. K3s writes into /etc/rancher whatever it is told.
 * `$1` is a folder, which becomes one in memory, so that all in it is gone with the last process; this shell is the first
 * of the processes, and all others end with it.
 */
const PREPARE = `set -e
folder=$1; shift
ip link set lo up
ip address add ${ADDRESS}/32 dev lo
mount -t tmpfs -o mode=0700 k3s "$folder"
mkdir "$folder/etc" "$folder/etc-work" "$folder/home"
mount -t overlay -o "lowerdir=/etc,upperdir=$folder/etc,workdir=$folder/etc-work" etc /etc
mount -t tmpfs -o mode=0755 run /run
"$@"`;

/** The command that runs another one in there; `folder` is an empty one. Throws `Unavailable` where that cannot be. */
export function inNamespace(folder: string, command: readonly string[]): readonly [program: string, args: string[]] {
  const spaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const args = (more: readonly string[], program: readonly string[]): string[] => [
    ...[...more, ...spaces, '--', 'sh', '-c', PREPARE, 'sh', folder],
    ...program,
  ];
  // Who is not root is root in a namespace of users, where the machine allows those.
  const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  try {
    execFileSync('unshare', args(own, ['true']), { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const { code, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string };
    const why = code === 'ENOENT' ? 'there is no unshare' : (stderr.trim().split('\n').at(-1) ?? message);
    throw new Unavailable(`No network of its own can be made for K3s here (${why}); root with iproute2 can.`);
  }
  // Where whoever started us is killed and can say nothing any more.
  return ['setpriv', ['--pdeathsig', 'KILL', '--', 'unshare', ...args(own, command)]];
}
