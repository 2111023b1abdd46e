/** The command `k3s-config` as a person or a pipeline runs it: on real folders, by its exit code and what it prints. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../../server/cli.ts';
import { CONFIG, type Folder, folder } from '../support/folder.ts';

const CLI = join(import.meta.dirname, '../../server/cli.ts');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a process of its own in a folder. */
function k3sConfig(cwd: string, words: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], { cwd, input, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** Runs it in this process, which is much faster and enough for most of what it does. */
async function ran(cwd: string, words: readonly string[], input = ''): Promise<Ran> {
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return await run(words, async () => new TextEncoder().encode(input));
  } finally {
    process.chdir(before);
  }
}

const clean = (machine: string): Record<string, string> => ({
  [`${machine}/${CONFIG}`]: '# k3s: role=server\ndebug: true\n',
});
const typo = (machine: string): Record<string, string> => ({
  [`${machine}/${CONFIG}`]: '# k3s: role=server\ndebug: true\ncluster-innit: true\n',
});

describe('k3s-config lint', () => {
  it('is content with a clean machine', (test) => {
    const { path } = folder(test, clean('a'));
    assert.deepEqual(k3sConfig(path, ['lint', 'a']), { code: 0, out: '1 file read, nothing found\n', err: '' });
  });
  it('finds a mistake and says where, what and what helps', (test) => {
    const { path } = folder(test, typo('a'));
    const { code, out, err } = k3sConfig(path, ['lint', 'a']);
    assert.equal(code, 1);
    assert.equal(err, '');
    assert.match(
      out,
      /^a\/etc\/rancher\/k3s\/config\.yaml:3:1: warning: .*"cluster-innit".*\[unknown-key\]\n +Change to "cluster-init"/,
    );
    assert.match(out, /1 file read: errors 0, warnings 1, hints 0\n$/);
  });
  it('takes a file', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'cluster-innit: true\n' });
    assert.match((await ran(path, ['lint', 'k3s.yaml'])).out, /^k3s\.yaml:1:1: /);
  });
  it('reads the drop-ins of a file too', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'debug: true\n', 'k3s.yaml.d/1.yaml': 'cluster-innit: true\n' });
    assert.match((await ran(path, ['lint', 'k3s.yaml'])).out, /^k3s\.yaml\.d\/1\.yaml:1:1: /);
  });
  it('finds all machines below a folder, in order', async (test) => {
    const { path } = folder(test, {
      ...typo('fleet/b'),
      ...typo('fleet/a/root'),
      ...clean('fleet/c'),
      ...typo('fleet/node_modules/x'),
      'fleet/notes.yaml': 'cluster-innit: true\n',
    });
    const files = [...(await ran(path, ['lint', 'fleet'])).out.matchAll(/^(\S+):3:1: /gm)].map(([, file]) => file);
    assert.deepEqual(files, [`fleet/a/root/${CONFIG}`, `fleet/b/${CONFIG}`]);
  });
  it('takes this folder when none is named', async (test) => {
    const { path } = folder(test, typo('a'));
    assert.equal((await ran(path, ['lint'])).code, 1);
  });
  it('finds a machine that has drop-ins only', async (test) => {
    const { path } = folder(test, { [`a/${CONFIG}.d/1.yaml`]: 'cluster-innit: true\n' });
    assert.equal((await ran(path, ['lint', 'a'])).code, 1);
  });
  it('is not stopped by a machine without files', async (test) => {
    const { path } = folder(test, { ...typo('a'), [`b/${CONFIG}.d/`]: '' });
    assert.match((await ran(path, ['lint'])).out, /unknown-key/);
  });
  it('takes the root of a machine', async (test) => {
    const { path } = folder(test, typo('mnt/image'));
    assert.equal((await ran(path, ['lint', '--root', 'mnt/image'])).code, 1);
  });
  it('reads standard input', (test) => {
    const { path } = folder(test, {});
    const { code, out } = k3sConfig(path, ['lint', '-', '--role', 'agent'], 'cluster-innit: true\n');
    assert.equal(code, 1);
    assert.match(out, /^-:1:1: error: /);
  });
  it('counts a file once that is named twice', async (test) => {
    const { path } = folder(test, typo('a'));
    assert.equal((await ran(path, ['lint', 'a', `a/${CONFIG}`, `./a/${CONFIG}`])).out.match(/unknown-key/g)?.length, 1);
  });
  it('takes the machine of a drop-in that is named', async (test) => {
    const { path } = folder(test, { ...clean('a'), [`a/${CONFIG}.d/1.yaml`]: 'cluster-innit: true\n' });
    assert.equal((await ran(path, ['lint', `a/${CONFIG}.d/1.yaml`])).code, 1);
  });
  it('takes role and version from its options', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'nonroot-devices: true\nflannel-backend: vxlan\n' });
    assert.equal((await ran(path, ['lint', 'k3s.yaml', '--role', 'server', '--k3s', 'v1.33'])).code, 0);
    assert.match(
      (await ran(path, ['lint', 'k3s.yaml', '--role', 'server', '--k3s', 'v1.31.2'])).out,
      /:1:1: .*nonroot-devices/,
    );
    assert.match(
      (await ran(path, ['lint', 'k3s.yaml', '--role', 'agent', '--k3s', 'v1.33'])).out,
      /:2:1: error: .*flannel-backend/,
    );
  });
  it('gives a program all it needs', async (test) => {
    const { path } = folder(test, typo('a'));
    const { findings, summary } = JSON.parse((await ran(path, ['lint', 'a', '--format', 'json'])).out);
    assert.deepEqual(summary, { files: 1, errors: 0, warnings: 1, hints: 0 });
    assert.equal(findings.length, 1);
    const { message, page, ...rest } = findings[0];
    assert.deepEqual(rest, {
      file: `a/${CONFIG}`,
      line: 3,
      column: 1,
      endLine: 3,
      endColumn: 14,
      severity: 'warning',
      rule: 'unknown-key',
      fixes: ['Change to "cluster-init"'],
      related: [],
    });
    assert.match(message, /cluster-innit/);
    assert.match(page, /^https:.*unknown-key\.md$/);
  });
  it('gives a program an empty list when there is nothing', async (test) => {
    const { path } = folder(test, clean('a'));
    const { findings, summary } = JSON.parse((await ran(path, ['lint', 'a', '--format', 'json'])).out);
    assert.deepEqual([findings, summary.files], [[], 1]);
  });
  it('hints alone are no failure', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'disable-apiserver-lb: true\ncluster-init: true\n' });
    const { code, out } = await ran(path, ['lint', 'k3s.yaml']);
    assert.match(out, /role-unknown/);
    assert.equal(code, out.includes('errors 0, warnings 0') ? 0 : 1);
  });
});

