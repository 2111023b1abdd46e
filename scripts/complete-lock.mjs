/**
 * Adds to package-lock.json the builds of native packages for other platforms.
 *
 *   node scripts/complete-lock.mjs [--check]
 *
 * A registry that mirrors only some platforms makes `npm install` leave out the others, and then `npm ci` refuses
 * the lock file, and nobody on another platform could work with it. Run this after each `npm install` there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './setup/child.mjs';
import { project } from './setup/project.mjs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The lock entry of a package named for its platform, such as `@biomejs/cli-linux-x64-musl`; undefined for other names. */
function entryOf(name, version, dev) {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(version)) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

/** The folders in which Node looks for a package that the one at `path` needs, nearest first. */
function* places(path, name) {
  for (let at = path; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    yield `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (at === '') return;
  }
}

await main(() => {
  const file = join(project, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = {};
  for (const [path, { optionalDependencies, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const entry = entryOf(name, version, dev);
      const known = [...places(path, name)].some((place) => lock.packages[place] !== undefined);
      if (entry !== undefined && !known) added[`node_modules/${name}`] = entry;
    }
  }
  const names = Object.keys(added);
  if (names.length === 0) return void console.log('package-lock.json names every platform.');
  if (process.argv.includes('--check')) {
    console.log(
      `package-lock.json lacks ${names.length} packages for other platforms, which makes npm ci refuse it. Run "node scripts/complete-lock.mjs".`,
    );
    return 1;
  }
  const { '': root, ...packages } = { ...lock.packages, ...added };
  // npm's own order, so that its next change to the file stays small.
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(
    file,
    `${JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(sorted) } }, undefined, 2)}\n`,
  );
  console.log(`package-lock.json: added ${names.length} packages for other platforms.`);
});
