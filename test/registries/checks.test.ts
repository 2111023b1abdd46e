/**
 * Every text in `checks/`: the findings marked in its comments are all its findings, and none shows a secret. Below,
 * the texts after their fixes.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkRegistries, checks } from '../../server/registries/check.ts';
import type { Options } from '../../server/registries/host.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { expectations, marksOf } from '../support/mark.ts';
import { RELEASE, read } from '../support/registries.ts';

const folder = join(import.meta.dirname, 'checks');

function findings(text: string, options: Partial<Options> = {}) {
  return checkRegistries(read(text), { release: RELEASE, ...options });
}

for (const name of readdirSync(folder)) {
  it(name.replace('.yaml', '').replaceAll('-', ' '), () => {
    const text = readFileSync(join(folder, name), 'utf8');
    const found = findings(text);
    const asFindings = found.map(({ id, fix, ...rest }) => ({ rule: id, uri: '', tags: [], fixes: fix(), ...rest }));
    assert.deepEqual(
      marksOf(
        text,
        asFindings.sort((a, b) => a.at.start - b.at.start),
      ),
      expectations(text),
    );
    const told = found.map(({ message, related, fix }) => [message, related, fix().map(({ title }) => title)]);
    assert.doesNotMatch(JSON.stringify(told), /s3cret|dckr_pat|Y2k6/);
    for (const { fix, message } of found) {
      for (const { edits } of fix()) assert.notEqual(applyEdits(text, edits), text, message);
    }
  });
}

it('every check has a text here', () => {
  const all = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  for (const { id } of checks) assert.match(all, new RegExp(`\\^ ${id}: |~ ${id}: `), id);
});

describe('fixes', () => {
  const fixed = (text: string, index = 0, options: Partial<Options> = {}): string => {
    const fix = findings(text, options).flatMap((finding) => finding.fix())[index];
    assert.ok(fix, 'there is no fix');
    const after = applyEdits(text, fix.edits);
    assert.equal(read(after).error, undefined);
    return after;
  };

  it('rename a misspelled key', () => {
    assert.equal(
      fixed('mirrors:\n  a.lan:\n    endpoints: [https://b.lan]\n'),
      'mirrors:\n  a.lan:\n    endpoint: [https://b.lan]\n',
    );
  });

  it('move a section to the left edge', () => {
    assert.equal(
      fixed(
        'mirrors:\n  docker.io:\n    endpoint: [https://a.lan]\n  configs:\n    a.lan:\n      tls:\n        ca_file: /ca # ours\n',
      ),
      'mirrors:\n  docker.io:\n    endpoint: [https://a.lan]\nconfigs:\n  a.lan:\n    tls:\n      ca_file: /ca # ours\n',
    );
  });

  it('move a section into the one that is already there', () => {
    assert.equal(
      fixed(
        'configs:\n  b.lan:\n    tls: {ca_file: /b}\nmirrors:\n  configs:\n    a.lan:\n      tls: {ca_file: /a}\n  docker.io:\n',
      ),
      'configs:\n  b.lan:\n    tls: {ca_file: /b}\n  a.lan:\n    tls: {ca_file: /a}\nmirrors:\n  docker.io:\n',
    );
  });

  it('move credentials from a mirror to its endpoint', () => {
    assert.equal(
      fixed('mirrors:\n  docker.io:\n    endpoint: ["https://a.lan:5000"]\n    auth:\n      username: u\n'),
      'mirrors:\n  docker.io:\n    endpoint: ["https://a.lan:5000"]\nconfigs:\n  a.lan:5000:\n    auth:\n      username: u\n',
    );
  });

  it('put credentials into their block, all at once', () => {
    assert.equal(
      fixed('configs:\n  a.lan:\n    username: u\n    password: p\n'),
      'configs:\n  a.lan:\n    auth:\n      username: u\n      password: p\n',
    );
  });

  it('take sections out of a wrapper', () => {
    assert.equal(
      fixed('registries:\n  mirrors:\n    docker.io:\n      endpoint: [https://a.lan]\n'),
      'mirrors:\n  docker.io:\n    endpoint: [https://a.lan]\n',
    );
  });

  it('write sets in place of backslashes', () => {
    assert.match(
      fixed("mirrors: {a.lan: {endpoint: [https://b.lan], rewrite: {'^x\\.(\\d+)/[\\w.]': y}}}"),
      /'\^x\[\.\]\(\[0-9\]\+\)\/\[0-9A-Za-z_\.\]'/,
    );
  });

  it('put the number of a group in braces', () => {
    assert.match(
      fixed('mirrors:\n  a.lan:\n    endpoint: [https://b.lan]\n    rewrite: {"(.*)": "$1x"}\n'),
      /"\$\{1\}x"/,
    );
  });

  it('quote the wildcard', () => {
    assert.equal(
      fixed('mirrors:\n  *:\n    endpoint: [https://a.lan]\n'),
      'mirrors:\n  "*":\n    endpoint: [https://a.lan]\n',
    );
  });

  it('add the port to a name', () => {
    assert.match(fixed('mirrors:\n  reg.lan:\n    endpoint: ["http://reg.lan:5000"]\n'), /^ {2}reg\.lan:5000:$/m);
  });
});

describe('what depends on the rest of the machine', () => {
  const told = (text: string, options: Partial<Options>): string[] =>
    findings(text, options).map(({ id, say }) => `${id} ${say}`);

  it('the release: Docker Hub credentials, the wildcard, settings without a mirror', () => {
    const hub = 'configs: {docker.io: {auth: {username: u}}}';
    assert.deepEqual(told(hub, { release: 'v1.36.0+k3s1' }), []);
    assert.deepEqual(told(hub, { release: 'v1.32.0+k3s1' }), ['registry-dockerhub-key docker-hub-credentials']);
    const star = 'mirrors: {"*": {endpoint: [https://a.lan]}}';
    assert.deepEqual(told(star, { release: 'v1.29.2+k3s1' }), ['registry-wildcard-quote since']);
    assert.deepEqual(told(star, { release: 'v1.29.3+k3s1' }), []);
    const alone = 'configs: {a.lan: {tls: {ca_file: /ca}}}';
    assert.deepEqual(told(alone, { release: 'v1.29.3+k3s1' }), ['registry-config-host alone']);
  });

  it('disable-default-registry-endpoint: an entry under configs undoes it', () => {
    const text = 'mirrors: {a.lan: {endpoint: [https://b.lan]}}\nconfigs: {a.lan: {tls: {ca_file: /ca}}}';
    assert.deepEqual(told(text, { noDefaultEndpoint: true }), ['registry-config-host keeps']);
  });

  it('embedded-registry: a mirror without endpoints takes part', () => {
    const embedded = { address: '127.0.0.1:6443', caFile: '/ca', certFile: '/c', keyFile: '/k' };
    assert.deepEqual(told('mirrors: {docker.io: }', { embedded }), []);
    assert.deepEqual(told('mirrors: {docker.io: }', {}), ['registry-idle-mirror no-endpoints']);
  });
});
