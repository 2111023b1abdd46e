/** Addresses as Go's net package reads them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meantAddress, parseCidr, parseIp } from '../../server/node/net.ts';

describe('an address', () => {
  for (const text of [
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '2001:db8::1',
    '1:2:3:4:5:6:7:8',
    '::ffff:192.0.2.1',
    '1:2:3:4:5:6:7::',
  ]) {
    it(`${text} is one`, () => assert.ok(parseIp(text)));
  }
  for (const text of [
    '',
    ' 192.0.2.1',
    '192.0.2.01',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1/24',
    '192.0.2.1:80',
    'localhost',
    '[::1]',
    'fe80::1%eth0',
    '1::2::3',
    ':1::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    '::192.0.2.01',
  ]) {
    it(`"${text}" is none`, () => assert.equal(parseIp(text), undefined));
  }
});

describe('a range', () => {
  it('loses its host bits', () => {
    assert.deepEqual(parseCidr('10.42.5.7/16'), { family: 4, octets: [10, 42, 0, 0], bits: 16 });
    assert.deepEqual(parseCidr('10.42.5.7/20')?.octets, [10, 42, 0, 0]);
    assert.deepEqual(parseCidr('10.42.31.7/20')?.octets, [10, 42, 16, 0]);
    assert.deepEqual(parseCidr('fd00:42::1/56')?.octets.slice(0, 4), [0xfd, 0, 0, 0x42]);
    assert.deepEqual(parseCidr('1.2.3.4/0')?.octets, [0, 0, 0, 0]);
  });

  for (const text of [
    '10.42.0.0',
    '10.42.0.0/33',
    'fd00::/129',
    '10.42.0.0/',
    '/16',
    '10.42.0.0/-1',
    '10.42.0.0/16 ',
    '10.042.0.0/16',
  ]) {
    it(`"${text}" is none`, () => assert.equal(parseCidr(text), undefined));
  }
});

it('an address with something around it is found in it', () => {
  const meant = [
    '192.0.2.10/24',
    '192.0.2.10:443',
    '[2001:db8::1]:443',
    ' 192.0.2.10',
    '192.0.2.010',
    'https://192.0.2.10:6443',
    'fe80::1%eth0',
  ];
  assert.deepEqual(meant.map(meantAddress), [
    '192.0.2.10',
    '192.0.2.10',
    '2001:db8::1',
    '192.0.2.10',
    '192.0.2.10',
    '192.0.2.10',
    'fe80::1',
  ]);
  assert.equal(meantAddress('localhost'), undefined);
});
