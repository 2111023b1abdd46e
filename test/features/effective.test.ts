/** The effective configuration: every value in force, where it comes from, and what it replaced. */

import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { disk } from '../../server/disk.ts';
import { effectiveText, effective as effectiveValues } from '../../server/features/effective.ts';
import { Workspace } from '../../server/workspace.ts';
import { readText } from '../../server/yaml/document.ts';
import { effective } from '../support/ask.ts';
import { CONFIG, folder } from '../support/folder.ts';

const STACK = `-- config.yaml --
# k3s: role=server
token: CANARY
flannel-backend: vxlan
tls-san:
  - a.example
disable: traefik,servicelb
-- config.yaml.d/50-net.yaml --
flannel-backend: host-gw
tls-san+: [b.example, "c.example,d.example"]
`;

describe('a value in force', () => {
  it('has its origin and what it replaced', async () => {
    assert.deepEqual(await effective(STACK).at('flannel-backend'), {
      value: 'host-gw',
      type: 'string',
      origin: ['config.yaml.d/50-net.yaml:1'],
      overrode: ['config.yaml:3'],
    });
  });
  it('is a list out of all files that append to it', async () => {
    assert.deepEqual(await effective(STACK).at('tls-san'), {
      value: ['a.example', 'b.example', 'c.example', 'd.example'],
      type: 'list',
      origin: ['config.yaml:4', 'config.yaml.d/50-net.yaml:2'],
      overrode: [],
    });
  });
  it('is split at commas where K3s splits it', async () => {
    assert.deepEqual((await effective(STACK).at('disable')).value, ['traefik', 'servicelb']);
    for (const key of ['tls-san', 'cluster-cidr', 'service-cidr', 'cluster-dns', 'node-ip', 'node-external-ip']) {
      assert.deepEqual((await effective(`${key}: a,b\n`).at(key)).value, ['a', 'b'], key);
    }
  });
  it('is not split where K3s does not', async () => {
    for (const key of ['node-label', 'node-taint', 'kubelet-arg', 'kube-apiserver-arg']) {
      assert.deepEqual((await effective(`${key}: "a=1,b=2"\n`).at(key)).value, ['a=1,b=2'], key);
    }
  });
  it('is the last one of a key that stands twice', async () => {
    assert.deepEqual(await effective('debug: true\ndebug: false\n').at('debug'), {
      value: false,
      type: 'bool',
      origin: ['config.yaml:2'],
      overrode: ['config.yaml:1'],
    });
  });
  it('forgets what was appended before a plain key', async () => {
    const text = 'tls-san: [a]\ntls-san+: [b]\ntls-san: [c]\n';
    assert.deepEqual(await effective(text).at('tls-san'), {
      value: ['c'],
      type: 'list',
      origin: ['config.yaml:3'],
      overrode: ['config.yaml:1', 'config.yaml:2'],
    });
  });
  it('is what K3s reads, not what stands there', async () => {
    assert.equal((await effective('write-kubeconfig-mode: 0644\n').at('write-kubeconfig-mode')).value, '420');
    assert.equal((await effective('https-listen-port: 0x1F90\n').at('https-listen-port')).value, 8080);
    assert.equal((await effective('cluster-init: on\n').at('cluster-init')).value, true);
    assert.equal((await effective('etcd-s3-timeout: 90m\n').at('etcd-s3-timeout')).value, '1h30m0s');
    assert.equal((await effective('node-name: 1e3\n').at('node-name')).value, '1000');
  });
  it('has its type', async () => {
    assert.equal((await effective('https-listen-port: 6444\n').at('https-listen-port')).type, 'int');
    assert.equal((await effective('etcd-s3-timeout: 5m\n').at('etcd-s3-timeout')).type, 'duration');
    assert.equal((await effective('tokn: 5m\n').at('tokn')).type, 'unknown');
  });
  it('can be an empty list, which takes away what was there', async () => {
    assert.deepEqual((await effective('tls-san: [a]\ntls-san: []\n').at('tls-san')).value, []);
  });
  it('is skipped by a server when it does not know the key', async () => {
    const { values } = await effective('# k3s: role=server\ntokn: x\n').view();
    assert.deepEqual(
      values.map(({ key, skipped }) => [key, skipped]),
      [['tokn', true]],
    );
  });
});

