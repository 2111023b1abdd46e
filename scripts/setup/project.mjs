/** Where the project is, and an environment for child processes that does not lean on the npm run we may be in. */
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What npm tells the scripts it runs, about this project and about itself; a child npm would take it for its own. */
const fromNpm =
  /^(INIT_CWD|npm_(command|execpath|node_execpath)|npm_(package|lifecycle)_.*|npm_config_(user_agent|npm_version|local_prefix|node_gyp))$/;

/** The environment without what `npm run` added, its PATH too: `npm ci` must not run on the very Node it deletes. */
export function plainEnvironment({ path = [], ...more } = {}) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !fromNpm.test(name)));
  const inherited = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join(sep, 'node_modules', '.bin')) && !folder.includes('node-gyp-bin'));
  return { ...environment, PATH: [...path, ...inherited].join(delimiter), ...more };
}
