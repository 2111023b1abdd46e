/** registries.yaml that nobody wants: every feature answers, quickly, throws nothing and tells no secret. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { actions } from '../../server/features/actions.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import type { Asked } from '../../server/features/feature.ts';
import { memory } from '../../server/files.ts';
import { featuresFor } from '../../server/languages.ts';
import { Workspace } from '../../server/workspace.ts';
import { readText } from '../../server/yaml/document.ts';
import { opened } from '../support/ask.ts';

const features = await featuresFor('registries');
const LONGEST = 1_000;

/** Runs something that must not take a second, what other programs take of the machine not counted. */
function quickly<T>(what: string, work: () => T): T {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const took = Math.min(performance.now() - start, (user + system) / 1000);
  assert.ok(took < LONGEST, `${what} took ${took.toFixed(0)} ms`);
  return result;
}

const ask = (text: string, config = ''): Promise<Asked> =>
  opened(`-- registries.yaml --\n${text}\n-- config.yaml --\n# k3s: role=server\n${config}`);

const wholeFile = {
  symbols: (asked: Asked) => features.symbols(asked, undefined),
  links: (asked: Asked) => features.links(asked, undefined),
  lenses: (asked: Asked) => features.lenses(asked, undefined),
  view: ({ node }: Asked) => features.view(node, {}),
  image: ({ node }: Asked) => features.view(node, { image: 'quay.io/a/b:c' }),
};
const atPlace = {
  hover: (asked: Asked) => features.hover(asked, undefined),
  completion: (asked: Asked) => features.completion(asked, undefined).slice(0, 5).map(features.resolve),
  definition: (asked: Asked) => features.definition(asked, undefined),
};

/** Both ends, around line ends, and evenly between. */
function places(text: string): number[] {
  const even = Array.from({ length: 7 }, (_, i) => Math.floor((text.length * i) / 6));
  const near = [2, text.indexOf('\n') + 1, text.indexOf(':') + 2, text.lastIndexOf('\n') - 1];
  return [...new Set([...even, ...near])].filter((at) => at >= 0 && at <= text.length);
}

function everythingAnswers(asked: Asked, offsets: readonly number[]): void {
  for (const [name, feature] of Object.entries(wholeFile)) quickly(name, () => feature(asked));
  for (const offset of offsets)
    for (const [name, feature] of Object.entries(atPlace))
      quickly(`${name} at ${offset}`, () => feature({ ...asked, offset }));
}

const hosts = Array.from({ length: 2_000 }, (_, i) => `h${i}.lan:5000`);
const letters = 'x'.repeat(1 << 20);

