/** Writes the licences of the packages whose code is in our bundles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param metafiles what esbuild says it put into the bundles */
export function notices(metafiles) {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).map(packageFolder)).filter(Boolean));
  const packages = [...folders].map(read).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const parts = packages.map(({ name, version, license, home, text }) => {
    return `${name} ${version} (${license})\n${home}\n\n${text}`;
  });
  return `This product contains code of the following packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` → `node_modules/a/node_modules/@b/c` */
function packageFolder(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function read(folder) {
  const { name, version, license, repository, homepage } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (!license || (file === undefined && license !== 'MIT')) {
    throw new Error(`${folder} does not come with its licence, so its code cannot be published.`);
  }
  const home = homepage ?? (typeof repository === 'string' ? repository : (repository?.url ?? ''));
  const text =
    file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : `${license}\n`;
  return { name, version, license, home, text: `${text.replaceAll('\r\n', '\n').trim()}\n` };
}
