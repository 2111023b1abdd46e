/** What a removal would take from a machine, and what could stand in its way: one script that changes nothing. */

import { bodies, type Script, sh } from '../../host/script.ts';
import { PROBE } from '../service/mounts.ts';
import type { PlannedService } from '../service/plan.ts';
import { TOOLS } from '../shell.ts';

/** Its answer is read in `looked.ts`. */
export const lookScript = ({
  dataDir,
  uninstall,
  name,
}: Pick<PlannedService, 'dataDir' | 'uninstall' | 'name'>): Script => ({
  body: bodies(TOOLS, PROBE, LOOK),
  data: { root: '', seconds: '3', data_dir: dataDir, uninstall, service: name },
});

const LOOK = sh`
section entries
for _entry in "$root$data_dir"/* "$root$data_dir"/.[!.]*; do
  if test -e "$_entry" || test -L "$_entry"; then printf '%s\n' "\${_entry##*/}"; fi
done
section volumes
for _entry in "$root$data_dir"/storage/*; do
  test -d "$_entry" || continue
  _size=$(within 10 du -sk "$_entry" 2>/dev/null | cut -f 1)
  printf '%s %s\n' "\${_size:-?}" "\${_entry#"$root"}"
done
section device
_parent=\${data_dir%/*}
if test -d "$root$data_dir"; then stat -c %d "$root$data_dir" "$root\${_parent:-/}" 2>/dev/null; fi
section configuration
find "$root/etc/rancher/k3s" -type f 2>/dev/null | head -n 200 | while IFS= read -r _file; do printf '%s\n' "\${_file#"$root"}"; done
section mounts
probe /run/k3s /var/lib/kubelet /run/netns "$data_dir"
section inside
while read -r _ _path _; do case $_path in "$data_dir"/*) printf '%s\n' "$_path" ;; esac; done <"$root/proc/mounts"
section cilium
for _name in cilium_host cilium_net cilium_vxlan; do if test -e "$root/sys/class/net/$_name"; then echo "$_name"; fi; done
section knowsDataDir
if test -n "$uninstall" && grep -q K3S_DATA_DIR "$root$uninstall" 2>/dev/null; then echo yes; fi
section tools
for _tool in tar sha256sum umount; do if command -v "$_tool" >/dev/null 2>&1; then echo "$_tool"; fi; done
section; exit 0`;
