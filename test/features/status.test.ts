/** The status item: role and version in effect and why, how many files, how they fare. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { status } from '../support/ask.ts';

describe('the status', () => {
  it('says the role and what decided it', async () => {
    const { role, roleFrom, roleBecause } = await status('cluster-init: true\n');
    assert.deepEqual([role, roleFrom, roleBecause], ['server', 'keys', 'cluster-init']);
  });
  it('says that nothing tells the role', async () => {
    const { role, roleFrom } = await status('token: x\n');
    assert.deepEqual([role, roleFrom], [undefined, 'unknown']);
  });
  it('says the version and what decided it', async () => {
    const { version, versionFrom } = await status('# k3s: version=v1.33\n');
    assert.match(version, /^v1\.33\.13\+k3s2$/);
    assert.equal(versionFrom, 'modeline');
  });
  it('says what stands in for a version nobody knows', async () => {
    assert.match((await status('', { version: 'v1.99.0' })).note ?? '', /v1\.99\.0.*v1\.37\.0\+k3s1 stands in/);
    assert.match((await status('', { version: 'soon' })).note ?? '', /"soon" is no K3s version/);
    assert.match((await status('', { version: 'v1.10' })).note ?? '', /older.*v1\.24\.1\+k3s1 stands in/);
  });
  it('has nothing to note about a known version', async () => {
    assert.equal((await status('', { version: 'v1.33.4' })).note, undefined);
  });
  it('counts files, errors and warnings', async () => {
    const { files, problems } = await status(
      '-- config.yaml --\n# k3s: role=server\ntokne: x\n-- config.yaml.d/1.yaml --\ndebug: true\n',
    );
    assert.equal(files, 2);
    assert.deepEqual(problems, { errors: 0, warnings: 1 });
  });
  it('says why K3s does not start, without a secret', async () => {
    const { error } = await status('# k3s: role=server\ntoken: CANARY\ncluster-init: maybe\n');
    assert.match(error ?? '', /"maybe".*"cluster-init"/);
    assert.doesNotMatch((await status('token: *CANARY\n')).error ?? '', /CANARY/);
  });
});
