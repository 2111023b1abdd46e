/** Names of hosts and nodes, labels, taints, paths and addresses are data: never an option, never text of a shell. */

import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { lookScript } from '../../client/machines/join/lookScript.ts';
import type { JoinOrder } from '../../client/machines/join/order.ts';
import { configText, NEW_PLAN } from '../../client/machines/join/plan.ts';
import {
  filesScript,
  installedScript,
  onlineScript,
  startScript,
  undoScript,
} from '../../client/machines/join/scripts.ts';
import { labelSteps } from '../../client/machines/joinFiles/config.ts';
import { INSTALLER } from '../../client/machines/joinFiles/shell.ts';
import { drainCommand } from '../../client/operations/drain/kubectl.ts';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import type { Plan } from '../../client/operations/drain/plan.ts';
import { editCommand } from '../../client/operations/edit/kubectl.ts';
import { labelField } from '../../client/operations/edit/labels.ts';
import { type Shell, shells } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { sandbox as machineOf } from './sandbox.ts';
import { SHELLS, sandbox } from './shells.ts';

/** What shells and programs make something of; `TRAP` stands for a file that must never be there. */
const pieces = fc.constantFrom(
  ...['$(touch TRAP)', '`touch TRAP`', ';touch TRAP;', '|touch TRAP', '&touch TRAP&', '\n', "'", '"', '\\', '$IFS'],
  ...['*', '?', '[a-z]', '~', '#', '%s', '<<EOF', '=', ':', ',', ' ', '\t', '{a,b}', '!', '-'],
  ...['--help', '-rf', '-o', '--', '-K/etc/passwd', '--kubeconfig=/x', 'worker-7', 'zone=a', 'ü', '字'],
);
const hostile = (trap: string) =>
  fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 6 })
    .map((parts) =>
      parts
        .join('')
        .replaceAll('TRAP', trap)
        .replaceAll('\0', '')
        .replace(/\p{Surrogate}/gu, ''),
    )
    .filter((text) => text !== '');

const each = (name: string, body: (t: TestContext, shell: Shell) => Promise<void>): void => {
  for (const shell of shells) test(`${name} (${shell.name})`, { skip: shell.skip }, (t) => body(t, shell));
};

/** All that curl, getent and systemctl are ever told in front of what they are about. */
const OPTIONS = new Set([
  ...['-sk', '-skI', '-sfL', '--noproxy', '--connect-timeout', '--max-time', '-o', '--'],
  ...['daemon-reload', 'enable', 'disable', '--now', '--no-block', 'restart', 'is-active', '--version', 'k3s-agent'],
  ...['firewalld', 'ufw', 'nftables', 'ahosts'],
]);

/** Where each value is an option. */
const OPTION = {
  nodeName: '-n',
  labels: ['--all'],
  taints: ['--all'],
  host: '-s/etc',
  file: '-rf',
  token: '-e',
  version: '--help',
  address: '-K/etc/passwd',
};