describe('what cannot be used ends with 2 and one sentence', () => {
  const refused = async (
    machine: Folder,
    words: readonly string[],
    sentence: RegExp,
    runner: typeof k3sConfig | typeof ran = ran,
  ): Promise<void> => {
    const { code, out, err } = await runner(machine.path, words);
    assert.equal(code, 2, `${words.join(' ')}: ${out}${err}`);
    assert.equal(out, '');
    assert.match(err, sentence);
    assert.doesNotMatch(err, /\n {4}at /, 'a stack is no sentence');
  };
  it('a path that is not there', (test) =>
    refused(folder(test, {}), ['lint', 'nowhere'], /no file or folder nowhere/, k3sConfig));
  it('a folder without machines', (test) => refused(folder(test, { 'a/': '' }), ['lint', 'a'], /no machine.*--root/));
  it('a root without a machine', async (test) =>
    refused(folder(test, { 'a/': '' }), ['lint', '--root', 'a'], /no configuration/));
  it('a link that leads nowhere', async (test) => {
    const machine = folder(test, {});
    symlinkSync('nowhere', machine.at('link.yaml'));
    await refused(machine, ['lint', 'link.yaml'], /link\.yaml/);
  });
  it('a link that leads round in a circle', async (test) => {
    const machine = folder(test, {});
    symlinkSync('link.yaml', machine.at('link.yaml'));
    await refused(machine, ['lint', 'link.yaml'], /link\.yaml cannot be read/);
  });
  it('a pipe instead of a file', async (test) => {
    const machine = folder(test, {});
    assert.equal(spawnSync('mkfifo', [machine.at('pipe.yaml')]).status, 0);
    await refused(machine, ['lint', 'pipe.yaml'], /pipe\.yaml cannot be read/, k3sConfig);
  });
  it('no command', (test) => refused(folder(test, {}), [], /--help/));
  it('a command there is not', (test) => refused(folder(test, {}), ['lnit'], /no command "lnit"/));
  it('a command named like something every object has', async (test) => {
    for (const name of ['constructor', 'toString', '__proto__']) await refused(folder(test, {}), [name], /no command/);
  });
  it('an option there is not', (test) => refused(folder(test, {}), ['lint', '--rool', 'agent'], /--rool/, k3sConfig));
  it('a role there is not', (test) => refused(folder(test, {}), ['lint', '--role', 'boss'], /server or agent/));
  it('a format there is not', (test) => refused(folder(test, {}), ['lint', '--format', 'xml'], /text or json/));
  it('sarif for anything but lint', async (test) => {
    for (const command of ['effective', 'registries', 'explain', 'schema'])
      await refused(folder(test, {}), [command, '--format', 'sarif'], /Only lint prints sarif/);
  });
  it('an image for anything but registries', (test) =>
    refused(folder(test, {}), ['lint', '--image', 'nginx'], /--image belongs to the command registries/));
  it('a version that is none', async (test) => {
    for (const command of ['lint', 'effective', 'schema'])
      await refused(
        folder(test, { 'k3s.yaml': '' }),
        [command, '--k3s', 'soon', 'k3s.yaml'],
        /"soon" is no K3s version/,
      );
  });
  it('several machines where one is wanted', async (test) =>
    refused(folder(test, { ...clean('a'), ...clean('b') }), ['effective'], /several machines.*Name one/));
  it('a rule there is not', async (test) =>
    refused(folder(test, {}), ['explain', 'unknown-kye'], /Did you mean "unknown-key"/));
  it('a server without --stdio', (test) => refused(folder(test, {}), ['server'], /--stdio/, k3sConfig));
});

