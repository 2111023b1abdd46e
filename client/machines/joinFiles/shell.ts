/** The shell text of join files, with values in it: each in quotes that no shell looks into. */

import type { JoinPlan } from '../join/plan.ts';

/** What has to be known to install K3s on the new machine. */
export interface Install {
  readonly plan: JoinPlan;
  /** Where the machine gets the install script: an address that begins with `https://`. */
  readonly installer: string;
  /** In front of the paths of the machine; '' but in tests. */
  readonly root?: string;
}

export const INSTALLER = 'https://get.k3s.io';

/** One word of a POSIX shell, whatever stands in it; a zero byte, which none can hold, is left out. */
export function word(text: string): string {
  const held = text.replaceAll('\0', '');
  return /^[\w./:@+-]+$/.test(held) ? held : `'${held.replaceAll("'", "'\\''")}'`;
}

/** What the install script is told; everything else stands in config.yaml. */
const variables = ({ version }: JoinPlan): string =>
  `${version === '' ? '' : `INSTALL_K3S_VERSION=${word(version)} `}INSTALL_K3S_EXEC=agent`;

/** Installs and starts, in one line that a person runs and sees the end of. */
export const installCommand = ({ plan, installer }: Install): string =>
  `curl -sfL ${word(installer)} | ${variables(plan)} sh -`;

/**
 * The same without a person: the script is there as a whole before it is run, and nothing waits for the agent to join,
 * because with a wrong token or address that would have no end. Variables of K3s in the environment would be kept.
 */
export const installLines = ({ plan, installer }: Install): readonly string[] => [
  'unset K3S_URL K3S_TOKEN K3S_TOKEN_FILE',
  'installer=$(mktemp)',
  'if command -v curl >/dev/null 2>&1; then',
  `  curl -sSfL -o "$installer" ${word(installer)}`,
  'else',
  `  wget -q -O "$installer" ${word(installer)}`,
  'fi',
  `${variables(plan)} INSTALL_K3S_SKIP_START=true sh "$installer"`,
  'rm -f "$installer"',
];

export const startLines = ({ root = '' }: Install): readonly string[] => [
  `if [ -x ${word(`${root}/sbin/openrc-run`)} ]; then`,
  '  rc-service k3s-agent restart',
  'else',
  '  systemctl --no-block restart k3s-agent',
  'fi',
];

/** Where things lie on the new machine. */
export const placesOf = ({ plan, root = '' }: Install) => ({
  config: `${root}/etc/rancher/k3s/config.yaml`,
  token: `${root}${plan.tokenFile}`,
  /** Where one of these is, the machine is a server. */
  server: [`${root}/var/lib/rancher/k3s/server`, `${root}/etc/systemd/system/k3s.service`, `${root}/etc/init.d/k3s`],
});

/** Behind `#`, each line of it. */
export const comment = (...texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => text.split(/[\r\n\u0085\u2028\u2029]+/)).map((line) => `# ${line}`.trimEnd());
