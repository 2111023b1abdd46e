/** Files nobody wants: the kubelet's engine answers, within a moment, and nothing ever throws. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { check } from '../../server/kubelet/check.ts';
import { effectiveText } from '../../server/kubelet/effective.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { HEADER, kubelet } from '../support/kubelet.ts';

const LONGEST = 1_000;

function survives(text: string): void {
  const start = performance.now();
  const read = kubelet(
    { '50-user.conf': text, '60-more.conf': `${HEADER}maxPods: 5\n` },
    { bare: true, args: ['max-pods=6'] },
  );
  for (const finding of check(read)) {
    assert.doesNotMatch(finding.message, /\{\d\}|undefined/, finding.message);
    assert.ok(finding.at.start >= 0 && finding.at.end >= finding.at.start);
    for (const { edits } of finding.fix) applyEdits(text, edits);
  }
  effectiveText(read, { all: true });
  assert.ok(performance.now() - start < LONGEST, `${(performance.now() - start).toFixed(0)} ms`);
}

describe('the engine survives', () => {
  const texts: Readonly<Record<string, string>> = {
    nothing: '',
    'a mark only': '\ufeff',
    nulls: '\u0000\u0000',
    'a lone brace': '{',
    'deep brackets': '['.repeat(5000),
    'deep JSON': `{"a":${'['.repeat(5000)}`,
    'deep JSON objects': '{"a":'.repeat(5000),
    'an anchor inside itself': `${HEADER}evictionHard: &a\n  x: *a\n`,
    'aliases of aliases': `${HEADER}a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`)}]\n`)
      .join('')}`,
    'aliases of maps': `${HEADER}${Array.from({ length: 6 }, (_, index) => `m${index}: &m${index} {${index === 0 ? 'x: 1' : Array.from({ length: 8 }, (_one, key) => `k${key}: *m${index - 1}`)}}\n`).join('')}`,
    'keys that are no keys': `${HEADER}? [a]\n: 1\n? \n: 2\n`,
    'keys of objects of the language': `${HEADER}__proto__: 1\nconstructor: 2\nfeatureGates: {toString: true, __proto__: true, constructor: false}\nevictionHard: {constructor: 5%}\n`,
    infinities: `${HEADER}memoryThrottlingFactor: .inf\n`,
    'numbers beyond all': `${HEADER}maxPods: 1e400\ncontainerLogMaxSize: 1e999999999\nkubeReserved: {memory: 9e99999}\n`,
    'a duration beyond all': `${HEADER}syncFrequency: 99999999999999h\n`,
    'a thousand fields': HEADER + Array.from({ length: 1000 }, (_, index) => `field${index}: ${index}\n`).join(''),
    'a thousand gates': `${HEADER}featureGates:\n${Array.from({ length: 1000 }, (_, index) => `  Gate${index}: true\n`).join('')}`,
    'wrong types everywhere':
      HEADER +
      Array.from({ length: 200 }, (_, index) => `maxPods${index}: []\n`).join('') +
      'logging: []\nauthentication: 1\nevictionHard: [1]\nfeatureGates: {a: {b: c}}\nregisterWithTaints: [1, null, [2]]\nreservedMemory: [{limits: [1]}, {limits: {a: {}}}]\n',
  };
  for (const [about, text] of Object.entries(texts)) it(about, () => survives(text));

  it('any text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => survives(text)),
      { numRuns: 300 },
    ));
  it('any text below a header', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => survives(HEADER + text)),
      { numRuns: 300 },
    ));
  it('any JSON for any field', () => {
    const facts = JSON.parse(readFileSync(new URL('../knowledge/kubelet-config.json', import.meta.url), 'utf8')) as {
      fields: { path: string }[];
    };
    const tops = facts.fields.map(({ path }) => path).filter((path) => !/[.[]/.test(path));
    fc.assert(
      fc.property(fc.constantFrom(...tops), fc.jsonValue({ maxDepth: 3 }), (name, value) =>
        survives(`${HEADER}${name}: ${JSON.stringify(value)}\n`),
      ),
      { numRuns: 1000 },
    );
  });
  it('every case of the conformance files cut anywhere', () => {
    const cases = JSON.parse(readFileSync(new URL('../conformance/kubelet.json', import.meta.url), 'utf8')) as {
      dropins: Record<string, string>;
    }[];
    for (const { dropins } of cases) {
      for (const text of Object.values(dropins))
        for (let at = 0; at < text.length; at += 17) survives(text.slice(0, at));
    }
  });
});
