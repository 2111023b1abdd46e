/** Which files the kubelet reads, what it wants of each of them, and what becomes of several. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readingOrder, withCopies } from '../../server/kubelet/order.ts';
import { readText } from '../../server/yaml/document.ts';
import { effective, fixed, HEADER, sentences, told } from '../support/kubelet.ts';

const order = (...names: string[]): [string[], string[]] => {
  const { read, skipped } = readingOrder(names.map((name) => ({ name })));
  return [read.map(({ name }) => name), skipped.map(({ name }) => name)];
};

describe('the order of the files', () => {
  it('is that of their names as text', () =>
    assert.deepEqual(order('9-b.conf', '10-a.conf', '50.conf')[0], ['10-a.conf', '50.conf', '9-b.conf']));
  it('a folder comes before the file of the same stem', () =>
    assert.deepEqual(order('20-x.conf', '20-x/99.conf')[0], ['20-x/99.conf', '20-x.conf']));
  it('is that of bytes, so capitals come first', () =>
    assert.deepEqual(order('a.conf', 'Z.conf', 'ä.conf')[0], ['Z.conf', 'a.conf', 'ä.conf']));
  it('passes over all endings but .conf', () =>
    assert.deepEqual(order('a.yaml', 'b.CONF', 'c.conf.bak', 'd.conf', '.conf', 'conf'), [
      ['.conf', 'd.conf'],
      ['a.yaml', 'b.CONF', 'c.conf.bak', 'conf'],
    ]));
  it('what arguments name is copied between the file of K3s and yours', () => {
    const file = (name: string) => ({ name, document: readText(`memory:/${name}`, '') });
    const named = { config: file('kubelet.yaml'), configDir: [file('a/b.conf')] };
    const all = withCopies([file('50.conf'), file('10-cli-config.conf')], named);
    assert.deepEqual(
      readingOrder(all).read.map(({ name }) => name),
      ['10-cli-config.conf', '20-cli-config-dir/a/b.conf', '50.conf'],
    );
    assert.equal(all.find(({ name }) => name === '10-cli-config.conf')?.document.uri, 'memory:/kubelet.yaml');
  });
});

describe('a file passed over', () => {
  it('is told with the name it should have', () => {
    assert.deepEqual(told({ '50-user.yaml': 'maxPods: 5\n' }), [
      'warning kubelet-dropin-ext apiVersion: kubelet.config.k8s.io/v1beta1',
    ]);
    assert.match(sentences({ '50-user.yaml': '' })[0] as string, /Call it 50-user\.conf\.$/);
  });
  it('may hold anything, and one that nobody can mean for the kubelet is told mildly', () =>
    assert.deepEqual(told({ 'notes.txt': '::: [' }, { bare: true }), ['information kubelet-dropin-ext ::: [']));
});

describe('the header', () => {
  const header = (text: string) => told(text, { bare: true });
  it('is enough for a file', () => assert.deepEqual(header(HEADER), []));
  it('is missed', () => assert.deepEqual(header('maxPods: 5\n'), ['error kubelet-dropin-header maxPods: 5']));
  it('is missed behind a comment', () =>
    assert.deepEqual(header('# mine\n\nmaxPods: 5\n'), ['error kubelet-dropin-header maxPods: 5']));
  it('without kind', () =>
    assert.deepEqual(header('apiVersion: kubelet.config.k8s.io/v1beta1\n'), [
      'error kubelet-dropin-header apiVersion: kubelet.config.k8s.io/v1beta1',
    ]));
  it('without apiVersion', () =>
    assert.deepEqual(header('kind: KubeletConfiguration\n'), ['error kubelet-dropin-header kind']));
  it('of another version', () =>
    assert.deepEqual(header('apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\n'), [
      'error kubelet-dropin-header kubelet.config.k8s.io/v1',
    ]));
  it('of another kind, and then no field is looked at', () =>
    assert.deepEqual(header('apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders: []\n'), [
      'error kubelet-dropin-header CredentialProviderConfig',
    ]));
  it('of another type', () =>
    assert.deepEqual(header('apiVersion: 1\nkind: KubeletConfiguration\n'), ['error kubelet-dropin-header 1']));
  it('a file with nothing in it', () => assert.deepEqual(header(''), ['error kubelet-dropin-header']));
  it('a file with a comment only', () =>
    assert.deepEqual(header('# later\n'), ['error kubelet-dropin-header # later']));
  it('a list instead of fields', () => assert.deepEqual(header('- a\n'), ['error kubelet-dropin-header - a']));

  it('is written for you', () => {
    assert.equal(fixed('maxPods: 5\n', { bare: true }), `${HEADER}maxPods: 5\n`);
    assert.equal(fixed('# mine\nmaxPods: 5\n', { bare: true }), `# mine\n${HEADER}maxPods: 5\n`);
    assert.equal(fixed('', { bare: true }), HEADER);
    assert.equal(
      fixed('kind: KubeletConfiguration\nmaxPods: 5', { bare: true }),
      'kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nmaxPods: 5',
    );
    assert.equal(
      fixed('kind: KubeletConfiguration', { bare: true }),
      'kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n',
    );
    assert.equal(fixed('apiVersion: kubelet.config.k8s.io/v1beta1\nkind:\n', { bare: true }), HEADER);
    assert.equal(fixed('apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\n', { bare: true }), HEADER);
  });
});

describe('text the kubelet cannot read', () => {
  it('a tab', () =>
    assert.match(told('evictionHard:\n\tmemory.available: 1Gi\n')[0] as string, /^error kubelet-syntax/));
  it('the same key twice', () => assert.deepEqual(told('maxPods: 5\nmaxPods: 6\n'), ['error kubelet-syntax maxPods']));
  it('a key that a merged map has too', () =>
    assert.deepEqual(
      told('evictionHard: &a\n  pid.available: 5%\nevictionSoftGracePeriod:\n  pid.available: 1m\n  <<: *a\n')[0],
      'error kubelet-syntax pid.available',
    ));
  it('a value with a tag that does not fit', () =>
    assert.match(told('maxPods: !!int many\n')[0] as string, /^error kubelet-syntax/));
  it('braces around YAML: it is taken for JSON', () => {
    assert.match(told('{maxPods: 5}\n', { bare: true })[0] as string, /^error kubelet-syntax/);
    assert.match(
      sentences('{maxPods: 5}\n', { bare: true })[0] as string,
      /as JSON, where keys stand in double quotes/,
    );
  });
  it('JSON with a comma too many', () =>
    assert.match(told('{"kind": "KubeletConfiguration",}', { bare: true })[0] as string, /^error kubelet-syntax/));
  it('JSON is fine', () => {
    const json = '{"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration","maxPods":77}';
    assert.deepEqual(told(json, { bare: true }), []);
    assert.equal(effective('maxPods', json, { bare: true }), '77 from 50-user.conf');
  });
  it('a second document does nothing', () =>
    assert.deepEqual(told('maxPods: 5\n---\nmaxPods: 6\n'), ['warning kubelet-without-effect ---']));
});

describe('several files', () => {
  it('the last one wins', () =>
    assert.equal(
      effective('maxPods', { '50-a.conf': 'maxPods: 5\n', '60-b.conf': 'maxPods: 6\n' }),
      '6 from 60-b.conf',
    ));
  it('maps add up key by key, with those of K3s', () =>
    assert.equal(
      effective('evictionHard', 'evictionHard:\n  memory.available: 250Mi\n'),
      'imagefs.available: 5% from K3s; memory.available: 250Mi from 50-user.conf; nodefs.available: 5% from K3s',
    ));
  it('lists are replaced', () =>
    assert.equal(effective('clusterDNS', 'clusterDNS: [169.254.20.10]\n'), '[169.254.20.10] from 50-user.conf'));
  it('null brings the default back', () =>
    assert.equal(
      effective('maxPods', { '10-a.conf': 'maxPods: 20\n', '50-b.conf': 'maxPods:\n' }),
      '110 from default',
    ));
  it('null takes a map out', () => assert.equal(effective('evictionHard', 'evictionHard: null\n'), undefined));
  it('zero counts as unset where the kubelet cannot tell them apart', () => {
    assert.equal(effective('maxPods', 'maxPods: 0\n'), '110 from default');
    assert.equal(effective('imageGCLowThresholdPercent', 'imageGCLowThresholdPercent: 0\n'), '0 from 50-user.conf');
  });
  it('the first spelling in capitals loses, small letters win', () => {
    assert.equal(effective('maxPods', 'MaxPods: 5\n'), '110 from default');
    assert.equal(effective('maxPods', 'maxpods: 5\n'), '5 from 50-user.conf');
  });
});

describe('a value that loses', () => {
  it('against a later file', () =>
    assert.deepEqual(told({ '50-a.conf': 'maxPods: 5\n', '60-b.conf': 'maxPods: 6\n' }), [
      'information kubelet-shadowed maxPods',
    ]));
  it('against null', () =>
    assert.match(
      sentences({ '50-a.conf': 'maxPods: 5\n', '60-b.conf': 'maxPods:\n' })[0] as string,
      /takes it out with null/,
    ));
  it('against an argument', () =>
    assert.match(sentences('maxPods: 5\n', { args: ['max-pods=9'] })[0] as string, /"max-pods" in kubelet-arg wins/));
  it('one key of a map against an argument for another', () =>
    assert.deepEqual(told('evictionHard:\n  pid.available: 5%\n', { args: ['eviction-hard=memory.available<1Gi'] }), [
      'warning kubelet-shadowed pid.available',
    ]));
  it('against K3s, because of its name', () =>
    assert.deepEqual(told({ '00-a.conf': 'readOnlyPort: 0\nfailSwapOn: true\n' }), [
      'warning kubelet-shadowed failSwapOn',
      'warning kubelet-shadowed readOnlyPort',
    ]));
  it('of a wrong type, which only the later file makes harmless', () =>
    assert.deepEqual(told({ '50-a.conf': 'maxPods: "5"\n', '60-b.conf': 'maxPods: 6\n' }), [
      'warning kubelet-types "5"',
      'information kubelet-shadowed maxPods',
    ]));
});
