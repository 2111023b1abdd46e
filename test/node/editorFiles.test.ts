/** Files of other schemes: asked of the editor, and simply not there where nobody can be asked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byScheme, editorFiles } from '../../server/editorFiles.ts';
import { memory } from '../../server/files.ts';

const refuse = (error: unknown) => editorFiles(() => Promise.reject(error));

test('an editor that does not read files has none, which is no problem', async () => {
  const files = refuse(Object.assign(new Error('Unhandled method k3s/fs/list'), { code: -32601 }));
  assert.deepEqual(await files.list('vfs:/a.d'), { kind: 'missing' });
  assert.deepEqual(await files.stat('vfs:/a'), { kind: 'missing' });
  assert.deepEqual(await files.read('vfs:/a'), { kind: 'missing' });
});

test('an editor that fails is one', async () => {
  assert.deepEqual(await refuse(new Error('gone')).list('vfs:/a.d'), {
    kind: 'unreadable',
    why: 'io',
    detail: 'gone',
  });
});

test('nothing lies beside a file that was never saved, and nobody is asked', async () => {
  const files = byScheme(memory(new Map()), refuse(new Error('asked')));
  assert.deepEqual(await files.list('untitled:Untitled-1.d'), { kind: 'missing' });
  assert.deepEqual(await files.read('untitled:Untitled-1'), { kind: 'missing' });
});