describe('the order of sources', () => {
  const machine = (files: string, unit: string, env = ''): string =>
    `-- config.yaml --\n${files}-- etc/systemd/system/k3s.service --\n[Service]\n# K3s\nExecStart=/usr/local/bin/k3s ${unit}\n` +
    `-- etc/systemd/system/k3s.service.env --\n${env}`;

  it('puts the words of the service before the files', async () => {
    const text = machine('flannel-backend: vxlan\n', 'server --flannel-backend=host-gw');
    assert.deepEqual(await effective(text).at('flannel-backend'), {
      value: 'host-gw',
      type: 'string',
      origin: ['k3s.service:3'],
      overrode: ['config.yaml:1'],
    });
  });
  it('adds the words of the service to lists', async () => {
    const text = machine('tls-san: [a]\n', "server '--tls-san' 'b'");
    const { value, origin } = await effective(text).at('tls-san');
    assert.deepEqual(value, ['a', 'b']);
    assert.deepEqual(origin, ['config.yaml:1', 'k3s.service:3']);
  });
  it('knows what only the service says', async () => {
    const { value, origin } = await effective(machine('', 'server --cluster-init')).at('cluster-init');
    assert.equal(value, true);
    assert.deepEqual(origin, ['k3s.service:3']);
  });
  it('puts the files before the environment', async () => {
    const text = machine('data-dir: /file\n', 'server', 'K3S_DATA_DIR=/env\n');
    assert.equal((await effective(text).at('data-dir')).value, '/file');
  });
  it('knows the environment', async () => {
    const text = machine('', 'server', "# proxy\nK3S_DATA_DIR='/env'\nK3S_CLUSTER_INIT=true\n");
    assert.deepEqual(await effective(text).at('data-dir'), {
      value: '/env',
      type: 'string',
      origin: ['k3s.service.env:2'],
      overrode: [],
    });
    assert.equal((await effective(text).at('cluster-init')).value, true);
  });
  it('does not know variables a release does not read', async () => {
    const text = machine('# k3s: version=v1.29.6\n', 'server', 'K3S_DATA_DIR=/env\n');
    assert.ok(!(await effective(text).view()).values.some(({ key }) => key === 'data-dir'));
  });
});

describe('the argument list', () => {
  it('is what K3s sees', async () => {
    assert.deepEqual((await effective(STACK, { showSecrets: true }).view()).arguments, [
      'server',
      '--token=CANARY',
      '--flannel-backend=host-gw',
      '--tls-san=a.example',
      '--tls-san=b.example',
      '--tls-san=c.example,d.example',
      '--disable=traefik,servicelb',
    ]);
  });
  it('is not there when K3s does not get that far, and the reason is', async () => {
    const view = await effective('debug: true\ntls-san: [a\n').view();
    assert.equal(view.arguments, undefined);
    assert.match(view.error ?? '', /config\.yaml, line \d/);
    assert.deepEqual(
      view.values.map(({ key }) => key),
      ['debug'],
    );
  });
  it('names the file K3s does not name', async () => {
    const view = await effective('-- config.yaml --\ndebug: true\n-- config.yaml.d/9.yaml --\nx\n').view();
    assert.match(view.error ?? '', /config\.yaml\.d\/9\.yaml/);
  });
});

describe('a configuration K3s ignores as a whole', () => {
  it('has no values, and says why', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n', [`${CONFIG}.d/`]: '' });
    symlinkSync('/nowhere/at/all', machine.at(`${CONFIG}.d/9.yaml`));
    const node = await new Workspace(disk).node(machine.uri(CONFIG));
    const view = effectiveValues(node);
    assert.deepEqual(view.values, []);
    assert.match(view.ignored ?? '', /config\.yaml\.d\/9\.yaml leads nowhere/);
    assert.match(effectiveText(node).text, /^# config\.yaml\.d\/9\.yaml leads nowhere/m);
  });
});

