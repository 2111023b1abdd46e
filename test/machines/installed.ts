/** A machine with K3s in a folder: files as K3s's installer leaves them, and stand-ins for the programs that act on them. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../../client/cluster/clock.ts';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import type { Script } from '../../client/host/script.ts';
import { type HostTrouble, hostTrouble } from '../../client/host/trouble.ts';
import { needs, programPath, type Shell, shells } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { programs } from './standIns.ts';

export interface Wishes {
  readonly shell?: Shell;
  readonly init?: 'systemd' | 'openrc';
  /** `k3s-agent` if not said; the first is the one that is meant. */
  readonly units?: readonly Unit[];
  readonly hostname?: string;
  readonly machineId?: string;
  readonly bootId?: string;
  readonly dataDir?: string;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Unit {
  readonly name: string;
  readonly words: string;
  readonly active?: boolean;
}

export const MACHINE_ID = '4c4c4544004d3510805ab4c04f4b4d32';
export const BOOT_ID = '7d3b3c0e-5a0f-4f6e-9a55-0a8e2f9f6b11';
const AGENT: Unit = { name: 'k3s-agent', words: 'agent' };

export interface Sandbox {
  readonly machine: Machine;
  readonly root: string;
  /** Whether something is there. */
  has(path: string): boolean;
  read(path: string): string;
  write(path: string, content: string): void;
  remove(path: string): void;
  /** What the stand-ins were called with, `systemctl stop k3s-agent.service`. */
  readonly calls: readonly string[];
  /** All paths below a folder. */
  all(path: string): string[];
  /** Run before each connection; a trouble it gives is that of the way. */
  way: (script: Script) => HostTrouble | undefined;
  /** The machine is switched off and on again: nothing runs, `/run` and `/proc` are new. */
  reboot(): void;
}

const [DASH] = shells as [Shell, ...Shell[]];

/** A machine that runs K3s; everything is gone with the test. */
export function sandbox(t: TestContext, wishes: Wishes = {}): Sandbox {
  const {
    shell = DASH,
    init = 'systemd',
    units = [AGENT],
    hostname = 'worker-1',
    dataDir = '/var/lib/rancher/k3s',
  } = wishes;
  const place = folder(t, {});
  const root = place.at('root');
  const bin = place.at('bin');
  const write = (path: string, content: string): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs(root))) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const inFront = shell.name === 'busybox' ? useApplets(bin) : '';
  const boot = (bootId: string): void => {
    write('proc/sys/kernel/random/boot_id', `${bootId}\n`);
    write('proc/sys/kernel/hostname', `${hostname}\n`);
    if (!existsSync(join(root, 'proc/mounts'))) write('proc/mounts', '');
    mkdirSync(join(root, 'sys/class/net'), { recursive: true });
    if (init === 'systemd') mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
  };
  boot(wishes.bootId ?? BOOT_ID);
  write('etc/machine-id', `${wishes.machineId ?? MACHINE_ID}\n`);
  if (init === 'openrc') {
    write('sbin/openrc-run', '');
    chmodSync(join(root, 'sbin/openrc-run'), 0o755);
  }
  install(root, write, { init, units, dataDir });
  for (const [path, content] of Object.entries(wishes.files ?? {})) write(path, content);
  const inner = here(needs(), { shell: shell.command, env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
  const self: Sandbox = {
    root,
    machine: {
      name: inner.name,
      run: async (script, options) => self.way(script) ?? inner.run(inside(script, root, inFront), options),
      put: inner.put,
      stream: async (script, options) => self.way(script) ?? inner.stream(inside(script, root, inFront), options),
    },
    has: (path) => existsSync(join(root, path)),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    get calls() {
      return existsSync(join(root, 'calls'))
        ? readFileSync(join(root, 'calls'), 'utf8').split('\n').filter(Boolean)
        : [];
    },
    all: (path) => readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).sort(),
    way: () => undefined,
    reboot() {
      for (const gone of ['run', 'proc', 'sys']) rmSync(join(root, gone), { recursive: true, force: true });
      boot('00000000-0000-4000-8000-000000000002');
      for (const { name } of units)
        if (existsSync(join(root, `etc/systemd/system/${name}.service`)))
          write(`state/${name}`, stateOf(true, 'second'));
    },
  };
  return self;
}

