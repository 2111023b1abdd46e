/** Files of the kubelet that nobody wants: every feature answers within a second, and nothing throws. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { actions } from '../../server/features/actions.ts';
import type { Asked } from '../../server/features/feature.ts';
import { memory } from '../../server/files.ts';
import { features } from '../../server/kubelet/features.ts';
import { findings } from '../../server/rules/run.ts';
import { Workspace } from '../../server/workspace.ts';
import { HEADER } from '../support/dropIn.ts';

const FOLDER = 'memory:/machine/var/lib/rancher/k3s/agent/etc/kubelet.conf.d';
const URI = `${FOLDER}/50-user.conf`;
const LONGEST = 1_000;

/** A file in an editor, on a machine with another file and arguments. */
async function opened(text: string): Promise<Asked> {
  const other = new TextEncoder().encode(`${HEADER}maxPods: 5\n`);
  const config = new TextEncoder().encode('kubelet-arg: [max-pods=6]\n');
  const files = new Map([
    [`${FOLDER}/60-more.conf`, other],
    ['memory:/machine/etc/rancher/k3s/config.yaml', config],
  ]);
  const workspace = new Workspace(memory(files));
  workspace.change(URI, 1, text, 'k3s-kubelet');
  const node = await workspace.node(URI);
  const document = workspace.document(URI);
  assert.ok(document);
  return { node, document, offset: 0, language: 'kubelet', lint: {}, cancelled: () => false };
}

const whole = {
  findings: ({ node }: Asked) => findings(node),
  symbols: (asked: Asked) => features.symbols(asked, undefined),
  links: (asked: Asked) => features.links(asked, undefined),
  lenses: (asked: Asked) => features.lenses(asked, undefined),
  view: ({ node }: Asked) => features.view(node, {}),
};
const atPlace = {
  hover: (asked: Asked) => features.hover(asked, undefined),
  completion: (asked: Asked) => features.completion(asked, undefined).slice(0, 5).map(features.resolve),
  definition: (asked: Asked) => features.definition(asked, undefined),
  actions: (asked: Asked) => actions(asked, { start: asked.offset, end: asked.offset }, features.refactorings),
};

function quickly(what: string, work: () => unknown): void {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const { user, system } = process.cpuUsage(before);
  const took = Math.min(performance.now() - start, (user + system) / 1000);
  assert.ok(took < LONGEST, `${what} took ${took.toFixed(0)} ms`);
}

async function everythingAnswers(text: string, parts = 8): Promise<void> {
  const asked = await opened(text);
  for (const [name, ask] of Object.entries(whole)) quickly(name, () => ask(asked));
  const places = Array.from({ length: parts + 1 }, (_, index) => Math.floor((text.length * index) / parts));
  for (const offset of new Set(
    [...places, Math.min(2, text.length), HEADER.length].filter((at) => at <= text.length),
  )) {
    for (const [name, ask] of Object.entries(atPlace)) quickly(`${name} at ${offset}`, () => ask({ ...asked, offset }));
  }
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const texts: Readonly<Record<string, string>> = {
  nothing: '',
  'a byte order mark': '\ufeff',
  'a lone brace': '{',
  'a lone quote': '"',
  'a half-typed key': `${HEADER}max`,
  'a half-typed map': `${HEADER}evictionHard:\n  mem`,
  'half-typed braces': `${HEADER}featureGates: {Mem`,
  'a half-typed list': `${HEADER}clusterDNS: [`,
  'a half-typed text': `${HEADER}cgroupRoot: "abc\nmaxPods: 5\n`,
  tabs: `${HEADER}logging:\n\tverbosity: 3\n`,
  'deep brackets': `${HEADER}a: ${'['.repeat(20_000)}`,
  'deep braces': '{"logging":'.repeat(5_000),
  'deep indentation': lines(500, (index) => `${' '.repeat(index)}logging:\n`),
  'dashes without end': `${HEADER}clusterDNS:\n${'- '.repeat(20_000)}`,
  'many fields': HEADER + lines(5_000, (index) => `field${index}: ${index}\n`),
  'many gates': `${HEADER}featureGates:\n${lines(5_000, (index) => `  Gate${index}: true\n`)}`,
  'many signals in braces': `${HEADER}evictionHard: {${lines(5_000, (index) => `s${index}: 5%, `)}}`,
  'many items': `${HEADER}clusterDNS:\n${lines(5_000, (index) => `- 10.0.${index % 250}.1\n`)}`,
  'much JSON': `{"kind":"KubeletConfiguration",${lines(5_000, (index) => `"f${index}":{"a":[1]},`)}"x":1}`,
  'a megabyte of a value': `${HEADER}cgroupRoot: ${'x'.repeat(1 << 20)}\n`,
  'a megabyte of blanks': `${HEADER}cgroupRoot${' '.repeat(1 << 20)}: x\n`,
  'a megabyte of braces': `${HEADER}a: ${'{}'.repeat(1 << 19)}\n`,
  'a megabyte of quotes': `${HEADER}a: [${'"'.repeat(1 << 20)}\n`,
  'a key that contains itself': `${HEADER}logging: &a\n  options: *a\n`,
  'aliases of maps': `${HEADER}${lines(6, (index) => `m${index}: &m${index} {${index === 0 ? 'x: 1' : lines(8, (key) => `k${key}: *m${index - 1}, `)}}\n`)}`,
  'names of the language': `${HEADER}__proto__: 1\nconstructor: {toString: 1}\nfeatureGates: {__proto__: true}\n`,
  'carriage returns': `${HEADER}maxPods: 5\n`.replaceAll('\n', '\r'),
};

describe('a file of the kubelet', () => {
  for (const [about, text] of Object.entries(texts)) it(about, () => everythingAnswers(text));

  it('of any text', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => everythingAnswers(text, 4)),
      { numRuns: 60 },
    ));
  it('of any pieces of one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom(
            'maxPods',
            'evictionHard',
            'logging',
            ':',
            ' ',
            '\n',
            '\n  ',
            '- ',
            '{',
            '}',
            '[',
            ']',
            ',',
            '"',
            "'",
            '#',
            '5',
            'true',
            '&a ',
            '*a',
            '|',
            '\r\n',
            '\t',
            'null',
          ),
          { maxLength: 40 },
        ),
        (pieces) => everythingAnswers(HEADER + pieces.join(''), 4),
      ),
      { numRuns: 150 },
    ));
});
