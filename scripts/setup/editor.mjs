/** Installs a VS Code that runs in a browser into its cache folder, whole or not at all. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, mustRun } from './child.mjs';
import { placesIn } from './editions.mjs';
import { plainEnvironment } from './project.mjs';

export function editorIsThere(edition) {
  return existsSync(edition.server) && existsSync(edition.nodeProgram);
}

/** Gives true when something had to be installed. */
export async function setUpEditor(say, edition) {
  if (editorIsThere(edition)) return false;
  say(
    `VS Code ${edition.version} (code-server ${edition.codeServer}): installing into ${edition.folder}, about 3 minutes`,
  );
  const cache = dirname(edition.folder);
  mkdirSync(cache, { recursive: true });
  removeLeftovers(cache);
  // Installed beside its place and renamed at the end: an interrupted install is never taken for a whole one.
  const folder = join(cache, `${leftover}${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    await install(folder, edition);
    put(folder, edition);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

async function install(folder, edition) {
  const node = `node-linux-${process.arch}`;
  const { nodeFolder, server } = placesIn(folder);
  const allowScripts = { [`code-server@${edition.codeServer}`]: true, argon2: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }, undefined, 2));
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const options = {
    cwd: folder,
    minutes: 15,
    // node-gyp takes the headers from the package instead of downloading them; code-server's own npm runs on that Node too.
    env: plainEnvironment({
      path: [join(nodeFolder, 'bin')],
      npm_config_nodedir: nodeFolder,
      npm_config_unsafe_perm: 'true',
      TMPDIR: temporary,
    }),
    next: 'Check that the npm registry can be reached and that 2 GB are free, then run the command again.',
  };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // Node first and on its own: code-server's install scripts must find it.
  await mustRun('npm', ['install', `${node}@${edition.node}`, ...quiet], {
    ...options,
    env: plainEnvironment({ TMPDIR: temporary }),
  });
  if (edition.ripgrep !== undefined) await placeRipgrep(temporary, edition.ripgrep);
  await mustRun('npm', ['install', `code-server@${edition.codeServer}`, ...quiet], options);
  rmSync(temporary, { recursive: true, force: true });
  if (!existsSync(server))
    throw new Failure(
      `code-server ${edition.codeServer} was installed without its VS Code: npm did not run its install script. Update npm (npm install -g npm@latest) and run the command again.`,
    );
}

/** Puts Debian's ripgrep where the installer of older editions looks before it downloads one. */
async function placeRipgrep(temporary, { cache, archive }) {
  const place = join(temporary, cache);
  mkdirSync(place);
  await mustRun('tar', ['-czf', join(place, archive), '-C', '/usr/bin', 'rg'], {
    next: 'Install ripgrep (apt-get install ripgrep) and run the command again.',
  });
}

function put(folder, edition) {
  // What is in the place but not whole is in the way; what another set-up put there meanwhile is as good as ours.
  if (editorIsThere(edition)) return;
  rmSync(edition.folder, { recursive: true, force: true });
  renameSync(folder, edition.folder);
}

const leftover = '.installing-';

/** Removes what earlier installs, whose process is gone, left behind. */
function removeLeftovers(cache) {
  for (const name of readdirSync(cache)) {
    if (name.startsWith(leftover) && !isRunning(Number(name.slice(leftover.length))))
      rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
