/** The script that looks at many files of a machine at once, because every way to a machine takes its time. */

import { type Body, sh } from '../../host/script.ts';

/**
 * Reads `asked`, one question in each line: `stat`, `list` or `read`, and a path. Answers to the third: `s3` is one line
 * of `stat`, with a 1 in front where a link leads there; or `broken` and the same number; or `later` when it was too much
 * for once. `c3` is the content, or the entries, each with a zero byte at its end; `e3` what a program complained about.
 * `root` stands in front of every path.
 */
export const LOOK: Body = sh`number=0
left=$most
entry() {
  test -e "$1" || test -L "$1" || return 0
  count=$((count + 1))
  test "$count" -le "$entries" || return 0
  kind=o
  if test -d "$1"; then kind=d; elif test -f "$1"; then kind=f; fi
  if test -L "$1"; then kind="l$kind"; fi
  printf '%s %s\0' "$kind" "\${1##*/}"
}
printf '%s\n' "$asked" | while IFS= read -r line; do
  number=$((number + 1))
  what=\${line%% *}
  path=$root\${line#* }
  if test "$left" -le 0; then
    tell "s$number" later
    continue
  fi
  link=0
  if test -L "$path"; then link=1; fi
  found=$(stat -L -c '%f %s %Y %u %g %h %y' "$path" 2>&1) || {
    tell "s$number" "broken $link"
    tell "e$number" "$found"
    continue
  }
  tell "s$number" "$link $found"
  if test "$what" = list && test -d "$path"; then
    section "c$number"
    count=0
    for one in "$path"/* "$path"/.[!.]* "$path"/..?*; do entry "$one"; done
    section
  elif test "$what" = read && test -f "$path"; then
    size=$(stat -L -c %s "$path" 2>/dev/null) || size=0
    test "$size" -le "$limit" || continue
    section "c$number"
    { said=$(head -c "$((limit + 1))" "$path" 2>&1 >&4); } 4>&1
    section
    if test -n "$said"; then tell "e$number" "$said"; fi
    left=$((left - size))
  fi
done`;
