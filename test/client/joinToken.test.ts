/** Tokens in the hands of a person: made on request, copied only when somebody says so, and taken back. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Actions } from '../../client/actions/actions.ts';
import { Access } from '../../client/cluster/access.ts';
import { systemClock } from '../../client/cluster/clock.ts';
import { SECRETS } from '../../demo/cluster/api/resources.ts';
import { until } from '../cluster/clocks.ts';
import { FakeSource } from '../explorer/fakeSource.ts';
import { joinCluster } from '../machines/joining.ts';
import { sitDown } from '../operations/editor.ts';

const { getJoinToken } = await import('../../client/actions/getToken.ts');
const { askToRevoke } = await import('../../client/actions/revoke.ts');

/** Somebody who looks at a cluster, and gets a token of an hour. */
async function atTheTree(t: TestContext) {
  const { demo, api, tokens } = await joinCluster(t);
  const person = sitDown();
  const reach = { api, access: new Access(api, systemClock), redact: (text: string) => text };
  const source = Object.assign(new FakeSource('home'), { reach });
  person.will(/^$/, '$(key) New token that expires');
  person.will(/How long may agents join/, '1 hour');
  const actions = {} as Actions;
  return {
    person,
    tokens,
    get: () => getJoinToken(actions, source),
    revoke: (token: string) => askToRevoke(actions, { source, token }),
    /** The secret half of the one that there is. */
    secret(): string {
      const data: Readonly<Record<string, string>> =
        demo.store.get(SECRETS, tokens()[0] ?? '', 'kube-system')?.data ?? {};
      return Buffer.from(data['token-secret'] ?? '', 'base64').toString();
    },
  };
}

test('scenario 48: a new token is told by its id and its end, never by its secret, and nothing is copied by itself', async (t) => {
  const { person, tokens, get, secret } = await atTheTree(t);
  await get();
  const [name = ''] = tokens();
  const id = name.replace('bootstrap-token-', '');
  assert.match(id, /^[a-z0-9]{6}$/);
  assert.equal(secret().length, 16);
  const said = person.heard();
  assert.ok(said.includes(`Agents can join home with the token ${id}.`), said.join('\n'));
  assert.ok(!said.some((text) => text.startsWith('clipboard:') || text.includes(secret())));
});

test('scenario 48: copied when somebody says so', async (t) => {
  const { person, get, secret } = await atTheTree(t);
  person.will(/^Agents can join/, 'Copy Token');
  await get();
  const copied = person.heard().filter((text) => text.startsWith('clipboard:'));
  assert.equal(copied.length, 1);
  assert.match(copied[0] ?? '', /^clipboard: K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}$/);
  assert.ok(copied[0]?.endsWith(secret()));
});

test('scenario 48: deleted after a question that says what that means', async (t) => {
  const { person, tokens, get, revoke } = await atTheTree(t);
  await get();
  const id = tokens()[0]?.replace('bootstrap-token-', '') ?? '';
  person.heard();
  await revoke(id);
  assert.deepEqual(person.heard(), [`Revoke the token ${id} of home?`]);
  assert.equal(tokens().length, 1, 'not before a yes');
  person.will(/^Revoke the token/, 'Revoke');
  await revoke(id);
  await until(() => tokens().length === 0, 'the end of the token');
});
