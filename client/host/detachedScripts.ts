/**
 * The shell side of work that goes on by itself. Its folder holds `script` until it begins, then `begun`, `pid`, `log`,
 * at last `code`. Whoever makes `begun` runs it, and nobody else: started twice, it still runs once.
 */

import { bodies, sh } from './script.ts';

/** Around the work itself; what it prints is kept up to a megabyte. */
export const RUN_APART = sh`_dir=$1
mkdir "$_dir/begun" 2>/dev/null || { rm -f "$_dir/script"; exit 0; }
echo $$ >"$_dir/pid"
rm -f "$_dir/script"
cd /
{ ( _body ) </dev/null 2>&1; echo $? >"$_dir/code.new"; } |
  while IFS= read -r _line || test -n "$_line"; do
    _size=$((\${_size-0} + \${#_line} + 1))
    test "$_size" -gt 1048576 || printf '%s\n' "$_line"
  done >"$_dir/log"
mv "$_dir/code.new" "$_dir/code"
exit 0`;

const SET_UP = sh`_folder=$root/run/k3s-editor _dir=$root/run/k3s-editor/$id
_young() { test -e "$1" && test -z "$(find "$1" -prune -mmin +1 2>/dev/null)"; }
_runs() {
  _pid=
  test -r "$_dir/pid" && read -r _pid <"$_dir/pid"
  # Between its first two steps it has no number yet; long after, the number may be somebody else's.
  if test -z "$_pid"; then _young "$_dir/begun"; return; fi
  tr '\0' ' ' 2>/dev/null <"/proc/$_pid/cmdline" | grep -qF "$_dir/script"
}
_see() {
  _state=none _code=
  # Something it left behind may hold its log open for ever.
  if test -e "$_dir/code.new" && ! _young "$_dir/code.new"; then mv "$_dir/code.new" "$_dir/code" 2>/dev/null; fi
  if test -e "$_dir/code"; then _state=done; read -r _code <"$_dir/code"
  elif test -e "$_dir/begun"; then if _runs; then _state=running; else _state=interrupted; fi
  elif _young "$_dir"; then _state=running; fi
  # It may have ended between the two looks.
  if test "$_state" = interrupted && test -e "$_dir/code"; then _state=done; read -r _code <"$_dir/code"; fi
}
_look() {
  _see
  tell state "$_state"; tell code "$_code"
  section log; tail -c 65536 "$_dir/log" 2>/dev/null; section
}`;

export const LOOK = bodies(SET_UP, sh`_look`);

export const START = bodies(
  SET_UP,
  sh`mkdir -p "$_folder" && chmod 700 "$_folder" || exit 1
# Whoever makes the folder starts it; what has not begun after a minute never will.
if mkdir "$_dir" 2>/dev/null || { ! test -e "$_dir/begun" && ! _young "$_dir"; }; then
  printf '%s' "$text" >"$_dir/script" || exit 1
  set -- /bin/sh "$_dir/script" "$_dir"
  # A unit of its own outlives the session, also where sessions are tidied up.
  if test -d "$root/run/systemd/system" && command -v systemd-run >/dev/null 2>&1 &&
    systemd-run --quiet --no-block --collect --unit="k3s-editor-$id" -- "$@"; then :
  elif command -v setsid >/dev/null 2>&1; then setsid "$@" </dev/null >/dev/null 2>&1 &
  else nohup "$@" </dev/null >/dev/null 2>&1 &
  fi
fi
_look`,
);

export const FORGET = bodies(
  SET_UP,
  sh`_see
test "$_state" = running || rm -rf "$_dir"
_look`,
);
