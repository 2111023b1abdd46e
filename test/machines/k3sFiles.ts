/** Files of K3s on a machine as its installer leaves them, with what stands in for its own scripts. */

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Unit {
  readonly name: string;
  readonly words: string;
  readonly active?: boolean;
}

export const stateOf = (active: boolean, run: string): string =>
  `${active ? 'ActiveState=active\nSubState=running' : 'ActiveState=inactive\nSubState=dead'}\nResult=success\nNRestarts=0\nExecMainStatus=0\nUnitFileState=enabled\nInvocationID=${Buffer.from(run).toString('hex')}\n`;

/**
 * As the installer leaves a machine that has joined, below the folder `root`; its scripts work below `inside`, which is
 * '' for those that are run where that folder is the root.
 */
export function installK3s(
  root: string,
  inside: string,
  { init, units, dataDir }: { init: 'systemd' | 'openrc'; units: readonly Unit[]; dataDir: string },
): void {
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const executable = (path: string, content: string): void => {
    write(path, content);
    chmodSync(join(root, path), 0o755);
  };
  executable('usr/local/bin/k3s', '#!/bin/sh\necho "k3s version v1.34.1+k3s1 (24fc436e)"\n');
  for (const link of ['kubectl', 'crictl', 'ctr']) symlinkSync('k3s', join(root, 'usr/local/bin', link));
  executable('usr/local/bin/k3s-killall.sh', killall(inside));
  for (const { name, words, active = true } of units) {
    executable(`usr/local/bin/${name}-uninstall.sh`, uninstall(inside, name));
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
