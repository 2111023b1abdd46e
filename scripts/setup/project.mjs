/** Where the project is, and an environment for child processes that does not lean on the npm run we may be in. */
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The environment with what `npm run` added taken out: its settings would make a child npm work on this
 * project instead of its own folder, and its PATH would let `npm ci` run on the very Node it deletes.
 */
export function plainEnvironment({ path = [], ...more } = {}) {
  const environment = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_(package|lifecycle)_|^npm_(execpath|node_execpath|command|config_local_prefix|config_node_gyp)$|^INIT_CWD$/.test(name)) continue;
    environment[name] = value;
  }
  const inherited = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.endsWith(join(sep, 'node_modules', '.bin')) && !folder.includes('node-gyp-bin'));
  environment.PATH = [...path, ...inherited].join(delimiter);
  return { ...environment, ...more };
}
