/** What is looked at on a machine, in shell: nothing is changed, nothing secret is printed but the files that are revealed. */

import { sh } from '../../host/script.ts';

export const PROBES = sh`k3s=
for _file in "$root/usr/local/bin/k3s" "$root/opt/bin/k3s" "$root/usr/bin/k3s"; do
  test -z "$k3s" && test -x "$_file" && k3s=$_file
done
_there() { command -v "$1" >/dev/null 2>&1; }
_line() { printf '%s %s\n' "$1" "$(head -n 1 "$2" | tr -d '\r')"; }
p_system() {
  printf 'user %s\ninit %s\nkernel %s\nmachine %s\nname %s\n' "$(id -u)" "$init" "$(uname -sr)" "$(uname -m)" "$(uname -n)"
  sed -n 's/^PRETTY_NAME=/os /p' "$root/etc/os-release" | tr -d '"'
  _line boot "$root/proc/sys/kernel/random/boot_id"
  _line id "$root/etc/machine-id"
  _line uptime "$root/proc/uptime"
  printf 'data %s\nunits %s\nprogram %s\n' "$data" "$units" "\${k3s#"$root"}"
  test -e "$root/var/run/reboot-required" && echo 'reboot yes'
  test -e "$root/etc/rancher/node/password" && echo 'named yes'
  test -e "$root$data/server/db" && echo 'server yes'
  for _file in "$root"/etc/rancher/k3s/*.env; do test -e "$_file" && printf 'stray %s\n' "\${_file#"$root"}"; done
  grep -qi raspberry "$root/proc/device-tree/model" && echo 'pi yes'
  test -e "$root/boot/firmware/cmdline.txt" && echo 'cmdline /boot/firmware/cmdline.txt'
}
_all_files() {
  for _name in $units; do
    _unit_file "$_name"
    for _file in "$root/etc/systemd/system/$_name.service.d"/*.conf; do printf '%s\n' "$_file"; done
    _env_files "$_name"
  done
  for _file in "$root/etc/rancher/k3s/config.yaml" "$root"/etc/rancher/k3s/config.yaml.d/*.y*ml; do printf '%s\n' "$_file"; done
}
# Each file as a section of its own: its path, then what is in it.
p_files() {
  _number=0
  _all_files | while read -r _file; do
    test -f "$_file" || continue
    _number=$((_number + 1))
    test "$_number" -le "$files" || break
    if test -r "$_file"; then
      section "file$_number"; printf '%s\n' "\${_file#"$root"}"; head -c 65536 "$_file"
    else tell unreadable "\${_file#"$root"}"; fi
  done
}
p_service() {
  test -n "$units" || return
  if test "$init" = systemd; then
    _ids=; for _name in $units; do _ids="$_ids $_name.service"; done
    systemctl show --no-pager -p Id -p LoadState -p ActiveState -p SubState -p Result -p NRestarts -p ExecMainStatus \
      -p UnitFileState -p StateChangeTimestamp -- $_ids 2>&1
  elif test "$init" = openrc; then
    for _name in $units; do printf 'Id=%s\nStatus=%s\n\n' "$_name" "$(rc-service "$_name" status 2>&1 | tr '\n' ' ')"; done
  fi
}
_lines() { cut -b 1-4000 | tail -c 300000; }
p_log() {
  test -n "$units" || return
  if test "$init" = openrc; then
    for _name in $units; do tail -n "$lines" "$root/var/log/$_name.log"; done | _lines
  else
    _args=; for _name in $units; do _args="$_args -u $_name"; done
    # A wrong option makes K3s print all its options, hundreds of lines.
    journalctl -q --no-pager -o short-iso -n "$((lines * 3))" $_args | grep -vE '\]: +(-[a-zA-Z], )?--[a-z]' | tail -n "$lines" | _lines
  fi
}
p_kernel() {
  { _there journalctl && test "$init" = systemd && journalctl -q -k -b --no-pager -o short-iso -n 3000 || dmesg; } 2>/dev/null |
    grep -iE 'out of memory|oom-kill|I/O error|remounting|(EXT4|XFS|BTRFS).*(error|corrupt)|avc: +denied|apparmor="?DENIED|under-?voltage|blocked for more than' |
    tail -n 60 | _lines
}
p_audit() { tail -n 3000 "$root/var/log/audit/audit.log" | grep -E 'avc: +denied.*(k3s|container|runc|flannel|kubelet)' | tail -n 5 | _lines; }
p_disk() {
  set --
  for _place in "$root$data" "$root/var/lib/kubelet" "$root/var/log" "$root/run" "$root/"; do
    test -d "$_place" && set -- "$@" "$_place"
  done
  df -Pk "$@" | sed 's/^/blocks /'
  df -Pi "$@" | sed 's/^/inodes /'
}
p_mounts() {
  while read -r _device _place _type _options _rest; do
    case $_place in */kubelet/pods/* | */k3s/containerd/*) continue ;; esac
    case ",$_options," in *,ro,*) printf 'ro %s %s\n' "$_type" "$_place" ;; *) printf 'rw %s %s\n' "$_type" "$_place" ;; esac
  done <"$root/proc/mounts" | head -c 60000
}
p_cgroup() {
  if test -f "$root/sys/fs/cgroup/cgroup.controllers"; then _line v2 "$root/sys/fs/cgroup/cgroup.controllers"
  else sed -n 's/^\(memory\|cpu\|cpuset\|pids\)[[:space:]].*[[:space:]]\([01]\)$/v1 \1 \2/p' "$root/proc/cgroups"; fi
}
p_kernel_settings() {
  for _name in br_netfilter overlay; do
    test -d "$root/sys/module/$_name" || test -d "$root/proc/sys/net/bridge" -a "$_name" = br_netfilter && continue
    grep -qw "$_name" "$root/proc/filesystems" && continue
    # The service loads it, if it can.
    _there modprobe && ! modprobe -n -q "$_name" && echo "missing $_name"
  done
  for _name in net/ipv4/ip_forward net/bridge/bridge-nf-call-iptables vm/overcommit_memory vm/panic_on_oom kernel/panic \
    kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes fs/inotify/max_user_instances \
    fs/inotify/max_user_watches; do
    test -r "$root/proc/sys/$_name" && _line "$_name" "$root/proc/sys/$_name"
  done
}
p_memory() {
  grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' "$root/proc/meminfo"
  _line load "$root/proc/loadavg"
  for _name in cpu memory io; do _line "pressure $_name" "$root/proc/pressure/$_name"; done
}
p_network() {
  while read -r _card _target _gate _rest; do
    test "$_target" = 00000000 && printf 'default %s\n' "$_card"
  done <"$root/proc/net/route"
  while read -r _target _length _a _b _c _d _e _f _flags _card; do
    test "$_target $_length" = '00000000000000000000000000000000 00' && test "$_card" != lo && printf 'default %s\n' "$_card"
  done <"$root/proc/net/ipv6_route"
  for _card in "$root"/sys/class/net/*; do
    printf 'card %s %s %s\n' "\${_card##*/}" "$(cat "$_card/mtu")" "$(cat "$_card/operstate")"
  done | head -n 60
  sed -n 's/^nameserver[[:space:]]*/nameserver /p' "$root/etc/resolv.conf"
}
servers=
_add_server() {
  _one=\${1#https://} _one=\${_one#http://} _one=\${_one%%/*}
  case $_one in '' | -* | *[!]A-Za-z0-9.:_[-]*) return ;; esac
  case $_one in *]:* | *[!]]:*) ;; *) _one=$_one:6443 ;; esac
  case " $servers " in *" $_one "*) return ;; esac
  set -- $servers
  test $# -lt 3 && servers="$servers $_one"
}
_find_servers() {
  _add_server "$(_said server K3S_URL)"
  for _one in $(tr -s '",[]{} \n' '\n' <"$root$data/agent/etc/k3s-agent-load-balancer.json" | sed -n 's#^\(https://\)*\([^/:][^/]*:[0-9][0-9]*\)$#\2#p'); do
    _add_server "$_one"
  done
  if test -d "$root$data/server/tls"; then
    _port=$(_said https-listen-port K3S_HTTPS_LISTEN_PORT)
    _add_server "127.0.0.1:\${_port:-6443}"
  fi
} 2>/dev/null
_fetch() { curl -q -sS -k --noproxy '*' --connect-timeout "$slow" --max-time "$slow" "$@" 2>&1; }
# Whatever hangs, what was found out before stands in the answer: each line by itself, behind the server it is about.
_reach() {
  _host=\${1%:*} _port=\${1##*:}
  echo "$1 tried"
  case $_host in \[* | *[!0-9.]*) case $_host in \[*) ;; *)
    echo "$1 named"
    _there getent && echo "$1 addresses $(getent hosts "$_host" | sed 's/ .*//' | head -n 4 | tr '\n' ' ')" ;; esac ;; esac
  if _there curl; then
    _fetch -o /dev/null -D - "https://$1/ping" | grep -iE '^(HTTP/|date:|curl:)' | tr -d '\r' | sed "s#^#$1 #"
    _authority=$(_fetch "https://$1/cacerts"; echo .)
    case $_authority in
      *-----BEGIN*-----BEGIN*) ;;
      *-----BEGIN*) echo "$1 authority $(printf '%s' "\${_authority%.}" | sha256sum)" ;;
    esac
  elif _there wget; then
    wget -S -T "$slow" --no-check-certificate -O /dev/null "https://$1/ping" 2>&1 | head -c 2000 | tr -d '\r' | sed "s#^#$1 #"
  elif _there bash; then
    # The names are data, and no text of a program.
    _said=$(bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$_host" "$_port" 2>&1) && echo "$1 open" || echo "$1 $(printf '%s' "$_said" | tr '\n' ' ')"
  elif _there nc; then nc -w "$slow" "$_host" "$_port" </dev/null >/dev/null 2>&1 && echo "$1 open" || echo "$1 closed"
  fi
}
p_reach() {
  _find_servers
  for _one in $servers; do _reach "$_one" & done
  wait
}
# What a token says of the cluster's certificate authority is no secret; the rest of it stays where it is.
p_authority() {
  { _all_files | while read -r _file; do cat "$_file"; echo; done; cat "$(_said token-file K3S_TOKEN_FILE)"; } 2>/dev/null |
    sed -n 's/.*K10\([0-9a-f]\{64\}\)::.*/said \1/p' | head -n 1
  for _file in "$root$data/agent/server-ca.crt" "$root$data/server/tls/server-ca.crt"; do
    test "$(grep -c BEGIN "$_file")" = 1 && printf 'kept %s\n' "$(sha256sum <"$_file")"
  done
}
p_certificates() {
  for _file in "$root$data"/agent/*.crt "$root$data"/server/tls/*.crt "$root$data"/server/tls/etcd/*.crt; do
    test -r "$_file" || continue
    printf 'file %s\n' "\${_file#"$root"}"
    sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p; /-----END CERTIFICATE-----/q' "$_file"
  done | head -c 200000
}
p_version() { test -n "$k3s" && "$k3s" --version 2>&1 | head -n 2; }
p_ports() { { ss -lntup || netstat -lntup; } 2>/dev/null | grep -E ':(6443|6444|9345|10248|10249|10250|10256|2379|2380|8472|51820|51821)[^0-9]' | cut -b 1-300; }
p_clock() {
  { _there timedatectl && timedatectl show -p NTPSynchronized -p NTP; } 2>/dev/null
  { _there chronyc && chronyc -n tracking; } 2>/dev/null | head -n 20
}
p_firewall() {
  _there ufw && ufw status 2>&1 | head -n 60 | sed 's/^/ufw /'
  _there firewall-cmd && { firewall-cmd --state; firewall-cmd --list-all; } 2>&1 | head -n 60 | sed 's/^/firewalld /'
}
p_selinux() {
  _line enforce "$root/sys/fs/selinux/enforce"
  ls "$root"/usr/share/selinux/packages/k3s.pp | sed 's/.*/policy yes/'
}
p_cni() {
  for _file in "$root$data"/agent/etc/cni/net.d/* "$root"/etc/cni/net.d/*; do test -e "$_file" && printf 'configuration %s\n' "\${_file#"$root"}"; done | head -n 20
  test -e "$root/run/flannel/subnet.env" && echo 'flannel yes'
}
p_containerd() { tail -n 80 "$root$data/agent/containerd/containerd.log" | _lines; }
p_check() { test -n "$k3s" && "$k3s" check-config 2>&1 | head -c 30000; }
# Of all that it says only this: its settings may hold passwords of registries.
p_runtime() { test -n "$k3s" && "$k3s" crictl info 2>&1 | sed -n '/"conditions"/,/]/p; /lastCNILoadStatus/p; /level=/p; /rpc error/p' | cut -b 1-1000 | head -n 60; }
p_containers() { test -n "$k3s" && "$k3s" crictl ps -a 2>&1 | cut -b 1-300 | head -n 120; }
# Hanging once is enough.
_unless() { case " $_late " in *" $1 "*) tell skipped "$2" ;; *) _what=$2; shift 2; probe "$_what" "$@" ;; esac; }
probe system "$quick" p_system
probe files "$quick" p_files
probe service "$quick" p_service
probe log "$slow" p_log
probe kernel "$quick" p_kernel
probe disk "$quick" p_disk
probe mounts "$quick" p_mounts
probe cgroup "$quick" p_cgroup
probe network "$quick" p_network
probe reach "$slow" p_reach
probe authority "$quick" p_authority
probe certificates "$quick" p_certificates
probe settings "$quick" p_kernel_settings
probe memory "$quick" p_memory
probe containerd "$quick" p_containerd
probe audit "$quick" p_audit
probe version "$quick" p_version
probe runtime "$slow" p_runtime
probe clock "$quick" p_clock
probe ports "$quick" p_ports
probe selinux "$quick" p_selinux
probe cni "$quick" p_cni
probe firewall "$quick" p_firewall
probe check "$slow" p_check
_unless runtime containers "$slow" p_containers
tell now "$(date +%s)"
exit 0`;
