/**
 * "Fix all" over every text there is: fixtures, mistakes and legal configurations. Afterwards no safe fix is left, what
 * was readable still is, and what K3s reads of keys that no fix is about is what it read before.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { NodeConfig } from '../../server/node/config.ts';
import { fixAll, withText } from '../../server/rules/fixAll.ts';
import type { Fix } from '../../server/rules/rule.ts';
import { findings } from '../../server/rules/run.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { mistakes } from '../mistakes/mistakes.ts';
import { machine } from '../support/machine.ts';

/** Rounds of single fixes; more than any text here needs. */
const ROUNDS = 60;

for (const [name, text] of texts()) {
  describe(`fix all in ${name}`, () => {
    it('leaves no safe fix, reads as before and changes nothing else', async () => {
      const before = await machine(text);
      for (const { uri, problem } of before.documents) {
        const fixed = fixAll(before, uri);
        const after = withText(before, uri, fixed);
        const left = safeFixes(after, uri).map(({ title }) => title);
        assert.deepEqual(left, [], `left in ${uri}:\n${fixed}`);
        if (!problem) assert.equal(after.document(uri)?.problem, undefined, fixed);
        assert.equal(fixAll(after, uri), fixed, 'a second time changes nothing');
        if (before.documents.every((document) => !document.problem)) {
          const touched = touchedBy(before, uri);
          const untouched = [...before.settings.keys()].filter((key) => !touched.has(key));
          assert.deepEqual(read(after, untouched), read(before, untouched), fixed);
        }
      }
    });
  });
}

function* texts(): Iterable<[name: string, text: string]> {
  const rules = import.meta.dirname;
  const legal = join(rules, '../legal');
  for (const path of readdirSync(rules, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.yaml') && !path.endsWith('.fixed.yaml')) yield [path, readFileSync(join(rules, path), 'utf8')];
  for (const path of readdirSync(legal))
    if (path.endsWith('.yaml')) yield [`legal/${path}`, readFileSync(join(legal, path), 'utf8')];
  for (const { number, title, text } of mistakes) yield [`mistake ${number}: ${title}`, text];
}

function safeFixes(node: NodeConfig, uri: string): Fix[] {
  return findings(node)
    .flatMap(({ fixes }) => fixes.find(({ safe }) => safe) ?? [])
    .filter(({ edits }) => edits.every((edit) => edit.uri === uri));
}

/** Keys that any safe fix is about, found by taking the fixes one by one: it changes them, or its text names them. */
function touchedBy(node: NodeConfig, uri: string): Set<string> {
  const touched = new Set<string>();
  let current = node;
  for (let round = 0; round < ROUNDS; round++) {
    const [fix] = safeFixes(current, uri);
    const document = current.document(uri);
    if (!fix || !document) return touched;
    for (const { at, text } of fix.edits) {
      for (const { name, span } of document.entries)
        if (at.start <= span.end && span.start <= at.end) touched.add(name);
      for (const [word] of text.matchAll(/[a-z0-9][a-z0-9-]*/g)) touched.add(word);
    }
    current = withText(current, uri, applyEdits(document.text, fix.edits));
  }
  return touched;
}

/** What K3s reads of these keys. */
function read({ settings }: NodeConfig, keys: readonly string[]): (readonly string[] | undefined)[] {
  return keys.map((key) => settings.get(key)?.parts.map(({ text }) => text));
}
