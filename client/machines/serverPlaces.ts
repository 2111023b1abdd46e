/** Shell functions that find where K3s has its data on a server, for scripts that run as root there. */

import { sh } from '../host/script.ts';

/**
 * `_option NAME` gives the last value of an option in the configuration, where it stands on one line; `_data` the data
 * folder: that of the server that runs, else as configured, else the usual one. `root` stands in front of all paths.
 */
export const SERVER_PLACES = sh`_configured() {
  for _file in "$root/etc/rancher/k3s/config.yaml" "$root/etc/rancher/k3s/config.yaml.d"/*; do
    case $_file in *.yaml | *.yml) ;; *) continue ;; esac
    [ -f "$_file" ] && sed -n "s/^$1:[[:space:]]*//p" "$_file" && echo
  done
}
_option() {
  _configured "$1" | grep . | tail -n 1 | sed "s/[[:space:]][[:space:]]*#.*//; s/[[:space:]]*\$//; s/^\"\\(.*\\)\"\$/\\1/; s/^'\\(.*\\)'\$/\\1/"
}
_data() {
  for _comm in $(grep -ls '^k3s' "$root"/proc/[0-9]*/comm 2>/dev/null); do
    _cwd=$(readlink "\${_comm%comm}cwd" 2>/dev/null)
    case $_cwd in */server) [ -d "$_cwd/tls" ] && printf '%s' "\${_cwd%/server}" && return ;; esac
  done
  _dir=$(_option data-dir)
  printf '%s' "$root\${_dir:-/var/lib/rancher/k3s}"
}`;
