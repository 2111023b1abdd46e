/** Formatting: one house style, with every comment, the order, and every value exactly as K3s reads it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { format as formatFeature } from '../../server/features/format.ts';
import { NodeConfig } from '../../server/node/config.ts';
import { readText } from '../../server/yaml/document.ts';
import { changed, format } from '../support/ask.ts';

describe('formatting', () => {
  it('puts one blank behind the colon', () => format('token:    x\n').gives('token: x\n'));
  it('indents lists by two', () => format('tls-san:\n- a\n-   b\n').gives('tls-san:\n  - a\n  - b\n'));
  it('ends the file with a line end', () => format('token: x').gives('token: x\n'));
  it('tidies lists between brackets', () => format('tls-san: [ a,b ,c ]\n').gives('tls-san: [a, b, c]\n'));
  it('leaves a tidy file alone', () => format('# a\ntoken: x\n\ntls-san:\n  - a # b\n').changesNothing());

  describe('keeps', () => {
    it('comments', () =>
      format('# top\ntoken:   x # why\n# between\ntls-san:\n# in the list\n- a # here\n# end\n').gives(
        '# top\ntoken: x # why\n# between\ntls-san:\n  # in the list\n  - a # here\n# end\n',
      ));
    it('instructions for this product', () =>
      format('# k3s: role=agent\n# k3s-ignore unknown-key\nfoo:   1 # k3s-ignore\n').gives(
        '# k3s: role=agent\n# k3s-ignore unknown-key\nfoo: 1 # k3s-ignore\n',
      ));
    it('the order', () => format('debug:  true\ncluster-init:  true\n').gives('debug: true\ncluster-init: true\n'));
    it('keys that stand twice', () => format('debug:  true\ndebug:  false\n').gives('debug: true\ndebug: false\n'));
    it('quotes around digits', () =>
      format("write-kubeconfig-mode:   '0644'\n").gives("write-kubeconfig-mode: '0644'\n"));
    it('double quotes and what they escape', () => format('token:   "a\\tb"\n').gives('token: "a\\tb"\n'));
    it('numbers as they are written', () =>
      format('write-kubeconfig-mode:   0644\nv:  0x1F\n').gives('write-kubeconfig-mode: 0644\nv: 0x1F\n'));
    it('words that K3s takes for true', () => format('debug:   Yes\n').gives('debug: Yes\n'));
    it('values that are empty', () => format('cluster-init:   \ntoken:  ""\n').gives('cluster-init:\ntoken: ""\n'));
    it('blocks of text', () => format('token:   |-\n    a\n    b\n').gives('token: |-\n  a\n  b\n'));
    it('anchors', () => format('tls-san:   &a [x]\nnode-label:   *a\n').gives('tls-san: &a [x]\nnode-label: *a\n'));
    it('CRLF', () => format('token:   x\r\ndebug:  true\r\n').gives('token: x\r\ndebug: true\r\n'));
    it('a byte order mark', () => format('\ufefftoken:   x\ndebug:  true\n').gives('\ufefftoken: x\ndebug: true\n'));
    it('long lines', () => {
      const long = `kubelet-arg:\n  - eviction-hard=${'memory.available<500Mi,'.repeat(20)}\n`;
      return format(long).changesNothing();
    });
  });

  describe('refuses', () => {
    it('what cannot be read', () => format('token: @x\ndebug:   true\n').changesNothing());
    it('what has a second document', () => format('debug:   true\n---\nselinux: true\n').changesNothing());
    it('what loses text by its indentation', () => format('  debug:   true\nselinux: true\n').changesNothing());
    it('an empty file', () => format('').changesNothing());
    it('a file of comments', () => format('# nothing\n#   here\n').changesNothing());
  });
});

/** What K3s reads of a file as a server and as an agent, up to its parsed flags. */
function reads(text: string): unknown {
  const uri = 'memory:/machine/etc/rancher/k3s/config.yaml';
  const files = [{ kind: 'document' as const, uri, document: readText(uri, text) }];
  return (['server', 'agent'] as const).map((role) => {
    const { outcome, args, error } = new NodeConfig({ main: uri, files, services: [] }, { role }).started;
    return { outcome, args: args?.map((arg) => arg.text), error: error?.kind };
  });
}

