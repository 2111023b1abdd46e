/** Findings as the editor gets them: place, severity, id with a link, tags, other places; silenced by comments. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnosticOf } from '../../server/features/diagnostics.ts';
import type { Finding } from '../../server/rules/rule.ts';
import { asked, diagnose } from '../support/ask.ts';
import { uriOf } from '../support/machine.ts';

describe('a finding', () => {
  it('stands on the words it is about', () =>
    diagnose('debug: true\ncluster-innit: true\n').include('unknown-key', 'cluster-innit'));
  it('stands there with CRLF too', () =>
    diagnose('debug: true\r\ncluster-innit: true\r\n').include('unknown-key', 'cluster-innit'));
  it('stands there behind a byte order mark too', () =>
    diagnose('\ufeffcluster-innit: true\n').include('unknown-key', 'cluster-innit'));
  it('stands there behind wide characters too', () =>
    diagnose('node-name: "\u{1F600}" # \u{1F600}\ncluster-innit: true\n').include('unknown-key', 'cluster-innit'));
  it('has its id as code, with a link to its page', async () => {
    const found = await diagnose('cluster-innit: true\n').at('unknown-key');
    assert.equal(found.source, 'k3s');
    assert.match(found.codeDescription?.href ?? '', /^https:.*\/docs\/rules\/unknown-key\.md$/);
  });
  it('says what K3s does and what was meant', async () => {
    const { message } = await diagnose('# k3s: role=server\ncluster-innit: true\n').at('unknown-key');
    assert.match(String(message), /"cluster-innit".*skips.*"cluster-init"/);
  });
  it('is an error on an agent, which does not start, and a warning on a server, which goes on', async () => {
    assert.equal((await diagnose('tokne: x\n', { role: 'agent' }).at('unknown-key')).severity, 1);
    assert.equal((await diagnose('tokne: x\n', { role: 'server' }).at('unknown-key')).severity, 2);
  });
  it('is the milder of the two as long as nobody knows the role', async () => {
    assert.equal((await diagnose('tokne: x\n').at('unknown-key')).severity, 2);
  });
});

describe('a severity', () => {
  it('can be changed', async () => {
    const setup = { role: 'server', severities: { 'unknown-key': 'error' } } as const;
    assert.equal((await diagnose('tokne: x\n', setup).at('unknown-key')).severity, 1);
  });
  it('can be off', () =>
    diagnose('tokne: x\n', { role: 'server', severities: { 'unknown-key': 'off' } }).lack('unknown-key'));
});

describe('other places and tags', () => {
  it('are passed on', async () => {
    const question = await asked('-- config.yaml --\ndebug: tr|ue\n-- config.yaml.d/50.yaml --\n\ndebug: false\n');
    const finding: Finding = {
      rule: 'example',
      severity: 'hint',
      uri: uriOf('config.yaml'),
      at: { start: 0, end: 5 },
      message: 'No effect.',
      tags: ['unnecessary', 'deprecated'],
      related: [
        { uri: uriOf('config.yaml.d/50.yaml'), at: { start: 1, end: 6 }, message: 'This one counts.' },
        { uri: uriOf('gone.yaml'), at: { start: 0, end: 0 }, message: 'A file that is not there.' },
      ],
      fixes: [],
    };
    const found = diagnosticOf(finding, question);
    assert.equal(found.severity, 4);
    assert.deepEqual(found.tags, [1, 2]);
    assert.deepEqual(found.relatedInformation, [
      {
        location: {
          uri: uriOf('config.yaml.d/50.yaml'),
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } },
        },
        message: 'This one counts.',
      },
    ]);
  });
});

describe('the findings of a file', () => {
  it('are its own, not those of its drop-ins', async () => {
    const text = '-- config.yaml --\ntokne: x|\n-- config.yaml.d/50.yaml --\ndebgu: true\n';
    await diagnose(text).include('unknown-key', 'tokne');
    assert.equal((await diagnose(text).all()).filter(({ code }) => code === 'unknown-key').length, 1);
  });
  it('stand in the order of the text', async () => {
    const found = await diagnose('tokne: x\ndebgu: true\nselinx: true\n', { role: 'server' }).all();
    const lines = found.map(({ range }) => range.start.line);
    assert.deepEqual(
      lines,
      [...lines].sort((a, b) => a - b),
    );
  });
  it('are bounded', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => `nonsense-${index}: x\n`).join('');
    const found = await diagnose(many, { role: 'server' }).all();
    assert.ok(found.length > 100 && found.length <= 500, String(found.length));
  });
  it('are none for what K3s takes', async () => {
    // Domain notes, "Do not over-report".
    const fine = `\ufeff# k3s: role=server
tls-san: a.example,b.example
kubelet-arg: [--max-pods=250]
node-label: disk=ssd
https-listen-port: "6443"
cluster-init: "true"
`;
    assert.deepEqual(await diagnose(fine).all(), []);
  });
});

describe('a comment', () => {
  it('on the line above silences one rule', () => diagnose('# k3s-ignore unknown-key\ntokne: x\n').lack('unknown-key'));
  it('on the line itself too', () => diagnose('tokne: x # k3s-ignore unknown-key\n').lack('unknown-key'));
  it('silences no other line', () =>
    diagnose('# k3s-ignore unknown-key\ndebug: true\ntokne: x\n').include('unknown-key', 'tokne'));
  it('silences no other rule', () => diagnose('# k3s-ignore octal-mode\ntokne: x\n').include('unknown-key', 'tokne'));
  it('silences the whole file', () =>
    diagnose('# k3s-ignore-file unknown-key\ndebug: true\ntokne: x\n').lack('unknown-key'));
  it('without a rule silences all of them', () => diagnose('# k3s-ignore\ntokne: x\n').lack('unknown-key'));
  it('that silences nothing is reported', () =>
    diagnose('# k3s-ignore unknown-key\ndebug: true\n').include('unused-ignore', '# k3s-ignore unknown-key'));
  it('that silences something is not', () => diagnose('# k3s-ignore unknown-key\ntokne: x\n').lack('unused-ignore'));
});
