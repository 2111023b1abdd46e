/** The npm packages of the project: installed when node_modules is not what package-lock.json says. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './child.mjs';
import { bundledNode } from './node.mjs';
import { plainEnvironment, project } from './project.mjs';

const stampFile = join(project, 'node_modules', '.k3s-setup');

/** Gives true when something had to be installed. */
export async function setUpPackages(say) {
  const stamp = stampOf();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && nodeIsThere()) return false;
  // Somebody's own `npm install` may have done the work already; throwing that away would help nobody.
  const installed = matchesLock() && nodeIsThere();
  if (!installed) {
    say('npm packages: installing what package-lock.json names (npm ci)');
    await mustRun('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: project,
      env: plainEnvironment(),
      next: 'Check that the npm registry can be reached, and that package-lock.json belongs to package.json (npm install and node scripts/complete-lock.mjs make it so), then run the command again.',
    });
  }
  writeFileSync(stampFile, stamp);
  return !installed;
}

function stampOf() {
  const lock = readFileSync(join(project, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** Where a package brings the newer Node, a node_modules without it (`--omit=optional`) is not complete. */
function nodeIsThere() {
  return bundledNode === undefined || existsSync(bundledNode);
}

/** Compares npm's own record of what it installed, and what is there, with the lock file; optional packages may be missing. */
function matchesLock() {
  const recordFile = join(project, 'node_modules', '.package-lock.json');
  if (!existsSync(recordFile)) return false;
  const recorded = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
  const { '': _root, ...wanted } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages;
  const isThere = (path) => existsSync(join(project, path));
  return (
    Object.entries(wanted).every(([path, { version, optional, peer }]) =>
      recorded[path] === undefined ? optional || peer : recorded[path].version === version && isThere(path),
    ) && Object.keys(recorded).every((path) => wanted[path] !== undefined)
  );
}