each('a join: names, labels, taints, paths, addresses and the token', async (t, shell) => {
  const trap = folder(t, {});
  // Every word that a program gets in front of `--`, one in each line; dots in front, so that lines of values show.
  const record = `#!/bin/sh
for one; do [ "$one" != -- ] || exit 0; printf '.%s\\n' "$one" >> '${trap.at('words')}'; done
case $* in *--version*) echo "systemd 252" ;; esac
exit 0
`;
  const programs = folder(t, { curl: record, systemctl: record, getent: record });
  for (const name of ['curl', 'systemctl', 'getent']) chmodSync(programs.at(name), 0o755);
  const box = machineOf(t, shell, {}, { programs: programs.path });
  const any = hostile(trap.at('sprung'));
  const name = any.map((text) => text.replace(/[/\n]/g, '_')).filter((text) => !/^\.*$/.test(text));
  const choices = fc.record({
    nodeName: any,
    labels: fc.array(any, { minLength: 1, maxLength: 3 }),
    taints: fc.array(any, { maxLength: 2 }),
    host: any,
    file: name,
    token: any,
    version: any,
    address: any,
  });
  await fc.assert(
    fc.asyncProperty(choices, async ({ nodeName, labels, taints, host, file, token, version, address }) => {
      const tokenFile = `/etc/rancher/k3s/${file}`;
      const plan = { ...NEW_PLAN, server: `https://${host}:6443`, nodeName, labels, taints, tokenFile, version };
      const order: JoinOrder = {
        target: { kind: 'here' },
        machineId: '',
        init: 'systemd',
        nodeName,
        url: plan.server,
        version,
        config: configText(plan),
        token: 'given',
        source: { kind: 'online', script: address },
        labels: {},
        tokenFile,
        root: box.root,
      };
      const look = await box.machine.run(lookScript({ url: host, host }, box.root));
      assert.ok(look.ok && look.sections.has('end'), JSON.stringify(look));
      const written = await box.machine.run(filesScript(order, token, 'stamp'));
      assert.ok(written.ok && written.code === 0, JSON.stringify(written));
      assert.equal(box.read(tokenFile.slice(1)), token);
      assert.equal(box.read('etc/rancher/k3s/config.yaml'), order.config);
      for (const script of [onlineScript(order, address), installedScript(order), startScript(order)]) {
        const ran = await box.machine.run(script);
        assert.ok(ran.ok, JSON.stringify(ran));
      }
      assert.ok((await box.machine.run(undoScript(order, { kept: tokenFile, installed: false }))).ok);
      assert.deepEqual(readdirSync(trap.path), ['words']);
    }),
    { numRuns: 7, examples: [[OPTION]] },
  );
  const words = readFileSync(trap.at('words'), 'utf8').split('\n').filter(Boolean);
  assert.ok(words.length > 20);
  for (const word of new Set(words)) {
    const told = word.slice(1);
    const own = OPTIONS.has(told) || /^(\*|\d+|\/\S*\/install\.sh)$/.test(told);
    // What is looked up is no option; everything else stands behind `--`.
    assert.ok(own || !word.startsWith('.-'), word);
  }
});

test('commands to copy: each value is one word, and what could be an option stands behind --', (t) => {
  const trap = folder(t, {});
  const { run } = sandbox(t);
  const any = hostile(trap.at('sprung'));
  const choices = fc.record({
    names: fc.uniqueArray(any, { minLength: 1, maxLength: 3 }),
    keys: fc.uniqueArray(any, { minLength: 1, maxLength: 2 }),
    value: any,
    file: any,
    context: any,
  });
  /** The words that a command line gives to kubectl. */
  const given = (shell: readonly string[], line: string): string[] => {
    const script = `kubectl() { for one; do printf '%s\\0' "$one"; done; printf 'end\\0'; }\n${line}\n`;
    const { out, code } = run(shell, script);
    assert.equal(code, 0, line);
    return out.split('\0').slice(0, -1);
  };
  for (const [, ...shell] of SHELLS)
    fc.assert(
      fc.property(choices, ({ names, keys, value, file, context }) => {
        const where = { file, context };
        const from = [`--kubeconfig=${file}`, `--context=${context}`];
        const nodes = names.map((name) => ({ metadata: { name, labels: {} } }));
        const changes = new Map(keys.map((key) => [key, value]));
        assert.deepEqual(given(shell, editCommand(labelField, nodes as never, changes, where)), [
          ...['label', ...from, '--overwrite', '--', 'nodes'],
          ...[...names, ...keys.map((key) => labelField.text(key, value)), 'end'],
        ]);
        const plans = names.map((name) => ({ facts: { node: { name } }, rows: [] }) as unknown as Plan);
        const drain = given(shell, drainCommand(plans, DEFAULT_OPTIONS, where));
        assert.deepEqual(drain.slice(0, 3), ['drain', ...from]);
        assert.deepEqual(drain.slice(drain.indexOf('--') + 1), [...names, 'end']);
        const labels = keys.map((key) => `kubernetes.io/${key.replace(/[/=]/g, '')}=${value}`);
        const [, line = ''] = labelSteps({
          plan: { ...NEW_PLAN, nodeName: names[0] ?? '', labels },
          installer: INSTALLER,
        });
        assert.deepEqual(given(shell, line), ['label', '--', 'node', names[0], ...labels, 'end']);
      }),
      { numRuns: 25 },
    );
  assert.deepEqual(readdirSync(trap.path), []);
});
