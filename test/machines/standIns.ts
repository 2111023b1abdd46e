/** Programs of a machine that act on the files of a folder; files in `control/` make them fail, hang or lie. */

/** By name; each writes down what it was called with. */
export function programs(root: string): Record<string, string> {
  const begin = `#!/bin/sh\nR=${root}\necho "$(basename "$0") $*" >>$R/calls\n`;
  const state = `
unit=\${unit%.service}
say() { printf '%s\\n' "$@" >$R/state/$unit.new; mv $R/state/$unit.new $R/state/$unit; }
now() { sed -n "s/^$1=//p" $R/state/$unit 2>/dev/null; }
run() { printf '%s' "$(now InvocationID)ff"; }
start() {
  case $(cat $R/control/start-$unit 2>/dev/null || cat $R/control/start 2>/dev/null) in
    fail) say ActiveState=failed SubState=failed Result=exit-code NRestarts=0 ExecMainStatus=1 UnitFileState=enabled "InvocationID=$(run)" ;;
    loop) say ActiveState=activating SubState=auto-restart Result=exit-code NRestarts=0 ExecMainStatus=1 UnitFileState=enabled "InvocationID=$(run)" ;;
    wait) say ActiveState=activating SubState=start Result=success NRestarts=0 ExecMainStatus=0 UnitFileState=enabled "InvocationID=$(run)" ;;
    *) say ActiveState=active SubState=running Result=success NRestarts=0 ExecMainStatus=0 UnitFileState=enabled "InvocationID=$(run)" ;;
  esac
  echo "$((100 + $(wc -l <$R/calls)))" >$R/run/$unit.pid
}
stop() { say ActiveState=inactive SubState=dead Result=success NRestarts=0 ExecMainStatus=0 UnitFileState=enabled "InvocationID=$(now InvocationID)"; rm -f $R/run/$unit.pid; }
`;
  return {
    uname: `#!/bin/sh\nif test "$1" = -n; then cat ${root}/proc/sys/kernel/hostname; else PATH=/usr/bin:/bin exec uname "$@"; fi\n`,
    sudo: '#!/bin/sh\nwhile test "$1" != --; do shift; done\nshift\nexec "$@"\n',
    systemctl: `${begin}
test -e $R/control/hang && sleep 30
verb=$1; shift
for word; do case $word in *.service | k3s*) unit=$word ;; esac; done
test -n "$unit" || exit 0
${state}
case $verb in
  show)
    if test "$(now SubState)" = auto-restart; then sed -i "s/^NRestarts=.*/NRestarts=$(($(now NRestarts) + 1))/" $R/state/$unit; fi
    if test -f $R/state/$unit; then cat $R/state/$unit; else printf 'ActiveState=inactive\\nSubState=dead\\nUnitFileState=\\n'; fi ;;
  restart | start) test -f $R/etc/systemd/system/$unit.service || { echo "Unit $unit.service not found." >&2; exit 5; }; start ;;
  stop) test -e $R/control/stop-fails && { echo "Failed to stop" >&2; exit 1; }; stop ;;
  disable) rm -f $R/etc/systemd/system/multi-user.target.wants/$unit.service ;;
esac
exit 0
`,
    'rc-service': `${begin}
test -e $R/control/hang && sleep 30
unit=$1
${state}
case $2 in
  status) case $(now ActiveState) in active) exit 0 ;; failed) exit 32 ;; *) exit 3 ;; esac ;;
  restart | start) start ;;
  stop) stop ;;
esac
exit 0
`,
    'systemd-run': `${begin}while test "$1" != --; do shift; done\nshift\nsetsid "$@" </dev/null >/dev/null 2>&1 &\n`,
    journalctl: `${begin}cat $R/journal 2>/dev/null\n`,
    umount: `${begin}
for path; do :; done
path=\${path#$R}
if grep -qsxF "$path" $R/control/dead; then
  case $1 in -l) test -e $R/control/stuck && exit 1 ;; *) sleep 30; exit 1 ;; esac
fi
grep -vF " $path " $R/proc/mounts >$R/proc/mounts.new; mv $R/proc/mounts.new $R/proc/mounts
`,
    stat: `#!/bin/sh\nR=${root}
case $1 in -f) grep -qsxF "\${2#$R}" $R/control/dead && sleep 30; exit 0 ;; esac
if test "$1" = -c; then shift 2; for path; do if grep -qsxF "\${path#$R}" $R/control/disk; then echo 2; else echo 1; fi; done; exit 0; fi
`,
    ip: `${begin}test "$1 $2" = 'link delete' && rm -rf "$R/sys/class/net/$3"\nexit 0\n`,
    'iptables-save': `#!/bin/sh\ncat ${root}/rules\n`,
    'ip6tables-save': '#!/bin/sh\nexit 0\n',
    'iptables-restore': `#!/bin/sh\ncat >${root}/rules.new; mv ${root}/rules.new ${root}/rules\n`,
    'ip6tables-restore': '#!/bin/sh\ncat >/dev/null\n',
  };
}
