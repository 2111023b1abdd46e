/** A machine that is a folder: its programs are stand-ins that remember in files what was done to it. */

import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import { needs, type Shell, standIns, type Wishes } from '../host/rig.ts';
import { folder } from '../support/folder.ts';

export const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUA\n-----END CERTIFICATE-----\n';
export const MACHINE_ID = '0123456789abcdef0123456789abcdef';
export const BOOT_ID = '11111111-2222-3333-4444-555555555555';

/** A small Debian without K3s. */
const FILES = {
  'etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
  'etc/machine-id': `${MACHINE_ID}\n`,
  'proc/sys/kernel/hostname': 'Worker-7\n',
  'proc/sys/kernel/random/boot_id': `${BOOT_ID}\n`,
  'proc/meminfo': 'MemTotal:        4028400 kB\n',
  'proc/modules': 'overlay 1 1 - Live 0x0\nbr_netfilter 1 1 - Live 0x0\n',
  'proc/net/route': 'Iface\tDestination\tGateway\neth0\t00000000\t0101A8C0\n',
  'run/systemd/system/x': '',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
  'state/': '',
};

/**
 * What the install script of K3s does as far as a join sees it, in words of our own: it fetches a binary unless told not
 * to, writes service and environment, and starts nothing when asked not to.
 */
export const INSTALL = `#!/bin/sh
[ "$INSTALL_K3S_SKIP_START" = true ] || { echo "started" >> "$ROOT/state/started-by-installer"; }
echo "[INFO]  Using $INSTALL_K3S_VERSION as release"
[ ! -e "$ROOT/state/install-fails" ] || { echo "[ERROR]  Download failed" >&2; exit 1; }
mkdir -p "$ROOT/usr/local/bin" "$ROOT/etc/systemd/system"
if [ "$INSTALL_K3S_SKIP_DOWNLOAD" != true ]; then
  touch "$ROOT/state/downloaded"
  printf '#!/bin/sh\\necho "k3s version %s (abc)"\\n' "$INSTALL_K3S_VERSION" > "$ROOT/usr/local/bin/k3s"
  chmod 755 "$ROOT/usr/local/bin/k3s"
fi
if [ -e "$ROOT/sbin/openrc-run" ]; then
  mkdir -p "$ROOT/etc/init.d"
  echo '#!/sbin/openrc-run' > "$ROOT/etc/init.d/k3s-agent"
  echo "[INFO]  openrc: Creating service file"
else
  printf '[Service]\\nExecStart=/usr/local/bin/k3s %s\\n' "$INSTALL_K3S_EXEC" > "$ROOT/etc/systemd/system/k3s-agent.service"
  env | grep '^K3S_' > "$ROOT/etc/systemd/system/k3s-agent.service.env"
  echo "[INFO]  systemd: Creating service file"
fi
exit 0
`;

const PROGRAMS = {
  curl: `#!/bin/sh
out=
while [ $# -gt 0 ]; do case $1 in -o) out=$2; shift ;; https://*) url=$1 ;; esac; shift; done
echo "curl $url" >> "$ROOT/state/network"
case $url in
  */cacerts) printf '%s' '${CERTIFICATE}' ;;
  */ping) printf 'HTTP/1.1 200 OK\\r\\nDate: %s\\r\\n\\r\\n' "$(date -u '+%a, %d %b %Y %H:%M:%S GMT')" ;;
  *install*) cat "$ROOT/state/install.sh" > "$out" ;;
  *) exit 22 ;;
esac
`,
  getent: '#!/bin/sh\necho "10.0.0.5 STREAM x"\n',
  sleep: '#!/bin/sh\nexec /bin/sleep 0.05\n',
  systemctl: `#!/bin/sh
echo "systemctl $*" >> "$ROOT/state/done"
case "$*" in
  --version) echo "systemd 252" ;;
  is-active*) echo inactive ;;
  "--no-block restart k3s-agent") cp "$ROOT/state/will-be" "$ROOT/state/is" 2>/dev/null || echo active > "$ROOT/state/is" ;;
  show*) echo "ActiveState=$(cat "$ROOT/state/is" 2>/dev/null || echo inactive)"; echo NRestarts=0 ;;
esac
`,
  'rc-update': '#!/bin/sh\necho "rc-update $*" >> "$ROOT/state/done"\n',
  'rc-service': `#!/bin/sh
[ "$2" = status ] || echo "rc-service $*" >> "$ROOT/state/done"
case $2 in
  restart) echo active > "$ROOT/state/is" ;;
  stop) rm -f "$ROOT/state/is" ;;
  status) [ -e "$ROOT/state/is" ] ;;
esac
`,
  journalctl: '#!/bin/sh\ncat "$ROOT/state/journal" 2>/dev/null\n',
};

export interface Sandbox {
  readonly machine: Machine;
  readonly root: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Three octal digits. */
  mode(path: string): string;
}

/** A small Alpine, as far as it differs. */
export const OPENRC: Readonly<Record<string, string | undefined>> = {
  'run/systemd/system/x': undefined,
  'sbin/openrc-run': '#!/bin/sh\n',
};

/**
 * @param more files of the machine, beside those of a small Debian; undefined ones are not there
 * @param wishes who answers questions, and a folder with programs that come before all others
 */
export function sandbox(
  t: TestContext,
  { command }: Pick<Shell, 'command'>,
  more: Readonly<Record<string, string | undefined>> = {},
  { programs, ...wishes }: Wishes & { readonly programs?: string } = {},
): Sandbox {
  const files = Object.entries({ ...FILES, 'state/install.sh': INSTALL, ...more });
  const place = folder(
    t,
    Object.fromEntries(files.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  );
  const own = standIns(t, PROGRAMS);
  const env = { ...own, PATH: [programs, own.PATH].filter(Boolean).join(delimiter), ROOT: place.path };
  for (const [path, text] of files)
    if (/(^|\/)s?bin\//.test(path) && text !== undefined) chmodSync(place.at(path), 0o755);
  const all = needs(wishes);
  t.after(() => all.secrets.forgetAll());
  return {
    machine: here(all, { shell: command, env }),
    root: place.path,
    read: (path) => readFileSync(join(place.path, path), 'utf8'),
    write: (path, text) => writeFileSync(join(place.path, path), text),
    mode: (path) => (statSync(join(place.path, path)).mode & 0o777).toString(8),
  };
}
