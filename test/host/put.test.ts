/** Files on their way onto a machine: they arrive to the last byte, or not at all. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { here } from '../../client/host/here.ts';
import { folder } from '../support/folder.ts';
import { needs, shells } from './rig.ts';

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

for (const { name, command, skip } of shells) {
  const machine = () => here(needs(), { shell: command });

  test(`${name}: a file of any bytes arrives, for its owner only`, { skip }, async (t) => {
    const bytes = Buffer.concat([randomBytes(3_000_000), Buffer.from('\n_all\nexit 7\n')]);
    const place = folder(t, { 'a b': bytes, 'to/': '' });
    const shares: number[] = [];
    const end = await machine().put(place.at('a b'), place.at('to/$(x) c'), {
      onProgress: (share) => shares.push(share),
    });
    assert.deepEqual(end, { ok: true });
    assert.equal(sum(readFileSync(place.at('to/$(x) c'))), sum(bytes));
    assert.equal(statSync(place.at('to/$(x) c')).mode & 0o777, 0o600);
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
  });

  test(`${name}: an empty one, and one that replaces another`, { skip }, async (t) => {
    const place = folder(t, { from: '', to: 'before' });
    assert.deepEqual(await machine().put(place.at('from'), place.at('to')), { ok: true });
    assert.equal(readFileSync(place.at('to'), 'utf8'), '');
  });

  test(`${name}: no folder there, no file here`, { skip }, async (t) => {
    const place = folder(t, { from: 'x' });
    const nowhere = await machine().put(place.at('from'), place.at('no/where'));
    assert.ok(!nowhere.ok);
    assert.match(nowhere.message, /did not arrive/);
    const nothing = await machine().put(place.at('nothing'), place.at('to'));
    assert.ok(!nothing.ok);
    assert.match(nothing.message, /cannot be read/);
    assert.ok(!existsSync(place.at('to')));
  });

  test(`${name}: cancelled on its way, nothing of that name is there`, { skip }, async (t) => {
    const place = folder(t, { from: randomBytes(30_000_000), 'to/': '' });
    const stop = new AbortController();
    const end = await machine().put(place.at('from'), place.at('to/file'), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert.ok(!end.ok);
    assert.equal(end.kind, 'cancelled');
    assert.ok(!readdirSync(place.at('to')).includes('file'));
  });
}
