/** What `test/rules` cannot show: that no finding and no fix tells a secret, fixes that a person chooses, and what depends on the machine. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkRegistries } from '../../server/registries/check.ts';
import type { Options } from '../../server/registries/host.ts';
import { findings as runFindings } from '../../server/rules/run.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { filesOf, machine } from '../support/machine.ts';
import { RELEASE, read } from '../support/registries.ts';

const folder = join(import.meta.dirname, '../rules');

function findings(text: string, options: Partial<Options> = {}) {
  return checkRegistries(read(text), { release: RELEASE, ...options });
}

describe('nobody hears a secret, and each fix changes something, in', () => {
  for (const rule of readdirSync(folder).filter((name) => name.startsWith('registry-'))) {
    it(rule, () => {
      for (const name of readdirSync(join(folder, rule))) {
        const text =
          filesOf(readFileSync(join(folder, rule, name), 'utf8')).get('etc/rancher/k3s/registries.yaml') ?? '';
        const found = findings(text);
        const told = found.map(({ message, related, fix }) => [message, related, fix().map(({ title }) => title)]);
        assert.doesNotMatch(JSON.stringify(told), /s3cret|dckr_pat|Y2k6/);
        for (const { fix, message } of found) {
          for (const { edits } of fix()) assert.notEqual(applyEdits(text, edits), text, message);
        }
      }
    });
  }
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

  it('move a section that stands below a registry', () => {
    assert.equal(
      fixed('mirrors:\n  docker.io:\n    endpoint: [https://a.lan]\n    configs:\n      a.lan:\n        tls: {}\n'),
      'mirrors:\n  docker.io:\n    endpoint: [https://a.lan]\nconfigs:\n  a.lan:\n    tls: {}\n',
    );
  });

  it('put a password back together that a comment cuts', () => {
    assert.match(
      fixed('configs: \n  a.lan:\n    auth:\n      username: u\n      password: a #b\n'),
      /password: 'a #b'/,
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
    assert.deepEqual(told('mirrors: {docker.io: }', { mayEmbed: true }), []);
  });
});

it('aliases that repeat too much are what stops K3s, not a lack of memory', () => {
  const list = Array.from({ length: 2_000 }, (_, index) => `https://m${index}.lan`).join(', ');
  const mirrors = Array.from({ length: 200 }, (_, index) => `  r${index}.lan: *a\n`).join('');
  const found = findings(`mirrors:\n  a.lan: &a\n    endpoint: [${list}]\n${mirrors}`);
  assert.deepEqual(found.map(({ id, say }) => `${id} ${say}`).slice(0, 1), ['registry-type aliasing']);
});

it('a registry without its colon is told where the colon is missing', async () => {
  const [finding] = runFindings(
    await machine('-- registries.yaml --\nmirrors:\n  docker.io\n    endpoint:\n      - https://a.lan\n'),
  );
  assert.equal(finding?.rule, 'yaml-syntax');
  assert.deepEqual(finding?.at, { start: 11, end: 20 });
});

it('severities of .k3slint.yaml count for registries.yaml and for files of the kubelet', async () => {
  const text = (severity: string) =>
    `-- registries.yaml --\nmirrors: {docker.io: {endpoint: [a.lan]}}\n-- .k3slint.yaml --\nseverity: {registry-scheme: ${severity}, kubelet-unknown-field: ${severity}}\n` +
    '-- config.yaml --\ncluster-init: true\n-- var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50.conf --\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPod: 1\n';
  const told = async (severity: string) => runFindings(await machine(text(severity))).map((one) => one.severity);
  assert.deepEqual(await told('error'), ['error', 'error']);
  assert.deepEqual(await told('off'), []);
});