function formatted(text: string): string {
  const document = readText('memory:/config.yaml', text);
  const edits = formatFeature(
    { document, node: undefined as never, offset: 0, language: 'config' as const, lint: {}, cancelled: () => false },
    undefined,
  );
  return changed(document, edits);
}

function keepsMeaning(text: string): void {
  const once = formatted(text);
  assert.deepEqual(reads(once), reads(text), JSON.stringify(text));
  assert.equal(formatted(once), once, `not at rest: ${JSON.stringify(text)}`);
}

describe('formatting never changes what K3s reads', () => {
  it('of real files', () => {
    const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../conformance/config.json'), 'utf8')) as {
      files: Record<string, unknown>;
    }[];
    const texts = cases.flatMap(({ files }) => Object.values(files).filter((file) => typeof file === 'string'));
    assert.ok(texts.length > 150);
    for (const text of texts) keepsMeaning(text);
  });

  it('of nasty files', () => {
    const lines = readFileSync(join(import.meta.dirname, '../yaml/corpus.jsonl'), 'utf8')
      .trim()
      .split('\n');
    for (const line of lines) keepsMeaning((JSON.parse(line) as { text: string }).text);
  });

  const word = fc.constantFrom(
    ...[
      'a',
      '0644',
      '0x1F',
      '1_0',
      '1e3',
      '~',
      'yes',
      'No',
      'null',
      '"0644"',
      "'it''s'",
      '"a\\nb"',
      '',
      '.5',
      '-',
      '- x',
    ],
    ...[
      'a: b',
      'a#b',
      '[x, y]',
      '[]',
      '{a: b}',
      '|\n  text\n\n  more',
      '>-\n  folded\n  text',
      '&a x',
      '!!str 1',
      'a b',
    ],
    ...['2026-01-02', '1:20', '"#"', '*a', '["", ~]', '|2\n    deep', "'a\n\n  b'", '<<', 'x\ty', '\u00e9', '\u2028'],
  );
  const blank = fc.constantFrom('', '', ' ', '   ', '\t');
  const comment = fc.constantFrom('', '', '', ' # why', '  #x', ' # a: b');
  const key = fc.constantFrom(
    'token',
    'tls-san',
    'tls-san+',
    'debug',
    '"v"',
    'node-label',
    'x',
    '<<',
    't',
    '? v\n',
    'v ',
  );
  const scalar = fc.tuple(key, blank, word, comment).map(([k, b, w, c]) => `${k}: ${b}${w}${c}`);
  const list = fc
    .tuple(key, comment, fc.constantFrom('', '  ', '    '), fc.array(fc.tuple(word, comment), { maxLength: 3 }))
    .map(([k, c, indent, items]) => [`${k}:${c}`, ...items.map(([w, d]) => `${indent}- ${w}${d}`)].join('\n'));
  const line = fc.oneof(scalar, scalar, list, fc.constantFrom('', '# alone', '   # indented', '---', '...'));
  const file = fc
    .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
    .map(([lines, end, closed]) => (lines.join('\n') + (closed ? '\n' : '')).replaceAll('\n', end));

  it('of files made up at random', () => {
    fc.assert(fc.property(file, keepsMeaning), { numRuns: 1000 });
  });

  it('and keeps every comment in its place in the order', () => {
    const plain = fc.constantFrom('a', '"0644"', '[x, y]', '', "'it''s'");
    const commented = fc
      .array(
        fc.tuple(key, plain, fc.constantFrom('', ' # one', ' # two'), fc.constantFrom('', '# own\n', '\n# far\n\n')),
        {
          maxLength: 6,
        },
      )
      .map((lines) => lines.map(([k, w, c, above]) => `${above}${k}:   ${w}${c}\n`).join(''));
    const comments = (text: string): string[] => text.match(/# \w+/g) ?? [];
    fc.assert(
      fc.property(commented, (text) => assert.deepEqual(comments(formatted(text)), comments(text))),
      { numRuns: 300 },
    );
  });
});