describe('what K3s cannot read is a finding', () => {
  it('text that is no YAML', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'debug: true\ntls-san: [a\n' });
    assert.equal((await ran(path, ['lint', 'k3s.yaml'])).code, 1);
  });
  it('a drop-in that leads nowhere', async (test) => {
    const machine = folder(test, { ...clean('a'), [`a/${CONFIG}.d/`]: '' });
    symlinkSync('/nowhere', machine.at(`a/${CONFIG}.d/1.yaml`));
    const { code, out } = await ran(machine.path, ['lint', 'a']);
    assert.equal(code, 1);
    assert.match(out, /config\.yaml\.d\/1\.yaml/);
  });
  it('a drop-in that is a folder behind a link', async (test) => {
    const machine = folder(test, { ...clean('a'), [`a/${CONFIG}.d/`]: '', 'b/': '' });
    symlinkSync(machine.at('b'), machine.at(`a/${CONFIG}.d/1.yaml`));
    assert.equal((await ran(machine.path, ['lint', 'a'])).code, 1);
  });
  it('a folder of drop-ins that is a file', async (test) => {
    const { path } = folder(test, { ...clean('a'), [`a/${CONFIG}.d`]: '' });
    assert.equal((await ran(path, ['lint', 'a'])).code, 1);
  });
  it('folders that link to each other do not keep it busy', async (test) => {
    const machine = folder(test, typo('a'));
    symlinkSync(machine.path, machine.at('a/again'));
    mkdirSync(machine.at('b'));
    symlinkSync(machine.at('a'), machine.at('b/a'));
    assert.equal((await ran(machine.path, ['lint'])).out.match(/unknown-key/g)?.length, 1);
  });
});