describe('secrets', () => {
  const SECRETS = `-- config.yaml --
token: CANARY1
agent-token: CANARY2
datastore-endpoint: postgres://user:CANARY3@host/db
etcd-s3-access-key: CANARY4
etcd-s3-secret-key: CANARY5
vpn-auth: name=tailscale,joinKey=CANARY6
t: CANARY7
token=CANARY8: x
-- config.yaml.d/1.yaml --
token: CANARY9
-- etc/systemd/system/k3s.service --
ExecStart=/usr/local/bin/k3s server '--agent-token' 'CANARY10' --etcd-s3-session-token=CANARY11 -t CANARY12
-- etc/systemd/system/k3s.service.env --
AWS_SESSION_TOKEN=CANARY13
K3S_TOKEN='CANARY14'
`;
  it('are masked in the data', async () => {
    const view = await effective(SECRETS).view();
    assert.doesNotMatch(JSON.stringify(view), /CANARY/);
    assert.ok(view.values.some(({ key, secret }) => key === 'agent-token' && secret));
  });
  it('are masked in the text', async () => assert.doesNotMatch(await effective(SECRETS).text(), /CANARY/));
  it('are masked when K3s does not start', async () => {
    assert.doesNotMatch(await effective('token: "CANARY"\nt: CANARY\n').text(), /CANARY/);
    assert.doesNotMatch(await effective('token: !!int CANARY\n').text(), /CANARY/);
    assert.doesNotMatch(await effective('token: *CANARY\n').text(), /CANARY/);
    assert.doesNotMatch(await effective('token=CANARY\n').text(), /CANARY/);
  });
  it('are shown to who asks for them', async () => {
    assert.match(await effective(SECRETS, { showSecrets: true }).text(), /CANARY2\b/);
  });
  it('that are empty are shown as empty', async () => {
    assert.equal((await effective('token: ""\n').at('token')).value, '');
  });
});

describe('the text', () => {
  it('is a configuration file that says the same', async () => {
    const again = readText('memory:/effective.yaml', await effective(STACK, { showSecrets: true }).text());
    assert.equal(again.problem, undefined);
    assert.deepEqual(
      again.entries.map(({ name, texts }) => [name, texts.map(({ text }) => text)]),
      [
        ['token', ['CANARY']],
        ['flannel-backend', ['host-gw']],
        ['tls-san', ['a.example', 'b.example', 'c.example', 'd.example']],
        ['disable', ['traefik', 'servicelb']],
      ],
    );
  });
  it('keeps values apart that look like others', async () => {
    const nasty = `node-name: "0644"\nresolv-conf: "yes"\nlog: "a # b"\nvmodule: ": x"\nprivate-registry: "it's"\n`;
    const again = readText('memory:/effective.yaml', await effective(nasty).text());
    assert.deepEqual(
      again.entries.map(({ texts }) => texts[0]?.text),
      ['0644', 'yes', 'a # b', ': x', "it's"],
    );
  });
  it('says where each line comes from', async () => {
    const text = await effective(STACK).text();
    assert.match(text, /^flannel-backend: host-gw +# config\.yaml\.d\/50-net\.yaml:1 \(replaces config\.yaml:3\)$/m);
    assert.match(text, /^ {2}- a\.example +# config\.yaml:5$/m);
    assert.match(text, /^ {2}- d\.example +# config\.yaml\.d\/50-net\.yaml:2$/m);
  });
  it('comments out what is skipped', async () => {
    assert.match(await effective('# k3s: role=server\nnonsense: x\n').text(), /^# nonsense: x .*skipped/m);
  });
  it('says role, version and files', async () => {
    const text = await effective(STACK, { version: 'v1.33.4' }).text();
    assert.match(text, /server, K3s v1\.33\.4\+k3s1/);
    assert.match(text, /config\.yaml, config\.yaml\.d\/50-net\.yaml/);
  });
  it('ends with the command', async () => {
    assert.match(await effective('debug: true\n').text(), /k3s server \\\n# +--debug=true/);
  });
  it('links every place it names', async () => {
    const text = (await effective(STACK).text()).split('\n');
    const links = await effective(STACK).links();
    assert.ok(links.length >= 8);
    for (const { line, start, end, uri, targetLine } of links) {
      const [, file, number] = /^(?:\w+ in )?(.*):(\d+)$/.exec(text[line]?.slice(start, end) ?? '') ?? [];
      assert.ok(file !== undefined && uri.endsWith(file), `${file} ${uri}`);
      assert.equal(Number(number), targetLine);
    }
  });
});
