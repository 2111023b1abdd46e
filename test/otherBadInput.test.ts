/** registries.yaml and files of the kubelet that nobody wants: each lint and "fix all" comes to an end, nothing throws. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadEnginesFor } from '../server/engines.ts';
import { memory } from '../server/files.ts';
import type { NodeConfig } from '../server/node/config.ts';
import { fixAll } from '../server/rules/fixAll.ts';
import { findings } from '../server/rules/run.ts';
import { Workspace } from '../server/workspace.ts';

const ROOT = 'memory:/machine';
const CONFIG = `${ROOT}/etc/rancher/k3s/config.yaml`;
const REGISTRIES = `${ROOT}/etc/rancher/k3s/registries.yaml`;
const DROPIN = `${ROOT}/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-user.conf`;
const HEADER = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';

/** A machine with one of the files; the bytes may be anything. */
async function machine(
  uri: string,
  content: string | Uint8Array,
  config = '# k3s: role=server\n',
): Promise<NodeConfig> {
  const bytes = (text: string | Uint8Array): Uint8Array =>
    typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const files = new Map([
    [CONFIG, bytes(config)],
    [uri, bytes(content)],
  ]);
  const node = await new Workspace(memory(files)).node(CONFIG);
  await loadEnginesFor(node);
  return node;
}

/** Everything that is told, with places inside of the text and words without gaps. */
async function told(uri: string, content: string | Uint8Array, config?: string): Promise<string[]> {
  const node = await machine(uri, content, config);
  const found = findings(node);
  for (const { uri: of, at, message } of found) {
    const length = node.document(of)?.text.length ?? 0;
    assert.ok(
      0 <= at.start && at.start <= at.end && at.end <= length,
      `${at.start}-${at.end} of ${length}: ${message}`,
    );
    assert.doesNotMatch(message, /(?<!\$)\{\d\}|undefined/);
  }
  return found.filter(({ uri: of }) => of === uri).map(({ rule }) => rule);
}

const many = (line: (index: number) => string, count = 3_000): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}]\n`)
  .join('')}`;

const registries: Readonly<Record<string, string>> = {
  nothing: '',
  'a byte order mark': '\ufeff',
  'a word': 'mirrors',
  'a list': '- mirrors\n',
  'half a key': 'mirr',
  'half a list': 'mirrors: {docker.io: {endpoint: [',
  'nulls everywhere': 'mirrors:\n  docker.io:\n    endpoint:\n    -\n    rewrite:\n      ? \nconfigs:\n  ? \n  : \n',
  'odd keys': 'mirrors: {[a]: b, {c: d}: e, 1: f, ~: g, true: {endpoint: [x]}, "": {endpoint: [""]}}\n',
  'keys every object has': 'mirrors: {__proto__: {endpoint: [a]}, constructor: x}\nconfigs: {toString: {auth: {}}}\n',
  'a mirror inside itself': 'mirrors: &m\n  a.lan: *m\n  <<: *m\n',
  'merge keys of anything': 'configs: {a.lan: {<<: [1, {auth: 2}], auth: {<<: x}}}\n',
  'a bomb of aliases': `${bomb}mirrors: {a.lan: {endpoint: *i}}\n`,
  'a bomb of mirrors': `mirrors:\n  a: &a {endpoint: [${'x, '.repeat(900)}]}\n${many((i) => `  r${i}.lan: *a\n`)}`,
  'three thousand hosts': `mirrors:\n${many((i) => `  r${i}.lan:5000: {endpoint: ["https://m${i}.lan"]}\n`)}configs:\n${many((i) => `  m${i}.lan: {auth: {username: a, password: b}}\n`)}`,
  'three thousand wrong hosts': `mirrors:\n${many((i) => `  https://r${i}.lan: {endpoint: [m${i}.lan], auth: {}}\n`)}configs:\n${many((i) => `  m${i}.lan:1: {username: a, auth: {token: b}}\n`)}`,
  'three thousand endpoints': `mirrors:\n  a.lan:\n    endpoint:\n${many((i) => `    - b${i % 99}.lan:x\n`)}`,
  'three thousand rewrites': `mirrors:\n  a.lan:\n    endpoint: [https://b.lan]\n    rewrite:\n${many((i) => `      '^(a${i}\\.)': "$1x"\n`)}`,
  'one host again and again': `configs:\n${many(() => '  a.lan: {tls: {ca_file: /a}}\n')}`,
  'keys nobody knows': many((i) => `key${i}: {mirrors: 1}\n`),
  'stars without quotes': `mirrors:\n${many(() => '  *: {endpoint: [x]}\n')}`,
  'a pattern that takes for ever elsewhere': `mirrors: {a.lan: {endpoint: [x], rewrite: {"${'(a+)+'.repeat(2_000)}": "$1"}}}\n`,
  'an address of a hundred thousand letters': `mirrors: {a.lan: {endpoint: ["https://${'a.'.repeat(50_000)}"]}}\n`,
  'brackets ten thousand deep': `mirrors: ${'['.repeat(10_000)}\n`,
  'a NUL byte': 'mirrors: \0\n',
  'control characters': 'configs: {a.lan: {auth: {username: "\\0", password: "\\x7f"}, tls: {ca_file: "\\a"}}}\n',
  'a lone surrogate': 'mirrors: {"\ud800": {endpoint: ["\ud800"]}}\n',
};

