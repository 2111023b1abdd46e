/** Files that have to be there when a component starts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namedFiles } from '../../server/arguments/files.ts';

describe('a file in a list', () => {
  it('is known with its place', () =>
    assert.deepEqual(namedFiles('kube-apiserver-arg', ['v=2', 'audit-policy-file=/etc/audit.yaml']), [
      { flag: 'audit-policy-file', path: '/etc/audit.yaml', item: 1, from: 18, to: 33, folder: false, relative: false },
    ]));
  it('that the component creates is none', () =>
    assert.deepEqual(namedFiles('kube-apiserver-arg', ['audit-log-path=/var/log/audit.log']), []));
  it('may be a folder', () => assert.equal(namedFiles('kubelet-arg', ['config-dir=/etc/kubelet.d'])[0]?.folder, true));
  it('may be named by a relative path', () =>
    assert.equal(namedFiles('kube-scheduler-arg', ['config=x.yaml'])[0]?.relative, true));
  it('without a value is none', () => assert.deepEqual(namedFiles('kube-scheduler-arg', ['config=', 'config']), []));
});
