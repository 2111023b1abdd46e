/** Generate Join Files: what is generated does in real shells what it says, whatever the values are, and hides the token. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { configText, type JoinPlan, NEW_PLAN } from '../../client/machines/join/plan.ts';
import { cloudInit, PLACEHOLDER } from '../../client/machines/joinFiles/cloudInit.ts';
import { configFile } from '../../client/machines/joinFiles/config.ts';
import { joinFile } from '../../client/machines/joinFiles/files.ts';
import { joinScript } from '../../client/machines/joinFiles/script.ts';
import { INSTALLER, type Install, installCommand, word } from '../../client/machines/joinFiles/shell.ts';
import { findings } from '../../server/rules/run.ts';
import { machine } from '../support/machine.ts';
import { type Sandbox, SHELLS, sandbox } from './shells.ts';

/** Of busybox, `id` is a part of the shell. */
const AS_ROOT = SHELLS.filter(([name]) => name !== 'busybox' || process.getuid?.() === 0);

const CANARY = `K10${'c'.repeat(64)}::abcdef.0123456789canary`;

const install = (some: Partial<JoinPlan> = {}, more: Partial<Install> = {}): Install => ({
  plan: { ...NEW_PLAN, server: 'https://10.0.0.5:6443', version: 'v1.34.2+k3s1', labels: ['zone=a'], ...some },
  installer: INSTALLER,
  ...more,
});

