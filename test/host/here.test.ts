/** Scripts on this machine, through every shell that may be a machine's /bin/sh. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { framed } from '../../client/host/frame.ts';
import { here } from '../../client/host/here.ts';
import { bodies, sh } from '../../client/host/script.ts';
import { MASK } from '../../client/redact.ts';
import { until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { needs, processes, shells } from './rig.ts';

for (const { name, command, skip } of shells) {
  const machine = () => here(needs(), { shell: command });

  test(`${name}: a script answers in sections, and its exit code is told`, { skip }, async () => {
    const result = await machine().run({
      body: sh`echo before; tell one 1; section two; echo 2; section; echo between; tell one 11; echo bad >&2; exit 3`,
    });
    assert.ok(result.ok);
    assert.deepEqual(
      [...result.sections],
      [
        ['one', '1\n11'],
        ['two', '2\n'],
      ],
    );
    const { code, output, stderr } = result;
    assert.deepEqual({ code, output, stderr }, { code: 3, output: 'before\nbetween\n', stderr: 'bad\n' });
  });

  test(`${name}: a line that begins as the word behind it, and goes on in another alphabet`, { skip }, async () => {
    const a = 'küche\nk3ß\naé\nbü\nü\nkk\u{1f642}\nk';
    const result = await machine().run({ body: sh`tell a "$a"`, data: { a }, reveals: ['a'] });
    assert.ok(result.ok);
    assert.equal(Buffer.from(result.revealed.get('a') ?? []).toString(), a);
  });

  test(`${name}: values arrive to the last byte, and are never shell text`, { skip }, async (t) => {
    const place = folder(t, {});
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('$', '`', "'", '"', '\\', '\n', '(', ')', ';', 'END', '-n ', '%s', ' ', '~', '*'),
      }),
      fc.constantFrom(
        `$(touch ${place.at('x')})`,
        `\`touch ${place.at('x')}\``,
        `'; touch ${place.at('x')}; '`,
        '.\n.\n',
      ),
    );
    const value = nasty.filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(value, value, value, async (a, b, c) => {
        const result = await machine().run({
          body: sh`tell a "$a"; tell b "$b"; tell c "$c"`,
          data: { a, b, c },
          reveals: ['a', 'b', 'c'],
        });
        assert.ok(result.ok);
        const arrived = ['a', 'b', 'c'].map((section) => Buffer.from(result.revealed.get(section) ?? []).toString());
        assert.deepEqual(arrived, [a, b, c]);
      }),
      { numRuns: 60 },
    );
    assert.equal(existsSync(place.at('x')), false);
  });

  test(`${name}: a secret is masked in everything but what is wanted as it is`, { skip }, async () => {
    const result = await machine().run({
      body: sh`echo "$token"; echo "$token" >&2; tell shown "$token"; tell wanted "$token"`,
      data: { token: 'canary-7f3a' },
      secrets: ['canary-7f3a'],
      reveals: ['wanted'],
    });
    assert.ok(result.ok);
    const { output, stderr, sections, revealed } = result;
    assert.deepEqual([output, stderr, sections.get('shown')], [`${MASK}\n`, `${MASK}\n`, MASK]);
    assert.equal(Buffer.from(revealed.get('wanted') ?? []).toString(), 'canary-7f3a');
  });

  test(`${name}: what was cut off on its way does nothing at all`, { skip }, async (t) => {
    const place = folder(t, {});
    const text = framed({ body: sh`touch "$file"`, data: { file: place.at('done') } }, 'mark');
    const whole = await feed(command, text);
    assert.match(whole, /mark end 0/);
    assert.ok(existsSync(place.at('done')));
    const never = framed({ body: sh`touch "$file"`, data: { file: place.at('never') } }, 'mark');
    // At every line, and within the last one.
    const cuts = [...never.matchAll(/\n/g)].map(({ index }) => index).filter((index) => index < never.length - 1);
    for (const cut of [...cuts, never.length - 2, never.length - 3]) await feed(command, never.slice(0, cut));
    assert.equal(existsSync(place.at('never')), false);
  });

  test(`${name}: too slow, too silent, too much, not wanted any more: it ends, and all it started`, {
    skip,
  }, async () => {
    const nap = sh`sleep 4711 & sleep 4712`;
    const kind = async (running: ReturnType<ReturnType<typeof machine>['run']>): Promise<string> => {
      const result = await running;
      return result.ok ? 'ok' : result.kind;
    };
    assert.equal(await kind(machine().run({ body: nap }, { timeoutMs: 200 })), 'scriptTimeout');
    assert.equal(await kind(machine().run({ body: nap }, { timeoutMs: 60_000, silenceMs: 200 })), 'scriptTimeout');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    assert.equal(await kind(machine().run({ body: nap }, { signal: stop.signal })), 'cancelled');
    const flood = sh`dd if=/dev/zero bs=1048576 count=100 2>/dev/null; sleep 4713`;
    const before = process.memoryUsage().rss;
    assert.equal(await kind(machine().run({ body: flood })), 'tooMuchOutput');
    assert.ok(process.memoryUsage().rss - before < 60 * 1024 * 1024);
    await until(() => !/sleep 471\d/.test(processes()), 'the end of what it started');
  });

  test(`${name}: a stream gives its lines as they come, without secrets, until nobody wants them`, {
    skip,
  }, async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const result = await machine().stream(
      {
        body: sh`echo "token: $token"; section log; i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.02; done`,
        data: { token: 'canary-7f3a' },
        secrets: ['canary-7f3a'],
      },
      {
        signal: stop.signal,
        onLine: (line, section) => {
          seen.push(`${section}: ${line}`);
          if (line === 'line 3') stop.abort();
        },
      },
    );
    assert.equal(result.ok ? 'ok' : result.kind, 'cancelled');
    assert.deepEqual(seen, [`: token: ${MASK}`, 'log: line 1', 'log: line 2', 'log: line 3']);
  });

  test(`${name}: a megabyte of data is no trouble, and more is refused before anything is sent`, { skip }, async () => {
    const big = 'x'.repeat(1024 * 1024);
    const result = await machine().run({ body: sh`tell size "\${#big}"`, data: { big } });
    assert.ok(result.ok);
    assert.equal(result.sections.get('size'), '1048576');
    const more = await machine().run({ body: sh`:`, data: { big: `${big}x` } });
    assert.equal(more.ok ? 'ok' : more.kind, 'script');
  });
}

test('a machine that answers in endless parts, or says what only we may say, is not believed for ever', async () => {
  const endless = sh`while :; do section x; done`;
  const result = await here(needs()).run({ body: endless }, { timeoutMs: 60_000 });
  assert.equal(result.ok ? 'ok' : result.kind, 'tooMuchOutput');
  const odd = sh`printf '\n%s ready\n\n%s up\n\n%s input\n\n%s end soon\n' "$_mark" "$_mark" "$_mark" "$_mark"; exit 4`;
  const end = await here(needs()).run({ body: odd });
  assert.equal(end.ok && end.code, 4);
});

test('a shell that is not there is told', async () => {
  const result = await here(needs(), { shell: ['/no/such/shell'] }).run({ body: sh`true` });
  assert.equal(result.ok ? 'ok' : result.kind, 'noShell');
});

test('what no shell can hold is refused before anything is sent', async () => {
  for (const data of [{ a: 'x\0y' }, { a: '\ud800' }, { PATH: 'x' }, { 'a;b': 'x' }]) {
    const result = await here(needs()).run({ body: sh`true`, data });
    assert.equal(result.ok ? 'ok' : result.kind, 'script', JSON.stringify(data));
  }
});

test('a body has no way for values, and says what stands there', () => {
  assert.equal(bodies(sh`echo "\${x}" \`id\` '\n'`, sh`true`), ['echo "$', "{x}\" `id` '\\n'\ntrue"].join(''));
});

/** Gives a text to a shell, ends its input, and tells what it printed. */
async function feed([program, ...args]: readonly [string, ...string[]], text: string): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(text);
  // Whole, it has a moment to run; cut off, it has nothing to run.
  if (text.endsWith('_all\n')) await until(() => said.includes(' end '), 'the end');
  child.stdin.end();
  await closed;
  return said;
}
