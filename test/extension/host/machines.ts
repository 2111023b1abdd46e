/**
 * Machines that an editor under test reaches by `ssh`: folders with a small system in them, into which a program that
 * stands in for `ssh` changes its root. So scripts run for real, and nothing of this machine is touched.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DATA_DIR } from '../../../client/machines/service/found.ts';
import { programPath } from '../../host/rig.ts';
import { installK3s } from '../../machines/k3sFiles.ts';
import { programs } from '../../machines/standIns.ts';

/** A shell that finds programs by their path; that of busybox would run its own instead of what stands in for them. */
const SHELL = 'dash';

/** Why there can be none here; undefined when there can. */
export function withoutMachines(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may change the root of a process';
  const missing = ['busybox', SHELL].find((program) => programPath(program) === undefined);
  return missing === undefined ? undefined : `there is no ${missing}`;
}

export interface StandInMachine {
  readonly root: string;
  read(path: string): string;
  has(path: string): boolean;
  write(path: string, text: string): void;
}

export interface StandInMachines {
  /** For the editor: it makes a path of its own at its start, so a program in front of it would not be found. */
  readonly settings: Readonly<Record<string, string>>;
  readonly folder: string;
  /** A Debian of its own, without K3s. @param more files by their path; those in folders of programs can be run */
  add(name: string, more?: Readonly<Record<string, string>>): StandInMachine;
  /** One that is a node already: an agent of K3s runs on it, with its own scripts and a token that is `CANARY`. */
  addAgent(name: string, more?: Readonly<Record<string, string>>): StandInMachine;
}

export const machineIdOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32);
export const bootIdOf = (name: string): string => `${machineIdOf(name).slice(0, 8)}-0000-4000-8000-000000000000`;

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

/** As far as a join sees it, in words of our own. */
const INSTALL = `#!/bin/sh
echo "[INFO]  Using $INSTALL_K3S_VERSION as release"
mkdir -p /usr/local/bin /etc/systemd/system
printf '#!/bin/sh\\necho "k3s version %s (abc)"\\n' "$INSTALL_K3S_VERSION" > /usr/local/bin/k3s
chmod 755 /usr/local/bin/k3s
printf '[Service]\\nExecStart=/usr/local/bin/k3s %s\\n' "$INSTALL_K3S_EXEC" > /etc/systemd/system/k3s-agent.service
echo "[INFO]  systemd: Creating service file"
`;

const PROGRAMS = {
  'usr/bin/curl': `#!/bin/sh
out=
while [ $# -gt 0 ]; do case $1 in -o) out=$2; shift ;; https://*) url=$1 ;; esac; shift; done
case $url in
  */cacerts) printf '%s' '${CERTIFICATE}' ;;
  */ping) printf 'HTTP/1.1 200 OK\\r\\nDate: %s\\r\\n\\r\\n' "$(date -u '+%a, %d %b %Y %H:%M:%S GMT')" ;;
  *) cat /state/install.sh > "$out" ;;
esac
`,
  'usr/bin/uname': '#!/bin/sh\nif [ "$1" = -n ]; then cat /proc/sys/kernel/hostname; else exec /bin/uname "$@"; fi\n',
  'usr/bin/getent': '#!/bin/sh\necho "10.0.0.5 STREAM x"\n',
  'usr/bin/systemctl': `#!/bin/sh
echo "systemctl $*" >> /state/done
case "$*" in
  --version) echo "systemd 252" ;;
  "is-active ufw") echo active ;;
  is-active*) echo inactive ;;
  "--no-block restart k3s-agent") echo active > /state/is ;;
  show*) echo "ActiveState=$(cat /state/is 2>/dev/null || echo inactive)"; echo NRestarts=0 ;;
esac
`,
  'usr/bin/journalctl': '#!/bin/sh\ncat /state/journal 2>/dev/null\n',
} as const;

