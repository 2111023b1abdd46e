/** Input nobody wants: every feature answers, within a second, and nothing ever throws or gets lost. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { disk } from '../server/disk.ts';
import { actions } from '../server/features/actions.ts';
import { completion, resolveCompletion } from '../server/features/completion.ts';
import { definition } from '../server/features/definition.ts';
import { diagnostics } from '../server/features/diagnostics.ts';
import { effective, effectiveText } from '../server/features/effective.ts';
import type { Asked } from '../server/features/feature.ts';
import { format } from '../server/features/format.ts';
import { hover } from '../server/features/hover.ts';
import { statusOf } from '../server/features/status.ts';
import { symbols } from '../server/features/symbols.ts';
import { memory } from '../server/files.ts';
import { findings } from '../server/rules/run.ts';
import { Workspace } from '../server/workspace.ts';
import { CONFIG, folder } from './support/folder.ts';

const URI = 'memory:/machine/etc/rancher/k3s/config.yaml';
const LONGEST = 1_000;

/** Runs something; it must neither throw nor take a second, what other programs take of the machine not counted. */
function quickly<T>(what: string, work: () => T): T {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const took = Math.min(performance.now() - start, (user + system) / 1000);
  assert.ok(took < LONGEST, `${what} took ${took.toFixed(0)} ms`);
  return result;
}

/** A text in an editor. */
async function opened(text: string): Promise<Asked> {
  const workspace = new Workspace(memory(new Map()));
  quickly('reading', () => workspace.change(URI, 1, text));
  const node = await workspace.node(URI);
  const document = workspace.document(URI);
  assert.ok(document);
  return { node, document, offset: 0, language: 'config' as const, lint: {}, cancelled: () => false };
}

const wholeFile = {
  diagnostics: (asked: Asked) => diagnostics(asked, undefined),
  symbols: (asked: Asked) => symbols(asked, undefined),
  format: (asked: Asked) => format(asked, undefined),
  status: (asked: Asked) => statusOf(asked, undefined),
  effective: ({ node }: Asked) => effective(node),
  'effective text': ({ node }: Asked) => effectiveText(node),
  'fix all': (asked: Asked) => actions(asked, { start: 0, end: 0, only: ['source.fixAll'] }),
};

const atPlace = {
  hover: (asked: Asked) => hover(asked, undefined),
  completion: (asked: Asked) => completion(asked, undefined).slice(0, 3).map(resolveCompletion),
  definition: (asked: Asked) => definition(asked, undefined),
  actions: (asked: Asked) => actions(asked, { start: asked.offset, end: asked.offset, only: ['quickfix'] }),
};

/** Places all over a text: both ends, around its line ends, and evenly between; fewer in a large one. */
function places(text: string): number[] {
  const parts = text.length > 50_000 ? 2 : 6;
  const even = Array.from({ length: parts + 1 }, (_, i) => Math.floor((text.length * i) / parts));
  const near = [2, text.indexOf('\n') + 1, text.indexOf(':') + 2];
  return [...new Set([...even, ...near])].filter((at) => at >= 0 && at <= text.length);
}

async function everythingAnswers(text: string, offsets = places(text)): Promise<void> {
  const asked = await opened(text);
  for (const [name, ask] of Object.entries(wholeFile)) quickly(name, () => ask(asked));
  for (const offset of offsets)
    for (const [name, ask] of Object.entries(atPlace)) quickly(`${name} at ${offset}`, () => ask({ ...asked, offset }));
}

/** Something K3s would stop at is said as an error. */
async function isRefused(text: string): Promise<void> {
  const asked = await opened(text);
  const found = diagnostics({ ...asked }, undefined);
  assert.ok(
    found.some(({ severity }) => severity === 1),
    `no error among ${found.map(({ code }) => code).join(', ') || 'nothing'}`,
  );
  assert.ok(statusOf(asked, undefined).error, 'the status says nothing');
}

const MEGABYTE = 1 << 20;
const letters = 'x'.repeat(MEGABYTE);

