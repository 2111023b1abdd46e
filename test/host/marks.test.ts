/** What a shell prints, taken apart: the same however it arrives; and time limits that stand still. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Answer } from '../../client/host/answer.ts';
import { Deadline } from '../../client/host/deadline.ts';
import { Lines } from '../../client/host/lines.ts';
import { MarkReader } from '../../client/host/marks.ts';
import { sh } from '../../client/host/script.ts';
import { Redactor } from '../../client/redact.ts';
import { FakeClock } from '../cluster/clocks.ts';

const MARK = 'k3s0123';
/** Pieces that look like what we look for, and are not. */
const text = fc
  .array(fc.constantFrom('a', ' ', '\n', '\n\n', MARK, `\n${MARK}`, 'k3s', '\nk', '\r', 'ä', `${MARK} `), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''))
  .filter((joined) => !`\n${joined}`.includes(`\n${MARK} `));

/** In pieces of the lengths that are given, the rest as one. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)];
}

test('sections are what was printed between their marks, wherever the chunks are cut', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, lengths, (before, one, two, sizes) => {
      const printed = `${before}\n${MARK} section one\n${one}\n${MARK} section two\n${two}\n${MARK} end 0\n`;
      const answer = new Answer(1_000_000);
      const words: string[] = [];
      const reader = new MarkReader(
        MARK,
        (bytes) => answer.content(bytes),
        (word, value) => {
          words.push(word);
          if (word === 'section') answer.section(value);
        },
      );
      for (const chunk of cut(Buffer.from(printed), sizes)) reader.push(chunk);
      reader.end();
      const { output, revealed } = answer.result(0, { body: sh``, reveals: ['one', 'two'] }, new Redactor());
      const read = (name: string): string => Buffer.from(revealed.get(name) ?? []).toString();
      assert.deepEqual([output, read('one'), read('two')], [before, one, two]);
      assert.deepEqual(words, ['section', 'section', 'end']);
    }),
    { numRuns: 1000 },
  );
});

test('a line of a stream is told when it is complete, not when the next one comes', () => {
  const seen: string[] = [];
  const lines = new Lines(new Redactor(), (line, section) => seen.push(`${section}: ${line}`));
  const reader = new MarkReader(
    MARK,
    (bytes) => lines.content(bytes),
    (_word, name) => lines.section(name),
    true,
  );
  reader.push(Buffer.from('one\n'));
  assert.deepEqual(seen, [': one']);
  reader.push(Buffer.from('\ntwo\n'));
  assert.deepEqual(seen, [': one', ': ', ': two']);
  for (const piece of ['\n', MARK, ' section log', '\nthree', '\r\n']) reader.push(Buffer.from(piece));
  assert.deepEqual(seen.slice(3), ['log: three']);
});

test('a character that arrives in two pieces is one, and a line without an end is shown at the end', () => {
  const seen: string[] = [];
  const lines = new Lines(new Redactor(), (line) => seen.push(line));
  const [one = 0, two = 0] = Buffer.from('ä');
  lines.content(Buffer.from([one]));
  lines.content(Buffer.from([two]));
  assert.deepEqual(seen, []);
  lines.end();
  assert.deepEqual(seen, ['ä']);
});

test('a secret across the end of what is shown of a line is masked as a whole', () => {
  const redactor = new Redactor();
  redactor.learn('canary-7f3a');
  const seen: string[] = [];
  const lines = new Lines(redactor, (line) => seen.push(line));
  lines.content(Buffer.from(`${'x'.repeat(16 * 1024 - 4)}canary-7f3a${'y'.repeat(100_000)}\n`));
  assert.equal(seen.length, 1);
  assert.ok(!seen[0]?.includes('cana'));
});

test('a time limit stands still while somebody is asked, however often, and ends once', async () => {
  const clock = new FakeClock();
  let ended = 0;
  const limit = new Deadline(clock, 1000, () => ended++);
  await clock.advance(600);
  limit.pause();
  limit.pause();
  await clock.advance(60_000);
  limit.resume();
  await clock.advance(60_000);
  limit.resume();
  await clock.advance(399);
  assert.equal(ended, 0);
  await clock.advance(1);
  assert.equal(ended, 1);
  const stopped = new Deadline(clock, 1000, () => ended++);
  stopped.pause();
  stopped.stop();
  stopped.resume();
  await clock.advance(5000);
  assert.equal(ended, 1);
});