const texts: Readonly<Record<string, string>> = {
  'an empty file': '',
  'comments only': '# a\n  # b',
  'a byte order mark': '\ufeff',
  'a byte order mark and a list': '\ufeff- a\n  b: {c: [\n',
  'a list at the top': '- mirrors\n- configs\n',
  'a word at the top': 'mirrors',
  'half a key': 'mirrors:\n  dock',
  'half a quote': 'mirrors:\n  "*',
  'a star without quotes': 'mirrors:\n  *:\n    endpoint: [a.lan]\n',
  'half a list': 'mirrors:\n  docker.io:\n    endpoint:\n      -',
  'half a flow list': 'mirrors:\n  docker.io:\n    endpoint: [https://a.lan, ',
  'tabs for indentation': 'mirrors:\n\tdocker.io:\n\t\tendpoint: [a]\n',
  'values of other types': 'mirrors: [a]\nconfigs: x\nauths: 1\n',
  'nulls everywhere':
    'mirrors: {a: , b: {endpoint: , rewrite: }, c: {endpoint: [ , ~]}}\nconfigs: {a: , b: {auth: , tls: }}\n',
  'names every object has':
    'mirrors: {__proto__: {endpoint: [constructor]}, toString: }\nconfigs: {constructor: {auth: {__proto__: x}}}\n',
  'keys that are no texts': 'mirrors: {1: {endpoint: [2]}, true: , 2026-01-01: , "": , [a]: b}\n',
  'an alias of itself': 'mirrors: &a {b: *a}\n',
  'an alias of nothing': 'mirrors: *nothing\n',
  'aliases everywhere':
    'mirrors:\n  a.lan: &m {endpoint: &e [b.lan], rewrite: &r {x: y}}\n  b.lan: *m\n  c.lan: {endpoint: *e, rewrite: *r}\n  <<: {d.lan: *m}\nconfigs: {b.lan: &s {tls: {ca_file: &f /c, key_file: *f}}, c.lan: *s}\n',
  'a bomb of aliases': `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(9)}]\n`).join('')}mirrors: {a.lan: {endpoint: *j}}\n`,
  'a NUL byte': 'mirrors: {a\0b: }\n',
  'a lone surrogate': 'mirrors: {"\ud800": {endpoint: ["\udc00"]}}\n',
  'line separators in names':
    'mirrors: {"a\u2028b\u0085c": {endpoint: ["https://a.lan/\u2028"]}}\nconfigs: {"a\\nb: c": {tls: {ca_file: "/a\\nb: c"}}}\n',
  'two documents': 'mirrors: {a.lan: {endpoint: [b.lan]}}\n---\nmirrors: {}\n',
  'a megabyte of name': `mirrors: {${letters}: {endpoint: [${letters}]}}\n`,
  'a megabyte of one line': `mirrors:\n  ${letters}`,
  'a megabyte of blanks': `mirrors:\n${' '.repeat(1 << 20)}a: b\n`,
  'a megabyte of open quotes': `mirrors:\n  a: "${letters}`,
  'a megabyte of open brackets': `mirrors:\n  a: ${'['.repeat(1 << 20)}`,
  'a megabyte of quotes': `mirrors:\n  a: ${'" '.repeat(1 << 19)}`,
  'a megabyte of apostrophes': `mirrors:\n  a: x${" '".repeat(1 << 19)}`,
  'a megabyte of line ends': '\n'.repeat(1 << 20),
  'a pattern that grows': `mirrors: {a.lan: {endpoint: [b.lan], rewrite: {"(a+)+$": x, "^${'(x'.repeat(500)}": y}}}\n`,
  '2,000 registries with settings': `mirrors:\n${hosts.map((host) => `  ${host}:\n    endpoint: [https://${host}, http://m.lan]\n    rewrite: {"^a": b}\n`).join('')}configs:\n${hosts.map((host) => `  ${host}:\n    auth: {username: u, password: p}\n`).join('')}`,
  '2,000 endpoints of one registry': `mirrors:\n  a.lan:\n    endpoint:\n${hosts.map((host) => `      - ${host}\n`).join('')}`,
  '2,000 settings that nobody uses': `configs:\n${hosts.map((host) => `  ${host}/x: {tls: {ca_file: /c}}\n`).join('')}`,
  '2,000 registries and a mistake': `mirrors:\n${hosts.map((host) => `  ${host}: {endpoint: [a.lan]}\n`).join('')}  x\nconfigs: {}\n`,
  '2,000 times the same': `mirrors:\n${'  a.lan: {endpoint: [b.lan]}\n'.repeat(2_000)}`,
};

