/** What tests of machines run: shells, sudo, ssh, a tracer, and an sshd that is only unpacked, so that no system starts it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { cacheFolder } from './editions.mjs';
import { installMissing, isDebian } from './system.mjs';

/** By the program that is wanted: which package brought it does not matter, and several may. */
const packages = { busybox: 'busybox', openssl: 'openssl', ssh: 'openssh-client', strace: 'strace', sudo: 'sudo' };
/** With the one library of it that not every system has. */
const sshdPackages = ['openssh-server', 'libwrap0'];

const unpacked = join(cacheFolder, 'sshd');
const places = ['/usr/sbin', join(unpacked, 'usr', 'sbin')];

/** The program, of the system or unpacked, and where its libraries are; undefined when there is none. */
export function sshd() {
  const place = places.find((one) => existsSync(join(one, 'sshd')));
  if (place === undefined) return undefined;
  const libraries = join(unpacked, 'usr', 'lib');
  const own = place.startsWith(unpacked) ? readdirSync(libraries).map((name) => join(libraries, name)) : [];
  return { program: join(place, 'sshd'), libraries: own };
}

/** Gives true when something had to be got. What cannot be had is no failure: the tests that need it say so. */
export async function setUpMachines(say) {
  if (!isDebian()) return false;
  const missing = Object.entries(packages).filter(([program]) => !existsSync(join('/usr/bin', program)));
  const wanted = missing.map(([, name]) => name);
  const installed = process.getuid?.() === 0 && (await installMissing(say, wanted));
  return (await setUpSshd(say)) || installed;
}

async function setUpSshd(say) {
  if (sshd() !== undefined) return false;
  say(`sshd: unpacking Debian's into ${unpacked}`);
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, '.sshd-'));
  try {
    const got = await run('apt-get', ['download', '-qq', ...sshdPackages], { cwd: work });
    if (got.code !== 0) return false;
    for (const name of readdirSync(work).filter((file) => file.endsWith('.deb')))
      await run('dpkg', ['-x', name, 'x'], { cwd: work });
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(join(work, 'x'), unpacked);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
