/** The K3s of a machine, found in shell: its services, its data, the files that tell it what to do. */

import { sh } from '../host/script.ts';

/**
 * Sets `init`, `units` (names without `.service`), `data` (its folder), and offers `_unit_file`, `_env_files` and
 * `_said OPTION VARIABLE`. From the data: `root`, where the files of the machine are, and `unit`, a service that is
 * meant, empty for all that there are. A name that no service should have is passed over.
 */
export const FIND = sh`if test -d "$root/run/systemd/system"; then init=systemd
elif test -x "$root/sbin/openrc-run"; then init=openrc
else init=none; fi
_unit_file() {
  if test "$init" = openrc; then _places="$root/etc/init.d/$1"
  else _places="$root/etc/systemd/system/$1.service $root/usr/local/lib/systemd/system/$1.service
    $root/usr/lib/systemd/system/$1.service $root/lib/systemd/system/$1.service"; fi
  for _place in $_places; do
    if test -f "$_place"; then printf '%s\n' "$_place"; return; fi
  done
}
_env_files() {
  if test "$init" = openrc; then printf '%s\n' "$root/etc/rancher/k3s/$1.env"
  else printf '%s\n' "$root/etc/default/$1" "$root/etc/sysconfig/$1" "$root/etc/systemd/system/$1.service.env"; fi
}
# Some other service may be called like that too.
_runs_k3s() {
  case $1 in k3s | k3s-agent) return 0 ;; esac
  tr "\"'\\\\\t\n" '     ' 2>/dev/null <"$2" | grep -Eq 'k3s(-agent|-server)? +.*(agent|server)|command_args=.*(agent|server)'
}
_find_units() {
  if test -n "$unit"; then units=$unit; return; fi
  units=
  if test "$init" = openrc; then set -- "$root"/etc/init.d/k3s*
  else set -- "$root"/etc/systemd/system/k3s*.service "$root"/usr/local/lib/systemd/system/k3s*.service \
    "$root"/usr/lib/systemd/system/k3s*.service "$root"/lib/systemd/system/k3s*.service; fi
  for _file in "$@"; do
    test -f "$_file" || continue
    _name=\${_file##*/} _name=\${_name%.service}
    case $_name in *[!A-Za-z0-9_.@-]*) continue ;; esac
    case " $units " in *" $_name "*) continue ;; esac
    _runs_k3s "$_name" "$_file" && units="$units $_name"
  done
  units=\${units# }
}
_said() {
  for _name in $units; do
    _file=$(_unit_file "$_name")
    _told=$( { printf ' '; tr "\"'\\\\\t\n" '     ' <"$_file"; } 2>/dev/null | sed -n "s/.* --$1[= ] *\([^ ]*\).*/\1/p")
    test -n "$_told" && { printf '%s\n' "$_told"; return; }
  done
  _told=$(cat "$root/etc/rancher/k3s/config.yaml" "$root"/etc/rancher/k3s/config.yaml.d/*.y*ml 2>/dev/null |
    sed -n "s/^[\"' {]*$1[\"']* *: *[\"']*\([^\"' ,}]*\).*/\1/p" | tail -n 1)
  test -n "$_told" && { printf '%s\n' "$_told"; return; }
  for _name in $units; do
    _env_files "$_name" | while read -r _file; do cat "$_file" 2>/dev/null; echo; done
  done | sed -n "s/^ *\(export \)* *$2=[\"']*\([^\"']*\).*/\2/p" | tail -n 1
}
_find_units
data=$(_said data-dir K3S_DATA_DIR)
case $data in /*) ;; *) data=/var/lib/rancher/k3s ;; esac`;
