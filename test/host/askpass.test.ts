/** The way of a question from ssh to a person: private, for those who know the secret only, gone afterwards. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type Answerer, type Listening, listen } from '../../client/host/askpass/listen.ts';
import { until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { askpassMain } from './rig.ts';

async function listening(t: TestContext, answer: Answerer): Promise<Listening & { place: string; program: string }> {
  const open = await listen(answer, { node: process.execPath, main: askpassMain, folder: folder(t, {}).path });
  t.after(() => open.close());
  const program = open.env.SSH_ASKPASS ?? '';
  return { ...open, program, place: join(dirname(program), 'place.json') };
}

const ask = async (program: string, prompt: string): Promise<string> =>
  (await promisify(execFile)(program, [prompt]).catch(({ code }) => ({ stdout: `exit ${code}` }))).stdout;

test('the answer is printed, a no is an exit code', async (t) => {
  const { program } = await listening(t, async (prompt) => (prompt === 'No? ' ? undefined : `<${prompt}>`));
  assert.equal(await ask(program, "Enter passphrase for key '/a b': "), "<Enter passphrase for key '/a b': >\n");
  assert.equal(await ask(program, 'No? '), 'exit 1');
});

test('nobody else can read where to ask, and it is gone afterwards', async (t) => {
  const open = await listening(t, async () => 'x');
  const { socket } = JSON.parse(readFileSync(open.place, 'utf8'));
  for (const [path, mode] of [
    [dirname(open.place), 0o700],
    [open.place, 0o600],
    [open.program, 0o700],
    [dirname(socket), 0o700],
  ] as const)
    assert.equal(statSync(path).mode & 0o777, mode, path);
  await open.close();
  assert.deepEqual([existsSync(dirname(open.place)), existsSync(dirname(socket))], [false, false]);
  assert.equal(await ask(open.program, 'x'), 'exit ENOENT');
});

test('what an editor that died left behind goes after a day, and nothing else', async (t) => {
  const place = folder(t, { 'k3s-ask-old/ask': '', 'k3s-ask-new/ask': '', 'mine/ask': '' });
  const long = new Date(Date.now() - 2 * 24 * 3_600_000);
  for (const name of ['k3s-ask-old', 'mine']) utimesSync(place.at(name), long, long);
  const open = await listen(async () => 'x', { node: process.execPath, main: askpassMain, folder: place.path });
  await open.close();
  assert.deepEqual(readdirSync(place.path).sort(), ['k3s-ask-new', 'mine']);
});

test('whoever does not know the secret gets no answer', async (t) => {
  let asked = 0;
  const { place } = await listening(t, async () => {
    asked++;
    return 'canary-7f3a';
  });
  const { socket, secret } = JSON.parse(readFileSync(place, 'utf8'));
  for (const line of [
    JSON.stringify({ prompt: 'x', hint: '' }),
    JSON.stringify({ secret: 'x'.repeat(secret.length), prompt: 'x', hint: '' }),
    JSON.stringify({ secret: [secret], prompt: 'x', hint: '' }).slice(0, -2),
    'GET / HTTP/1.1',
    'x'.repeat(100_000),
  ])
    assert.equal(await say(socket, line), '');
  assert.equal(asked, 0);
  assert.equal(await say(socket, JSON.stringify({ secret, prompt: 'x', hint: '' })), '{"text":"canary-7f3a"}');
});

test('an ssh that has ended waits for no answer any more, and a dialog can be closed', async (t) => {
  let asked = false;
  let closed = false;
  const { program } = await listening(t, (_prompt, _hint, signal) => {
    asked = true;
    signal.addEventListener('abort', () => {
      closed = true;
    });
    return new Promise(() => undefined);
  });
  const child = execFile(program, ['Password: ']);
  await until(() => asked, 'the question');
  child.kill();
  await until(() => closed, 'the end of the question');
});

function say(socket: string, line: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const connection = connect(socket, () => connection.write(`${line}\n`));
    connection.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
    });
    connection.on('error', () => undefined);
    connection.on('close', () => resolve(said));
  });
}
