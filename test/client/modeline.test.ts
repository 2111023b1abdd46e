/** Choosing a role or version changes the line `# k3s:` and nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeModeline, type Word } from '../../client/editor/modeline.ts';

/** A text after a word of its modeline was set. */
function after(text: string, word: Word, value?: string): string {
  const lines = text.split('\n');
  const change = changeModeline(lines, word, value);
  if (change?.how === 'insert') lines.splice(change.line, 0, change.text);
  if (change?.how === 'replace') lines.splice(change.line, 1, change.text);
  if (change?.how === 'delete') lines.splice(change.line, 1);
  return lines.join('\n');
}

test('a file without the line gets it at the top', () => {
  assert.equal(after('debug: true', 'role', 'agent'), '# k3s: role=agent\ndebug: true');
});

test('the other word stays, in its place', () => {
  assert.equal(
    after('# k3s: role=server version=v1.32\na: 1', 'role', 'agent'),
    '# k3s: role=agent version=v1.32\na: 1',
  );
  assert.equal(after('# k3s: role=server\na: 1', 'version', 'v1.33'), '# k3s: role=server version=v1.33\na: 1');
});

test('the line is found below other comments', () => {
  assert.equal(after('# ours\n\n#k3s: role=server\na: 1', 'role', 'agent'), '# ours\n\n#k3s: role=agent\na: 1');
});

test('taking out the last word takes out the line', () => {
  assert.equal(after('# k3s: role=server\na: 1', 'role'), 'a: 1');
  assert.equal(after('# k3s: role=server version=v1.33\na: 1', 'role'), '# k3s: version=v1.33\na: 1');
});

test('taking out what is not there changes nothing', () => {
  assert.equal(changeModeline(['a: 1'], 'role', undefined), undefined);
});

test('a word twice becomes one', () => {
  assert.equal(after('# k3s: role=server role=agent', 'role', 'agent'), '# k3s: role=agent');
});
