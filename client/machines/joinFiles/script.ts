/** Joining by a script for any POSIX shell, without the secret in it: it asks for the token, or reads it where it is piped. */

import { configText } from '../join/plan.ts';
import { labelSteps } from './config.ts';
import { comment, type Install, installLines, placesOf, startLines, word } from './shell.ts';

/** No line of a config.yaml can be this: all begin with a word of ours, `#`, or blanks. */
const END = 'END_OF_CONFIG';

/** Nothing runs before the last line has been read. */
export function joinScript(install: Install): string {
  const { plan } = install;
  const { config, token, server } = placesOf(install);
  return [
    '#!/bin/sh',
    ...comment(
      'Joins this machine to a K3s cluster as an agent.',
      '',
      'The token is not in this file. It is asked for without being shown, or read from standard input:',
      '    sudo sh join-agent.sh',
      '    sudo sh join-agent.sh < FILE_WITH_THE_TOKEN',
      ...labelSteps(install),
    ),
    'set -eu',
    'umask 077',
    '',
    'fail() { printf \'%s\\n\' "$*" >&2; exit 1; }',
    '',
    READ_TOKEN,
    '',
    PUT,
    '',
    'main() {',
    `  [ "$(id -u)" = 0 ] || fail 'Run this as root, for example with sudo.'`,
    `  for path in ${server.map(word).join(' ')}; do`,
    `    [ ! -e "$path" ] || fail "This machine is a K3s server: $path is there. Nothing was changed."`,
    '  done',
    '  read_token',
    `  put ${word(config)} <<'${END}'`,
    configText(plan).replace(/\n$/, ''),
    END,
    `  printf '%s\\n' "$token" | put ${word(token)}`,
    ...[...installLines(install), ...startLines(install)].map((line) => `  ${line}`),
    "  echo 'k3s-agent is starting. Look at it with: journalctl -fu k3s-agent'",
    '}',
    '',
    'main "$@"',
    '',
  ].join('\n');
}

const READ_TOKEN = `read_token() {
  if [ -t 0 ]; then
    command -v stty >/dev/null 2>&1 || fail 'There is no stty here, so the token would be shown. Pipe it in instead.'
    saved=$(stty -g)
    trap 'stty "$saved"' EXIT
    trap 'exit 130' HUP INT TERM
    stty -echo
    printf 'Token (it is not shown): ' >&2
    IFS= read -r token || :
    stty "$saved"
    trap - EXIT HUP INT TERM
    printf '\\n' >&2
  else
    IFS= read -r token || :
  fi
  token=\${token%"$(printf '\\r')"}
  case $token in
    '') fail 'No token was given. Nothing was changed.' ;;
    *[[:space:]]*) fail 'A token has no blanks in it. Nothing was changed.' ;;
  esac
}`;

const PUT = `# Writes a file as a whole, for root only; another one that stood there is kept beside it.
put() {
  (umask 022; mkdir -p "\${1%/*}")
  cat > "$1.new"
  if [ -e "$1" ] && [ "$(cat "$1")" != "$(cat "$1.new")" ]; then
    cp -p "$1" "$1.bak-$(date +%Y%m%dT%H%M%S)"
  fi
  mv -f "$1.new" "$1"
}`;
