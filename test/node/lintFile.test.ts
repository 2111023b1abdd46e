/** `.k3slint.yaml`: what it says, which one counts, and what beats it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memory } from '../../server/files.ts';
import { readLintFile } from '../../server/node/lintFile.ts';
import { type Lint, strictnessOf } from '../../server/rules/lint.ts';
import { findings } from '../../server/rules/run.ts';
import { nearestLintFile, Workspace } from '../../server/workspace.ts';
import { machine } from '../support/machine.ts';

const files = (contents: Readonly<Record<string, string>>) =>
  memory(new Map(Object.entries(contents).map(([uri, text]) => [uri, new TextEncoder().encode(text)])));

describe('what the file says', () => {
  it('is a profile, a role, a version and severities', () => {
    const { profile, role, version, severities, problems } = readLintFile(
      'x:/y',
      'profile: hardened\nrole: agent\nversion: 1.30\nseverity:\n  octal-mode: error\n',
    );
    assert.deepEqual(
      { profile, role, version, severities, problems },
      {
        profile: 'hardened',
        role: 'agent',
        version: '1.30',
        severities: { 'octal-mode': 'error' },
        problems: [],
      },
    );
  });
  it('is off where YAML reads a word for false', () => {
    const { profile, severities, problems } = readLintFile('x:/y', 'profile: off\nseverity: {octal-mode: off}\n');
    assert.deepEqual([profile, severities, problems], ['off', { 'octal-mode': 'off' }, []]);
  });
  it('is nothing when it is empty, or only comments', () => {
    for (const text of ['', '# nothing yet\n', 'severity:\n', 'role: auto\n']) {
      const { profile, role, severities, problems } = readLintFile('x:/y', text);
      assert.deepEqual([profile, role, severities, problems], [undefined, undefined, {}, []], text);
    }
  });
  it('counts up to where it cannot be read', () => {
    const { profile, problems } = readLintFile('x:/y', 'profile: hardened\nrole: @x\n');
    assert.equal(profile, 'hardened');
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['unreadable'],
    );
  });
  it('is not what every object has', () => {
    const { problems } = readLintFile('x:/y', 'constructor: x\ntoString: y\n');
    assert.deepEqual(
      problems.map(({ kind, text }) => `${kind} ${text}`),
      ['key constructor', 'key toString'],
    );
  });
});

describe('the nearest file', () => {
  const main = 'file:///repo/fleet/a/etc/rancher/k3s/config.yaml';
  const uriOf = async (contents: Readonly<Record<string, string>>, of = main): Promise<string | undefined> =>
    (await nearestLintFile(files(contents), of))?.uri;
  it('counts alone', async () => {
    const all = {
      'file:///repo/.k3slint.yaml': '',
      'file:///repo/fleet/a/.k3slint.yaml': '',
      'file:///.k3slint.yaml': '',
    };
    assert.equal(await uriOf(all), 'file:///repo/fleet/a/.k3slint.yaml');
  });
  it('may lie beside the configuration, or at the top', async () => {
    assert.equal(
      await uriOf({ 'file:///repo/fleet/a/etc/rancher/k3s/.k3slint.yaml': '' }),
      main.replace('config', '.k3slint'),
    );
    assert.equal(await uriOf({ 'file:///.k3slint.yaml': '' }), 'file:///.k3slint.yaml');
  });
  it('lies nowhere else', async () => {
    const contents = {
      'file:///repo/fleet/b/.k3slint.yaml': '',
      'file:///repo/fleet/a/etc/rancher/k3s/config.yaml.d/.k3slint.yaml': '',
    };
    assert.equal(await uriOf(contents), undefined);
  });
  it('is found on virtual file systems, and not for texts that lie nowhere', async () => {
    const virtual = 'vscode-vfs://github/me/fleet/config.yaml';
    assert.equal(
      await uriOf({ 'vscode-vfs://github/me/.k3slint.yaml': '' }, virtual),
      'vscode-vfs://github/me/.k3slint.yaml',
    );
    assert.equal(await uriOf({}, 'untitled:Untitled-1'), undefined);
  });
  it('is read again when it changes', async () => {
    const contents = new Map([[main, new TextEncoder().encode('debug: true\n')]]);
    const workspace = new Workspace(memory(contents));
    assert.equal((await workspace.node(main)).role.role, undefined);
    contents.set('file:///repo/.k3slint.yaml', new TextEncoder().encode('role: agent\n'));
    workspace.forget('file:///repo/.k3slint.yaml');
    const { role } = await workspace.node(main);
    assert.deepEqual(role, { role: 'agent', from: 'lintFile', because: 'file:///repo/.k3slint.yaml' });
  });
});

describe('what beats what', () => {
  const text = (config: string, lint: string): string => `-- config.yaml --\n${config}-- .k3slint.yaml --\n${lint}`;
  it('a comment beats the file, the file beats the setting', async () => {
    const setting = { role: 'server', version: 'v1.31' } as const;
    const both = await machine(text('# k3s: role=server version=v1.33\n', 'role: agent\nversion: v1.32\n'), setting);
    assert.deepEqual([both.role.role, both.flags.release], ['server', 'v1.33.13+k3s2']);
    const file = await machine(text('debug: true\n', 'role: agent\nversion: v1.32\n'), setting);
    assert.deepEqual([file.role.from, file.role.role, file.version.from], ['lintFile', 'agent', 'lintFile']);
    assert.match(file.flags.release, /^v1\.32\./);
  });
  it('what is said for this run beats the file', async () => {
    const now = { role: 'server', version: 'v1.31', now: true } as const;
    const { role, flags } = await machine(text('debug: true\n', 'role: agent\nversion: v1.32\n'), now);
    assert.equal(role.role, 'server');
    assert.match(flags.release, /^v1\.31\./);
    const partly = await machine(text('debug: true\n', 'role: agent\n'), { version: 'v1.31', now: true });
    assert.equal(partly.role.role, 'agent');
  });
  it('the profile likewise', async () => {
    const profile = async (config: string, lint: string, chosen: Lint): Promise<string> =>
      strictnessOf(await machine(text(config, lint)), chosen).profile;
    const hardened = { profile: 'hardened' } as const;
    assert.equal(await profile('debug: true\n', '', {}), 'default');
    assert.equal(await profile('debug: true\n', '', hardened), 'hardened');
    assert.equal(await profile('debug: true\n', 'profile: off\n', hardened), 'off');
    assert.equal(await profile('debug: true\n', 'profile: off\n', { ...hardened, now: true }), 'hardened');
    assert.equal(await profile('debug: true\n', 'profile: off\n', { now: true }), 'off');
    assert.equal(await profile('# k3s: profile=default\n', 'profile: off\n', { ...hardened, now: true }), 'default');
    assert.equal(await profile('# k3s: profile=nonsense\n', 'profile: off\n', {}), 'off');
  });
  it('severities are taken rule by rule', async () => {
    const node = await machine(text('debug: true\n', 'severity: {octal-mode: error}\n'));
    const { severities } = strictnessOf(node, { severities: { 'octal-mode': 'off', 'null-value': 'off' } });
    assert.deepEqual(severities, { 'octal-mode': 'error', 'null-value': 'off' });
  });
});

describe('profiles', () => {
  const config = '# k3s: role=server version=v1.33\ntoken: abc\nkublet-arg: [a]\nwrite-kubeconfig-mode: "0644"\n';
  const told = async (lint: Lint, more = ''): Promise<string[]> =>
    findings(await machine(config + more), lint).map(({ rule, severity }) => `${rule} ${severity}`);
  it('default has hints where others have warnings', async () => {
    assert.deepEqual(await told({}), ['secret-in-file hint', 'unknown-key warning', 'kubeconfig-mode hint']);
  });
  it('hardened says more, and louder', async () => {
    const found = await told({ profile: 'hardened' });
    for (const line of [
      'secret-in-file warning',
      'unknown-key warning',
      'kubeconfig-mode warning',
      'hardening warning',
    ])
      assert.ok(found.includes(line), line);
  });
  it('off says nothing but what somebody asked for', async () => {
    assert.deepEqual(await told({ profile: 'off' }), []);
    assert.deepEqual(await told({ profile: 'off', severities: { 'unknown-key': 'error' } }), ['unknown-key error']);
  });
  it('a severity of its own beats the profile', async () => {
    const severities = { hardening: 'off', 'secret-in-file': 'information' } as const;
    const found = await told({ profile: 'hardened', severities });
    assert.deepEqual(found, ['secret-in-file information', 'unknown-key warning', 'kubeconfig-mode warning']);
  });
  it('a comment for a rule that is not asked is not in the way', async () => {
    const lines = await told({}, '# k3s-ignore hardening\nsecrets-encryption: false\n');
    assert.ok(!lines.some((line) => line.startsWith('unused-ignore')));
    const off = await told({ severities: { 'octal-mode': 'off' } }, '# k3s-ignore octal-mode\ndebug: true\n');
    assert.ok(!off.some((line) => line.startsWith('unused-ignore')));
  });
  it('a rule that is not asked does not make the role matter', async () => {
    const node = await machine('debug: true\n');
    assert.deepEqual(findings(node), []);
    assert.deepEqual(
      findings(node, { profile: 'off' }).map(({ rule }) => rule),
      [],
    );
  });
});