const kubelet: Readonly<Record<string, string>> = {
  nothing: '',
  'blanks only': ' \n\n',
  'a byte order mark': '\ufeff',
  'a word': 'maxPods',
  'a brace': '{',
  'JSON that ends early': '{"kind": "KubeletConfiguration", "maxPods": ',
  'JSON ten thousand deep': '{"a":'.repeat(10_000),
  'lists ten thousand deep': `${HEADER}clusterDNS: ${'['.repeat(10_000)}\n`,
  'odd keys': `${HEADER}[a]: b\n{c: d}: e\n~: f\n1.5: g\n"": h\n`,
  'keys every object has': `${HEADER}__proto__: {a: b}\nconstructor: 1\ntoString: {}\nevictionHard: {__proto__: 1%}\n`,
  'a map inside itself': `${HEADER}systemReserved: &a\n  cpu: *a\n  <<: *a\n`,
  'a bomb of aliases': `${HEADER}${bomb}clusterDNS: *i\n`,
  'numbers of all sizes': `${HEADER}maxPods: 1e400\npodsPerCore: .nan\nport: -9223372036854775809\noomScoreAdj: 0b\n`,
  'fields nobody knows': HEADER + many((i) => `field${i}: {a: 1}\n`),
  'one field again and again': HEADER + many(() => 'maxPods: 1\n'),
  'signals nobody knows': `${HEADER}evictionHard:\n${many((i) => `  x${i}.available: 5%\n`)}`,
  'gates nobody knows': `${HEADER}featureGates:\n${many((i) => `  Gate${i}: true\n`)}`,
  'numbers for texts': `${HEADER}systemReserved:\n${many((i) => `  x${i}: ${i}\n`)}`,
  'taints without end': `${HEADER}registerWithTaints:\n${many((i) => `  - {key: -a${i}, effect: b}\n`)}`,
  'memory without end': `${HEADER}reservedMemory:\n${many(() => '  - {numaNode: 1, limits: {memory: 1Gi}}\n')}`,
  'CPUs without end': `${HEADER}reservedSystemCPUs: "0-99999999999"\ncpuManagerPolicy: static\n`,
  'a NUL byte': `${HEADER}cgroupRoot: \0\n`,
  'a lone surrogate': `${HEADER}cgroupRoot: "\ud800"\n`,
};

describe('registries.yaml is linted with', () => {
  for (const [name, text] of Object.entries(registries)) it(name, async () => void (await told(REGISTRIES, text)));
});

describe('a file of the kubelet is linted with', () => {
  for (const [name, text] of Object.entries(kubelet)) it(name, async () => void (await told(DROPIN, text)));
});

describe('"fix all" comes to an end with', () => {
  const all = [...Object.entries(registries), ...Object.entries(kubelet)];
  for (const [index, [name, text]] of all.entries()) {
    const uri = index < Object.keys(registries).length ? REGISTRIES : DROPIN;
    it(`${name} in ${uri.split('/').at(-1)}`, async () => {
      assert.equal(typeof fixAll(await machine(uri, text), uri), 'string');
    });
  }
});

