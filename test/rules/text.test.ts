/**
 * Texts that cannot carry marks, because a comment line between theirs would change what they mean: each with its one
 * finding (rule and the text it blames), its message where that is worth holding, and the text after its first fix.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findings } from '../../server/rules/run.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { machine, uriOf } from '../support/machine.ts';

interface Expected {
  readonly rule: string;
  readonly at: string;
  readonly message?: RegExp;
  /** After the first fix; absent when there is none. */
  readonly fixed?: string;
}

const cases: readonly (readonly [about: string, text: string, expected: Expected])[] = [
  [
    'a blank is missing behind the colon',
    'debug:true\nnode-name: edge-1\n',
    { rule: 'yaml-syntax', at: 'debug:', message: /blank behind "debug:"/, fixed: 'debug: true\nnode-name: edge-1\n' },
  ],
  [
    'a blank is missing in the middle of the file',
    'node-name: edge-1\ndebug:true\nlog: /var/log/k3s.log\n',
    { rule: 'yaml-syntax', at: 'debug:', fixed: 'node-name: edge-1\ndebug: true\nlog: /var/log/k3s.log\n' },
  ],
  [
    'an equals sign for the colon',
    'node-name=edge-1\ndebug: true\n',
    { rule: 'yaml-syntax', at: 'node-name', message: /"node-name: …"/, fixed: 'node-name: edge-1\ndebug: true\n' },
  ],
  [
    'an option of the command line on a line of its own',
    'debug: true\n--node-name=edge-1\nlog: /var/log/k3s.log\n',
    {
      rule: 'yaml-syntax',
      at: '--node-name=edge-1',
      message: /command line syntax/,
      fixed: 'debug: true\nnode-name: edge-1\nlog: /var/log/k3s.log\n',
    },
  ],
  [
    'a switch of the command line',
    'log: /var/log/k3s.log\n--cluster-init\nnode-name: edge-1\n',
    {
      rule: 'yaml-syntax',
      at: '--cluster-init',
      fixed: 'log: /var/log/k3s.log\ncluster-init: true\nnode-name: edge-1\n',
    },
  ],
  [
    'a key without its colon',
    'debug true\nnode-name: edge-1\n',
    { rule: 'yaml-syntax', at: 'debug', message: /colon behind "debug"/, fixed: 'debug: true\nnode-name: edge-1\n' },
  ],
  [
    'a line that is nothing',
    'debug: true\n10.0.0.2\nnode-name: edge-1\n',
    { rule: 'yaml-syntax', at: '10.0.0.2', message: /no "key: value"/ },
  ],
  [
    'an item without its dash',
    'tls-san:\n  - a.example.com\n  b.example.com\ndebug: true\n',
    {
      rule: 'yaml-syntax',
      at: 'b.example.com',
      fixed: 'tls-san:\n  - a.example.com\n  - b.example.com\ndebug: true\n',
    },
  ],
  [
    'a dash without its blank at the left edge',
    'tls-san:\n-a.example.com\n',
    { rule: 'yaml-syntax', at: '-a.example.com', fixed: 'tls-san:\n- a.example.com\n' },
  ],
  [
    'an item between two columns',
    'tls-san:\n    - a.example.com\n  - b.example.com\n',
    { rule: 'yaml-syntax', at: '- b.example.com', fixed: 'tls-san:\n    - a.example.com\n    - b.example.com\n' },
  ],
  [
    'a list on the line of its key that goes on below',
    'tls-san: - a.example.com\n         - b.example.com\n',
    {
      rule: 'yaml-syntax',
      at: '- a.example.com',
      fixed: 'tls-san:\n         - a.example.com\n         - b.example.com\n',
    },
  ],
  [
    'a line that continues a value and is no option',
    'data-dir: /data\n  fast: yes\n',
    { rule: 'yaml-syntax', at: 'fast: yes', message: /continues that value/ },
  ],
  [
    'an open bracket with keys behind it',
    'tls-san: [a.example.com, b.example.com\ndebug: true\n',
    {
      rule: 'yaml-syntax',
      at: '[a.example.com, b.example.com',
      fixed: 'tls-san: [a.example.com, b.example.com]\ndebug: true\n',
    },
  ],
  [
    'an open quote',
    'log: "/var/log/k3s.log\ndebug: true\n',
    { rule: 'yaml-syntax', at: '"/var/log/k3s.log', fixed: 'log: "/var/log/k3s.log"\ndebug: true\n' },
  ],
  [
    'an open quote that the next one closes',
    'log: "/var/log/k3s.log\ndata-dir: "/data"\n',
    { rule: 'yaml-syntax', at: '"/var/log/k3s.log', fixed: 'log: "/var/log/k3s.log"\ndata-dir: "/data"\n' },
  ],
  [
    'a taint with a blank too many, as a scalar',
    'node-taint: dedicated=db: NoSchedule\n',
    { rule: 'yaml-syntax', at: 'dedicated=db: NoSchedule', fixed: 'node-taint: dedicated=db:NoSchedule\n' },
  ],
  [
    'another version of YAML',
    '%YAML 1.2\n---\ndebug: true\n',
    { rule: 'yaml-syntax', at: '%YAML 1.2', message: /YAML 1\.1/, fixed: '---\ndebug: true\n' },
  ],
  [
    'a line that starts with a percent sign',
    '%include common.yaml\ndebug: true\n',
    { rule: 'yaml-syntax', at: '%include common.yaml', fixed: 'debug: true\n' },
  ],
  [
    'a control character',
    'node-name: edge\u00071\n',
    { rule: 'yaml-syntax', at: '\u0007', message: /U\+0007/, fixed: 'node-name: edge1\n' },
  ],
  [
    'a value that contains itself',
    'node-label: &a [*a]\n',
    { rule: 'yaml-syntax', at: '*a]', message: /contains itself/ },
  ],
  [
    'an option deeper than a value',
    'data-dir: /data\n  debug: true\n',
    { rule: 'yaml-glued-key', at: 'debug', fixed: 'data-dir: /data\ndebug: true\n' },
  ],
  [
    'options deeper than a list item',
    'node-label:\n  - a=b\n    node-name: edge-1\n    debug: true\nlog: /var/log/k3s.log\n',
    {
      rule: 'yaml-glued-key',
      at: 'node-name',
      fixed: 'node-label:\n  - a=b\nnode-name: edge-1\ndebug: true\nlog: /var/log/k3s.log\n',
    },
  ],
  [
    'a tab in front of a comment',
    'debug: true\n\t# comment\nnode-name: edge-1\n',
    { rule: 'yaml-tabs', at: '\t', fixed: 'debug: true\n  # comment\nnode-name: edge-1\n' },
  ],
  [
    'a tab behind a dash',
    'tls-san:\n  -\ta.example.com\n',
    { rule: 'yaml-tabs', at: '\t', fixed: 'tls-san:\n  - a.example.com\n' },
  ],
  [
    'a tab inside a text block stays',
    'kubelet-arg: >-\n  image-credential-provider-config=/a\n  \tx\ntls-san:\n\t- a.example.com\n',
    {
      rule: 'yaml-tabs',
      at: '\t',
      fixed: 'kubelet-arg: >-\n  image-credential-provider-config=/a\n  \tx\ntls-san:\n  - a.example.com\n',
    },
  ],
  [
    'lines with an equals sign and nothing else',
    'debug=true\nnode-name=edge-1\n',
    { rule: 'yaml-not-a-map', at: 'debug=true\nnode-name=edge-1', fixed: 'debug: true\nnode-name: edge-1\n' },
  ],
  [
    'a missing blank, then a comment',
    'debug:true\n# comment\nnode-name: edge-1\n',
    { rule: 'yaml-not-a-map', at: 'debug:true', fixed: 'debug: true\n# comment\nnode-name: edge-1\n' },
  ],
  [
    'items that run together because they are indented further and further',
    'tls-san:\n  - a.example.com\n    - b.example.com\ndebug: true\n',
    {
      rule: 'yaml-scalar-trap',
      at: 'a.example.com\n    - b.example.com',
      message: /2 lines as one single text/,
      fixed: 'tls-san:\n  - a.example.com\n  - b.example.com\ndebug: true\n',
    },
  ],
  [
    'items without a blank behind their dashes',
    'tls-san:\n  -a.example.com\n  -b.example.com\n',
    {
      rule: 'yaml-scalar-trap',
      at: '-a.example.com\n  -b.example.com',
      fixed: 'tls-san:\n  - a.example.com\n  - b.example.com\n',
    },
  ],
  [
    'a text block for a list',
    'tls-san: |\n  a.example.com\n  b.example.com\n',
    {
      rule: 'yaml-scalar-trap',
      at: '|\n  a.example.com\n  b.example.com',
      fixed: 'tls-san:\n  - a.example.com\n  - b.example.com\n',
    },
  ],
  [
    'a quote that swallows keys',
    "node-name: 'edge-1\ndebug: true\nlog: /var/log/k3s.log'\n",
    {
      rule: 'yaml-scalar-trap',
      at: "'edge-1",
      message: /closes only on line 3/,
      fixed: "node-name: 'edge-1'\ndebug: true\nlog: /var/log/k3s.log\n",
    },
  ],
  [
    'arguments in a text block',
    'kubelet-arg: |\n  max-pods=42\n  v=2\n',
    {
      rule: 'cli-syntax-in-yaml',
      at: '|\n  max-pods=42\n  v=2',
      fixed: 'kubelet-arg:\n  - max-pods=42\n  - v=2\n',
    },
  ],
  [
    'dashes behind dashes',
    'tls-san:\n  - - a.example.com\n    - b.example.com\n  - c.example.com\n',
    {
      rule: 'nested-list-loss',
      at: '- a.example.com\n    - b.example.com',
      fixed: 'tls-san:\n  - a.example.com\n  - b.example.com\n  - c.example.com\n',
    },
  ],
  [
    'a section',
    'server:\n  debug: true\n  tls-san:\n    - a.example.com\nnode-name: edge-1\n',
    { rule: 'map-value', at: 'server', fixed: 'debug: true\ntls-san:\n  - a.example.com\nnode-name: edge-1\n' },
  ],
  [
    'switches in a map',
    'disable: {traefik: true, servicelb: true}\n',
    { rule: 'map-value', at: '{traefik: true, servicelb: true}', fixed: 'disable: [traefik, servicelb]\n' },
  ],
  ['an empty switch', 'debug:\n', { rule: 'null-value', at: 'debug', fixed: 'debug: true\n' }],
  ['an empty item', 'disable:\n  -\n  - traefik\n', { rule: 'null-value', at: '-', fixed: 'disable:\n  - traefik\n' }],
  [
    'a merge key with a map of its own',
    'debug: true\n<<:\n  node-name: edge-1\n  tls-san:\n    - a.example.com\n',
    { rule: 'merge-key-dropped', at: '<<', fixed: 'debug: true\nnode-name: edge-1\ntls-san:\n  - a.example.com\n' },
  ],
  [
    'a secret behind a sign that YAML keeps for itself',
    'token: %secret\n',
    { rule: 'yaml-syntax', at: '%secret', message: /^(?!.*secret)/, fixed: "token: '%secret'\n" },
  ],
  [
    'a secret that is a number to YAML',
    'token: 0123\n',
    { rule: 'yaml-scalar-trap', at: '0123', message: /^(?!.*(0123|83))/, fixed: "token: '0123'\n" },
  ],
  [
    'a secret in braces',
    'token: {geheim}\n',
    { rule: 'map-value', at: '{geheim}', message: /^(?!.*geheim)/, fixed: "token: '{geheim}'\n" },
  ],
];

describe('texts without marks', () => {
  for (const [about, text, expected] of cases) {
    it(about, async () => {
      const node = await machine(text, { role: 'server', version: 'v1.33' });
      const found = findings(node, { severities: { 'secret-in-file': 'off' } });
      const place = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
      const first = found.find(({ rule }) => rule === expected.rule);
      assert.ok(first, `found: ${found.map(({ rule, at }) => `${rule} «${place(at)}»`).join(', ')}`);
      assert.equal(place(first.at), expected.at);
      if (expected.message) assert.match(first.message, expected.message);
      const fix = first.fixes[0];
      const own = fix?.edits.filter(({ uri }) => uri === uriOf('config.yaml'));
      assert.equal(own && applyEdits(text, own), expected.fixed);
      assert.equal(found.length, 1, found.map(({ rule }) => rule).join(', '));
    });
  }
});