describe('k3s-config effective', () => {
  const stack = {
    [`a/${CONFIG}`]:
      '# k3s: role=server version=v1.33.4\ntls-san: [a.example]\nhttps-listen-port: 0x1F90\ndebug: true\n',
    [`a/${CONFIG}.d/50.yaml`]: 'tls-san+: "b.example,c.example"\ndebug: false\n',
  };
  it('gives a program every value with type, origin and what it replaced, and the argument list', (test) => {
    const { path } = folder(test, stack);
    const { code, out } = k3sConfig(path, ['effective', 'a', '--format', 'json']);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), {
      role: 'server',
      release: 'v1.33.4+k3s1',
      files: ['config.yaml', 'config.yaml.d/50.yaml'],
      values: [
        {
          key: 'tls-san',
          option: 'tls-san',
          type: 'list',
          value: ['a.example', 'b.example', 'c.example'],
          secret: false,
          origin: [
            { file: 'config.yaml', line: 2 },
            { file: 'config.yaml.d/50.yaml', line: 1 },
          ],
          overrode: [],
          skipped: false,
        },
        {
          key: 'https-listen-port',
          option: 'https-listen-port',
          type: 'int',
          value: 8080,
          secret: false,
          origin: [{ file: 'config.yaml', line: 3 }],
          overrode: [],
          skipped: false,
        },
        {
          key: 'debug',
          option: 'debug',
          type: 'bool',
          value: false,
          secret: false,
          origin: [{ file: 'config.yaml.d/50.yaml', line: 2 }],
          overrode: [{ file: 'config.yaml', line: 4 }],
          skipped: false,
        },
      ],
      arguments: [
        'server',
        '--tls-san=a.example',
        '--tls-san=b.example,c.example',
        '--https-listen-port=8080',
        '--debug=false',
      ],
    });
  });
  it('gives a person the same as YAML', async (test) => {
    const { path } = folder(test, stack);
    const { out } = await ran(path, ['effective', 'a']);
    assert.match(out, /^debug: false +# config\.yaml\.d\/50\.yaml:2 \(replaces config\.yaml:4\)$/m);
  });
  it('ends with 1 when K3s does not start with it', async (test) => {
    const { path } = folder(test, { 'k3s.yaml': 'cluster-init: maybe\n' });
    const { code, out } = await ran(path, ['effective', 'k3s.yaml', '--format', 'json']);
    assert.equal(code, 1);
    assert.match(JSON.parse(out).error, /"maybe".*"cluster-init"/);
  });
  it('reads standard input', (test) => {
    const { path } = folder(test, {});
    assert.match(k3sConfig(path, ['effective', '-'], 'debug: true\n').out, /^debug: true/m);
  });
});

