/** The scripts that turn a machine into an agent. Each looks before it changes anything, so it can be run again. */

import { type Script, sh } from '../../host/script.ts';
import { CONFIG_FILE, type JoinOrder, SERVICE } from './order.ts';

const base = ({ root = '', tokenFile }: JoinOrder) => ({
  root,
  config_file: CONFIG_FILE,
  token_file: tokenFile,
  service: SERVICE,
});

/**
 * Writes config.yaml and the file of the token, both 0600, each as a whole. A config.yaml that says something else is
 * kept beside it. Answers `config` and `token` with `same`, `new` or `changed`, and `kept` with the path.
 */
export const filesScript = (order: JoinOrder, token: string, stamp: string): Script => ({
  body: FILES,
  data: { ...base(order), config: order.config, token, stamp },
  secrets: [token],
});

const FILES = sh`
set -e
put() {
  _f=$root$1; _new=$2
  if [ -f "$_f" ] && printf '%s' "$_new" | cmp -s - "$_f"; then chmod 600 "$_f"; echo same; return; fi
  _t=$_f.k3s-$$
  printf '%s' "$_new" > "$_t"; chmod 600 "$_t"
  sync "$_t" 2>/dev/null || sync
  if [ -e "$_f" ]; then
    [ -z "$3" ] || cp -p "$_f" "$_f.$3"
    mv -f "$_t" "$_f"; echo changed
  else mv -f "$_t" "$_f"; echo new; fi
}
mkdir -p "$root/etc/rancher/k3s"
section token; put "$token_file" "$token" ''
section config; _said=$(put "$config_file" "$config" "before-$stamp"); echo "$_said"
if [ "$_said" = changed ]; then tell kept "$config_file.before-$stamp"; fi
`;

/**
 * Runs the install script of K3s as it is fetched from an address: it makes the service and does not start it. Prints
 * what it says; the section `installed` holds the version afterwards.
 */
export const onlineScript = (order: JoinOrder, script: string): Script => ({
  body: ONLINE,
  data: { ...base(order), version: order.version, script },
});

const ONLINE = sh`
_dir=$(mktemp -d) || exit 90
trap 'rm -rf "$_dir"' EXIT
if command -v curl >/dev/null 2>&1; then curl -sfL --connect-timeout 15 --max-time 120 -o "$_dir/install.sh" -- "$script"
else wget -q -T 30 -O "$_dir/install.sh" -- "$script"; fi || { echo "[ERROR]  The install script could not be fetched."; exit 91; }
[ -s "$_dir/install.sh" ] || { echo "[ERROR]  The install script is empty."; exit 91; }
INSTALL_K3S_VERSION=$version INSTALL_K3S_EXEC=agent INSTALL_K3S_SKIP_START=true sh "$_dir/install.sh" 2>&1 || exit 92
`;

/**
 * The same with files that were copied into a folder of the machine. What has another SHA-256 than agreed is not used.
 */
export const offlineScript = (
  order: JoinOrder,
  files: Readonly<Record<'folder' | 'binary' | 'script' | 'images' | 'ending', string>>,
): Script => ({ body: OFFLINE, data: { ...base(order), ...files } });

/** Makes the folder that the files are copied into; the section `folder` names it. */
export const folderScript = (order: JoinOrder): Script => ({ body: FOLDER, data: base(order) });

const FOLDER = sh`
mkdir -p "$root/var/lib/rancher" && _d=$(mktemp -d "$root/var/lib/rancher/.k3s-join-XXXXXX") && tell folder "$_d"
`;

const OFFLINE = sh`
trap 'rm -rf "$folder"' EXIT
sum() { sha256sum "$1" 2>/dev/null | cut -d ' ' -f 1; }
check() { [ "$(sum "$folder/$1")" = "$2" ] || { echo "[ERROR]  $1 arrived with another SHA-256 than agreed."; exit 93; }; }
check k3s "$binary"
check install.sh "$script"
[ -z "$images" ] || check images "$images"
set -e
mkdir -p "$root/usr/local/bin"
cp "$folder/k3s" "$root/usr/local/bin/.k3s-$$"
chmod 755 "$root/usr/local/bin/.k3s-$$"
mv -f "$root/usr/local/bin/.k3s-$$" "$root/usr/local/bin/k3s"
if [ -n "$images" ]; then
  mkdir -p "$root/var/lib/rancher/k3s/agent/images"
  mv -f "$folder/images" "$root/var/lib/rancher/k3s/agent/images/k3s-airgap-images$ending"
fi
set +e
INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_EXEC=agent INSTALL_K3S_SKIP_START=true sh "$folder/install.sh" 2>&1 || exit 92
`;