describe('bytes that are no text', () => {
  const texts = {
    [REGISTRIES]: 'mirrors:\n  docker.io:\n    endpoint: ["https://é.lan"]\n',
    [DROPIN]: `${HEADER}cgroupRoot: "é"\n`,
  };
  for (const [uri, text] of Object.entries(texts)) {
    it(`are an error in ${uri.split('/').at(-1)}`, async () => {
      const bytes = new TextEncoder().encode(text);
      for (const wrong of [[0x80], [0xff], [0xc3], [0xed, 0xa0, 0x80]]) {
        const broken = Uint8Array.from([...bytes.subarray(0, 20), ...wrong, ...bytes.subarray(20)]);
        const rule = uri === DROPIN ? 'kubelet-syntax' : 'yaml-syntax';
        assert.deepEqual(
          (await told(uri, broken)).filter((id) => id === rule),
          [rule],
        );
      }
    });
  }
  it('may be anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(REGISTRIES, DROPIN), fc.uint8Array({ maxLength: 60 }), async (uri, bytes) => {
        await told(uri, bytes);
      }),
      { numRuns: 300 },
    );
  });
});

describe('nothing throws', () => {
  const signs = [
    ': ',
    ':',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '#',
    '|',
    '&a ',
    '*a',
    '*',
  ];
  const rest = ['!!int ', '%', '---\n', '\t', '\r\n', '\ufeff', '\0', '\ud800', '<<: ', '~', '0644', 'yes', '"true"'];
  const registryWords = [
    ...['mirrors', 'configs', 'auths', 'docker.io', '"*"', 'reg.lan:5000', 'endpoint', 'rewrite', 'auth', 'tls'],
    ...[
      'username',
      'password',
      'token',
      'insecure_skip_verify',
      'https://',
      'http:/',
      'mirror.lan/v2',
      '"^(.*)$"',
      '$1x',
      '\\.',
    ],
  ];
  const kubeletWords = [
    ...[
      HEADER,
      'apiVersion',
      'kind',
      'maxPods',
      'evictionHard',
      'memory.available',
      'featureGates',
      'logging',
      'verbosity',
    ],
    ...[
      'shutdownGracePeriod',
      'registerWithTaints',
      'key',
      'effect',
      'systemReserved',
      'cpu',
      '30s',
      '5%',
      '<5%',
      '1Gi',
      '-1',
    ],
  ];
  const textOf = (words: readonly string[]) =>
    fc
      .array(fc.oneof(fc.constantFrom(...words, ...signs, ...rest), fc.string({ maxLength: 4 })), { maxLength: 30 })
      .map((pieces) => pieces.join(''));
  const cases = [
    [REGISTRIES, textOf(registryWords)],
    [DROPIN, textOf(kubeletWords)],
  ] as const;
  for (const [uri, texts] of cases) {
    it(`on any text in ${uri.split('/').at(-1)}`, async () => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          await told(uri, text);
          fixAll(await machine(uri, text), uri);
        }),
        { numRuns: 300 },
      );
    });
  }
  const whole = {
    [REGISTRIES]:
      'mirrors:\n  docker.io:\n    endpoint:\n      - "https://harbor.example.com/v2/hub"\n    rewrite:\n      "^library/(.*)": "hub/$1"\nconfigs:\n  harbor.example.com:\n    auth: &a {username: ci, password: secret}\n    tls:\n      insecure_skip_verify: true\n',
    [DROPIN]: `${HEADER}maxPods: 200\nevictionSoft:\n  memory.available: 1Gi\nevictionSoftGracePeriod: {memory.available: 1m}\nregisterWithTaints:\n  - key: a\n    effect: NoSchedule\n`,
  };
  for (const [uri, text] of Object.entries(whole)) {
    it(`while somebody types in ${uri.split('/').at(-1)}`, async () => {
      for (let end = 0; end <= text.length; end++) await told(uri, text.slice(0, end));
      for (let at = 0; at < text.length; at++) await told(uri, text.slice(0, at) + text.slice(at + 1));
    });
  }
});
