/** `k3s-config registries`: the same view as in the editor, and a structure for programs. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { run } from '../../server/cli.ts';
import { CONFIG, folder } from '../support/folder.ts';

const REGISTRIES = 'etc/rancher/k3s/registries.yaml';
const machine = (registries: string, config = ''): Record<string, string> => ({
  [`a/${CONFIG}`]: `# k3s: role=server version=v1.33.4\n${config}`,
  [`a/${REGISTRIES}`]: registries,
});

async function ran(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  const { path } = folder(test, files);
  const before = process.cwd();
  process.chdir(path);
  try {
    return await run(['registries', ...words], async () => new TextEncoder().encode(input));
  } finally {
    process.chdir(before);
  }
}

const MIRROR = `mirrors:
  docker.io:
    endpoint: [https://mirror.lan:8443]
    rewrite: {"^library/(.*)": hub/$1}
  reg.lan/team: {endpoint: [https://b.lan]}
configs:
  mirror.lan:8443:
    auth: {username: me, password: s3cret}
    tls: {ca_file: /etc/ssl/m.pem}
`;

describe('k3s-config registries', () => {
  it('prints the endpoints of each registry in order', async (test) => {
    const { code, out, err } = await ran(test, machine(MIRROR), ['a']);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^# Registries: server, K3s v1\.33\.4\+k3s1/);
    assert.match(out, /url: https:\/\/mirror\.lan:8443\/v2 +# registries\.yaml:3\n/);
    assert.match(out, /credentials: user name and password/);
    assert.doesNotMatch(out, /s3cret/);
  });
  it('gives a program the same as data', async (test) => {
    const { code, out } = await ran(test, machine(MIRROR), ['a', '--format', 'json']);
    assert.equal(code, 0);
    assert.doesNotMatch(out, /s3cret/);
    const { registries, idle, log, options } = JSON.parse(out);
    assert.deepEqual(options, {
      embeddedRegistry: false,
      disableDefaultRegistryEndpoint: false,
      systemDefaultRegistry: null,
    });
    assert.deepEqual(log, []);
    const [hub] = registries;
    assert.deepEqual(hub, {
      name: 'docker.io',
      server: 'https://registry-1.docker.io/v2',
      endpoints: [
        {
          url: 'https://mirror.lan:8443/v2',
          scheme: 'https',
          schemeGuessed: false,
          capabilities: ['pull', 'resolve'],
          overridePath: false,
          embedded: false,
          tls: { mode: 'ca', caFile: '/etc/ssl/m.pem' },
          credentials: 'password',
          settings: 'mirror.lan:8443',
          settingsOrigin: { file: 'registries.yaml', line: 7 },
          rewrites: [{ pattern: '^library/(.*)', replacement: 'hub/$1' }],
          origin: { file: 'registries.yaml', line: 3 },
        },
      ],
      default: {
        url: 'https://registry-1.docker.io/v2',
        when: 'last',
        folded: false,
        capabilities: ['pull', 'resolve', 'push'],
        tls: { mode: 'system' },
        credentials: 'none',
      },
      origin: { file: 'registries.yaml', line: 2 },
    });
    assert.deepEqual(
      idle.map(({ message: _, ...rest }: { message: string }) => rest),
      [{ entry: 'mirrors', name: 'reg.lan/team', why: 'path', origin: { file: 'registries.yaml', line: 5 } }],
    );
  });
  it('follows one image', async (test) => {
    const { out } = await ran(test, machine(MIRROR), ['a', '--image', 'nginx:1.27', '--format', 'json']);
    const { image } = JSON.parse(out);
    assert.equal(image.name, 'docker.io/library/nginx:1.27');
    assert.equal(image.by, 'registry');
    assert.deepEqual(
      image.attempts.map(({ url, credentials }: { url: string; credentials: string }) => [url, credentials]),
      [
        ['https://mirror.lan:8443/v2/hub/nginx/manifests/1.27', 'password'],
        ['https://registry-1.docker.io/v2/library/nginx/manifests/1.27', 'none'],
      ],
    );
  });
  it('refuses what is no image, with 2 and one sentence', async (test) => {
    const { code, out, err } = await ran(test, machine(MIRROR), ['a', '--image', 'https://nginx']);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /"https:\/\/nginx" is no name of an image.*nginx:1\.27/);
  });
  it('ends with 1 when K3s cannot read the file', async (test) => {
    const broken = machine('mirrors:\n  docker.io:\n    endpoint: https://a.lan\n');
    const { code, out } = await ran(test, broken, ['a']);
    assert.equal(code, 1);
    assert.match(out, /K3s cannot read registries\.yaml\. \(registries\.yaml:3\)\n# .*list of addresses/);
    const { code: again, out: json } = await ran(test, broken, ['a', '--format', 'json', '--image', 'nginx']);
    assert.equal(again, 1);
    const { error, image } = JSON.parse(json);
    assert.match(error.message, /list of addresses/);
    assert.equal(image.blocked.why, 'file-unreadable');
  });
  it('is content with a machine without the file', async (test) => {
    const { code, out } = await ran(test, { [`a/${CONFIG}`]: 'debug: true\n' }, ['a']);
    assert.equal(code, 0);
    assert.match(out, /has no registries\.yaml/);
  });
  it('takes the file itself, and a machine that has nothing else', async (test) => {
    const { out } = await ran(test, { 'registries.yaml': MIRROR }, ['registries.yaml']);
    assert.match(out, /mirror\.lan:8443/);
    assert.match((await ran(test, { [`a/${REGISTRIES}`]: MIRROR }, ['a'])).out, /mirror\.lan:8443/);
  });
  it('reads standard input', async (test) => {
    const { code, out } = await ran(test, {}, ['-', '--k3s', 'v1.33', '--role', 'agent'], MIRROR);
    assert.equal(code, 0);
    assert.match(out, /^# Registries: agent, K3s v1\.33/);
    assert.match(out, /mirror\.lan:8443/);
  });
  it('wants one machine', async (test) => {
    const { code, err } = await ran(test, { ...machine(MIRROR), [`b/${CONFIG}`]: 'debug: true\n' }, []);
    assert.equal(code, 2);
    assert.match(err, /several machines.*Name one/);
    assert.match((await ran(test, { 'a/': '' }, ['a'])).err, /no machine/);
  });
});
