/** Writes an image of containers that holds one program, as `docker save` would: no registry is asked. */

import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from '../../../scripts/setup/child.mjs';

/** What Go, and so Kubernetes, calls the kind of processor that this is. */
export const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** The name of the image for pods of tests; `pause/main.go` says which arguments it takes. */
export const IMAGE = 'docker.io/library/pause:1';

/** Writes the image with these names to `output`; the program has to be linked statically. */
export async function writeImage(program: string, names: readonly string[], output: string): Promise<void> {
  const folder = mkdtempSync(join(dirname(program), 'image-'));
  copyFileSync(program, join(folder, 'pause'));
  await tar(join(folder, 'layer.tar'), folder, ['pause']);
  const config = JSON.stringify({
    architecture: ARCHITECTURE,
    os: 'linux',
    config: { Entrypoint: ['/pause'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(readFileSync(join(folder, 'layer.tar')))}`] },
    history: [{ created_by: 'test' }],
  });
  const name = `${sha256(config)}.json`;
  writeFileSync(join(folder, name), config);
  const manifest = [{ Config: name, RepoTags: names, Layers: ['layer.tar'] }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await tar(output, folder, [name, 'layer.tar', 'manifest.json']);
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

async function tar(output: string, folder: string, files: readonly string[]): Promise<void> {
  const plain = ['--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=0755'];
  await mustRun('tar', [...plain, '-C', folder, '-cf', output, ...files], { next: 'Run the command again.' });
}