describe('secrets', () => {
  const canaries = {
    [`a/${CONFIG}`]: `# k3s: role=server
token: CANARY1
agent-token: "CANARY2"
datastore-endpoint: postgres://user:CANARY3@host:5432/db
etcd-s3-secret-key: CANARY4
etcd-s3-access-key: CANARY5
vpn-auth: name=tailscale,joinKey=CANARY6
t: CANARY7
token=CANARY8: x
`,
    [`a/${CONFIG}.d/1.yaml`]: 'token: CANARY9\ntoken+: CANARY10\netcd-s3-session-token: [CANARY11]\n',
    'a/etc/systemd/system/k3s.service':
      "[Service]\nExecStart=/usr/local/bin/k3s server '--agent-token' 'CANARY12' --token=CANARY13\n",
    'a/etc/systemd/system/k3s.service.env': 'K3S_TOKEN=CANARY14\nK3S_DATASTORE_ENDPOINT=CANARY15\n',
    // Errors of the YAML reader like to quote what they stumble over.
    [`b/${CONFIG}`]: '# k3s: role=server\ntoken: *CANARY16\n',
    [`c/${CONFIG}`]: '# k3s: role=server\ntoken: !!int CANARY17\n',
    [`d/${CONFIG}`]: "# k3s: role=server\ntoken: 'CANARY18' CANARY19\n",
    [`e/${CONFIG}`]: '# k3s: role=server\ntoken: @CANARY20\n',
    [`f/${CONFIG}`]: '# k3s: role=server\ntoken:CANARY21\n',
    [`g/${CONFIG}`]: '# k3s: role=server\ntoken: "CANARY22\\q"\n',
    [`h/${CONFIG}`]: '# k3s: role=server\ntoken: {CANARY23: x}\n',
    [`i/${CONFIG}`]: '# k3s: role=server\ntoken=CANARY24\n',
    [`j/${CONFIG}`]: '# k3s: role=server\n--token=CANARY25\n',
    [`k/${CONFIG}`]: '# k3s: role=server\ntoken: CANARY26: x\n',
    [`l/${CONFIG}`]: '# k3s: role=agent\ntoken: |\n  CANARY27\n  CANARY28\nserver: https://a:6443\n',
    [`m/${CONFIG}`]: '# k3s: role=agent\ntoken: [CANARY29, CANARY30]\nserver: CANARY\ntoken : !CANARY31\n',
    [`n/${CONFIG}`]: '# k3s: role=server\n--token: CANARY32\n',
    [`o/${CONFIG}`]: '# k3s: role=server\nTOKEN: CANARY33\nK3S_TOKEN: CANARY34\n',
    [`p/${CONFIG}`]: '# k3s: role=server\ntoken: 0123456\ndatastore-endpoint: 1e3\n',
  } as const;
  const machines = [...'abcdefghijklmnop'];

  it('never show', async (test) => {
    const { path } = folder(test, canaries);
    for (const format of ['text', 'json', 'sarif']) {
      const lint = await ran(path, ['lint', '--format', format]);
      assert.equal(lint.code, 1);
      assert.doesNotMatch(lint.out + lint.err, /CANARY\d/, `lint ${format}`);
      if (format === 'sarif') continue;
      for (const machine of machines) {
        const { out, err } = await ran(path, ['effective', machine, '--format', format]);
        assert.doesNotMatch(out + err, /CANARY\d/, `effective ${machine} ${format}`);
      }
    }
  });
  it('show when somebody says so', async (test) => {
    const { path } = folder(test, canaries);
    const { out } = await ran(path, ['effective', 'c', '--show-secrets']);
    assert.match(out, /•|cannot be read/);
    const { arguments: words } = JSON.parse(
      (await ran(path, ['effective', 'l', '--show-secrets', '--format', 'json'])).out,
    );
    assert.ok(words.includes('--token=CANARY27\nCANARY28'));
  });
});

describe('k3s-config explain', () => {
  it('says what a rule is about', async (test) => {
    const { path } = folder(test, {});
    const { code, out } = await ran(path, ['explain', 'unknown-key']);
    assert.equal(code, 0);
    assert.match(out, /unknown-key/);
    assert.match(out, /Severity: warning\nhttps:/);
  });
  it('lists all rules', async (test) => {
    const { path } = folder(test, {});
    assert.match((await ran(path, ['explain'])).out, /^unknown-key +\S/m);
    const list = JSON.parse((await ran(path, ['explain', '--format', 'json'])).out) as {
      rule: string;
      summary: string;
    }[];
    assert.ok(list.length > 2 && list.every(({ rule, summary }) => rule && summary));
  });
  it('gives a program the facts of one', async (test) => {
    const { path } = folder(test, {});
    const facts = JSON.parse((await ran(path, ['explain', 'unknown-key', '--format', 'json'])).out);
    assert.equal(facts.rule, 'unknown-key');
    assert.equal(facts.severity, 'warning');
  });
});

