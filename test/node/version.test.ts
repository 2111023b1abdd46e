/** Which K3s release counts: comment, setting, newest known; and what stands in for a release nobody knows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { opened } from '../support/ask.ts';

const version = async (text: string, chosen?: string): Promise<[string, string]> => {
  const { node } = await opened(text, chosen === undefined ? {} : { version: chosen });
  return [node.version.release, node.version.from];
};

describe('the version', () => {
  it('is what the comment at the top says', async () =>
    assert.deepEqual(await version('# k3s: role=agent version=v1.33.4\n'), ['v1.33.4+k3s1', 'modeline']));
  it('is else what a person chose', async () =>
    assert.deepEqual(await version('token: x\n', 'v1.32.0'), ['v1.32.0+k3s1', 'setting']));
  it('the comment wins', async () =>
    assert.deepEqual(await version('# k3s: version=v1.33.4\n', 'v1.32.0'), ['v1.33.4+k3s1', 'modeline']));
  it('is else the newest known', async () => assert.deepEqual(await version('token: x\n'), ['v1.37.0+k3s1', 'newest']));
  it('without a patch is the newest patch', async () => {
    assert.deepEqual(await version('', '1.33'), ['v1.33.13+k3s2', 'setting']);
    assert.deepEqual(await version('', 'v1.36'), ['v1.36.3+k3s1', 'setting']);
  });
  it('can be written in several ways', async () => {
    for (const text of ['v1.33.4', '1.33.4', 'v1.33.4+k3s1', 'v1.33.4-k3s1', ' v1.33.4 '])
      assert.equal((await version('', text))[0], 'v1.33.4+k3s1', text);
  });
  it('of the first file that says one counts', async () =>
    assert.deepEqual(
      await version('-- config.yaml --\n# k3s: version=v1.33.4\n-- config.yaml.d/1.yaml --\n# k3s: version=v1.32.0\n'),
      ['v1.33.4+k3s1', 'modeline'],
    ));
});

describe('a stand-in', () => {
  const standIn = async (text: string): Promise<[string, string | undefined]> => {
    const { node } = await opened('', { version: text });
    return [node.version.release, node.version.note?.kind];
  };
  it('for a newer one is the newest', async () =>
    assert.deepEqual(await standIn('v1.99.1'), ['v1.37.0+k3s1', 'newer']));
  it('for an older one is the oldest', async () =>
    assert.deepEqual(await standIn('v1.19.5'), ['v1.24.1+k3s1', 'older']));
  it('for one that never was is one of its line', async () => {
    const [release, kind] = await standIn('v1.33.99');
    assert.match(release, /^v1\.33\./);
    assert.ok(kind === 'unlisted' || kind === 'newer', kind);
  });
  it('for no version at all is the newest, and the status can say so', async () =>
    assert.deepEqual(await standIn('soon'), ['v1.37.0+k3s1', 'unreadable']));
});