describe('every feature of registries.yaml answers on', () => {
  for (const [name, text] of Object.entries(texts)) {
    it(name, async () => everythingAnswers(await ask(text), places(text)));
  }
  it('bytes that are no text', async () => {
    const text = new TextEncoder().encode('mirrors:\n  a.lan:\n    endpoint: [é.lan]\n');
    for (const wrong of [[0x80], [0xff], [0xc3], [0xed, 0xa0, 0x80]]) {
      for (let at = 0; at <= text.length; at += 3) {
        const bytes = Uint8Array.from([...text.subarray(0, at), ...wrong, ...text.subarray(at)]);
        const uri = 'memory:/machine/etc/rancher/k3s/registries.yaml';
        const node = await new Workspace(memory(new Map([[uri, bytes]]))).node(uri);
        const document = node.document(uri);
        assert.ok(document?.problem);
        const asked: Asked = { node, document, language: 'registries', offset: 0, lint: {}, cancelled: () => false };
        everythingAnswers(asked, places(document.text));
      }
    }
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'mirrors',
      'configs',
      'auths',
      'docker.io',
      'quay.io',
      '"*"',
      'a.lan',
      'a.lan:5000',
      'endpoint',
      'rewrite',
      'auth',
      'tls',
    ],
    ...[
      'username',
      'password',
      'identity_token',
      'ca_file',
      'insecure_skip_verify',
      'https://a.lan/v2/x',
      'http://a.lan:5000',
    ],
    ...[
      ': ',
      ':',
      '\n',
      '\n',
      '\n  ',
      '\n    ',
      '\n      ',
      '- ',
      '  ',
      '[',
      ']',
      ', ',
      '{',
      '}',
      '"',
      "'",
      '#',
      ' # ',
      '|',
    ],
    ...[
      '&a ',
      '*a',
      '<<: ',
      '!!str ',
      '---\n',
      '\t',
      '\r\n',
      '\ufeff',
      '\0',
      '\u2028',
      '\ud800',
      '\\',
      '$1',
      '(.*)',
      '^a',
    ],
  ),
  fc.string({ maxLength: 5 }),
);
const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
/** What somebody has nearly finished: sections with something in their right places. */
const nearlyRight = fc
  .tuple(anyText, anyText, anyText)
  .map(
    ([mirrors, endpoint, configs]) =>
      `mirrors:\n  docker.io:\n    endpoint:\n      - ${endpoint}\n  ${mirrors}\nconfigs:\n  ${configs}\n`,
  );

describe('nothing throws', () => {
  it('on any text, at any place, and the view is YAML', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, nearlyRight), fc.array(fc.nat(150), { maxLength: 5 }), async (text, at) => {
        const asked = await ask(text);
        const { length } = asked.document.text;
        everythingAnswers(asked, [0, length, ...at.filter((offset) => offset <= length)]);
        for (const shown of [features.view(asked.node, {}), features.view(asked.node, { image: 'nginx' })])
          assert.equal(readText('memory:/view.yaml', shown.text).problem, undefined, shown.text);
      }),
      { numRuns: 1_000 },
    );
  });
  it('on any name of an image', async () => {
    const asked = await ask('mirrors: {"*": {endpoint: [a.lan]}}');
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (image) => {
        const { text } = features.view(asked.node, { image });
        assert.equal(readText('memory:/view.yaml', text).problem, undefined, text);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a secret is never told', () => {
  const auth = (body: string): string =>
    `mirrors: {docker.io: {endpoint: [https://a.lan]}}\nconfigs:\n  a.lan:\n${body}`;
  const lines: Readonly<Record<string, string>> = {
    'a password': auth('    auth: {username: CANARY, password: CANARY}'),
    'all of them': auth('    auth: {auth: CANARY, identity_token: CANARY}'),
    'a field there is not': auth('    auth: {token: CANARY, pass: CANARY}'),
    'one level too high': auth('    username: CANARY\n    password: CANARY'),
    'a list': auth('    auth: [CANARY]'),
    'a text for a block': auth('    auth: CANARY'),
    'a map for a text': auth('    auth: {password: {CANARY: CANARY}}'),
    'a colon in it': auth('    auth:\n      password: CANARY: x'),
    'an alias': auth('    auth:\n      password: *CANARY'),
    'a tag': auth('    auth:\n      password: !!int CANARY'),
    'an open quote': auth('    auth:\n      password: "CANARY'),
    'text behind quotes': auth("    auth:\n      password: 'x'CANARY"),
    'a block of lines': auth('    auth:\n      password: |\n        CANARY\n        CANARY'),
    'in auths': 'auths: {a.lan: {username: CANARY, password: CANARY}}',
    'in the URL of an endpoint': 'mirrors: {a.lan: {endpoint: ["https://me:CANARY@b.lan"]}}',
    'in a URL that is none': 'mirrors: {a.lan: {endpoint: ["https://me:CANARY @b.lan", "https://me:CANARY@b.lan:x"]}}',
    'in an address without scheme': 'mirrors: {a.lan: {endpoint: ["me:CANARY@b.lan:5000/v2/x"]}}',
    'in the name of a registry': 'mirrors: {"https://me:CANARY@a.lan": {endpoint: [https://b.lan]}}',
    'in the name of a host': 'configs: {"https://me:CANARY@a.lan/v2": {tls: {insecure_skip_verify: true}}}',
  };
  const told = (asked: Asked): string => {
    const { length } = asked.document.text;
    const every = Array.from({ length: length + 1 }, (_, offset) => ({ ...asked, offset }));
    return JSON.stringify([
      diagnostics(asked, undefined),
      actions(asked, { start: 0, end: length }).map(({ title, diagnostics: found }) => [title, found]),
      Object.values(wholeFile).map((feature) => feature(asked)),
      every.map((place) => [
        features.hover(place, undefined),
        features.completion(place, undefined).map(({ label }) => label),
      ]),
    ]);
  };
  for (const [name, text] of Object.entries(lines)) {
    it(name, async () => {
      const found = /.{0,200}CANARY.{0,100}/s.exec(told(await ask(text)))?.[0];
      assert.equal(found, undefined);
    });
  }
});