/** A machine where the download gives an installer that says what it was told. */
function ready(t: Parameters<typeof sandbox>[0]): Sandbox {
  const machine = sandbox(t);
  const { root, program } = machine;
  const installer = `env | grep '^INSTALL_\\|^K3S_' | sort > '${root.at('installed')}'\n`;
  program(
    'curl',
    `for last; do :; done; printf '%s' "$last" > '${root.at('asked')}'\n`.concat(
      `while [ "$1" != -o ]; do shift; done; cat > "$2" <<'X'\n${installer}X\n`,
    ),
  );
  program('systemctl', `printf '%s\\n' "$*" >> '${root.at('systemctl')}'\n`);
  program('rc-service', `printf '%s\\n' "$*" >> '${root.at('rc-service')}'\n`);
  program('id', 'echo 0\n');
  return machine;
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('configuration with the steps of a person: K3s reads it, and nothing is wrong with it', async () => {
  const text = configFile(install({ labels: ['node-role.kubernetes.io/worker=true'], nodeName: 'worker-7' }));
  assert.match(text, /^# k3s: role=agent version=v1\.34\.2\+k3s1\n/);
  assert.match(
    text,
    /\n# {6}curl -sfL https:\/\/get\.k3s\.io \| INSTALL_K3S_VERSION=v1\.34\.2\+k3s1 INSTALL_K3S_EXEC=agent sh -\n/,
  );
  assert.match(text, /kubectl label -- node worker-7 'node-role\.kubernetes\.io\/worker=true'/);
  assert.deepEqual(findings(await machine(text), {}), []);
  assert.equal(installCommand(install({ version: '' })), 'curl -sfL https://get.k3s.io | INSTALL_K3S_EXEC=agent sh -');
});

test('cloud-init: valid user-data that writes two files for root only and starts without waiting', () => {
  const text = cloudInit(install(), CANARY);
  assert.match(text, /^#cloud-config\n/);
  assert.match(text, /WARNING: the token below is a secret/);
  const { write_files: files, runcmd, ...rest } = parse(text);
  assert.deepEqual(rest, {});
  assert.deepEqual(files, [
    {
      path: '/etc/rancher/k3s/config.yaml',
      owner: 'root:root',
      permissions: '0600',
      content: configText(install().plan),
    },
    { path: '/etc/rancher/k3s/token', owner: 'root:root', permissions: '0600', content: CANARY },
  ]);
  const [[shell, option, script]] = runcmd;
  assert.deepEqual([shell, option, runcmd.length], ['sh', '-c', 1]);
  assert.doesNotMatch(script, /abcdef/);
  assert.match(script, /INSTALL_K3S_SKIP_START=true/);
});

test('cloud-init without a token does not start the agent before there is one', (t) => {
  const { root, run } = ready(t);
  const user = install({}, { root: root.path });
  const text = cloudInit(user);
  assert.doesNotMatch(text, /WARNING/);
  const { write_files: files, runcmd } = parse(text);
  assert.equal(files[1].content, PLACEHOLDER);
  for (const { path, content } of files) root.write(path.slice(root.path.length + 1), content);
  for (const [name, ...shell] of SHELLS) {
    const { code, err } = run(shell, runcmd[0][2]);
    assert.equal(code, 0, `${name}: ${err}`);
    assert.match(err, /not started: write the token into/);
    assert.equal(existsSync(root.at('systemctl')), false);
  }
  root.write('etc/rancher/k3s/token', 'abcdef.0123456789abcdef\n');
  assert.equal(run(['dash'], runcmd[0][2]).code, 0);
  assert.equal(readFileSync(root.at('systemctl'), 'utf8'), '--no-block restart k3s-agent\n');
});

for (const [name, ...shell] of AS_ROOT)
  test(`script in ${name}: files for root only, the release asked for, no token anywhere else`, (t) => {
    const { root, run, traced } = ready(t);
    const own = install({}, { root: root.path });
    const text = joinScript(own);
    const { code, out, err } = run(shell, text, {
      input: `${CANARY}\r\n`,
      env: { K3S_URL: 'https://other:6443', K3S_TOKEN: 'stale' },
    });
    assert.equal(code, 0, err);
    assert.equal(readFileSync(root.at('etc/rancher/k3s/token'), 'utf8'), `${CANARY}\n`);
    assert.equal(readFileSync(root.at('etc/rancher/k3s/config.yaml'), 'utf8'), configText(own.plan));
    assert.equal(mode(root.at('etc/rancher/k3s/token')), '600');
    assert.equal(mode(root.at('etc/rancher/k3s/config.yaml')), '600');
    assert.equal(mode(root.at('etc/rancher')), '755');
    assert.equal(
      readFileSync(root.at('installed'), 'utf8'),
      'INSTALL_K3S_EXEC=agent\nINSTALL_K3S_SKIP_START=true\nINSTALL_K3S_VERSION=v1.34.2+k3s1\n',
    );
    assert.equal(readFileSync(root.at('systemctl'), 'utf8'), '--no-block restart k3s-agent\n');
    assert.ok(traced().includes('bin/curl') && traced().includes('bin/systemctl'));
    for (const said of [text, out, err, traced()]) assert.doesNotMatch(said, /canary/);
    assert.deepEqual(readdirSync(root.at('work')), ['script']);
  });

test('script: another configuration is kept, the same one makes no copy, OpenRC is known', (t) => {
  const { root, run } = ready(t);
  root.write('etc/rancher/k3s/config.yaml', 'server: https://old:6443\n');
  root.write('sbin/openrc-run', '');
  chmodSync(root.at('sbin/openrc-run'), 0o755);
  const text = joinScript(install({}, { root: root.path }));
  for (const _ of [1, 2]) assert.equal(run(['dash'], text, { input: 'abcdef.0123456789abcdef' }).code, 0);
  const names = readdirSync(root.at('etc/rancher/k3s'));
  const [backup = ''] = names.filter((name) => name.startsWith('config.yaml.bak-'));
  assert.deepEqual(names.sort(), ['config.yaml', backup, 'token'].sort());
  assert.equal(readFileSync(root.at(`etc/rancher/k3s/${backup}`), 'utf8'), 'server: https://old:6443\n');
  assert.equal(readFileSync(root.at('rc-service'), 'utf8'), 'k3s-agent restart\n'.repeat(2));
  assert.equal(existsSync(root.at('systemctl')), false);
});

test('script: refused on a server, without root, without a token; then nothing is changed', (t) => {
  const { root, run, program } = ready(t);
  const text = joinScript(install({}, { root: root.path }));
  const refused = (input: string): string => {
    const { code, err } = run(['dash'], text, { input });
    assert.equal(code, 1);
    assert.equal(existsSync(root.at('etc/rancher')), false);
    return err;
  };
  assert.match(refused(''), /No token was given/);
  assert.match(refused('two words\n'), /no blanks/);
  root.write('etc/init.d/k3s', '');
  assert.match(refused(`${CANARY}\n`), /is a K3s server/);
  program('id', 'echo 1000\n');
  assert.match(refused(`${CANARY}\n`), /Run this as root/);
});

test('script: on a terminal the token is asked for, and not shown', async (t) => {
  for (const [name, ...shell] of AS_ROOT) {
    const { root } = ready(t);
    const file = root.write('work/join.sh', joinScript(install({}, { root: root.path })));
    const env = { PATH: `${root.at('bin')}:${process.env.PATH}`, TMPDIR: root.at('work') };
    const terminal = spawn('script', ['-qec', `${shell.join(' ')} ${file}`, '/dev/null'], { env });
    t.after(() => terminal.kill());
    let shown = '';
    terminal.stdout.on('data', (piece: Buffer) => {
      const before = shown;
      shown += piece;
      if (!before.includes(' shown): ') && shown.includes(' shown): ')) terminal.stdin.write(`${CANARY}\n`);
    });
    const [code] = await once(terminal, 'close');
    assert.equal(code, 0, `${name}: ${shown}`);
    assert.doesNotMatch(shown, /canary/, name);
    assert.equal(readFileSync(root.at('etc/rancher/k3s/token'), 'utf8'), `${CANARY}\n`, name);
  }
});

test('a cut script does nothing', (t) => {
  const { root, run } = ready(t);
  const lines = joinScript(install({}, { root: root.path })).split('\n');
  for (let kept = 1; kept < lines.length - 2; kept++)
    run(['dash'], lines.slice(0, kept).join('\n'), { input: `${CANARY}\n` });
  assert.deepEqual(readdirSync(root.path).sort(), ['bin', 'trace', 'work']);
});

const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[\s'"\\$`;&|<>(){}!#*?~\r\n\-0-9a-z=]{0,30}$/),
    fc.constantFrom(
      "'; touch owned; '",
      '$(touch owned)',
      '`touch owned`',
      '-rf',
      "'\\''",
      'END_OF_CONFIG\ntouch owned',
    ),
  )
  .map((text) => text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, ''));

test('a word stays one word in every shell', (t) => {
  const { run } = sandbox(t);
  for (const [name, ...shell] of SHELLS)
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 20, maxLength: 40 }), (values) => {
        const script = `for one in ${values.map(word).join(' ')}; do printf '%s\\n=\\n' "$one"; done\n`;
        assert.equal(run(shell, script).out, values.map((value) => `${value}\n=\n`).join(''), name);
      }),
      { numRuns: 6 },
    );
});

