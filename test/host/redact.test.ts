/** What leaves a machine or a cluster: secrets are masked wherever they stand, and hostile output cannot stop us. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineRedactor, MASK, Redactor, short } from '../../client/redact.ts';

const HEX = 'a1b2c3d4'.repeat(8);

/** Text, and what of it nobody may see. */
const shapes: readonly (readonly [string, string])[] = [
  [`token: K10${HEX}::server:0123456789abcdef`, `${HEX}::server:0123456789abcdef`],
  [`joined with K10${HEX}::abcdef.0123456789abcdef.`, 'abcdef.0123456789abcdef'],
  ['bootstrap abcdef.0123456789abcdef is valid', '0123456789abcdef'],
  ['ExecStart=/usr/local/bin/k3s agent --token hunter2', 'hunter2'],
  ['k3s server --agent-token=hunter2', 'hunter2'],
  ['k3s agent -t hunter2 --server https://10.0.0.1:6443', 'hunter2'],
  ['["agent","--token","hunter2"]', 'hunter2'],
  ["K3S_TOKEN='hun ter2'", 'hun ter2'],
  ['K3S_AGENT_TOKEN=hunter2', 'hunter2'],
  ['--etcd-s3-secret-key hunter2', 'hunter2'],
  ['Authorization: Bearer abc', 'abc'],
  ['"authorization": "Basic dXNlcjpwYXNz"', 'dXNlcjpwYXNz'],
  ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl', 'eyJzdWIiOiJ4In0'],
  ['postgres://k3s:hunter2@db:5432/k3s', 'hunter2'],
  ['client-key-data: LS0tLS1CRUdJTg==', 'LS0tLS1CRUdJTg=='],
  ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----', 'MHcCAQEE'],
  ['-----BEGIN PRIVATE KEY-----\nMHcCAQEE and it was cut off', 'MHcCAQEE'],
];

test('what has the shape of a secret is masked', () => {
  for (const [text, secret] of shapes) {
    const shown = new Redactor().redact(text);
    assert.ok(!shown.includes(secret), shown);
    assert.ok(shown.includes(MASK), shown);
  }
});

test('what has not is left alone', () => {
  for (const text of [
    'k3s agent --server https://10.0.0.1:6443 --node-name worker-1',
    'The fingerprint is SHA256:uNiVztksCsDhcc0u9e8BrJQXVUpKZIDTMczCvj3tD2s.',
    'systemctl status k3s-agent.service',
    'k3s agent --token-file /etc/rancher/k3s/token',
    'Error: --token is required',
  ])
    assert.equal(new Redactor().redact(text), text);
});

test('what it was told of is masked, in base64 too, and of several lines each one', () => {
  const redactor = new Redactor();
  redactor.learn('first line of it\nsecond line of it\n');
  redactor.learn('pass');
  redactor.learn('passphrase');
  assert.equal(redactor.redact('the second line of it is'), `the ${MASK} is`);
  assert.equal(redactor.redact(Buffer.from('passphrase').toString('base64')), MASK);
  assert.equal(redactor.redact('passphrase pass'), `${MASK} ${MASK}`);
});

test('a secret that was told of is never shown, whatever stands around it', () => {
  const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (told, before, after) => {
      const redactor = new Redactor();
      redactor.learn(told);
      const shown = redactor.redact(`${before}${told}${after}`);
      assert.ok(!shown.replaceAll(MASK, '').includes(told.trim()), shown);
    }),
  );
});

test('a private key that comes line by line is masked up to its end', () => {
  const lines = new LineRedactor(new Redactor());
  const text = 'key:\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END PRIVATE KEY-----\nnext';
  const shown = text.split('\n').map((line) => lines.redact(line));
  assert.deepEqual(shown, ['key:', MASK, MASK, MASK, MASK, 'next']);
});

// At a cost that grows with the square of the length, each of these would take minutes.
test('a megabyte that was made to take for ever does not', { timeout: 60_000 }, () => {
  for (const piece of ['://:', 'eyJ-', 'eyJaaaaaa.', ' --', 'token ', 'bearer ', '-----BEGIN ', '"--a', 'K3S_TOKEN="'])
    new Redactor().redact(piece.repeat(1_000_000 / piece.length));
});

test('a foreign text in a sentence is one line, without what steers a terminal, and not endless', () => {
  assert.equal(short('a\r\n\u001b[31mb\u202ec\u0000'), 'a [31mb c');
  assert.equal(short('[fix](command:x)'), '[fix] (command:x)', 'no link in a message of VS Code');
  assert.equal(short('x'.repeat(400)).length, 301);
});
