/**
 * Writes what is derived from the tables: the settings schema of the rules, the rule tables of the README and of
 * docs/rules, and the list of sentences for translators.
 *
 *   node scripts/generate.ts            writes
 *   node scripts/generate.ts --check    says what is out of date and fails
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngines } from '../server/engines.ts';
import { allRules } from '../server/rules/all.ts';
import { rules } from '../server/rules/index.ts';
import { roleUnknown } from '../server/rules/roleUnknown.ts';

await loadEngines();

const LITERAL = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const CALL = new RegExp(String.raw`\b(?:say|l10n\.t)\(\s*((?:${LITERAL})(?:\s*\+\s*(?:${LITERAL}))*)`, 'g');
/** Tables whose texts reach the reader through `say` with a variable. */
const TABLES = [
  'server/words/describe.ts',
  'server/arguments/describe.ts',
  'server/knowledge/componentFlags/texts.ts',
  'server/kubelet/describe.ts',
];
const ENTRY = new RegExp(String.raw`^\s+(?:'[^']+'|\w+):\s+((?:${LITERAL})),$`, 'gm');

/** File → its text as it should be. */
const outputs: Readonly<Record<string, () => string>> = {
  'package.json': settings,
  'package.nls.json': settingTexts,
  'README.md': () => withTable('README.md', 'docs/rules/'),
  'docs/rules/README.md': () => withTable('docs/rules/README.md', ''),
  'l10n/bundle.l10n.json': sentences,
};

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [file, text] of Object.entries(outputs)) {
  const wanted = text();
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  stale.push(file);
  if (!check) writeFileSync(file, wanted);
}
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'Everything generated is up to date.');
}

/** Each rule's severity as a setting with a list of choices. */
function settings(): string {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const sections = [manifest.contributes.configuration].flat();
  const setting = sections.map(({ properties }) => properties['k3s.lint.severity']).find(Boolean);
  setting.properties = Object.fromEntries(
    allRules.map(({ id, severity, optional }) => [
      id,
      {
        type: 'string',
        enum: ['error', 'warning', 'information', 'hint', 'off'],
        default: optional ? 'off' : severity,
        markdownDescription: `%rule.${id}%`,
      },
    ]),
  );
  setting.additionalProperties = false;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function settingTexts(): string {
  const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
  const kept = Object.entries(texts).filter(([key]) => !key.startsWith('rule.'));
  const own = allRules.map(({ id, summary }) => [`rule.${id}`, summary] as const);
  return `${JSON.stringify(Object.fromEntries([...kept, ...own]), null, 2)}\n`;
}

/** How bad a rule is, and in the profile `hardened` where that differs. */
function severities({ severity, hardened, optional }: (typeof allRules)[number]): string {
  if (optional) return `off; hardened: ${hardened ?? severity}`;
  return hardened && hardened !== severity ? `${severity}; hardened: ${hardened}` : severity;
}

/** The rule table between its two markers. */
function withTable(file: string, folder: string): string {
  const rows = allRules.map((rule) => {
    return `| [${rule.id}](${folder}${rule.id}.md) | ${severities(rule)} | ${rule.summary} |`;
  });
  const table = ['| rule | severity | finds |', '| --- | --- | --- |', ...rows].join('\n');
  return readFileSync(file, 'utf8').replace(
    /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/,
    (_all, before: string, after: string) => `${before}${table}\n${after}`,
  );
}

/** Every sentence the product can say, as a translation bundle in English. */
function sentences(): string {
  const found = new Set<string>();
  for (const rule of [...rules, roleUnknown]) {
    for (const message of typeof rule.message === 'string' ? [rule.message] : Object.values(rule.message))
      found.add(message);
  }
  for (const file of sources()) {
    const text = readFileSync(file, 'utf8');
    for (const [, literal = ''] of text.matchAll(CALL)) found.add(valueOfLiteral(literal));
    if (TABLES.includes(file)) for (const [, literal = ''] of text.matchAll(ENTRY)) found.add(valueOfLiteral(literal));
  }
  const sorted = [...found].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
}

function sources(): string[] {
  return ['client', 'server'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name))
      .sort(),
  );
}

/** The text of one or several joined string literals. */
function valueOfLiteral(source: string): string {
  return [...source.matchAll(new RegExp(LITERAL, 'g'))]
    .map(([literal]) => literal.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_all, code: string) => unescaped(code)))
    .join('');
}

function unescaped(code: string): string {
  if (code.startsWith('u')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return code === 'n' ? '\n' : code;
}