const stateOf = (active: boolean, run: string): string =>
  `${active ? 'ActiveState=active\nSubState=running' : 'ActiveState=inactive\nSubState=dead'}\nResult=success\nNRestarts=0\nExecMainStatus=0\nUnitFileState=enabled\nInvocationID=${Buffer.from(run).toString('hex')}\n`;

/** As the installer leaves a machine that has joined. */
function install(
  root: string,
  write: (path: string, content: string) => void,
  { init, units, dataDir }: { init: 'systemd' | 'openrc'; units: readonly Unit[]; dataDir: string },
): void {
  const executable = (path: string, content: string): void => {
    write(path, content);
    chmodSync(join(root, path), 0o755);
  };
  executable('usr/local/bin/k3s', '#!/bin/sh\necho "k3s version v1.34.1+k3s1 (24fc436e)"\n');
  for (const link of ['kubectl', 'crictl', 'ctr']) symlinkSync('k3s', join(root, 'usr/local/bin', link));
  executable('usr/local/bin/k3s-killall.sh', killall(root));
  for (const { name, words, active = true } of units) {
    executable(`usr/local/bin/${name}-uninstall.sh`, uninstall(root, name));
    if (init === 'systemd') {
      write(
        `etc/systemd/system/${name}.service`,
        `[Service]\nEnvironmentFile=-/etc/systemd/system/${name}.service.env\nExecStart=/usr/local/bin/k3s \\\n    ${words} \\\n\n`,
      );
      write(`etc/systemd/system/${name}.service.env`, `K3S_URL='https://10.0.0.1:6443'\nK3S_TOKEN='${CANARY}'\n`);
      mkdirSync(join(root, 'etc/systemd/system/multi-user.target.wants'), { recursive: true });
      symlinkSync(`../${name}.service`, join(root, `etc/systemd/system/multi-user.target.wants/${name}.service`));
    } else {
      executable(
        `etc/init.d/${name}`,
        `#!/sbin/openrc-run\nname=${name}\ncommand="/usr/local/bin/k3s"\ncommand_args="${words} \\\n\n    >>/var/log/${name}.log 2>&1"\npidfile="/var/run/${name}.pid"\n`,
      );
      write(`etc/rancher/k3s/${name}.env`, `K3S_URL='https://10.0.0.1:6443'\nK3S_TOKEN='${CANARY}'\n`);
      write(`etc/runlevels/default/${name}`, '');
      write(`run/${name}.pid`, '100\n');
    }
    write(`state/${name}`, stateOf(active, 'first'));
  }
  write('etc/rancher/k3s/config.yaml', 'kubelet-arg:\n  - max-pods=50\n');
  write('etc/rancher/node/password', 'a password of the node\n');
  write(`${dataDir}/agent/client-kubelet.crt`, 'old\n');
  write(`${dataDir}/agent/containerd/content`, 'an image\n');
  write(`${dataDir}/data/abc/bin/containerd-shim-runc-v2`, '');
  write('var/lib/kubelet/pods/x/volume', '');
  write('var/lib/cni/networks', '');
  write('run/k3s/containerd/containerd.sock', '');
  write('proc/4242/cmdline', `${dataDir}/data/abc/bin/containerd-shim-runc-v2\0-namespace\0k8s.io\0`);
  write('proc/4243/cmdline', `/usr/local/bin/k3s\0agent\0`);
  write('proc/4244/cmdline', `/usr/sbin/sshd\0-D\0`);
  write(
    'proc/mounts',
    `/dev/sda1 / ext4 rw 0 0\ntmpfs /var/lib/kubelet/pods/x/volume tmpfs rw 0 0\nshm /run/k3s/containerd/shm tmpfs rw 0 0\n`,
  );
  for (const name of ['lo', 'eth0', 'cni0', 'flannel.1'])
    mkdirSync(join(root, 'sys/class/net', name), { recursive: true });
  write(
    'rules',
    '*filter\n:INPUT ACCEPT [0:0]\n:KUBE-FORWARD - [0:0]\n:CNI-HOSTPORT-DNAT - [0:0]\n:MY-OWN - [0:0]\nCOMMIT\n',
  );
}

/** In every machine; it must be found nowhere but in the files of root. */
export const CANARY = `K10${'ab12'.repeat(16)}::node:canary5b1f0e77`;

