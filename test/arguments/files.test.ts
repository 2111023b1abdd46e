/** Files that have to be there when a component starts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namedFiles } from '../../server/arguments/files.ts';

describe('a file in a list', () => {
  it('is known with its place', () =>
    assert.deepEqual(namedFiles('kube-apiserver', ['v=2', 'audit-policy-file=/etc/audit.yaml']), [
      { flag: 'audit-policy-file', path: '/etc/audit.yaml', item: 1, from: 18, to: 33, folder: false },
    ]));
  it('that the component creates is none', () =>
    assert.deepEqual(namedFiles('kube-apiserver', ['audit-log-path=/var/log/audit.log']), []));
  it('may be a folder', () => assert.equal(namedFiles('kubelet', ['config-dir=/etc/kubelet.d'])[0]?.folder, true));
  it('with a relative path is left alone', () => assert.deepEqual(namedFiles('kube-scheduler', ['config=x.yaml']), []));
});