describe('k3s-config --help and --version', () => {
  it('name every command and option', async (test) => {
    const { path } = folder(test, {});
    const { code, out } = await ran(path, ['--help']);
    assert.equal(code, 0);
    for (const word of ['lint', 'effective', 'registries', 'explain', 'schema', 'server --stdio'])
      assert.ok(out.includes(word), word);
    for (const word of ['--role', '--k3s', '--root', '--format', '--image', '--show-secrets', 'Exit code'])
      assert.ok(out.includes(word), word);
    assert.equal((await ran(path, ['lint', '-h'])).out, out);
  });
  it('say a version', (test) => {
    const { path } = folder(test, {});
    const { code, out } = k3sConfig(path, ['--version']);
    assert.equal(code, 0);
    assert.match(out, /^\S+\n$/);
  });
});

describe('a reader that stops reading', () => {
  it('does not make it crash', async (test) => {
    const { path } = folder(test, {
      'k3s.yaml': Array.from({ length: 5_000 }, (_, index) => `nonsense-${index}: x\n`).join(''),
    });
    const child = spawn(process.execPath, [CLI, 'lint', 'k3s.yaml', '--role', 'server'], { cwd: path });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    await new Promise((resolve) => child.on('exit', resolve));
    assert.equal(errors, '');
  });
});

