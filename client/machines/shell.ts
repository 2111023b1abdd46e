/** Pieces of shell that several scripts on machines share. */

import { sh } from '../host/script.ts';

/**
 * `within SECONDS PROGRAM …` ends what takes longer; its code is then 124 or more. `show FILE …` prints what of them is
 * there, 64 KB of each at most. `init` says `systemd`, `openrc` or nothing.
 */
export const TOOLS = sh`
within() {
  _limit=$1; shift
  if command -v timeout >/dev/null 2>&1; then timeout "$_limit" "$@" </dev/null; return $?; fi
  "$@" </dev/null & _child=$!
  ( sleep "$_limit"; kill -s KILL "$_child" ) >/dev/null 2>&1 & _guard=$!
  wait "$_child"; _ended=$?
  kill "$_guard" 2>/dev/null
  return $_ended
}
show() { for _file; do if test -f "$_file"; then head -c 65536 "$_file" 2>/dev/null; echo; fi; done; }
init() { if test -x "$root/sbin/openrc-run"; then echo openrc; elif test -d "$root/run/systemd/system"; then echo systemd; fi; }`;

/** `state NAME` prints how a service is, in the words of \`systemctl show\`; nothing where nobody answers. */
export const STATE = sh`
state() {
  if test "$(init)" = openrc; then
    within "$seconds" rc-service "$1" status >/dev/null 2>&1
    case $? in
      0) echo ActiveState=active ;;
      3 | 16) echo ActiveState=inactive ;;
      4) echo ActiveState=deactivating ;;
      8) echo ActiveState=activating ;;
      32) echo ActiveState=failed ;;
    esac
    echo "InvocationID=$(cat "$root/run/$1.pid" 2>/dev/null)"
    if test -e "$root/etc/runlevels/default/$1"; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
  else
    within "$seconds" systemctl show "$1.service" -p ActiveState -p SubState -p Result -p NRestarts -p ExecMainStatus \
      -p UnitFileState -p InvocationID 2>/dev/null
  fi
}`;

/**
 * Ends a script that runs on another machine than was meant: an address may lead elsewhere by the time it is used again.
 * The data `machine_id` and `machine_name` say which one; what is empty is not compared.
 */
export const PINNED = sh`
_who=$(cat "$root/etc/machine-id" "$root/var/lib/dbus/machine-id" 2>/dev/null | head -n 1)
_name=$(cat "$root/proc/sys/kernel/hostname" 2>/dev/null)
if { test -n "$machine_id" && test "$_who" != "$machine_id"; } ||
  { test -n "$machine_name" && test -n "$_name" && test "$_name" != "$machine_name"; }; then
  tell elsewhere "$_name"
  exit 77
fi`;
