/** A machine to be diagnosed: a folder as its root, and stand-ins for the programs of a machine. */

import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { TestContext } from 'node:test';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../../client/machines/diagnose/diagnose.ts';
import { needs, type Shell } from '../host/rig.ts';
import { type Folder, folder } from '../support/folder.ts';

/** As the install script writes it. */
export const UNIT = `[Unit]
Description=Lightweight Kubernetes
[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-/etc/systemd/system/k3s-agent.service.env
KillMode=process
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStart=/usr/local/bin/k3s \\
    agent \\
`;

export const INIT = `#!/sbin/openrc-run
name=k3s-agent
command="/usr/local/bin/k3s"
command_args="agent \\
    >>/var/log/k3s-agent.log 2>&1"
`;

const K3S = `#!/bin/sh
case $1 in
--version) echo 'k3s version v1.32.0+k3s1 (cca8facaa33a)' ;;
check-config) printf '\\033[32mGeneric: ok\\033[0m\\n' ;;
crictl) case $2 in info) echo '{ "status": { "conditions": [ ] } }' ;; *) echo CONTAINER ;; esac ;;
esac
`;

/** A machine on which nothing is wrong. */
export const HEALTHY: Readonly<Record<string, string>> = {
  'run/systemd/system/': '',
  'usr/local/bin/k3s': K3S,
  'etc/systemd/system/k3s-agent.service': UNIT,
  'etc/systemd/system/k3s-agent.service.env': "K3S_TOKEN='hunter2'\nK3S_URL='https://10.0.0.5:6443'\n",
  'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'etc/rancher/node/password': '00112233445566778899aabbccddeeff\n',
  'proc/sys/kernel/random/boot_id': '4f2b1d0e-0000-4000-8000-000000000001\n',
  'proc/net/route': 'Iface\tDestination\tGateway\neth0\t00000000\t0100000A\t0003\n',
  'proc/mounts': '/dev/sda1 / ext4 rw,relatime 0 0\n',
  'proc/filesystems': 'nodev\toverlay\n',
  'proc/meminfo': 'MemTotal:        2000000 kB\nMemFree:          500000 kB\nMemAvailable:    1000000 kB\n',
  'proc/sys/net/bridge/': '',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
  'sys/class/net/eth0/mtu': '1500\n',
  'sys/class/net/eth0/operstate': 'up\n',
  'var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist': '{}',
};

const PROGRAMS: Readonly<Record<string, string>> = {
  id: '#!/bin/sh\necho 0\n',
  systemctl: `#!/bin/sh
printf 'Id=k3s-agent.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\nResult=success\\nNRestarts=0\\nExecMainStatus=0\\nUnitFileState=enabled\\n'
`,
  journalctl: '#!/bin/sh\nexit 0\n',
  dmesg: '#!/bin/sh\nexit 0\n',
  df: `#!/bin/sh
printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/sda1 1000000 400000 600000 40%% /\\n'
`,
  curl: `#!/bin/sh
printf 'HTTP/1.1 401 Unauthorized\\r\\n'
`,
  ss: '#!/bin/sh\nexit 0\n',
  timedatectl: '#!/bin/sh\necho NTPSynchronized=yes\n',
  chronyc: '#!/bin/sh\nexit 1\n',
  ufw: '#!/bin/sh\necho "Status: inactive"\n',
  'firewall-cmd': '#!/bin/sh\nexit 252\n',
  getent: '#!/bin/sh\necho "10.0.0.5 server"\n',
  modprobe: '#!/bin/sh\nexit 0\n',
};

export interface Patient {
  readonly machine: Machine;
  readonly root: Folder;
  /** No limit is met here, however busy the computer is. */
  look(options?: Partial<DiagnoseOptions>): Promise<Diagnosis>;
}

/** Log lines as a program that prints them. */
export const prints = (...lines: readonly string[]): string =>
  `#!/bin/sh\ncat <<'END_OF_LINES'\n${lines.join('\n')}\nEND_OF_LINES\n`;
/** A program that never answers. */
export const HANGS = '#!/bin/sh\nexec sleep 1000\n';
/** There is no such program. */
export const MISSING = '#!/bin/sh\necho not found >&2; exit 127\n';

/** @param changes files and programs (`bin/NAME`) that are otherwise than on a machine that is well */
export function patient(
  test: TestContext,
  shell: Shell,
  changes: Readonly<Record<string, string | undefined>> = {},
): Patient {
  const programs = Object.fromEntries(Object.entries(PROGRAMS).map(([name, text]) => [`bin/${name}`, text]));
  const all = { ...HEALTHY, ...programs, ...changes };
  const root = folder(
    test,
    Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  );
  for (const name of Object.keys(all))
    if (/^bin\/|\/bin\/|sbin\//.test(name) && all[name] !== undefined) chmodSync(root.at(name), 0o755);
  const env = { ...process.env, PATH: `${root.at('bin')}${delimiter}${process.env.PATH}` };
  const machine = here(needs(), { shell: shell.command, env });
  return {
    machine,
    root,
    look: async (options = {}) => {
      const found = await diagnose(machine, {
        root: root.path,
        limits: { quick: '30', slow: '30', whole: 300 },
        now: () => Date.now(),
        ...options,
      });
      if (!found.ok) throw new Error(`${found.kind}: ${found.message} ${found.evidence}`);
      return found;
    },
  };
}
