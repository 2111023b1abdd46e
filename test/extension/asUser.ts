/**
 * Runs tests in a VS Code whose person is not root, on a machine with files of root and the real sudo: everything below
 * /etc is changed in a mount namespace only, which is gone with the last process.
 *
 *   node test/extension/asUser.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../scripts/setup/editions.mjs';
import { removeFolder, temporaryFolder } from './host/processes.ts';

const USER = 'k3s-person';
const ID = '4242';

/** `$1` is a folder that becomes one in memory, `$2` where VS Code is; the rest is run as that person. */
const PREPARE = `set -e
folder=$1 cache=$2; shift 2
mount -t tmpfs -o mode=0755 k3s "$folder"
mkdir "$folder/etc" "$folder/etc-work" "$folder/cache" "$folder/home"
mount --bind "$cache" "$folder/cache"
mount -t overlay -o "lowerdir=/etc,upperdir=$folder/etc,workdir=$folder/etc-work" etc /etc
echo '${USER}:x:${ID}:${ID}::/nonexistent:/bin/sh' >> /etc/passwd
echo '${USER}:*:19000::::::' >> /etc/shadow
echo '${USER}:x:${ID}:' >> /etc/group
echo '${USER} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/${USER}
chmod 440 /etc/sudoers.d/${USER}
chown ${ID}:${ID} "$folder/home"
mkdir -p /etc/rancher/k3s
printf '# k3s: role=agent version=v1.33\\nserverr: https://a:6443\\ntoken-file: /etc/rancher/k3s/token\\n' > /etc/rancher/k3s/config.yaml
echo canary > /etc/rancher/k3s/token
chmod 600 /etc/rancher/k3s/config.yaml /etc/rancher/k3s/token
export HOME="$folder/home" K3S_CONFIG_CACHE="$folder/cache"
cd /
exec setpriv --reuid ${ID} --regid ${ID} --clear-groups -- "$@"`;

const project = resolve(import.meta.dirname, '..', '..');
const folder = temporaryFolder('person');
const unshare = (program: readonly string[]): string[] => [
  '--mount',
  '--',
  'sh',
  '-c',
  PREPARE,
  'sh',
  folder,
  cacheFolder,
  ...program,
];
try {
  const why = reasonAgainst();
  if (why === undefined) {
    const run = [process.execPath, join(project, 'test', 'extension', 'run.ts'), '--suite', 'user'];
    process.exitCode = spawnSync('unshare', unshare(run), { stdio: 'inherit' }).status ?? 1;
  } else console.log(`Not run, because ${why}.`);
} finally {
  removeFolder(folder);
}

/** Why nobody else can be made here. */
function reasonAgainst(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can become somebody else';
  try {
    execFileSync('unshare', unshare(['sudo', '-n', 'true']), { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string };
    return `a person with sudo cannot be made here (${stderr?.toString().trim().split('\n').at(-1) || message})`;
  }
}
