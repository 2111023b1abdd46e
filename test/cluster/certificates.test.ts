/** Certificates: read back by OpenSSL, and refused where they should be. */

import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { element, identifier, integer, time } from '../../demo/cluster/certificates/der.ts';

test('DER: lengths, numbers, identifiers and times', () => {
  assert.equal(element(0x04, Buffer.alloc(127)).subarray(0, 2).toString('hex'), '047f');
  assert.equal(element(0x04, Buffer.alloc(128)).subarray(0, 3).toString('hex'), '048180');
  assert.equal(element(0x04, Buffer.alloc(256)).subarray(0, 4).toString('hex'), '04820100');
  assert.equal(integer(0).toString('hex'), '020100');
  assert.equal(integer(127).toString('hex'), '02017f');
  assert.equal(integer(128).toString('hex'), '02020080');
  assert.equal(integer(Buffer.from([0, 0, 1])).toString('hex'), '020101');
  // RSA Security's arc, the example of X.690.
  assert.equal(identifier('1.2.840.113549').toString('hex'), '06062a864886f70d');
  assert.equal(time(new Date('2049-12-31T23:59:59Z')).toString('latin1'), '\x17\r491231235959Z');
  assert.equal(time(new Date('2050-01-01T00:00:00Z')).toString('latin1'), '\x18\x0f20500101000000Z');
});

test('a server is known by its names and addresses', () => {
  const authority = createAuthority('ca');
  const { cert, key } = authority.server(['127.0.0.1', 'localhost', '::1']);
  const read = new X509Certificate(cert);
  assert.ok(read.verify(new X509Certificate(authority.cert).publicKey));
  assert.ok(read.checkIssued(new X509Certificate(authority.cert)));
  assert.ok(read.checkPrivateKey(createPrivateKey(key)));
  assert.equal(read.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(read.checkHost('localhost'), 'localhost');
  assert.equal(read.checkHost('example.org'), undefined);
  assert.equal(read.ca, false);
  assert.equal(new X509Certificate(authority.cert).ca, true);
});

test('a user carries groups', () => {
  const { cert } = createAuthority().client('jane', ['one', 'two']);
  assert.equal(new X509Certificate(cert).subject, 'O=one\nO=two\nCN=jane');
});

test('dates are those that were asked for', () => {
  const from = new Date('2020-01-02T03:04:05Z');
  const until = new Date('2021-01-02T03:04:05Z');
  const read = new X509Certificate(createAuthority().server(['localhost'], { from, until }).cert);
  assert.equal(new Date(read.validFrom).getTime(), from.getTime());
  assert.equal(new Date(read.validTo).getTime(), until.getTime());
});

test('another authority of the same name has signed nothing here', () => {
  const [one, other] = [createAuthority('ca'), createAuthority('ca')];
  const read = new X509Certificate(one.server(['localhost']).cert);
  assert.equal(read.verify(new X509Certificate(other.cert).publicKey), false);
});
