/**
 * What is looked at on a machine before it joins: one script that changes nothing, every probe of it bounded. What it
 * answers is read in `looked.ts`. As node-operations 2.9 no. 2 lists it.
 */

import { type Script, sh } from '../../host/script.ts';

/** Where the machine is to register. */
export interface Registration {
  /** `https://…:6443` */
  readonly url: string;
  readonly host: string;
}

/** Seconds for one probe of the network, so that a closed port does not eat the limit of the script. */
const NETWORK_SECONDS = 5;

/** @param root '' for the machine itself; a folder that stands for it in tests */
export function lookScript({ url, host }: Registration, root = ''): Script {
  return { body: BODY, data: { root, url, host, seconds: String(NETWORK_SECONDS) } };
}

const BODY = sh`
have() { command -v "$1" >/dev/null 2>&1; }
first() { head -n "$2" "$1" 2>/dev/null; }
# Ends what takes longer, with or without timeout(1).
within() {
  _s=$1; shift
  if have timeout; then timeout "$_s" "$@" </dev/null; return $?; fi
  "$@" </dev/null & _p=$!
  ( sleep "$_s"; kill -s KILL "$_p" ) >/dev/null 2>&1 & _k=$!
  wait "$_p"; _c=$?
  kill "$_k" 2>/dev/null
  return $_c
}

section os; first "$root/etc/os-release" 40
tell arch "$(uname -m)"
tell kernel "$(uname -r)"
tell user "$(id -u)"
tell hostname "$(first "$root/proc/sys/kernel/hostname" 1)"
tell machine "$(first "$root/etc/machine-id" 1)"
tell boot "$(first "$root/proc/sys/kernel/random/boot_id" 1)"
tell time "$(date +%s)"
tell memory "$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' "$root/proc/meminfo" 2>/dev/null)"

section init
if [ -x "$root/sbin/openrc-run" ]; then echo openrc
elif [ -d "$root/run/systemd/system" ]; then echo systemd; systemctl --version 2>/dev/null | head -n 1; fi

section cgroups
if [ -r "$root/sys/fs/cgroup/cgroup.controllers" ]; then cat "$root/sys/fs/cgroup/cgroup.controllers"
else awk '$4 == 1 { print $1 }' "$root/proc/cgroups" 2>/dev/null; fi

section modules
for _m in br_netfilter overlay; do
  if grep -q "^$_m " "$root/proc/modules" 2>/dev/null || [ -d "$root/sys/module/$_m" ]; then echo "$_m loaded"
  elif have modprobe && modprobe -n "$_m" >/dev/null 2>&1; then echo "$_m there"
  else echo "$_m missing"; fi
done

section routes
awk 'NR > 1 && $2 == "00000000" { print $1 }' "$root/proc/net/route" 2>/dev/null
awk '$1 == "00000000000000000000000000000000" && $2 == "00" && $10 != "lo" { print $10 }' "$root/proc/net/ipv6_route" 2>/dev/null

section addresses
if have ip; then ip -o addr show scope global 2>/dev/null | awk '{ print $2, $4 }'; fi

section ports
awk '$4 == "0A" { print $2 }' "$root/proc/net/tcp" "$root/proc/net/tcp6" 2>/dev/null

section disks
for _d in /var/lib/rancher /usr/local/bin /tmp; do
  _e=$root$_d
  while [ -n "$_e" ] && [ ! -d "$_e" ]; do _e=\${_e%/*}; done
  within "$seconds" df -Pk "\${_e:-/}" 2>/dev/null | awk -v d="$_d" 'NR == 2 { print d, $4, $5 }'
done

section tools
for _t in curl wget systemctl rc-service sudo iptables nft modprobe; do if have "$_t"; then echo "$_t"; fi; done

section runtimes
for _t in rke2 dockerd containerd k3s; do if have "$_t" || [ -x "$root/usr/local/bin/$_t" ]; then echo "$_t"; fi; done
if have pgrep; then for _t in rke2 dockerd containerd kubelet; do pgrep -x "$_t" >/dev/null 2>&1 && echo "$_t runs"; done; fi

section firewall
if have systemctl; then
  for _f in firewalld ufw nftables; do
    if [ "$(within "$seconds" systemctl is-active "$_f" 2>/dev/null)" = active ]; then echo "$_f"; fi
  done
fi

section selinux
if have getenforce; then getenforce 2>/dev/null; fi

section reboot
if [ -e "$root/run/reboot-required" ] || [ -e "$root/var/run/reboot-required" ]; then echo yes; fi

section units
for _f in "$root"/etc/systemd/system/k3s*.service "$root"/etc/init.d/k3s*; do
  if [ -f "$_f" ]; then echo "\${_f#"$root"}"; fi
done

section version
for _b in "$root/usr/local/bin/k3s" "$root/opt/bin/k3s"; do
  if [ -x "$_b" ]; then within "$seconds" "$_b" --version 2>/dev/null | head -n 1; break; fi
done

section folders
for _f in /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/server/tls /var/lib/rancher/k3s/agent /var/lib/rancher/rke2 /etc/rancher/node/password /etc/rancher/k3s/config.yaml; do
  if [ -e "$root$_f" ]; then echo "$_f"; fi
done

section config
if [ -f "$root/etc/rancher/k3s/config.yaml" ]; then cksum < "$root/etc/rancher/k3s/config.yaml" | awk '{ print $1, $2 }'; fi

section dns
# An address needs no look-up, what begins with a dash would be an option, and without getent nobody can tell.
case $host in
  *:* | -*) echo unknown ;;
  *[!0-9.]*)
    if have getent; then within "$seconds" getent ahosts "$host" 2>/dev/null | awk '{ print $1 }' | sort -u
    else echo unknown; fi ;;
  *) echo unknown ;;
esac

# Whoever answers there cannot be trusted yet: this only shows what stands between.
section cacerts
_code=
if have curl; then
  curl -sk --noproxy '*' --connect-timeout "$seconds" --max-time "$((seconds * 2))" -- "$url/cacerts" </dev/null; _code=$?
  _way=curl
elif have wget; then
  within "$((seconds * 2))" wget -q -O - --no-check-certificate -- "$url/cacerts"; _code=$?
  _way=wget
fi
tell way "\${_way:-none} \${_code:-}"

section date
if have curl; then
  curl -skI --noproxy '*' --connect-timeout "$seconds" --max-time "$((seconds * 2))" -- "$url/ping" </dev/null | tr -d '\r' | sed -n 's/^[Dd]ate: //p'
fi
section end`;
