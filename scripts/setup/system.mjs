/** Debian packages, as for a VS Code in a browser: installed when we are root, named in one line to copy when not. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Failure, mustRun, run } from './child.mjs';
import { chromiumPath } from './editions.mjs';
import { plainEnvironment } from './project.mjs';

/** To look at it: a browser, and letters for it. */
const forShowing = ['chromium', 'fonts-dejavu-core'];

/** To install it: its native modules are compiled here. */
const forBuilding = [
  'build-essential',
  'python3',
  'pkg-config',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
];

/** Debian and what descends from it have this. */
const dpkgQuery = '/usr/bin/dpkg-query';

/** Gives true when something had to be installed. */
export async function setUpSystem(say, { build, ripgrep }) {
  const wanted = [...forShowing, ...(build ? forBuilding : []), ...(build && ripgrep ? ['ripgrep'] : [])].filter(
    (name) => name !== 'chromium' || chromiumPath() === undefined,
  );
  if (!isDebian()) return otherSystem();
  return installMissing(say, wanted);
}

/** Whether packages can be installed by their Debian names. */
export function isDebian() {
  return existsSync(dpkgQuery);
}

/** Installs those of these Debian packages that are not there; gives true when there were any. */
export async function installMissing(say, wanted) {
  const missing = missingOf(wanted);
  if (missing.length === 0) return false;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new Failure(
      `Some system packages are missing, and installing them needs root. Copy this line, then run the command again:\n\n  sudo ${line}\n`,
    );
  }
  say(`system packages: installing ${missing.join(' ')}`);
  await install(line.split(' '));
  return true;
}

async function install([program, ...args]) {
  const options = { env: plainEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }), minutes: 10 };
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
  // A list of packages from yesterday mostly still works, and getting a new one takes its time: only when needed.
  if (hasLists() && (await run(program, [...args, ...quiet], options)).code === 0) return;
  const update = await run(program, ['update', ...quiet], options);
  await mustRun(program, [...args, ...quiet], {
    ...options,
    next: `${update.code === 0 ? '' : 'apt-get update failed too. '}Check that the Debian package server can be reached (apt-get update), then run the command again.`,
  });
}

function hasLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => /_Packages(\.\w+)?$/.test(name));
  } catch {
    return false;
  }
}

function missingOf(names) {
  let listed = '';
  try {
    listed = execFileSync(dpkgQuery, ['-W', '-f', `\${Package} \${db:Status-Status}\n`, ...names], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // dpkg-query ends with 1 when it does not know one of them, and still lists the others.
    listed = error.stdout ?? '';
  }
  const installed = new Set(
    listed
      .split('\n')
      .filter((row) => row.endsWith(' installed'))
      .map((row) => row.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Not Debian: we do not know the names of its packages, only what we cannot do without. */
function otherSystem() {
  if (chromiumPath() !== undefined) return false;
  let name = process.platform;
  try {
    name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? name;
  } catch {
    // No such file: the platform's name has to do.
  }
  throw new Failure(
    `VS Code in a browser needs Chromium, and on ${name} this set-up does not know how to install it. Install it (K3S_CHROMIUM names a browser elsewhere) and run the command again.`,
  );
}
