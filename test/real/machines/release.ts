/** K3s as it is released: one program that unpacks all others, its install script, and what pods need where no image can be pulled. */

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { mustRun } from '../../../scripts/setup/child.mjs';
import { cached, type Say } from '../cached.ts';
import { goCommand, goEnvironment } from '../golang.ts';
import { K3S_CACHE, type K3sSource, k3sBinary, k3sSource, VERSION } from '../k3s.ts';
import type { Base } from './base.ts';
import { ARCHITECTURE, IMAGE, writeImage } from './image.ts';

/** Under these names the program is itself one of its parts. */
const NAMES = ['containerd', 'crictl', 'ctr', 'kubectl', 'k3s-agent', 'k3s-server', 'k3s-token', 'k3s-etcd-snapshot'];
const MORE_NAMES = ['k3s-secrets-encrypt', 'k3s-certificate', 'k3s-completion'];

const FLANNEL = join(import.meta.dirname, 'flannel.sh');
const RUNC = join(import.meta.dirname, 'runc.sh');
/** Under this name K3s looks for what holds each pod together. */
const PAUSE_IMAGE = 'docker.io/rancher/mirrored-pause:3.6';
const PAUSE = join(import.meta.dirname, 'pause', 'main.go');
/** A folder with `k3s`, `install.sh`, the images and the hashes, under the names that they have there; made where it is not there. */
export async function k3sRelease(base: Base, say: Say): Promise<string> {
  const inner = await k3sBinary(say);
  const inputs = [FLANNEL, RUNC, PAUSE, import.meta.filename, join(import.meta.dirname, 'image.ts')];
  const sum = createHash('sha256').update(base.key);
  for (const file of inputs) sum.update(readFileSync(file));
  const entry = `release-${sum.digest('hex').slice(0, 8)}`;
  return cached(K3S_CACHE, entry, say, async (work) => {
    say(`machines: packing K3s ${VERSION} as it is released, once, about half a minute`);
    const source = await k3sSource(work, say);
    const folder = join(work, entry);
    mkdirSync(folder);
    await pack(source, inner, base.parts, work);
    await source.build('./cmd/k3s', join(folder, 'k3s'));
    copyFileSync(join(source.folder, 'install.sh'), join(folder, 'install.sh'));
    const images = `k3s-airgap-images-${ARCHITECTURE}.tar`;
    await writeImage(await pauseProgram(work), [PAUSE_IMAGE, IMAGE], join(folder, images));
    const lines = ['k3s', images].map((name) => `${sha256(join(folder, name))}  ${name}\n`);
    writeFileSync(join(folder, `sha256sum-${ARCHITECTURE}.txt`), lines.join(''));
  });
}

/** Puts the parts into the source of the program that unpacks them, as the scripts of K3s do. */
async function pack(source: K3sSource, inner: string, parts: string, work: string): Promise<void> {
  const bin = join(work, 'data', 'bin');
  for (const folder of [bin, join(work, 'data', 'etc')]) mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(parts)) copyFileSync(join(parts, name), join(bin, name));
  copyFileSync(inner, join(bin, 'k3s'));
  copyFileSync(FLANNEL, join(bin, 'flannel'));
  renameSync(join(bin, 'runc'), join(bin, 'runc-itself'));
  copyFileSync(RUNC, join(bin, 'runc'));
  copyFileSync(join(source.folder, 'contrib', 'util', 'check-config.sh'), join(bin, 'check-config'));
  const files = readdirSync(bin).sort();
  const names = [...NAMES, ...MORE_NAMES].sort();
  for (const name of names) symlinkSync('k3s', join(bin, name));
  writeFileSync(join(bin, '.sha256sums'), files.map((name) => `${sha256(join(bin, name))}  ${name}\n`).join(''));
  writeFileSync(join(bin, '.links'), names.map((name) => `${name} k3s\n`).join(''));
  const tar = join(work, 'data.tar');
  const next = 'Run the command again.';
  await mustRun('tar', ['-C', join(work, 'data'), '--mode=u+rwx,go+rx', '-cf', tar, './bin', './etc'], { next });
  const packed = await promisify(zstdCompress)(readFileSync(tar));
  const asset = `${createHash('sha256').update(packed).digest('hex')}.tar.zst`;
  const data = join(source.folder, 'pkg', 'data');
  writeFileSync(join(data, 'data.tar.zst'), packed);
  writeFileSync(join(data, 'zz_generated_bindata.go'), bindata(asset));
}

/** What K3s generates with a tool of its own, of the same meaning. */
const bindata = (asset: string): string => `package data

import _ "embed"

//go:embed data.tar.zst
var content []byte

func AssetNames() []string { return []string{"${asset}"} }

func Asset(string) ([]byte, error) { return content, nil }
`;

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

async function pauseProgram(work: string): Promise<string> {
  const output = join(work, 'pause');
  const env = goEnvironment({ CGO_ENABLED: '0', GO111MODULE: 'off' });
  const args = ['build', '-ldflags', '-s -w', '-o', output, PAUSE];
  await mustRun(goCommand('the image of pods'), args, { env, next: 'Run the command again.' });
  return output;
}
