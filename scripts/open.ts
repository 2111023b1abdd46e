/** Serves VS Code with this extension on demo/ to a person's browser until Ctrl+C; the second half of start.mjs. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { address } from '../test/extension/host/address.ts';
import { type EditorServer, startServer } from '../test/extension/host/server.ts';
import { within } from '../test/extension/host/wait.ts';

const { values } = parseArgs({ options: { port: { type: 'string' }, check: { type: 'boolean' } } });
const project = join(import.meta.dirname, '..');

/** Resolves when the page can be loaded, not only the port be reached. */
async function answering(url: string): Promise<void> {
  for (;;) {
    const page = await fetch(url).then(
      (answer) => answer.text(),
      () => '',
    );
    if (page.includes('workbench')) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function open(): Promise<EditorServer> {
  const server = await startServer({ port: Number(values.port ?? 0), keep: true });
  const url = address(server.remoteAuthority, { folder: join(project, 'demo'), extension: project });
  await within(30, () => 'the page of VS Code did not answer.', answering(url), server.ended);
  console.log(`VS Code ${server.vscodeVersion} with this extension shows demo/ at this address:\n\n  ${url}\n`);
  return server;
}

// Ctrl+C is how a person ends this, so it is no failure.
process.exitCode = 0;
try {
  const server = await open();
  if (values.check) {
    await server.stop();
    console.log('The page answers; stopped again.');
  } else {
    console.log('Open it in a browser on this machine. Ctrl+C ends it.');
    throw new Error(await server.ended);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