/** What is installed now: sections `version` and `unit`. */
export const installedScript = (order: JoinOrder): Script => ({ body: INSTALLED, data: base(order) });

const INSTALLED = sh`
section version
for _b in "$root/usr/local/bin/k3s" "$root/opt/bin/k3s"; do
  if [ -x "$_b" ]; then "$_b" --version </dev/null 2>/dev/null | head -n 1; break; fi
done
section unit
for _f in "$root/etc/systemd/system/$service.service" "$root/etc/init.d/$service"; do
  if [ -f "$_f" ]; then echo "\${_f#"$root"}"; fi
done
`;

/** Enables the service and starts it anew without waiting for it. */
export const startScript = (order: JoinOrder): Script => ({ body: START, data: base(order) });

const START = sh`
if [ -x "$root/sbin/openrc-run" ]; then
  rc-update add "$service" default >/dev/null 2>&1 || exit 94
  rc-service "$service" restart || exit 95
else
  systemctl daemon-reload
  systemctl enable "$service" >/dev/null 2>&1 || exit 94
  systemctl --no-block restart "$service" || exit 95
fi
`;

/**
 * Tells every two seconds how the service is, and what it has said since, until it is ended. Lines of the section
 * `state` are those of `systemctl show`; those of `log` may come more than once.
 */
export const followScript = (order: JoinOrder, since: number): Script => ({
  body: FOLLOW,
  data: { ...base(order), since: String(Math.floor(since / 1000)) },
});

const FOLLOW = sh`
while :; do
  _now=$(date +%s)
  if [ -x "$root/sbin/openrc-run" ]; then
    section state
    if rc-service "$service" status >/dev/null 2>&1; then echo ActiveState=active; else echo ActiveState=inactive; fi
    section log
    tail -n 40 "$root/var/log/$service.log" 2>/dev/null
  else
    section state
    systemctl show "$service" -p ActiveState -p SubState -p NRestarts -p Result 2>/dev/null
    section log
    journalctl -u "$service" --since "@$since" --no-pager -o cat -n 60 2>/dev/null
  fi
  section round; echo .
  since=$_now
  sleep 2
done
`;

/**
 * Takes back what a join did: stops the service, removes K3s where the join had installed it, puts the config.yaml back
 * that was there before. Answers `config` with `back` or `gone`, and `left` with what is still there.
 */
export const undoScript = (order: JoinOrder, { kept, installed }: { kept: string; installed: boolean }): Script => ({
  body: UNDO,
  data: { ...base(order), kept, installed: installed ? 'yes' : '' },
});

const UNDO = sh`
_safe=
if [ -n "$kept" ] && [ -f "$root$kept" ]; then _safe=$(mktemp) && cp -p "$root$kept" "$_safe" || exit 96; fi
if [ -x "$root/sbin/openrc-run" ]; then rc-service "$service" stop; rc-update del "$service" default
else systemctl disable --now "$service"; fi >/dev/null 2>&1
_un=$root/usr/local/bin/k3s-agent-uninstall.sh
if [ -n "$installed" ] && [ -x "$_un" ]; then sh "$_un" >/dev/null 2>&1; fi
rm -f "$root$token_file" "$root$kept"
if [ -n "$_safe" ]; then
  mkdir -p "$root/etc/rancher/k3s"
  cp -p "$_safe" "$root$config_file.k3s-$$" && mv -f "$root$config_file.k3s-$$" "$root$config_file" && tell config back
  rm -f "$_safe"
else rm -f "$root$config_file"; tell config gone; fi
section left
for _f in "$root/usr/local/bin/k3s" "$root/etc/systemd/system/$service.service" "$root/etc/init.d/$service"; do
  if [ -n "$installed" ] && [ -e "$_f" ]; then echo "\${_f#"$root"}"; fi
done
`;
