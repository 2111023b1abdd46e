/**
 * Six hundred small and nasty texts with what gopkg.in/yaml.v2 2.4.0 itself made of them (decoded into an ordered map,
 * scalars as Go prints them): the values, or the error with the line it names.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { readText } from '../../server/yaml/document.ts';
import { trim, type Value } from '../../server/yaml/value.ts';

interface Sample {
  text: string;
  value?: [unknown, unknown][] | null;
  error?: string;
}

const samples = readFileSync(join(import.meta.dirname, 'corpus.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Sample);

it('reads every text as yaml.v2 does', () => {
  for (const { text, value, error } of samples) {
    const { problem, entries } = readText('memory:/sample.yaml', text);
    if (error !== undefined) {
      assert.ok(problem, `should refuse ${JSON.stringify(text)}`);
      if (problem.kind === 'yaml-syntax') {
        const said =
          (problem.line > 0 ? `line ${problem.line}: ` : '') + problem.message.replace(/ \((U\+|byte ).*\)$/, '');
        assert.equal(said, error, JSON.stringify(text));
      }
    } else {
      assert.equal(problem, undefined, JSON.stringify(text));
      const read = entries.map((entry) => [entry.name + (entry.append ? '+' : ''), shown(entry.value)]);
      assert.deepEqual(
        read,
        (value ?? []).map(([key, item]) => [keyText(key), item]),
        JSON.stringify(text),
      );
    }
  }
});

function shown(value: Value): unknown {
  if (value.kind === 'list') return value.items.map(shown);
  if (value.kind === 'map') return { map: value.pairs.map((pair) => [shown(pair.key), shown(pair.value)]) };
  return value.type === 'null' ? null : value.text;
}

/** A key is used as the loader prints it. */
function keyText(key: unknown): string {
  if (key === null) return '';
  if (Array.isArray(key)) return key.length === 0 ? '' : trim(printed(key[0]));
  return trim(printed(key));
}

function printed(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const { map } = value as { map: [unknown, unknown][] | null };
  return `[${(map ?? []).map(([k, v]) => `{${printed(k)} ${printed(v)}}`).join(' ')}]`;
}
