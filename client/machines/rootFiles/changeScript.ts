/** The script that changes a file as a whole or not at all, keeps what was there before, and says why it could not. */

import { type Body, sh } from '../../host/script.ts';

/**
 * Does `what` with `path`: save, createFolder, rename or remove. It stands in the real folder while it works, so that
 * nobody can put another one in its place, and never follows a link that nobody has agreed to (`into`).
 *
 * Answers: `failed` with a kind, or `words` where `said` tells; `real` where the file is elsewhere; `stat` of a file that
 * was saved; `backup`, the name of what was kept; `notes` on what could not be kept.
 */
export const CHANGE: Body = sh`fail() {
  tell failed "$1"
  tell said "\${2-}"
  exit 1
}
enter() {
  if test ! -d "\${1:-/}"; then
    test ! -e "$1" || fail notFolder
    fail missing
  fi
  cd -P "\${1:-/}" || fail denied
  here=$(pwd -P)
  here=\${here%/}
}
guard() {
  owner=$(stat -c %u .) || fail other
  mode=$(stat -c %a .)
  test "$owner" = 0 || test "$owner" = "$(id -u)" || fail unsafe
  case $mode in
    [1357]???) ;;
    *[2367]) fail unsafe ;;
  esac
}
away() {
  tell real "\${1#"$root"}"
  fail elsewhere
}
locate() {
  enter "\${full%/*}"
  name=\${full##*/}
  real=$here/$name
  link=0
  if test "$what" = save && test -L "./$name"; then
    link=1
    real=$(readlink -f "./$name") && test -e "$real" || fail dangling
  fi
  if test "$real" != "$full"; then
    test "$real" = "$root$into" || away "$real"
    enter "\${real%/*}"
    name=\${real##*/}
    test "$here/$name" = "$real" || fail changed
    test ! -L "./$name" || fail changed
  fi
  guard
}
sum() {
  found=$(sha256sum < "$1") || fail noTool sha256sum
  found=\${found%% *}
}
label() {
  seen=$(stat -c %C "$1" 2>/dev/null) || seen=
  case $seen in *:*:*) ;; *) seen= ;; esac
}
back_up() {
  backup=$1.bak-$stamp
  said=$( (set -C; : > "./$backup") 2>&1) || { backup=; fail words "$said"; }
  said=$(dd if="./$1" of="./$backup" conv=fsync 2>&1) && return 0
  rm -f "./$backup"
  fail words "$said"
}
prune() {
  set -- "./$1".bak-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9]*Z
  while test "$#" -gt "$keep"; do
    rm -f "$1" 2>/dev/null
    shift
  done
}
like_before() {
  owner=$(stat -c %u:%g "./$name") && mode=$(stat -c %a "./$name") || fail other
  if test "$(stat -c %h "./$name")" != 1; then notes="$notes names"; fi
  cp --attributes-only --preserve=all "./$name" "./$temp" 2>/dev/null || notes="$notes attributes"
  said=$(chown "$owner" "./$temp" 2>&1) || fail words "$said"
  said=$(chmod "$mode" "./$temp" 2>&1) || fail words "$said"
  label "./$name"
  wants=$seen
  chcon --reference="./$name" "./$temp" 2>/dev/null
  label "./$temp"
  if test "$seen" != "$wants"; then notes="$notes context"; fi
}
fill() {
  if test "$form" = base64; then printf '%s' "$content" | base64 -d; else printf '%s' "$content"; fi
}
save() {
  old=absent
  if test -e "./$name"; then
    test ! -d "./$name" || fail folder
    test -f "./$name" || fail notFile
    sum "./$name"
    old=$found
  fi
  test "$old" != "$wanted" || return 0
  test -z "$expected" || test "$expected" = "$old" || fail changed
  said=$(mktemp ./.k3s-save-XXXXXX 2>&1) || fail words "$said"
  temp=\${said##*/}
  if test "$old" != absent; then like_before; fi
  said=$( { fill | dd of="./$temp" conv=fsync; } 2>&1) || fail words "$said"
  sum "./$temp"
  test "$found" = "$wanted" || fail words "$said"
  if test "$old" = absent; then
    test ! -e "./$name" && test ! -L "./$name" || fail changed
  else
    test -z "$keeps" || back_up "$name"
    sum "./$name"
    test "$found" = "$old" || fail changed
  fi
  said=$(mv -f "./$temp" "./$name" 2>&1) || fail words "$said"
  temp=
  tell backup "$backup"
  backup=
  if test "$old" = absent && test -e /sys/fs/selinux/enforce; then restorecon "$here/$name" 2>/dev/null; fi
  sync . 2>/dev/null
  prune "$name"
  find . -maxdepth 1 -type f -name '.k3s-save-??????' -mmin +60 -exec rm -f {} ';' 2>/dev/null
  return 0
}
move() {
  target=$root$to
  there=$(cd -P "\${target%/*}/" 2>/dev/null && pwd -P) || fail missing
  there=\${there%/}/\${target##*/}
  test "$there" = "$target" || away "$there"
  test -e "./$name" || test -L "./$name" || fail missing
  if test -e "$target" || test -L "$target"; then
    test "$overwrite" = 1 && test ! -d "$target" && test ! -L "$target" || fail exists
    ( enter "\${target%/*}"; guard; back_up "\${target##*/}"; prune "\${target##*/}" ) || exit 1
  fi
  said=$(mv -f "./$name" "$target" 2>&1) || fail words "$said"
}
drop() {
  if test -L "./$name"; then
    said=$(rm -f "./$name" 2>&1) || fail words "$said"
  elif test -d "./$name"; then
    said=$(rmdir "./$name" 2>&1) || fail words "$said"
  elif test -f "./$name"; then
    case $name in *.bak-[0-9]*Z) said=$(rm -f "./$name" 2>&1) || fail words "$said"; return 0 ;; esac
    back_up "$name"
    said=$(rm -f "./$name" 2>&1) || fail words "$said"
    tell backup "$backup"
    backup=
    prune "$name"
  else
    test -e "./$name" || fail missing
    fail notFile
  fi
}
clean() {
  if test -n "$temp"; then rm -f "./$temp"; fi
  if test -n "$backup"; then rm -f "./$backup"; fi
}
temp=
backup=
notes=
full=$root$path
trap clean EXIT
trap 'exit 1' HUP INT TERM
locate
case $what in
  save)
    save
    tell stat "$link $(stat -c '%f %s %Y %u %g %h %y' "./$name")"
    ;;
  createFolder) said=$(mkdir -m 755 "./$name" 2>&1) || fail words "$said" ;;
  rename) move ;;
  remove) drop ;;
esac
tell notes "$notes"`;
