/** The sentences about arguments: each is used, none is missing, and they sound like one voice. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { messages } from '../../server/arguments/messages.ts';
import { etcd } from '../../server/knowledge/componentFlags/etcd.ts';
import { componentFlags } from '../../server/knowledge/componentFlags/lookup.ts';
import { etcdTexts, flagTexts } from '../../server/knowledge/componentFlags/texts.ts';

const root = join(import.meta.dirname, '../../server/arguments');
const sources = ['', 'checks']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('messages.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const all = Object.values(messages).flatMap((group) => Object.entries(group));

test('every sentence is said somewhere', () => {
  const unused = all.map(([say]) => say.replace(/ meant$/, '')).filter((say) => !sources.includes(`'${say}'`));
  assert.deepEqual([...new Set(unused)], []);
});

test('no two rules have a sentence of the same name', () => {
  const names = all.map(([say]) => say);
  assert.equal(new Set(names).size, names.length);
});

test('sentences end as sentences, and name what was meant only where it is known', () => {
  for (const [say, sentence] of all) {
    assert.match(sentence, /[.?]$/, say);
    assert.equal(sentence.includes('{3}'), say.endsWith(' meant') && say !== 'admissionLost meant', say);
    assert.doesNotMatch(sentence, /please|invalid|must be specified/i, say);
  }
});

test('the texts are about arguments that exist, at least 150 of them', () => {
  const tables: Readonly<Record<string, object>> = componentFlags;
  for (const key of Object.keys(flagTexts)) {
    const [component, name] = key.includes(' ') ? key.split(' ') : [undefined, key];
    const named = component ? [tables[component] ?? {}] : Object.values(tables);
    assert.ok(
      named.some((table) => Object.hasOwn(table, name ?? '')),
      key,
    );
  }
  for (const key of Object.keys(etcdTexts)) assert.ok(etcd[key], key);
  assert.ok(Object.keys(flagTexts).length >= 150);
});

test('the texts are short, whole and not said twice', () => {
  const texts = [...Object.entries(flagTexts), ...Object.entries(etcdTexts)];
  for (const [key, text] of texts) {
    assert.ok(text.length <= 260, `${key}: ${text.length}`);
    assert.match(text, /[.]$/, key);
    assert.equal((text.match(/`/g) ?? []).length % 2, 0, key);
  }
});