const texts: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a line end': '\n',
  'blanks only': '   \n\t\n  ',
  'comments only': '# a\n  # b',
  'a half-typed key': 'debug: true\nclus',
  'a half-typed list': 'tls-san:\n  -',
  'a half-typed flow list': 'tls-san: [a, ',
  'a half-typed quote': 'token: "abc\ndebug: true\n',
  'a colon': ':',
  'a question mark': '? ',
  'a dash': '-',
  'tabs for indentation': 'tls-san:\n\t- a\n\t- b\n',
  'a tab behind the colon': 'token:\tx\n',
  'a byte order mark': '\ufeffdebug: true\ncluster-init: true\n',
  'nothing but a byte order mark': '\ufeff',
  'a byte order mark and a dash': '\ufeff-',
  'a byte order mark in the middle': 'debug: true\n\ufeffcluster-init: true\n',
  CRLF: 'debug: true\r\ntls-san:\r\n  - a\r\n',
  'lone carriage returns': 'debug: true\rcluster-init: true\r',
  'separators of lines and paragraphs': 'token: a\u2028b\u2029c\u0085d\n',
  'a megabyte of plain text': `token: ${letters}\n`,
  'a megabyte without a key': letters,
  'a megabyte of key': `${letters}: x\n`,
  'a megabyte of double quotes': `token: "${letters}"\n`,
  'a megabyte of single quotes': `token: '${letters}'\n`,
  'a megabyte of open quotes': `token: "${letters}`,
  'a megabyte of quotes': `token: ${'"'.repeat(MEGABYTE)}\n`,
  'a megabyte of escapes': `token: "${'\\n'.repeat(MEGABYTE / 2)}"\n`,
  'a megabyte of flow list': `tls-san: [${'a, '.repeat(MEGABYTE / 3)}b]\n`,
  'a megabyte of open flow list': `tls-san: [${'a, '.repeat(MEGABYTE / 3)}`,
  'a megabyte of one flow item': `tls-san: [${letters}]\n`,
  'a megabyte of commas': `tls-san: [${','.repeat(MEGABYTE)}]\n`,
  'a megabyte of commas in a value K3s splits': `tls-san: ${'a,'.repeat(MEGABYTE / 2)}\n`,
  'many unknown names in a value K3s splits': `disable: "${'traefikk,'.repeat(20_000)}"\n`,
  'many wrong ranges in a value K3s splits': `cluster-cidr: "${'a1b,'.repeat(20_000)}"\n`,
  'a megabyte of flow map': `node-label: {${'a: b, '.repeat(MEGABYTE / 6)}}\n`,
  'a megabyte of comment': `# ${letters}\ndebug: true\n`,
  'a megabyte of comment signs': `${'# '.repeat(MEGABYTE / 2)}\n`,
  'a megabyte of ignore comment': `# k3s-ignore ${'unknown-key '.repeat(MEGABYTE / 12)}\ntokne: x\n`,
  'a megabyte of blanks': `token: x${' '.repeat(MEGABYTE)}y\n`,
  'a megabyte of blanks in a flow list': `tls-san: [${' '.repeat(MEGABYTE)}]\n`,
  'a megabyte of indentation': `${' '.repeat(MEGABYTE)}debug: true\n`,
  'a megabyte of dashes': `tls-san: ${'- '.repeat(MEGABYTE / 2)}\n`,
  'a megabyte of colons': `${': '.repeat(MEGABYTE / 2)}\n`,
  'a megabyte of words': `token: ${'a b '.repeat(MEGABYTE / 4)}\n`,
  'a megabyte of a block': `token: |\n  ${letters}\n`,
  'a megabyte of line ends': '\n'.repeat(MEGABYTE),
  'a megabyte of carriage returns': '\r'.repeat(MEGABYTE),
  'a megabyte of kubelet arguments': `kubelet-arg: "${'a=b,'.repeat(MEGABYTE / 4)}"\n`,
  'a megabyte of number': `https-listen-port: ${'9'.repeat(MEGABYTE)}\n`,
  'a megabyte of hexadecimal number': `https-listen-port: 0x${'f'.repeat(MEGABYTE)}\n`,
  'a megabyte of underscores': `https-listen-port: 1${'_'.repeat(MEGABYTE)}\n`,
  'a megabyte of duration': `etcd-s3-timeout: ${'1h'.repeat(MEGABYTE / 2)}x\n`,
  'ten thousand keys': Array.from({ length: 10_000 }, (_, i) => `key-${i}: value-${i}\n`).join(''),
  'ten thousand keys below an error': `tls-san: [\n${Array.from({ length: 10_000 }, (_, i) => `key-${i}: v\n`).join('')}`,
  'ten thousand times one key': 'debug: true\n'.repeat(10_000),
  'ten thousand appended lists': 'tls-san+: [a]\n'.repeat(10_000),
  'ten thousand times both names of a key': 't: a\ntoken: b\n'.repeat(5_000),
  'ten thousand list items': `tls-san:\n${'  - a\n'.repeat(10_000)}`,
  'ten thousand ignore comments': '# k3s-ignore unknown-key\nkey: x\n'.repeat(10_000),
  'ten thousand comments that ignore nothing': '# k3s-ignore unknown-key\n'.repeat(10_000),
  'ten thousand documents': '---\ndebug: true\n'.repeat(10_000),
  'a bomb of aliases': `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij']
    .map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(9)}]\n`)
    .join('')}`,
  'a bomb of maps': `a: &a {x: y}\n${[...'bcdefghij']
    .map((name, i) => `${name}: &${name} {${[...'123456789'].map((n) => `k${n}: *${'abcdefghij'[i]}`).join(', ')}}\n`)
    .join('')}`,
  'a bomb of merge keys': `a: &a {x: y}\n${Array.from({ length: 30 }, (_, i) => `b${i}: {<<: [*a, *a, *a]}\n`).join('')}`,
  'a list that holds itself': 'tls-san: &a [x, *a]\n',
  'a map that holds itself': 'node-label: &a {b: *a}\n',
  'an alias of itself': 'token: &a *a\n',
  'an alias of nothing': 'token: *nothing\n',
  'ten thousand aliases': `token: &a x\n${'tls-san: *a\n'.repeat(10_000)}`,
  'ten thousand anchors': Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} x\n`).join(''),
  'brackets ten thousand deep': `tls-san: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'open brackets ten thousand deep': `tls-san: ${'['.repeat(10_000)}`,
  'braces ten thousand deep': `node-label: ${'{a: '.repeat(10_000)}x${'}'.repeat(10_000)}\n`,
  'open braces ten thousand deep': '{'.repeat(10_000),
  'dashes ten thousand deep': `tls-san:\n  ${'- '.repeat(10_000)}x\n`,
  'questions ten thousand deep': `${'? '.repeat(10_000)}x\n`,
  'indentation two thousand deep': Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  'brackets nine hundred deep': `tls-san: ${'['.repeat(900)}${']'.repeat(900)}\n`,
  'braces nine hundred deep': `node-label: ${'{a: '.repeat(900)}x${'}'.repeat(900)}\n`,
  'a NUL byte': 'token: a\0b\n',
  'only NUL bytes': '\0'.repeat(1_000),
  'a lone high surrogate': 'token: "\ud800"\n',
  'a lone low surrogate': 'token: \udc00x\n',
  'surrogates the wrong way round': 'token: \udc00\ud800\n',
  'characters that are none': 'token: \ufffe\uffff\n',
  'control characters': 'token: \u0001\u0007\u001b\u007f\u009f\n',
  'emoji as keys': '\u{1F600}: \u{1F600}\ndebug: true\n',
  'letters from right to left': 'token: \u202e\u05d0\u05d1\n',
  'huge numbers': 'https-listen-port: 99999999999999999999999999\nv: -9223372036854775809\nadvertise-port: 1e999\n',
  'numbers in odd forms': 'v: 0b\nhttps-listen-port: 0x\nadvertise-port: +\netcd-snapshot-retention: -0\n',
  'a tag that is none': 'token: !!\ndebug: !<\ntls-san: !e!x y\n',
  'a directive': '%YAML 1.2\n---\ndebug: true\n',
  'ten thousand directives': `${'%TAG !a! b\n'.repeat(10_000)}---\ndebug: true\n`,
  'keys every object has': '__proto__: x\nconstructor: y\ntoString: z\nhasOwnProperty: a\n',
  'an empty key': '"": x\n: y\n',
  'a list at the top': '- debug: true\n- token: x\n',
  'a word at the top': 'debug\n',
  'a template of Jinja': '{% if x %}\ntoken: {{ token }}\n{% endif %}\n',
  'a template of Go': 'token: {{ .Values.token | quote }}\n',
};

describe('every feature answers on', () => {
  for (const [name, text] of Object.entries(texts)) it(name, () => everythingAnswers(text));
});

describe('what K3s stops at is said', () => {
  for (const name of [
    'a half-typed key',
    'a half-typed flow list',
    'tabs for indentation',
    'a bomb of aliases',
    'a list that holds itself',
    'an alias of nothing',
    'brackets ten thousand deep',
    'a NUL byte',
    'a lone high surrogate',
    'a directive',
    'a word at the top',
  ])
    it(name, () => isRefused(texts[name] ?? ''));
});

describe('bytes that are no text', () => {
  const text = new TextEncoder().encode(
    '# k3s: role=server\ndebug: true\nnode-name: "\u00e9\u{1F600}"\ntls-san: [a]\n',
  );
  const read = async (bytes: Uint8Array) => {
    const node = await new Workspace(memory(new Map([[URI, bytes]]))).node(URI);
    const [document] = node.documents;
    assert.ok(document);
    return { node, document, offset: 0, language: 'config' as const, lint: {}, cancelled: () => false };
  };

  it('are an error wherever they stand', async () => {
    for (let at = 0; at <= text.length; at++) {
      for (const wrong of [[0x80], [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0x80]]) {
        const bytes = Uint8Array.from([...text.subarray(0, at), ...wrong, ...text.subarray(at)]);
        const asked = await read(bytes);
        assert.ok(asked.document.problem, `${wrong} at ${at}`);
        for (const ask of Object.values(wholeFile)) ask(asked);
      }
    }
  });
  it('are an error where a letter is cut', async () => {
    const asked = await read(text.subarray(0, text.indexOf(0xc3) + 1));
    assert.ok(asked.document.problem);
    assert.ok(diagnostics(asked, undefined).some(({ severity }) => severity === 1));
  });
  it('may be UTF-16, which K3s reads', async () => {
    const words = 'debug: true\n';
    const bytes = Uint8Array.from([0xff, 0xfe, ...[...words].flatMap((c) => [c.charCodeAt(0), 0])]);
    const { document } = await read(bytes);
    assert.equal(document.problem, undefined);
    assert.equal(document.entries[0]?.name, 'debug');
    assert.ok((await read(bytes.subarray(0, bytes.length - 1))).document.problem);
  });
  it('may be anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const asked = await read(bytes);
        for (const ask of Object.values(wholeFile)) ask(asked);
      }),
      { numRuns: 500 },
    );
  });
});

describe('files that cannot be read', () => {
  /** The first open file of a machine tells what is wrong with another one. */
  const told = async (workspace: Workspace, uri: string): Promise<string> => {
    workspace.change(uri, 1, '# k3s: role=server\ndebug: true\n');
    const node = await workspace.node(uri);
    const document = workspace.document(uri);
    assert.ok(document);
    const asked = { node, document, offset: 0, language: 'config' as const, lint: {}, cancelled: () => false };
    for (const ask of Object.values(wholeFile)) quickly('an answer', () => ask(asked));
    return diagnostics(asked, undefined)
      .map(({ message }) => message)
      .join('\n');
  };

  it('a drop-in that is a folder behind a link', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '', 'b/': '' });
    symlinkSync(machine.at('b'), machine.at(`${CONFIG}.d/x.yaml`));
    assert.match(await told(new Workspace(disk), machine.uri(CONFIG)), /config\.yaml\.d\/x\.yaml/);
  });
  it('a drop-in that is a folder is none to K3s', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/x.yaml/`]: '' });
    assert.equal(await told(new Workspace(disk), machine.uri(CONFIG)), '');
  });
  it('a drop-in that leads nowhere', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '' });
    symlinkSync('/nowhere', machine.at(`${CONFIG}.d/x.yaml`));
    assert.match(await told(new Workspace(disk), machine.uri(CONFIG)), /config\.yaml\.d\/x\.yaml/);
  });
  it('links that lead round in a circle', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '' });
    symlinkSync('b.yaml', machine.at(`${CONFIG}.d/a.yaml`));
    symlinkSync('a.yaml', machine.at(`${CONFIG}.d/b.yaml`));
    assert.match(await told(new Workspace(disk), machine.uri(CONFIG)), /a\.yaml.*\n.*b\.yaml/);
  });
  it('a pipe', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '' });
    assert.equal(spawnSync('mkfifo', [machine.at(`${CONFIG}.d/x.yaml`)]).status, 0);
    assert.match(await told(new Workspace(disk), machine.uri(CONFIG)), /config\.yaml\.d\/x\.yaml/);
  });
  it('a folder of drop-ins that is a file', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d`]: '' });
    assert.match(await told(new Workspace(disk), machine.uri(CONFIG)), /config\.yaml\.d/);
  });
  for (const why of ['permission', 'io', 'loop', 'directory', 'not-a-directory'] as const) {
    it(`for the reason "${why}"`, async () => {
      const files = memory(new Map([[`${URI}.d/x.yaml`, new Uint8Array()]]));
      const workspace = new Workspace({
        ...files,
        read: async (uri) => (uri.endsWith('x.yaml') ? { kind: 'unreadable', why, detail: 'no' } : { kind: 'missing' }),
      });
      assert.match(await told(workspace, URI), /config\.yaml\.d\/x\.yaml/);
    });
  }
  it('a file that vanishes between listing and reading', async () => {
    const files = memory(new Map([[`${URI}.d/x.yaml`, new Uint8Array()]]));
    const workspace = new Workspace({ ...files, read: async () => ({ kind: 'missing' }) });
    assert.match(await told(workspace, URI), /config\.yaml\.d\/x\.yaml/);
  });
  it('a folder that cannot be listed', async () => {
    const workspace = new Workspace({
      ...memory(new Map()),
      list: async () => ({ kind: 'unreadable', why: 'permission', detail: 'no' }),
    });
    assert.match(await told(workspace, URI), /config\.yaml\.d/);
  });
});

describe('nothing throws', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...['token', 'tls-san', 'cluster-init', 'disable', 'kubelet-arg', 'flannel-backend', 'v', 't', 'debug', 'server'],
      ...[
        ': ',
        ':',
        '\n',
        '\n',
        '\n  ',
        '- ',
        '  - ',
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
        '>',
        '&a ',
        '*a',
      ],
      ...[
        '+',
        '?',
        '!',
        '!!str ',
        '%',
        '@',
        '`',
        '---\n',
        '...\n',
        '\t',
        '\r',
        '\r\n',
        '\ufeff',
        '\0',
        '\u2028',
        '\ud800',
      ],
      ...[
        '0644',
        'true',
        'yes',
        '~',
        '1e3',
        '0x1F',
        'a=b',
        'max-pods=1',
        '<<',
        '# k3s: role=agent\n',
        '# k3s-ignore\n',
      ],
      ...['# k3s-ignore-file unknown-key\n', '\u{1F600}', 'traefik,servicelb', '5m', '10.0.0.0/8', 'https://a:6443'],
    ),
    fc.string({ maxLength: 5 }),
  );
  const anyText = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  it('on any text, at any place', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.array(fc.nat(120), { maxLength: 6 }), async (text, at) => {
        await everythingAnswers(text, [0, text.length, ...at.filter((offset) => offset <= text.length)]);
      }),
      { numRuns: 1_000 },
    );
  });
  it('on any stack of files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 4 }), async (stack) => {
        const bytes = stack.map((text) => new TextEncoder().encode(text));
        const files = new Map(bytes.map((content, i) => [i === 0 ? URI : `${URI}.d/${i}.yaml`, content]));
        const node = await new Workspace(memory(files)).node(URI);
        findings(node);
        effectiveText(node);
        for (const document of node.documents) {
          const asked = { node, document, offset: 0, language: 'config' as const, lint: {}, cancelled: () => false };
          for (const ask of Object.values(wholeFile)) ask(asked);
        }
      }),
      { numRuns: 500 },
    );
  });
  it('through any edits, and what is open is what was typed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.array(fc.tuple(fc.nat(80), fc.nat(10), piece), { maxLength: 10 }),
        async (first, edits) => {
          const workspace = new Workspace(memory(new Map()));
          let text = first;
          for (const [version, [from, length, inserted]] of edits.entries()) {
            text = text.slice(0, from) + inserted + text.slice(from + length);
            workspace.change(URI, version + 1, text);
            const node = await workspace.node(URI);
            const document = workspace.document(URI);
            assert.ok(document);
            assert.equal(document.text, text);
            const asked = {
              node,
              document,
              offset: Math.min(from, text.length),
              language: 'config' as const,
              lint: {},
              cancelled: () => false,
            };
            for (const ask of [...Object.values(wholeFile), ...Object.values(atPlace)]) ask(asked);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
