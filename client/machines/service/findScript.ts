/** Which K3s is on a machine: one script that changes nothing. What it answers is read in `found.ts`. */

import { bodies, type Script, sh } from '../../host/script.ts';
import { STATE, TOOLS } from '../shell.ts';

/** Seconds for one question to a service manager that may hang. */
export const SECONDS = '5';

/** @param config the file that K3s is started with, where it is another one than the usual */
export const findScript = (config = '/etc/rancher/k3s/config.yaml'): Script => ({
  body: bodies(TOOLS, STATE, FIND),
  data: { root: '', seconds: SECONDS, config },
});

const FIND = sh`
tell init "$(init)"
tell hostname "$(cat "$root/proc/sys/kernel/hostname" 2>/dev/null || uname -n)"
_count=0 _folders=
for _unit in "$root"/etc/systemd/system/k3s*.service "$root"/usr/local/lib/systemd/system/k3s*.service \
  "$root"/usr/lib/systemd/system/k3s*.service "$root"/etc/init.d/k3s*; do
  test -f "$_unit" || continue
  _count=$((_count + 1))
  _name=\${_unit##*/}
  _name=\${_name%.service}
  tell "unit.$_count" "\${_unit#"$root"}"
  section "text.$_count"; show "$_unit" "$_unit".d/*.conf "$root/etc/systemd/system/$_name.service.d"/*.conf
  section "environment.$_count"
  case $_unit in
    */init.d/*) show "$root/etc/environment" "$root/etc/rancher/k3s/$_name.env" ;;
    *) show "$root/etc/default/$_name" "$root/etc/sysconfig/$_name" "$_unit.env" ;;
  esac
  section "state.$_count"; state "$_name"
  _folders="$_folders
$(sed -n -e 's|^ExecStart=[-@:+!]*\(/[^ ]*\)/k3s\( .*\)\{0,1\}$|\1|p' -e 's|^command="\{0,1\}\(/[^" ]*\)/k3s"\{0,1\}$|\1|p' "$_unit")"
done
section folder
printf '%s\n' /usr/local/bin /opt/bin "$_folders" | sort -u | while IFS= read -r _folder; do
  test -n "$_folder" || continue
  for _file in "$root$_folder"/k3s "$root$_folder"/k3s-killall.sh "$root$_folder"/k3s*-uninstall.sh; do
    if test -f "$_file"; then printf '%s\n' "\${_file#"$root"}"; fi
  done
done
section version
printf '%s\n' /usr/local/bin /opt/bin "$_folders" | while IFS= read -r _folder; do
  if test -n "$_folder" && test -x "$root$_folder/k3s"; then within "$seconds" "$root$_folder/k3s" --version 2>/dev/null | head -n 1; break; fi
done
_count=0
for _file in "$root$config" "$root$config".d/* "$root$config".d/.[!.]*; do
  case $_file in *.[yY][aA][mM][lL] | *.[yY][mM][lL] | "$root$config") ;; *) continue ;; esac
  test -f "$_file" || continue
  _count=$((_count + 1))
  tell "file.$_count" "\${_file#"$root"}"
  section "content.$_count"; show "$_file"
done`;
