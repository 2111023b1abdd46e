/** What must be there before anything else: git, Node 20 and npm 10. */
import { execFileSync } from 'node:child_process';
import { Failure } from './child.mjs';

export function checkRequirements() {
  const node = process.versions.node;
  if (Number.parseInt(node, 10) < 20)
    throw new Failure(
      `This needs Node 20 or newer; this is Node ${node}. Install a newer Node and run the command again.`,
    );
  const npm = /^npm\/(\d+[\d.]*)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? versionOf('npm');
  if (npm === undefined)
    throw new Failure(
      'npm was not found. It comes with Node: install it (Debian: apt-get install npm) and run the command again.',
    );
  if (Number.parseInt(npm, 10) < 10)
    throw new Failure(
      `This needs npm 10 or newer; this is npm ${npm}. Run "npm install -g npm@10" and then the command again.`,
    );
  if (versionOf('git') === undefined)
    throw new Failure('git was not found. Install it (Debian: apt-get install git) and run the command again.');
}

function versionOf(program) {
  try {
    return /\d+[\d.]*/.exec(
      execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )?.[0];
  } catch {
    return undefined;
  }
}