const filesOf = (name: string): Readonly<Record<string, string>> => ({
  'etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
  'etc/machine-id': `${machineIdOf(name)}\n`,
  'proc/sys/kernel/hostname': `${name}\n`,
  'proc/sys/kernel/random/boot_id': `${bootIdOf(name)}\n`,
  'proc/meminfo': 'MemTotal:        4028400 kB\n',
  'proc/modules': 'overlay 1 1 - Live 0x0\nbr_netfilter 1 1 - Live 0x0\n',
  'proc/net/route': 'Iface\tDestination\tGateway\neth0\t00000000\t0101A8C0\n',
  'run/systemd/system/x': '',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
  'dev/null': '',
  'tmp/x': '',
  'var/lib/x': '',
  'state/install.sh': INSTALL,
  ...PROGRAMS,
});

/** Programs that act on what `installK3s` leaves; what is to go on by itself is over before anybody can look. */
const agentPrograms = (): Readonly<Record<string, string>> => ({
  ...programs(''),
  'systemd-run': '#!/bin/sh\nwhile test "$1" != --; do shift; done\nshift\n"$@" </dev/null >/dev/null 2>&1\n',
});

/** @param folder for all of it; goes away with whoever made it */
export function standInMachines(folder: string): StandInMachines {
  const bin = join(folder, 'bin');
  write(
    join(bin, 'ssh'),
    `#!/bin/sh
ask=
while [ $# -gt 0 ]; do case $1 in -G) ask=yes ;; --) host=$2; shift ;; esac; shift; done
[ -d "${folder}/$host/etc" ] || { echo "ssh: Could not resolve hostname $host: Name or service not known" >&2; exit 255; }
if [ -n "$ask" ]; then printf 'hostname %s\\nport 22\\nuser root\\n' "$(cat "${folder}/$host/address" 2>/dev/null || echo "$host")"; exit; fi
exec env -i PATH=/usr/sbin:/sbin:/usr/bin:/bin chroot "${folder}/$host" /bin/sh -s
`,
  );
  const add: StandInMachines['add'] = (name, more = {}) => {
    const root = join(folder, name);
    addPrograms(root);
    for (const [path, text] of Object.entries({ ...filesOf(name), ...more })) write(join(root, path), text);
    return {
      root,
      read: (path) => readFileSync(join(root, path), 'utf8'),
      has: (path) => existsSync(join(root, path)),
      write: (path, text) => write(join(root, path), text),
    };
  };
  return {
    folder,
    settings: { 'remote.SSH.path': join(bin, 'ssh') },
    add,
    addAgent(name, more = {}) {
      const agent = { init: 'systemd', units: [{ name: 'k3s-agent', words: 'agent' }], dataDir: DATA_DIR } as const;
      installK3s(join(folder, name), '', agent);
      const own = Object.entries(agentPrograms()).map(([program, text]) => [`usr/sbin/${program}`, text]);
      return add(name, { ...Object.fromEntries(own), ...more });
    },
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (/^s?bin$/.test(basename(dirname(path)))) chmodSync(path, 0o755);
}

/** A shell, and busybox for everything else. */
function addPrograms(root: string): void {
  addProgram(root, SHELL, 'sh');
  addProgram(root, 'busybox', 'busybox');
  for (const applet of run(programPath('busybox') ?? '', '--list').split('\n'))
    if (!['', 'busybox', 'sh'].includes(applet)) symlinkSync('busybox', join(root, 'bin', applet));
}

/** With the libraries it wants, where it is not made of one piece. */
function addProgram(root: string, name: string, as: string): void {
  const program = programPath(name) ?? '';
  const needed = run('ldd', program).match(/\/\S+/g) ?? [];
  for (const path of [program, ...needed.filter((one) => existsSync(one) && one !== program)]) {
    const to = path === program ? join(root, 'bin', as) : join(root, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
    chmodSync(to, 0o755);
  }
}

/** What it printed, also when it failed. */
function run(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // `ldd` fails for a program made of one piece.
    return '';
  }
}
