/** What of K3s is on a machine: what runs, what is mounted, what lies on the disk. Looked at after it was taken away. */

import type { ScriptResult } from '../../host/machine.ts';
import { bodies, type Script, sh } from '../../host/script.ts';
import { say } from '../../say.ts';
import { STATE, TOOLS } from '../shell.ts';
import { SECONDS } from './findScript.ts';
import type { PlannedService } from './plan.ts';

/** `running` and `comesBack` mean that K3s is not gone; the rest is in the way of nobody but takes room. */
export type LeftKind = 'running' | 'comesBack' | 'mount' | 'interface' | 'rule' | 'folder' | 'file';

export interface Left {
  readonly kind: LeftKind;
  /** A process, a path, a name. */
  readonly what: string;
}

export const leftScript = ({
  name,
  dataDir,
  program,
}: Pick<PlannedService, 'name' | 'dataDir' | 'program'>): Script => ({
  body: bodies(TOOLS, STATE, LEFT),
  data: { root: '', seconds: SECONDS, service: name, data_dir: dataDir, program },
});

const LEFT = sh`
section state; state "$service"
section running
for _entry in "$root"/proc/[0-9]*/cmdline; do
  _line=$(tr '\0' ' ' <"$_entry" 2>/dev/null | head -c 300)
  case $_line in
    "$program "*agent* | "$program "*server*) ;;
    "$data_dir"/data/*/bin/* | containerd-shim*k3s* | */containerd-shim*k3s* | containerd*"$data_dir"*) ;;
    *) continue ;;
  esac
  _pid=\${_entry%/cmdline}
  printf '%s %s\n' "\${_pid##*/}" "$(printf '%s' "$_line" | head -c 120)"
done
section comesBack
for _file in "$root/etc/systemd/system/$service.service" "$root/usr/local/lib/systemd/system/$service.service" \
  "$root/etc/systemd/system/multi-user.target.wants/$service.service" "$root/etc/init.d/$service" "$root/etc/runlevels/default/$service"; do
  if test -e "$_file" || test -L "$_file"; then printf '%s\n' "\${_file#"$root"}"; fi
done
section mount
while read -r _ _path _; do
  case $_path in /run/k3s/* | /var/lib/kubelet/* | /run/netns/cni-* | "$data_dir"/*) printf '%s\n' "$_path" ;; esac
done <"$root/proc/mounts"
section interface
for _name in cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0; do
  if test -e "$root/sys/class/net/$_name"; then echo "$_name"; fi
done
section rule
for _tool in iptables-save ip6tables-save; do
  if command -v "$_tool" >/dev/null 2>&1; then
    within "$seconds" "$_tool" 2>/dev/null | sed -n -e "s/^:\(KUBE-[^ ]*\) .*/\1/p" -e "s/^:\(CNI-[^ ]*\) .*/\1/p" -e "s/^:\(FLANNEL-[^ ]*\) .*/\1/p"
  fi
done | sort -u
section folder
for _folder in "$data_dir" /var/lib/kubelet /var/lib/cni /run/k3s /run/flannel /etc/rancher/k3s; do
  if test -e "$root$_folder"; then printf '%s\n' "$_folder"; fi
done
section file
for _file in "$program" "\${program%/*}/k3s-killall.sh" "\${program%/*}/$service-uninstall.sh" "/etc/systemd/system/$service.service.env" "/etc/rancher/k3s/$service.env"; do
  if test -e "$root$_file"; then printf '%s\n' "$_file"; fi
done
section; exit 0`;

const KINDS: readonly LeftKind[] = ['running', 'comesBack', 'mount', 'interface', 'rule', 'folder', 'file'];

export function readLeft({ sections }: ScriptResult): readonly Left[] {
  return KINDS.flatMap((kind) =>
    (sections.get(kind) ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((what): Left => ({ kind, what })),
  );
}

/** Several of one kind in one sentence. */
export function leftWords(left: readonly Left[]): string {
  const told = KINDS.flatMap((kind) => {
    const some = left.filter((one) => one.kind === kind).map(({ what }) => what);
    if (some.length === 0) return [];
    const shown = some.slice(0, 5).join(', ');
    return [kindWords(kind, some.length > 5 ? say('{0} and {1} more', shown, some.length - 5) : shown)];
  });
  return told.join(' ');
}

function kindWords(kind: LeftKind, what: string): string {
  switch (kind) {
    case 'running':
      return say('Still running: {0}.', what);
    case 'comesBack':
      return say('Starts again with the machine: {0}.', what);
    case 'mount':
      return say('Still mounted: {0}.', what);
    case 'interface':
      return say('Network interfaces: {0}.', what);
    case 'rule':
      return say('Chains of the firewall: {0}.', what);
    case 'folder':
      return say('Folders: {0}.', what);
    case 'file':
      return say('Files: {0}.', what);
  }
}