/** What K3s's script does, in the same order and with the same gaps, below a folder. */
const killall = (root: string): string => `#!/bin/sh
R=${root}
for unit in $R/etc/systemd/system/k3s*.service; do [ -s "$unit" ] && systemctl stop "$(basename "$unit")"; done
for script in $R/etc/init.d/k3s*; do [ -x "$script" ] && rc-service "$(basename "$script")" stop; done
echo "killall with \${K3S_DATA_DIR:-no data dir}" >>$R/calls
test -e $R/control/shims-stay || rm -rf $R/proc/424[0-3]
for place in /run/k3s /var/lib/kubelet/pods /var/lib/kubelet/plugins /run/netns/cni-; do
  while read -r _ path _; do case $path in $place*) echo "$path" ;; esac; done <$R/proc/mounts |
    sort -r | while read -r path; do umount -f "$R$path" && rm -rf "$R$path"; done
done
for name in cni0 flannel.1 flannel-v6.1 kube-ipvs0 flannel-wg flannel-wg-v6; do ip link delete $name; done
rm -rf $R/var/lib/cni
iptables-save | grep -v KUBE- | grep -v CNI- | iptables-restore
`;

const uninstall = (root: string, name: string): string => `#!/bin/sh
R=${root}
K3S_DATA_DIR=\${K3S_DATA_DIR:-/var/lib/rancher/k3s}
echo "uninstall ${name} of $K3S_DATA_DIR" >>$R/calls
$R/usr/local/bin/k3s-killall.sh
systemctl disable ${name}
rm -f $R/etc/systemd/system/${name}.service $R/etc/init.d/${name} $R/etc/runlevels/default/${name}
rm -f $R/etc/systemd/system/${name}.service.env $R/etc/rancher/k3s/${name}.env
trap 'rm -f $R/usr/local/bin/${name}-uninstall.sh' EXIT
test -e $R/control/uninstall-dies && { rm -f $R/control/uninstall-dies; exit 0; }
test -e $R/control/uninstall-sleeps && sleep "$(cat $R/control/uninstall-sleeps)"
if (ls $R/etc/systemd/system/k3s*.service || ls $R/etc/init.d/k3s*) >/dev/null 2>&1; then exit; fi
for link in kubectl crictl ctr; do rm -f $R/usr/local/bin/$link; done
rm -rf $R/etc/rancher/k3s $R/run/k3s $R/run/flannel
rm -rf $R$K3S_DATA_DIR $R/var/lib/kubelet
rm -f $R/usr/local/bin/k3s $R/usr/local/bin/k3s-killall.sh
exit 0
`;

/**
 * The tools of a machine that has busybox are those of busybox. Its shell runs them without looking into the path, so
 * that what stands in for one has to be a function.
 */
function useApplets(bin: string): string {
  const busybox = programPath('busybox') ?? '';
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return applets
    .map((name) => {
      const there = existsSync(join(bin, name));
      if (!there) symlinkSync(busybox, join(bin, name));
      return there ? `${name}() { ${bin}/${name} "$@"; }\n` : '';
    })
    .join('');
}

/** How a value is given to a script: its root is the folder. */
const ROOT = /root=\$\(_read\); root=\$\{root%\.\}/g;

/** Absolute paths of a script mean the folder, and hanging is noticed sooner. */
function inside(script: Script, root: string, inFront: string): Script {
  const { root: named, seconds, text, ...data } = script.data ?? {};
  return {
    ...script,
    body: `${inFront}${script.body}` as Script['body'],
    data: {
      ...data,
      ...(named === undefined ? {} : { root }),
      ...(seconds === undefined ? {} : { seconds: '1' }),
      // Work that goes on by itself brings its values along.
      ...(text === undefined ? {} : { text: inFront + text.replace(ROOT, `root='${root}'`) }),
    },
  };
}

/** The way to the machine is cut. */
export const cut = (): HostTrouble => hostTrouble('unreachable', 'worker-1 does not answer.', 'Try again later.');

/** Waits are over at once, and time passes faster than it should, so that limits come soon. */
export function hastyClock(start = Date.parse('2026-11-20T09:00:00Z')): Clock {
  let now = start;
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = setTimeout(
        () => {
          now += milliseconds * 8;
          run();
        },
        Math.min(milliseconds, 20),
      );
      return () => clearTimeout(timer);
    },
    random: () => 0,
  };
}
