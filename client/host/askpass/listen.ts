/** Listens for the questions of one ssh: a private place, a secret to get in, and what ssh has to be told to use it. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LINE_LIMIT, type Place, type Question, type Reply } from './protocol.ts';
import { wrapper } from './wrapper.ts';

export interface AskpassProgram {
  /** A Node, or VS Code itself, which can be one. */
  readonly node: string;
  /** The file that it runs: `main.ts`, bundled. */
  readonly main: string;
  /** Where programs may be run from, which the folder for temporary files does not allow everywhere; it is made. */
  readonly folder?: string;
}

/** Undefined is a no. The signal ends when ssh does not wait any more. */
export type Answerer = (prompt: string, hint: string, signal: AbortSignal) => Promise<string | undefined>;

export interface Listening {
  /** To be added to the environment of ssh; no secret is in it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const PREFIX = 'k3s-ask-';
/** No connection takes so long to come up. */
const DAY_MS = 24 * 3_600_000;

/** Throws what the file system throws. */
export async function listen(
  answer: Answerer,
  { node, main, folder = tmpdir() }: AskpassProgram,
  windows = process.platform === 'win32',
): Promise<Listening> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  // Both are open to this user only; a socket's path has to be short.
  const programs = await mkdtemp(join(folder, PREFIX));
  const sockets = await mkdtemp(join(tmpdir(), PREFIX));
  const secret = randomBytes(32).toString('hex');
  const socket = windows ? `\\\\.\\pipe\\k3s-ask-${randomBytes(16).toString('hex')}` : join(sockets, 'socket');
  const place: Place = { socket, secret };
  const placeFile = join(programs, 'place.json');
  await writeFile(placeFile, JSON.stringify(place), { mode: 0o600 });
  const { name, text } = wrapper({ node, main, place: placeFile, windows });
  const program = join(programs, name);
  await writeFile(program, text, { mode: 0o700 });

  const open = new Set<Socket>();
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    converse(connection, secret, answer);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    env: {
      SSH_ASKPASS: program,
      // Since OpenSSH 8.4; before that, it is used where there is a display and no terminal.
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: process.env.DISPLAY ?? ':0',
    },
    close: async () => {
      for (const connection of open) connection.destroy();
      server.close();
      for (const made of [programs, sockets]) await rm(made, { recursive: true, force: true });
    },
  };
}

/** What editors that ended without closing left behind. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const made = name.startsWith(PREFIX) ? await stat(path).catch(() => undefined) : undefined;
    if (made && Date.now() - made.mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** One question and its answer. */
function converse(connection: Socket, secret: string, answer: Answerer): void {
  const gone = new AbortController();
  let said = '';
  let asked = false;
  connection.setEncoding('utf8');
  connection.on('error', () => undefined);
  connection.on('close', () => gone.abort());
  connection.on('data', (chunk: string) => {
    said += chunk;
    if (said.length > LINE_LIMIT) connection.destroy();
    if (asked || !said.includes('\n')) return;
    asked = true;
    const question = readQuestion(said, secret);
    if (question) void reply(connection, answer(question.prompt, question.hint, gone.signal));
    else connection.destroy();
  });
}

async function reply(connection: Socket, answer: Promise<string | undefined>): Promise<void> {
  const text = await answer;
  const reply: Reply = text === undefined ? {} : { text };
  if (!connection.destroyed) connection.end(JSON.stringify(reply));
}

/** Undefined for somebody who does not know the secret. */
function readQuestion(line: string, secret: string): Question | undefined {
  try {
    const { prompt, hint, secret: told }: Record<string, unknown> = JSON.parse(line);
    const given = Buffer.from(String(told));
    const wanted = Buffer.from(secret);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return { secret, prompt: String(prompt), hint: String(hint) };
  } catch {
    // Not a line of ours: whoever wrote it is not answered.
    return undefined;
  }
}
