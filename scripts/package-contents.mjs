/**
 * Compares the files that would be published with the list in package-contents.txt.
 *
 *   node scripts/package-contents.mjs [--update]
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, mustRun } from './setup/child.mjs';
import { newerEnvironment } from './setup/node.mjs';
import { project } from './setup/project.mjs';

const listFile = join(project, 'scripts', 'package-contents.txt');

await main(async () => {
  const { output } = await mustRun('vsce', ['ls', '--no-dependencies'], {
    cwd: project,
    env: newerEnvironment(),
    next: 'Correct what it names and run this again.',
  });
  const there = linesOf(
    output
      .split('\n')
      .filter((line) => !/^\s*(WARNING|INFO|DONE)\b/.test(line))
      .join('\n'),
  );
  if (process.argv.includes('--update')) {
    writeFileSync(listFile, `${there.join('\n')}\n`);
    console.log(`scripts/package-contents.txt now lists ${there.length} files.`);
    return 0;
  }
  // A part that is loaded only when it is needed would be missed by nobody but the person who needs it.
  const unpublished = readdirSync(join(project, 'dist')).filter(
    (file) => file.endsWith('.js') && !there.includes(`dist/${file}`),
  );
  for (const file of unpublished) console.error(`built, but not published: dist/${file}`);
  if (unpublished.length > 0) return 1;
  const expected = existsSync(listFile) ? linesOf(readFileSync(listFile, 'utf8')) : [];
  const added = there.filter((file) => !expected.includes(file));
  const missing = expected.filter((file) => !there.includes(file));
  if (added.length === 0 && missing.length === 0) {
    console.log(`${there.length} files, as listed`);
    return 0;
  }
  for (const file of added) console.error(`published, but not in the list: ${file}`);
  for (const file of missing) console.error(`in the list, but not published: ${file}`);
  console.error('Correct .vscodeignore, or accept the change with "node scripts/package-contents.mjs --update".');
  return 1;
});

function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort();
}
