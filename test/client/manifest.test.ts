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
    ...contributes.viewsContainers.activitybar.map(({ icon }: { icon: string }) => icon),
    ...contributes.views.k3s.map(({ icon }: { icon: string }) => icon),
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

test('the commands of the manifest are those of the command tables', () => {
  const tables = ['client/commands.ts', 'client/explorer/commands.ts'].map(readText).join('\n');
  const table = [...tables.matchAll(/^ {2}'(k3s\.[^']+)':/gm)].map(([, id]) => id);
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

test('menus of the explorer name commands that are there, by expressions with both ends', () => {
  const ids = contributes.commands.map(({ command }: { command: string }) => command);
  const menus = Object.values<{ command: string; when?: string; group?: string }[]>(contributes.menus).flat();
  for (const { command, when = '' } of menus) {
    assert.ok(ids.includes(command), command);
    for (const [, expression = ''] of when.matchAll(/viewItem =~ \/(.*?)\/(?: |$)/g))
      assert.match(expression, /^\^k3s\\\.[^^$]+\$$/, when);
    assert.doesNotMatch(when, /viewItem (==|!=)/, 'a line has several facts');
  }
  for (const { group } of contributes.menus['view/item/context'])
    assert.match(group, /^(inline|1_open|2_schedule|3_maintain|4_copy|9_danger)@\d$/);
});

test('what is inline or in a title has an icon', () => {
  const icons = new Map(
    contributes.commands.map(({ command, icon }: { command: string; icon?: string }) => [command, icon]),
  );
  const { 'view/title': title, 'view/item/context': context } = contributes.menus;
  for (const { command, group } of [...title, ...context])
    if (/^(inline|navigation)/.test(group)) assert.ok(icons.get(command), command);
});

test('a workspace nobody trusts names no kubeconfig', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.deepEqual(restrictedConfigurations, ['k3s.kubeconfig', 'k3s.useCluster']);
  for (const name of restrictedConfigurations) assert.ok(contributes.configuration.properties[name], name);
});

test('plain config.yaml is nobody’s; YAML files only wake the extension, for a modeline or the one offer', () => {
  const [language] = contributes.languages;
  assert.ok(language.filenamePatterns.every((pattern: string) => pattern.includes('/etc/rancher/k3s/')));
  assert.equal(language.extensions, undefined);
  assert.deepEqual(manifest.activationEvents, [
    'onLanguage:yaml',
    'onFileSystem:k3s-root',
    // Nothing else would tell that a window is on a machine of K3s, or that a file there cannot be read.
    'onStartupFinished',
    'workspaceContains:**/k3s/templates/config.yaml.j2',
  ]);
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
