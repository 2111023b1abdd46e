/** Completion: what K3s of this role and version would take at the cursor and does not have yet. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from '../support/ask.ts';

describe('completion of keys', () => {
  it('offers the options of K3s', () => complete('fla|').offers('flannel-backend', 'flannel-iface', 'flannel-conf'));

  it('says which group each one belongs to and keeps groups together', async () => {
    const offer = complete('|');
    const group = async (label: string) => (await offer.item(label)).labelDetails?.description;
    assert.equal(await group('flannel-backend'), 'Networking');
    assert.equal(await group('cluster-cidr'), 'Networking');
    assert.equal(await group('etcd-snapshot-dir'), 'Datastore');
    const groups = await Promise.all((await offer.labels()).map(group));
    const changes = groups.filter((name, index) => name !== groups[index - 1]);
    assert.equal(new Set(changes.slice(0, -1)).size, changes.length - 1, `groups are mixed: ${changes.join(', ')}`);
  });

  describe('that are there already', () => {
    it('leaves them out', () => complete('cluster-init: true\n|').offersNot('cluster-init'));
    it('wherever in the file they are', () => complete('|\ncluster-init: true\n').offersNot('cluster-init'));
    it('under their short name too', () => complete('t: secret\n|').offersNot('token'));
    it('with a plus too', () => complete('tls-san+: [a.example]\n|').offersNot('tls-san'));
    it('offers a list once more only to be added to', async () => {
      await complete('tls-san: [a.example]\n|').offers('tls-san+');
      await complete('tls-san: [a.example]\ntls-san+|').offers('tls-san+');
      await complete('cluster-init: true\n|').offersNot('cluster-init+', 'tls-san+');
    });
    it('offers both in a drop-in below a list', () =>
      complete('-- config.yaml --\ntls-san: [a.example]\n-- config.yaml.d/10-x.yaml --\n|').offers(
        'tls-san',
        'tls-san+',
      ));
    it('offers the one being typed', () => complete('cluster-in|it: true').offers('cluster-init'));
    it('after a syntax error too', () =>
      complete("write-kubeconfig-mode: 'x\ncluster-init: true\n|").offersNot('cluster-init'));
  });

  describe('of a role', () => {
    it('offers an agent nothing of a server', () =>
      complete('|', { role: 'agent' }).offersNot('flannel-backend', 'tls-san', 'cluster-init', 'disable'));
    it('offers an agent what agents have', () =>
      complete('|', { role: 'agent' }).offers('server', 'token', 'node-label', 'kubelet-arg', 'disable-apiserver-lb'));
    it('offers a server nothing of an agent', () =>
      complete('|', { role: 'server' }).offersNot('disable-apiserver-lb'));
    it('believes the comment at the top', () => complete('# k3s: role=agent\n|').offersNot('cluster-init'));
  });

  describe('of a version', () => {
    it('leaves out what comes later', () => complete('|', { version: 'v1.31.2' }).offersNot('nonroot-devices'));
    it('knows backports', () => complete('|', { version: 'v1.31.3' }).offers('nonroot-devices'));
    it('leaves out what is gone', () =>
      complete('no-d|', { version: 'v1.33' }).offersNot('no-deploy', 'no-flannel', 'cluster-secret'));
    it('strikes through what is deprecated and puts it last', async () => {
      const old = await complete('helm|', { version: 'v1.37.0' }).item('helm-job-image');
      assert.deepEqual(old.tags, [1]);
      assert.equal((await complete('helm|', { version: 'v1.37.0' }).labels()).at(-1)?.startsWith('kube-'), false);
      const sorted = await complete('|', { version: 'v1.37.0' }).labels();
      assert.ok(sorted.indexOf('helm-job-image') > sorted.indexOf('server'));
    });
    it('does not strike through what is not deprecated yet', async () => {
      assert.equal((await complete('helm|', { version: 'v1.32' }).item('helm-job-image')).tags, undefined);
    });
    it('believes the comment at the top', () => complete('# k3s: version=v1.31.2\n|').offersNot('nonroot-devices'));
  });

  describe('that are hidden', () => {
    it('keeps quiet about them at first', () => complete('|').offersNot('supervisor-port', 'disable-etcd'));
    it('after two letters too', () => complete('su|').offersNot('supervisor-port'));
    it('offers them after three', () => complete('sup|').offers('supervisor-port'));
    it('only those that begin so', () => complete('sup|').offersNot('disable-etcd', 'apiserver-port'));
  });

  describe('at every place a key can stand', () => {
    it('in an empty file', () => complete('|').offers('token'));
    it('on a blank line between two keys', () => complete('token: x\n|\ndebug: true\n').offers('cluster-init'));
    it('on a blank line behind a list', () => complete('tls-san:\n  - a.example\n|').offers('cluster-init'));
    it('half-typed between two keys', () => complete('token: x\nclus|\ndebug: true\n').offers('cluster-init'));
    it('with CRLF', () => complete('token: x\r\nclus|\r\ndebug: true\r\n').offers('cluster-init'));
    it('behind a byte order mark', () => complete('\ufefftoken: x\nclus|').offers('cluster-init'));
    it('below an unclosed list', () => complete('tls-san: [a.example\nclus|').offers('cluster-init'));
    it('below a value no YAML allows', () => complete('token: @secret\nclus|').offers('cluster-init'));
    it('above an error', () => complete('clus|\ntoken: @secret\n').offers('cluster-init'));
    it('where the whole file is indented', () => complete('  token: x\n  clus|').offers('cluster-init'));
    it('in quotes', () => complete('"clus|": true').offers('cluster-init'));
  });

  describe('at no other place', () => {
    it('not in a comment', () => complete('# clus|').offersNothing());
    it('not in a comment behind a value', () => complete('debug: true # clus|').offersNothing());
    it('not in a block of text', () => complete('kubelet-arg: >\n  clus|').offersNothing());
    it('not deeper than the keys above', () => complete('token: x\n    clus|').offersNothing());
  });

  describe('writes', () => {
    it('the colon for a single value', () => complete('clus|').taking('cluster-init').gives('cluster-init: '));
    it('the first item for a list', () => complete('tls|').taking('tls-san').gives('tls-san:\n  - '));
    it('with the line ends of the file', () =>
      complete('token: x\r\ntls|').taking('tls-san').gives('token: x\r\ntls-san:\r\n  - '));
    it('only the key where the colon is there already', () =>
      complete('flan|: vxlan').taking('flannel-backend').gives('flannel-backend: vxlan'));
    it('over the rest of the word', () =>
      complete('flan|nel-bakend: vxlan').taking('flannel-backend').gives('flannel-backend: vxlan'));
    it('and leaves the plus of an appended list', () =>
      complete('tls|+: [a]').taking('tls-san').gives('tls-san+: [a]'));
  });
});

describe('completion of values', () => {
  it('offers the values of an enumeration', () =>
    complete('flannel-backend: |').offersOnly('vxlan', 'host-gw', 'wireguard-native', 'none'));
  it('marks the default', async () => {
    const offer = complete('flannel-backend: |');
    assert.equal((await offer.item('vxlan')).labelDetails?.description, 'default');
    assert.equal((await offer.item('host-gw')).labelDetails, undefined);
  });
  it('leaves out values the version no longer has', () =>
    complete('flannel-backend: |', { version: 'v1.33' }).offersNot('wireguard', 'ipsec'));
  it('offers true and false', () => complete('cluster-init: |').offersOnly('true', 'false'));
  it('offers the default of a number', () => complete('https-listen-port: |').offersOnly('6443'));
  it('offers nothing for free text', () => complete('token: |').offersNothing());
  it('offers nothing for a key K3s does not know', () => complete('tokn: |').offersNothing());

  describe('of components to disable', () => {
    it('in a list', () =>
      complete('disable:\n  - |').offers('traefik', 'servicelb', 'local-storage', 'metrics-server'));
    it('half-typed', () => complete('disable:\n  - tra|').offers('traefik'));
    it('with CRLF', () => complete('disable:\r\n  - tra|\r\n').offers('traefik'));
    it('between the brackets', () => complete('disable: [|]').offers('traefik'));
    it('behind a comma', () => complete('disable: [traefik, |]').offers('servicelb'));
    it('in brackets over several lines', () => complete('disable: [\n  traefik,\n  |\n]').offers('servicelb'));
    it('in brackets not closed yet', () => complete('disable: [traefik, |').offers('servicelb'));
    it('in a list that is not indented', () => complete('disable:\n- |').offers('traefik'));
    it('appended', () => complete('disable+:\n  - |').offers('traefik'));
    it('below an error', () => complete('token: @x\ndisable:\n  - |').offers('traefik'));
    it('not those in the list already', () => complete('disable:\n  - traefik\n  - |').offersNot('traefik'));
    it('not those between the brackets already', () => complete('disable: [traefik, |]').offersNot('traefik'));
    it('of the version only', async () => {
      await complete('disable: [|]', { version: 'v1.29.0' }).offers('runtimes');
      await complete('disable: [|]', { version: 'v1.26.11' }).offersNot('runtimes');
    });
  });

  describe('writes', () => {
    it('what was picked', () => complete('flannel-backend: |').taking('host-gw').gives('flannel-backend: host-gw'));
    it('a blank behind the colon', () =>
      complete('flannel-backend:|').taking('host-gw').gives('flannel-backend: host-gw'));
    it('a blank behind the dash', () => complete('disable:\n  -|').taking('traefik').gives('disable:\n  - traefik'));
    it('over a value', () =>
      complete('flannel-backend: vx|lan # c').taking('host-gw').gives('flannel-backend: host-gw # c'));
    it('inside quotes', () => complete('flannel-backend: "vx|"').taking('host-gw').gives('flannel-backend: "host-gw"'));
    it('over an item between brackets', () =>
      complete('disable: [tra|, servicelb]').taking('traefik').gives('disable: [traefik, servicelb]'));
    it('a list where a list belongs', () => complete('disable: |').taking('traefik').gives('disable: [traefik]'));
  });

  it('can be found by what is typed already', async () => {
    for (const text of [
      'flannel-backend: |',
      'flannel-backend: vx|',
      "flannel-backend: 'vx|'",
      'disable:\n  - "tra|"',
    ]) {
      const offer = complete(text);
      for (const label of await offer.labels()) {
        const { textEdit, filterText } = await offer.item(label);
        assert.ok(textEdit && 'range' in textEdit);
        const line = text.replace('|', '').split('\n')[textEdit.range.start.line] ?? '';
        const end = (text.split('\n').at(-1) ?? '').indexOf('|');
        const typed = line.slice(textEdit.range.start.character, end);
        assert.doesNotMatch(typed, /["']/, `the quote in ${text} would hide ${label}`);
        assert.ok(filterText === undefined || !/["']/.test(filterText), `${label} is found by ${filterText}`);
      }
    }
  });
});

describe('documentation of what is offered', () => {
  it('comes only when it is looked at', async () => {
    assert.equal((await complete('flan|').item('flannel-backend')).documentation, undefined);
  });
  it('tells of a key what the hover tells', async () => {
    const documentation = await complete('flan|').documents('flannel-backend');
    assert.match(documentation, /\*\*flannel-backend\*\*/);
    assert.match(documentation, /Default: `vxlan`/);
  });
  it('tells of a value what it means', async () => {
    assert.match(await complete('flannel-backend: |').documents('host-gw'), /routes/);
  });
});
