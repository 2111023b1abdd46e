/** The host without a desktop: VS Code's server with its window in headless Chromium. */
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../../scripts/setup/editions.mjs';
import { address } from './address.ts';
import { type EditorServer, type ServerOptions, startServer } from './server.ts';
import { within } from './wait.ts';

export interface EditorOptions extends ServerOptions {
  /** The folder to open. */
  folder: string;
  /** The folder of the extension under development. */
  extension?: string;
  /** A CommonJS module that exports `run(): Promise<void>`. */
  tests?: string;
  width?: number;
  height?: number;
}

export interface Editor extends Omit<EditorServer, 'ended'> {
  url: string;
  page: Page;
}

export interface TestRun extends EditorOptions {
  extension: string;
  tests: string;
  /** The most the tests may take, start included. */
  minutes?: number;
}

/** Opens a folder in VS Code; the window is there when this resolves, its extensions may still be starting. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  return open(options, async () => {});
}

/** Runs an extension's tests in VS Code, relays what they log, and gives their exit code. */
export async function runExtensionTests({ minutes = 5, ...options }: TestRun): Promise<number> {
  let finish: (code: number) => void = () => {};
  const exit = new Promise<number>((take) => {
    finish = take;
  });
  // The names are VS Code's: a test run calls them where they exist.
  const editor = await open(options, async (page) => {
    await page.exposeFunction('codeAutomationLog', (_kind: string, parts: unknown[]) => relay(parts));
    await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
  });
  try {
    const crash = new Promise<string>((take) => {
      editor.page.once('crash', () => take('The page of VS Code crashed.'));
      void editor.ended.then(take);
    });
    return await within(minutes * 60, () => 'the extension tests did not end.', exit, crash);
  } finally {
    await editor.stop();
  }
}

async function open(
  options: EditorOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<Editor & { ended: Promise<string> }> {
  const { folder, extension, tests, width = 1280, height = 800, ...serverOptions } = options;
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error('Chromium was not found. Run "npm run setup", or name a browser in K3S_CHROMIUM.');
  const server = await startServer(serverOptions);
  let browser: Browser | undefined;
  const stop = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await chromium.launch({
      executablePath,
      args: flags,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US', colorScheme: 'dark' });
    await context.route(
      (url) => !isLoopback(url),
      (route) => route.abort(),
    );
    const page = await context.newPage();
    await prepare(page);
    const url = address(server.remoteAuthority, {
      folder: resolve(folder),
      extension: extension && resolve(extension),
      tests: tests && resolve(tests),
    });
    const shown = page
      .goto(url, { timeout: 60_000, waitUntil: 'domcontentloaded' })
      .then(() => page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 90_000 }));
    // Looked at only through `within`; without this, a failure after it gave up would be nobody's.
    shown.catch(() => {});
    await within(60, () => `VS Code ${server.vscodeVersion} did not show its window.`, shown, server.ended);
    return { ...server, url, page, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What the page does not ask for but its workers or Chromium do: no name but loopback is ever found.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]', ''].includes(url.hostname);
}

/** What VS Code itself logs in every run without a gallery and without https; among it nobody finds his own lines. */
const known =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[(reconnection-grace-time|AgentHost:remote|AccountPolicyGate|Service Worker)\]|Updating additional builtin extensions|Error while getting the latest version for the extension|getaddrinfo ENOTFOUND open-vsx\.org)/;

function relay(parts: unknown[]): void {
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
  // One stream for all kinds, or what belongs together comes apart.
  if (!known.test(text)) console.log(text);
}
