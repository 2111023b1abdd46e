/** The same server in a browser worker: bundled without Node, every file read through the editor. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

/** A worker of Node with the functions a browser worker talks through. */
const SHIM = `
const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = () => undefined;
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

interface Message {
  id?: number | string;
  method?: string;
  params?: { uri?: string; uris?: string[] };
  result?: unknown;
}

let folder = '';
let worker: Worker;
const answers = new Map<number, (result: unknown) => void>();
const read: string[] = [];
const MAIN = 'vscode-vfs://github/fleet/etc/rancher/k3s/config.yaml';
const DROP_IN = `${MAIN}.d/10-image.yaml`;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k3s-web-'));
  const outfile = join(folder, 'web.cjs');
  await build({
    entryPoints: ['server/web.ts'],
    outfile,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    banner: { js: SHIM },
    logLevel: 'silent',
  });
  worker = new Worker(outfile);
  worker.on('message', (message: Message) => {
    if (message.method?.startsWith('k3s/fs/'))
      worker.postMessage({ jsonrpc: '2.0', id: message.id, result: answer(message) });
    else if (message.method === 'workspace/configuration')
      worker.postMessage({ jsonrpc: '2.0', id: message.id, result: [{}] });
    else if (typeof message.id === 'number') answers.get(message.id)?.(message.result);
  });
});

after(async () => {
  await worker.terminate();
  rmSync(folder, { recursive: true });
});

/** What an editor with one drop-in beside the open file would say. */
function answer({ method, params }: Message): unknown {
  const uri = params?.uri ?? '';
  read.push(`${method} ${uri}`);
  if (method === 'k3s/fs/list' && uri === `${MAIN}.d`)
    return { kind: 'entries', entries: [{ name: '10-image.yaml', directory: false }] };
  if (method === 'k3s/fs/read' && uri === DROP_IN) return { kind: 'content', base64: btoa('tls-san: [b.example]\n') };
  return { kind: 'missing' };
}

let ids = 0;
function request(method: string, params: unknown): Promise<unknown> {
  const id = ++ids;
  return new Promise((resolve) => {
    answers.set(id, resolve);
    worker.postMessage({ jsonrpc: '2.0', id, method, params });
  });
}

it('reads drop-ins of a virtual file system through the editor', { timeout: 20_000 }, async () => {
  await request('initialize', { processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } });
  worker.postMessage({ jsonrpc: '2.0', method: 'initialized', params: {} });
  const textDocument = {
    uri: MAIN,
    languageId: 'k3s-config',
    version: 1,
    text: '# k3s: role=server\ntls-san: [a.example]\n',
  };
  worker.postMessage({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
  const { text } = (await request('k3s/effective', { uri: MAIN })) as { text: string };
  assert.match(text, /- b\.example +# config\.yaml\.d\/10-image\.yaml:1/);
  assert.ok(read.includes(`k3s/fs/read ${DROP_IN}`));
});
