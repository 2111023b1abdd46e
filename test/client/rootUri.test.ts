/** How machines are named in URIs of root's files, which editors write in small letters. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHost } from '../../client/host/hostName.ts';
import { authorityOf, targetOf } from '../../client/rootFiles/uri.ts';

test('this machine, an alias, a user, an address', () => {
  assert.equal(authorityOf({ kind: 'here' }), 'here');
  assert.equal(authorityOf({ kind: 'ssh', host: 'worker-7.example.org' }), 'worker-7.example.org');
  assert.equal(authorityOf({ kind: 'ssh', host: 'me@10.0.0.7' }), 'me_4010.0.0.7');
  assert.equal(authorityOf({ kind: 'ssh', host: 'Worker_7' }), '_57orker_5f7');
  assert.equal(authorityOf({ kind: 'ssh', host: 'fe80::1' }), 'fe80_3a_3a1');
});

test('a machine that is called like this one is another one', () => {
  const authority = authorityOf({ kind: 'ssh', host: 'here' });
  assert.notEqual(authority, 'here');
  assert.deepEqual(targetOf(authority), { kind: 'ssh', host: 'here' });
});

test('every host comes back as it was, whatever an editor does to capitals', () => {
  const host = fc.stringMatching(/^[a-zA-Z0-9_@.:-]{1,30}$/).filter(isHost);
  fc.assert(
    fc.property(host, (name) => {
      const authority = authorityOf({ kind: 'ssh', host: name });
      assert.match(authority, /^[a-z0-9._-]+$/);
      assert.deepEqual(targetOf(authority.toLowerCase()), { kind: 'ssh', host: name });
    }),
  );
});

test('what names no machine is none', () => {
  for (const authority of ['', '-oProxyCommand_3dx', 'a b', '_2d_2dx', 'x_00', '_zz/'])
    assert.equal(targetOf(authority), undefined, authority);
});
