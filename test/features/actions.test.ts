/** Code actions: a fix wherever there is one, a comment that silences, and "fix all". */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actions, FIX_ALL } from '../../server/features/actions.ts';
import { actionsAt, changed, fix, fixAll, opened } from '../support/ask.ts';

const titles = async (marked: string, only?: readonly string[]): Promise<string[]> =>
  (await actionsAt(marked, { role: 'server' }, only)).map(({ title }) => title);

describe('a quick fix', () => {
  it('changes a misspelled key', () =>
    fix('cluster-inn|it: true', 'Change to "cluster-init"').gives('cluster-init: true'));
  it('keeps the value, its quotes and the comment', () =>
    fix("tokne|: 'x y'   # why\n", 'Change to "token"', { role: 'server' }).gives("token: 'x y'   # why\n"));
  it('keeps the plus', () =>
    fix('tls-sn|+: [a.example]', 'Change to "tls-san"', { role: 'server' }).gives('tls-san+: [a.example]'));
  it('keeps the quotes of the key', () =>
    fix('"cluster-inn|it": true', 'Change to "cluster-init"').gives('"cluster-init": true'));
  it('keeps CRLF', () =>
    fix('debug: true\r\ncluster-inn|it: true\r\n', 'Change to "cluster-init"').gives(
      'debug: true\r\ncluster-init: true\r\n',
    ));
  it('keeps a byte order mark', () =>
    fix('\ufeffcluster-inn|it: true\ndebug: true\n', 'Change to "cluster-init"').gives(
      '\ufeffcluster-init: true\ndebug: true\n',
    ));
  it('says which finding it is for', async () => {
    const action = await fix('cluster-inn|it: true', 'Change to "cluster-init"').action();
    assert.equal(action.kind, 'quickfix');
    assert.equal(action.diagnostics?.[0]?.code, 'unknown-key');
    assert.equal(action.isPreferred, true);
  });
  it('is offered at both ends of the finding', async () => {
    assert.ok((await titles('|cluster-innit: true')).includes('Change to "cluster-init"'));
    assert.ok((await titles('cluster-innit|: true')).includes('Change to "cluster-init"'));
  });
  it('is not offered elsewhere', async () => {
    assert.ok(!(await titles('cluster-innit: true\ndebug: true|\n')).includes('Change to "cluster-init"'));
  });
  it('prefers one only of several', async () => {
    const list = await actionsAt('etcd-s3-endpoin|: x', { role: 'server' }, ['quickfix']);
    assert.equal(list.filter(({ isPreferred }) => isPreferred).length, 1);
  });
});

describe('an ignore comment', () => {
  it('goes above the line', () =>
    fix('debug: true\ncluster-inn|it: true\n', 'Ignore "unknown-key" on line 2').gives(
      'debug: true\n# k3s-ignore unknown-key\ncluster-innit: true\n',
    ));
  it('is indented as the line is', () =>
    fix('  cluster-inn|it: true\n', 'Ignore "unknown-key" on line 1').gives(
      '  # k3s-ignore unknown-key\n  cluster-innit: true\n',
    ));
  it('ends as the lines of the file do', () =>
    fix('cluster-inn|it: true\r\n', 'Ignore "unknown-key" on line 1').gives(
      '# k3s-ignore unknown-key\r\ncluster-innit: true\r\n',
    ));
  it('is the end of the finding', async () => {
    const found = await titles('# k3s-ignore unknown-key\ncluster-inn|it: true\n');
    assert.ok(!found.includes('Change to "cluster-init"'), found.join());
  });
  it('that silences nothing can be taken out', async () => {
    const found = await titles('# k3s-ignore unk|nown-key\ncluster-init: true\n', ['quickfix']);
    assert.ok(found.length > 0);
    assert.ok(!found.some((title) => title.startsWith('Ignore')), 'nobody ignores an ignore comment');
  });
});

describe('fix all', () => {
  it('fixes what can only mean one thing', () =>
    fixAll('# k3s: role=server\ncluster_init: true\nTLS-SAN: [a.example]\n').gives(
      '# k3s: role=server\ncluster-init: true\ntls-san: [a.example]\n',
    ));
  it('leaves alone what may mean several things', () => fixAll('cluster-innit: true\n').hasNothingToDo());
  it('has nothing to do in a file without findings', () => fixAll('debug: true\n').hasNothingToDo());
  it('keeps a byte order mark', () =>
    fixAll('\ufeffcluster_init: true\ndebug: true\n').gives('\ufeffcluster-init: true\ndebug: true\n'));
  it('keeps CRLF', () =>
    fixAll('cluster_init: true\r\ndebug: true\r\n').gives('cluster-init: true\r\ndebug: true\r\n'));
  it('leaves nothing for a second time', async () => {
    const text = '# k3s: role=server\ncluster_init: true\nnodeLabel: [a=b]\ndisable_etcd: true\nTLS_SAN: x\n';
    const question = await opened(text);
    const [first] = actions(question, { start: 0, end: 0, only: [FIX_ALL] });
    const once = changed(question.document, first?.edit?.changes?.[question.document.uri] ?? []);
    assert.notEqual(once, text);
    await fixAll(once).hasNothingToDo();
  });
  it('changes only this file', async () => {
    const question = await opened('-- config.yaml --\ncluster_init: true\n-- config.yaml.d/1.yaml --\ntls_san: x\n');
    const [action] = actions(question, { start: 0, end: 0, only: [FIX_ALL] });
    assert.deepEqual(Object.keys(action?.edit?.changes ?? {}), [question.document.uri]);
  });
});

describe('an editor that asks for kinds', () => {
  it('gets quick fixes alone', async () => {
    const found = await actionsAt('cluster_in|it: true', { role: 'server' }, ['quickfix']);
    assert.ok(found.length > 0);
    assert.deepEqual([...new Set(found.map(({ kind }) => kind))], ['quickfix']);
  });
  it('gets "fix all" on save', async () => {
    const found = await actionsAt('cluster_in|it: true', { role: 'server' }, ['source.fixAll']);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['source.fixAll.k3s'],
    );
  });
  it('gets nothing of a kind there is not', async () => {
    assert.deepEqual(await titles('cluster_in|it: true', ['refactor']), []);
  });
});