describe('paths as people write them', () => {
  it('are printed the way they were meant', async (test) => {
    const machine = folder(test, { ...typo('a'), 'here/': '' });
    const { out } = await ran(machine.at('here'), ['lint', relative(machine.at('here'), machine.at('a'))]);
    assert.ok(out.startsWith(`${machine.at(`a/${CONFIG}`)}:3:1: `), out);
  });
  it('may hold blanks, signs and other letters', async (test) => {
    const { path } = folder(test, { 'a b#c%20?/ü.yaml': 'cluster-innit: true\n' });
    assert.match((await ran(path, ['lint', 'a b#c%20?/ü.yaml'])).out, /^a b#c%20\?\/ü\.yaml:1:1: /);
  });
});

describe('k3s-config kubelet', () => {
  const FOLDER = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';
  const HEADER = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
  const machine = (text: string, config = ''): Record<string, string> => ({
    [`a/${CONFIG}`]: `# k3s: role=server version=v1.34\n${config}`,
    [`a/${FOLDER}/50-user.conf`]: HEADER + text,
  });

  it('shows what is in force and where it comes from', (test) => {
    const { path } = folder(test, machine('maxPods: 120\n'));
    const { code, out, err } = k3sConfig(path, ['kubelet', 'a']);
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(out, /^# {3}00-k3s-defaults\.conf \(written by K3s at its start\)\n# {3}50-user\.conf$/m);
    assert.match(out, /^maxPods: 120 +# 50-user\.conf:3$/m);
    assert.match(out, /^failSwapOn: false +# K3s$/m);
  });
  it('gives a program all it needs', async (test) => {
    const { path } = folder(test, machine('maxPods: 120\nsyncFrequency: 90s\n', 'kubelet-arg: [max-pods=200]\n'));
    const view = JSON.parse((await ran(path, ['kubelet', 'a', '--format', 'json'])).out);
    assert.equal(view.kubernetes, '1.34');
    assert.match(view.release, /^v1\.34\./);
    assert.deepEqual(view.files, [
      { name: '00-k3s-defaults.conf', read: true, from: 'k3s' },
      { name: '50-user.conf', read: true, path: `a/${FOLDER}/50-user.conf` },
    ]);
    const value = (wanted: string) => view.values.find((one: { path: string }) => one.path === wanted);
    assert.deepEqual(value('maxPods'), {
      path: 'maxPods',
      value: 200,
      origin: { kind: 'flag', file: 'config.yaml', line: 2, flag: 'max-pods' },
      replaced: [{ kind: 'file', file: '50-user.conf', line: 3 }],
    });
    assert.deepEqual(value('syncFrequency').value, '1m30s');
    assert.deepEqual(value('evictionHard'), {
      path: 'evictionHard',
      key: 'imagefs.available',
      value: '5%',
      origin: { kind: 'k3s', file: '00-k3s-defaults.conf' },
      replaced: [],
    });
    assert.equal(view.error, undefined);
  });
  it('needs no file of the kubelet', async (test) => {
    const { path } = folder(test, { [`a/${CONFIG}`]: 'kubelet-arg: [max-pods=200]\n' });
    const { code, out } = await ran(path, ['kubelet', 'a']);
    assert.equal(code, 0);
    assert.match(out, /^maxPods: 200 +# kubelet-arg max-pods, config\.yaml:1$/m);
  });
  it('says why K3s does not start', async (test) => {
    const { path } = folder(test, machine('maxPods: -1\n'));
    const { code, out } = await ran(path, ['kubelet', 'a']);
    assert.equal(code, 1);
    assert.match(out, /^# K3s does not start: "maxPods"/m);
    assert.match(JSON.parse((await ran(path, ['kubelet', 'a', '--format', 'json'])).out).error, /maxPods/);
  });
  it('knows that K3s before v1.32 reads no folder', async (test) => {
    const { path } = folder(test, { ...machine('maxPods: 5\n'), [`a/${CONFIG}`]: 'debug: true\n' });
    const { out } = await ran(path, ['kubelet', 'a', '--k3s', 'v1.31']);
    assert.match(out, /50-user\.conf \(not read in this version\)/);
    assert.doesNotMatch(out, /^maxPods:/m);
  });
  it('shows defaults when it is asked to', async (test) => {
    const { path } = folder(test, machine(''));
    assert.doesNotMatch((await ran(path, ['kubelet', 'a'])).out, /^maxPods:/m);
    assert.match((await ran(path, ['kubelet', 'a', '--all'])).out, /^maxPods: 110 +# default of the kubelet$/m);
  });
  it('hides tokens in headers unless they are asked for', async (test) => {
    const { path } = folder(test, machine('staticPodURLHeader:\n  Authorization: [Bearer CANARY]\n'));
    for (const format of ['text', 'json']) {
      assert.doesNotMatch((await ran(path, ['kubelet', 'a', '--format', format])).out, /CANARY/);
      assert.match((await ran(path, ['kubelet', 'a', '--format', format, '--show-secrets'])).out, /CANARY/);
    }
  });
  it('takes a file of the kubelet for its machine', async (test) => {
    const { path } = folder(test, machine('maxPods: 120\n'));
    assert.match((await ran(path, ['kubelet', `a/${FOLDER}/50-user.conf`])).out, /^maxPods: 120/m);
  });
  it('wants one machine', async (test) => {
    const { path } = folder(test, { ...clean('a'), ...clean('b') });
    const { code, err } = await ran(path, ['kubelet']);
    assert.equal(code, 2);
    assert.match(err, /several machines/);
  });
});

describe('a kubelet file in the findings', () => {
  it('comes with the name it should have', async (test) => {
    const { path } = folder(test, {
      [`a/${CONFIG}`]: '# k3s: role=server version=v1.34\ndebug: true\n',
      'a/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-x.yaml':
        'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n',
    });
    const { code, out } = await ran(path, ['lint', 'a']);
    assert.equal(code, 1);
    assert.match(out, /50-x\.yaml:1:1: warning: .*\[kubelet-dropin-ext\]\n +Rename to 50-x\.conf/);
  });
});
