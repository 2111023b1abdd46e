/** Runs the demo's cluster beside VS Code, for as long as this process lives. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { newerEnvironment, newerNode } from './setup/node.mjs';
import { project } from './setup/project.mjs';

/** Gives the environment in which it is the first of all clusters; it goes when we do. */
export async function demoCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'k3s-demo-'));
  const kubeconfig = join(folder, 'demo.yaml');
  const program = join(project, 'demo', 'cluster', 'run.ts');
  const child = spawn(newerNode(), [program, '--kubeconfig', kubeconfig], {
    env: newerEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.on('exit', () => {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).startsWith('ready') && resolve());
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The demo's cluster could not be started (code ${code}).`)));
  });
  // It is no reason to stay.
  for (const part of [child, child.stdin, child.stdout]) part.unref();
  return { KUBECONFIG: [kubeconfig, process.env.KUBECONFIG].filter(Boolean).join(delimiter) };
}