test('hostile choices never become shell text, even where nothing refused them', (t) => {
  const { root, run } = ready(t);
  const choices = fc.record({
    server: hostile,
    version: hostile,
    nodeName: hostile,
    labels: fc.array(hostile, { maxLength: 2 }),
    taints: fc.array(hostile, { maxLength: 2 }),
    installer: hostile,
  });
  for (const [name, ...shell] of AS_ROOT)
    fc.assert(
      fc.property(choices, ({ installer, ...plan }) => {
        const own = install(plan, { root: root.path, installer });
        const ran = run(shell, joinScript(own), { input: `${CANARY}\n` });
        assert.equal(ran.code, 0, `${name}: ${ran.err}`);
        assert.equal(readFileSync(root.at('etc/rancher/k3s/config.yaml'), 'utf8'), configText(own.plan));
        assert.equal(readFileSync(root.at('asked'), 'utf8'), installer);
        const told = readFileSync(root.at('installed'), 'utf8');
        if (!/\n/.test(plan.version))
          assert.equal(told.includes(`INSTALL_K3S_VERSION=${plan.version}\n`), plan.version !== '');
        const { runcmd, write_files: files } = parse(cloudInit(own, `token${plan.server}`));
        assert.equal(files[0].content, configText(own.plan));
        assert.equal(files[1].content, `token${plan.server}`);
        assert.equal(run(shell, runcmd[0][2]).code, 0);
        const values = (text: string): string[] => text.split('\n').filter((line) => !line.startsWith('#'));
        assert.deepEqual(values(configFile(own)), values(configText(own.plan)));
        assert.equal(existsSync(root.at('work/owned')), false);
      }),
      { numRuns: 8 },
    );
});

test('choices that nobody can mean are refused with a sentence', () => {
  const flaw = (some: Partial<JoinPlan>, installer = INSTALLER): string => {
    const file = joinFile('script', install(some, { installer }));
    return file.ok ? '' : file.flaw;
  };
  assert.equal(flaw({}), '');
  assert.match(flaw({ server: 'https://10.0.0.5:6443; reboot' }), /Write it like/);
  assert.match(flaw({ labels: ['a=$(reboot)'] }), /no value of a label/);
  for (const address of ['http://get.k3s.io', '-o x', 'https://', 'https://a b', 'https://u:p@a'])
    assert.match(flaw({}, address), /begins with https/, address);
  const file = joinFile('cloudInit', install(), CANARY);
  assert.ok(file.ok && file.language === 'yaml' && !file.text.includes('canary'));
});
