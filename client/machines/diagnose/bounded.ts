/**
 * Probes in shell, each with a limit of its own and all together with one, also where there is no `timeout`: waited for
 * is a sleep that the probe ends when it is done, so that not even a process that cannot be killed holds anybody up.
 */

import { sh } from '../../host/script.ts';

/**
 * `probe NAME LIMIT COMMAND …` makes what a command prints a section; names of those that were ended come as `late`, of
 * those that were not begun any more as `skipped`. From the data: `whole`, in whole seconds.
 */
export const BOUNDED = sh`PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/opt/bin
# A clock that nobody sets.
_tick() { read -r _up _rest </proc/uptime; _up=\${_up%%.*}; }
_tick
_deadline=$((_up + whole))
_late=
# A process, and all that it started.
_end() {
  _doomed=" $1 " _more=yes
  while test -n "$_more"; do
    _more=
    for _status in /proc/[0-9]*/status; do
      _of=\${_status#/proc/} _of=\${_of%/status} _parent=
      case $_doomed in *" $_of "*) continue ;; esac
      { while read -r _key _value; do
        case $_key in PPid:) _parent=$_value; break ;; esac
      done; } 2>/dev/null <"$_status"
      case $_doomed in *" $_parent "*) test -n "$_parent" && _doomed="$_doomed$_of " _more=yes ;; esac
    done
  done
  kill -s KILL $_doomed 2>/dev/null
}
probe() {
  _name=$1 _limit=$2
  shift 2
  _tick
  _left=$((_deadline - _up))
  if test "$_left" -le 0; then tell skipped "$_name"; return; fi
  if test "$_left" -lt "\${_limit%%.*}"; then _limit=$_left; fi
  section "$_name"
  sleep "$_limit" >/dev/null 2>&1 &
  _bed=$!
  ( "$@"; kill "$_bed" ) 2>/dev/null &
  _probe=$!
  if wait "$_bed"; then
    _late="$_late $_name"
    _end "$_probe"
    tell late "$_name"
  fi
  section
} 2>/dev/null`;
