/**
 * Bundles everything that is run: the extension's client, the language server, the command line, and the tests that
 * run inside VS Code.
 *
 *   node esbuild.mjs [--watch] [--metafile]
 *
 * `--watch` builds again on every change, readable and with source maps; `--metafile` writes what each bundle is made
 * of to dist-test/meta.json.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';
import { notices } from './scripts/notices.mjs';

const { values } = parseArgs({ options: { watch: { type: 'boolean' }, metafile: { type: 'boolean' } } });
const { watch = false } = values;
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What VS Code's own Node understands in the oldest version we support. */
const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  // The packages' ES modules, of which esbuild leaves out what is not used.
  mainFields: ['module', 'main'],
  external: ['vscode'],
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'info',
};

const bundles = [
  { entryPoints: ['client/extension.ts'], outfile: 'dist/client.js', plugins: [lazyChunk()] },
  { entryPoints: ['client/explorer/explorer.ts'], outfile: 'dist/explorer.js', plugins: [lazyChunk()] },
  { entryPoints: ['client/actions/actions.ts'], outfile: 'dist/actions.js', plugins: [lazyChunk()] },
  { entryPoints: ['client/machines/kubeconfig/kubeconfig.ts'], outfile: 'dist/kubeconfig.js' },
  { entryPoints: ['client/actions/machines.ts'], outfile: 'dist/machines.js' },
  { entryPoints: ['client/rootFiles/rootFiles.ts'], outfile: 'dist/rootFiles.js' },
  { entryPoints: ['client/cluster/clusters.ts'], outfile: 'dist/clusters.js', plugins: [lazyChunk()] },
  { entryPoints: ['client/cluster/clientNode.ts'], outfile: 'dist/clientNode.js' },
  { entryPoints: ['client/cluster/undici.ts'], outfile: 'dist/undici.js' },
  { entryPoints: ['client/host/askpass/main.ts'], outfile: 'dist/askpass.js' },
  { entryPoints: ['server/main.ts'], outfile: 'dist/server.js', plugins: [lazyChunk()] },
  { entryPoints: ['server/features/format.ts'], outfile: 'dist/format.js' },
  { entryPoints: ['server/arguments/arguments.ts'], outfile: 'dist/arguments.js' },
  { entryPoints: ['server/registries/registries.ts'], outfile: 'dist/registries.js' },
  { entryPoints: ['server/kubelet/kubelet.ts'], outfile: 'dist/kubelet.js' },
  { entryPoints: ['server/live/live.ts'], outfile: 'dist/live.js' },
  {
    entryPoints: ['server/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node\nconst moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { 'import.meta.url': 'moduleUrl', PRODUCT_VERSION: JSON.stringify(version) },
    plugins: [executable(), lazyChunk()],
  },
  { entryPoints: ['test/extension/suite/index.ts'], outfile: 'dist-test/extension/index.cjs', minify: false },
];

/** What is imported on demand, a feature, an engine, the explorer or a library, stands in a file of its own, beside the bundle. */
function lazyChunk() {
  return {
    name: 'lazy-chunk',
    setup: ({ onResolve }) =>
      onResolve(
        {
          filter:
            /\/(features\/\w+|arguments|registries|kubelet|live|explorer|clusters|clientNode|undici|actions|kubeconfig|machines|rootFiles)\.ts$/,
        },
        ({ kind, path }) =>
          kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.js`, external: true } : undefined,
      ),
  };
}

/** A command has to be one for the system too. */
function executable() {
  return {
    name: 'executable',
    setup: ({ onEnd, initialOptions }) =>
      onEnd(({ errors }) => {
        if (errors.length === 0) chmodSync(initialOptions.outfile, 0o755);
      }),
  };
}

// The project is made of ES modules, the bundles are not.
mkdirSync('dist', { recursive: true });
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
try {
  const contexts = await Promise.all(bundles.map((bundle) => context({ ...common, ...bundle })));
  if (watch) {
    await Promise.all(contexts.map((one) => one.watch()));
  } else {
    // What an earlier `--watch` left.
    for (const { outfile } of bundles) rmSync(`${outfile}.map`, { force: true });
    const results = await Promise.all(contexts.map((one) => one.rebuild()));
    await Promise.all(contexts.map((one) => one.dispose()));
    const published = results.filter((_result, index) => bundles[index].outfile.startsWith('dist/'));
    writeFileSync('dist/THIRD_PARTY_NOTICES.txt', notices(published.map(({ metafile }) => metafile)));
    if (values.metafile) writeFileSync('dist-test/meta.json', JSON.stringify(results.map(({ metafile }) => metafile)));
  }
} catch (error) {
  // What is wrong in a source, esbuild has said.
  if (!error.errors) console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
