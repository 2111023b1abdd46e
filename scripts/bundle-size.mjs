/** Holds the size of the bundles below their limits: what grows is loaded by everybody. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './setup/child.mjs';
import { project } from './setup/project.mjs';

/**
 * In KB of 1024 bytes. Of the server, 190 KB are the protocol library, 70 KB the options with their descriptions, and
 * most of the rest the sentences of the rules. What not everybody needs is a file of its own. The explorer is half the options again, to know what is
 * secret and what a default is; the actions are all that is done to nodes and machines, which nobody loads before the
 * first of them; kubeconfig.js is the YAML library; clientNode.js and undici.js are libraries, too, which hold up the
 * editor less when they are loaded one after the other.
 */
const limits = [
  ['dist/server.js', 540],
  ['dist/client.js', 500],
  ['dist/explorer.js', 180],
  ['dist/actions.js', 600],
  ['dist/kubeconfig.js', 150],
  ['dist/machines.js', 60],
  ['dist/rootFiles.js', 60],
  ['dist/clusters.js', 80],
  ['dist/clientNode.js', 420],
  ['dist/undici.js', 500],
];

await main(() => {
  const rows = limits.map(([file, limit]) => ({ file, limit, size: sizeOf(file) }));
  for (const { file, limit, size } of rows) {
    if (size === undefined) console.error(`${file} is not there. Run "npm run build".`);
    else if (size > limit)
      console.error(
        `${file} has ${size} KB, more than its limit of ${limit} KB. Find what grew (node esbuild.mjs --metafile), or raise the limit in scripts/bundle-size.mjs and say why.`,
      );
  }
  if (rows.some(({ size, limit }) => size === undefined || size > limit)) return 1;
  console.log(rows.map(({ file, limit, size }) => `${file} ${size} of ${limit} KB`).join(', '));
});

function sizeOf(file) {
  const path = join(project, file);
  return existsSync(path) ? Math.ceil(statSync(path).size / 1024) : undefined;
}
