/** The editions of VS Code that run in a browser: the npm package code-server carries one, each kept in a cache folder of its own. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Newest first. `node` is the major version that edition was made for; `ripgrep`: its installer wants to download it. */
const editions = [
  { version: '1.139.1', codeServer: '4.139.1', node: 24, ripgrep: undefined },
  {
    version: '1.117.0',
    codeServer: '4.117.0',
    node: 22,
    ripgrep: { cache: 'vscode-ripgrep-cache-1.17.1', archive: 'ripgrep-v15.0.1-x86_64-unknown-linux-musl.tar.gz' },
  },
];

export const newest = editions[0].version;

/** The cache for everything that is too big for, or shared between, copies of the project. */
export const cacheFolder =
  process.env.K3S_CONFIG_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'k3s-config');

/** The edition of a VS Code version with its places; undefined for a version we do not know. */
export function edition(version = newest) {
  const found = editions.find((one) => one.version === version);
  if (found === undefined) return undefined;
  const folder = join(cacheFolder, `code-server-${found.codeServer}`);
  return { ...found, folder, ...placesIn(folder) };
}

/** Where in an installed edition its server and the Node that runs it are. */
export function placesIn(folder) {
  return {
    server: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
    nodeFolder: join(folder, 'node_modules', `node-linux-${process.arch}`),
    nodeProgram: join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
  };
}

export const knownVersions = editions.map((one) => one.version);

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

/** The browser that shows VS Code; K3S_CHROMIUM names another one. */
export function chromiumPath() {
  return [process.env.K3S_CHROMIUM, ...browsers].find((path) => path !== undefined && path !== '' && existsSync(path));
}
