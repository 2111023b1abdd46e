/** package.json says what is true: its files, strings, settings and commands are there, and nothing is left over. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const project = join(import.meta.dirname, '..', '..');
const readText = (path: string): string => readFileSync(join(project, path), 'utf8');
const manifest = JSON.parse(readText('package.json'));
const strings = JSON.parse(readText('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;

test('every string of the manifest is in package.nls.json, and no other', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key as string);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
});

test('what a person reads in the manifest is translatable', () => {
  for (const { title, category } of contributes.commands) assert.match(`${title}${category}`, /^%.*%%category%$/);
  for (const [name, { markdownDescription }] of Object.entries<{ markdownDescription: string }>(
    contributes.configuration.properties,
  ))
    assert.match(markdownDescription, /^%.+%$/, name);
});

test('every file the manifest names is there', () => {
  const { languages, grammars, snippets } = contributes;
  const named = [
    manifest.icon,
    ...languages.flatMap((one: { configuration: string; icon: { light: string; dark: string } }) => [
      one.configuration,
      one.icon.light,
      one.icon.dark,
    ]),
    ...[...grammars, ...snippets].map(({ path }: { path: string }) => path),
  ];
  assert.deepEqual(
    named.filter((path) => !existsSync(join(project, path))),
    [],
  );
});

test('every language of a grammar or snippet is declared', () => {
  const ids = contributes.languages.map(({ id }: { id: string }) => id);
  for (const { language } of [...contributes.grammars, ...contributes.snippets])
    assert.ok(ids.includes(language), language);
});

test('the commands of the manifest are those of the command table', () => {
  const table = [...readText('client/commands.ts').matchAll(/^ {2}'(k3s\.[^']+)':/gm)].map(([, id]) => id);
  assert.deepEqual(contributes.commands.map(({ command }: { command: string }) => command).sort(), table.sort());
});

test('every setting is declared, has an order and a scope, and the code asks for no other', () => {
  const properties = contributes.configuration.properties as Record<string, { order?: number; scope?: string }>;
  for (const [name, { order, scope }] of Object.entries(properties)) {
    assert.match(name, /^k3s\./);
    assert.ok(order !== undefined && scope !== undefined, name);
  }
  const sources = globSync('client/**/*.ts', { cwd: project }).map(readText).join('\n');
  const read = [...sources.matchAll(/getConfiguration\('k3s', [^)]+\)\s*\.(?:get|update)\('(\w[\w.]*)'/g)].map(
    ([, name]) => `k3s.${name}`,
  );
  assert.deepEqual(
    read.filter((name) => properties[name] === undefined),
    [],
  );
});

test('plain config.yaml is nobody’s; YAML files only wake the extension, for a modeline or the one offer', () => {
  const [language] = contributes.languages;
  assert.ok(language.filenamePatterns.every((pattern: string) => pattern.includes('/etc/rancher/k3s/')));
  assert.equal(language.extensions, undefined);
  assert.deepEqual(manifest.activationEvents, ['onLanguage:yaml', 'workspaceContains:**/k3s/templates/config.yaml.j2']);
});

test('what the Marketplace and careful readers look for', () => {
  assert.ok(manifest.keywords.length <= 30);
  assert.deepEqual(manifest.extensionKind, ['workspace']);
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  assert.equal(manifest.capabilities.virtualWorkspaces.supported, 'limited');
  const [width, height] = [16, 20].map((at) => readFileSync(join(project, manifest.icon)).readUInt32BE(at));
  assert.ok(width === height && width !== undefined && width >= 128);
});

test('snippets carry no secret', () => {
  const snippets = JSON.parse(readText(contributes.snippets[0].path)) as Record<string, { body: string[] }>;
  for (const [name, { body }] of Object.entries(snippets)) {
    for (const line of body) assert.doesNotMatch(line, /^(agent-)?token:|password|:\/\/[^/@]*:[^/@]*@/, name);
  }
});
