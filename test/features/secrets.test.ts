/** Secrets: whatever is wrong with the line of one, no finding, fix, hover, outline or status shows what it is. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actions } from '../../server/features/actions.ts';
import { completion } from '../../server/features/completion.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import { effective, effectiveText } from '../../server/features/effective.ts';
import { hover } from '../../server/features/hover.ts';
import { statusOf } from '../../server/features/status.ts';
import { symbols } from '../../server/features/symbols.ts';
import { featuresFor } from '../../server/languages.ts';
import { opened } from '../support/ask.ts';

/** What is told, as one text; what an edit writes into the file again is not told. */
async function told(text: string, role: 'server' | 'agent'): Promise<string> {
  const asked = await opened(text, { role });
  const { length } = asked.document.text;
  const places = Array.from({ length: length + 1 }, (_, offset) => ({ ...asked, offset }));
  return JSON.stringify([
    diagnostics(asked, undefined),
    actions(asked, { start: 0, end: length }).map(({ title, diagnostics: found }) => [title, found]),
    places.map((place) => [hover(place, undefined), completion(place, undefined).map(({ label }) => label)]),
    symbols(asked, undefined),
    statusOf(asked, undefined),
    effective(asked.node),
    effectiveText(asked.node),
    (await featuresFor('kubelet')).view(asked.node, {}),
  ]);
}

const KEYS = [
  'token',
  't',
  'agent-token',
  'datastore-endpoint',
  'etcd-s3-access-key',
  'etcd-s3-secret-key',
  'vpn-auth',
];

const LINES: Readonly<Record<string, string>> = {
  'a plain value': 'KEY: CANARY',
  'no blank behind the colon, and a value': 'KEY:CANARY: x',
  'a blank for the colon, and a value': 'KEY CANARY: x',
  'a quoted value': 'KEY: "CANARY"',
  'two values': 'KEY: CANARY\nKEY: CANARY2',
  'an appended value': 'KEY: CANARY\nKEY+: CANARY2',
  'a list': 'KEY: [CANARY, CANARY2]',
  'a nested list': 'KEY: [[CANARY, CANARY2]]',
  'a list of lines': 'KEY:\n  - CANARY\n  - CANARY2',
  'a map': 'KEY: {CANARY: CANARY2}',
  'a map of lines': 'KEY:\n  CANARY: CANARY2',
  'an alias': 'KEY: *CANARY',
  'an anchor': 'KEY: &CANARY x\ndebug: *CANARY',
  'a tag': 'KEY: !CANARY x',
  'a tag that does not fit': 'KEY: !!int CANARY',
  'a binary tag': 'KEY: !!binary CANARY!',
  'an escape that is none': 'KEY: "CANARY\\q"',
  'text behind quotes': "KEY: 'x'CANARY",
  'an open quote': 'KEY: "CANARY',
  'an open bracket': 'KEY: [CANARY',
  'a colon in it': 'KEY: CANARY: x',
  'a comment sign in it': 'KEY: x #CANARY',
  'a sign no value may start with': 'KEY: @CANARY',
  'a percent sign': 'KEY: %CANARY',
  'no blank behind the colon': 'KEY:CANARY',
  'an equals sign for the colon': 'KEY=CANARY',
  'an equals sign in the key': 'KEY=CANARY: x',
  'words of the command line': '--KEY=CANARY',
  'dashes in front': '--KEY: CANARY',
  'two dashes and a blank': '--KEY CANARY',
  'a block': 'KEY: |\n  CANARY\n  CANARY2',
  'a block with a bad header': 'KEY: |CANARY\n  x',
  'a tab in front': '\tKEY: CANARY',
  'a tab below': 'KEY:\n\tCANARY',
  'a value below': 'KEY:\nCANARY',
  'a value too far left': '  KEY: x\nCANARY: y',
  'another spelling': 'KEYS: CANARY',
  capitals: 'CAPS: CANARY',
  underscores: 'LOW: CANARY',
  'a control character': 'KEY: CANARY\u0001',
  'a second document': 'debug: true\n---\nKEY: CANARY',
  'no key at all': 'CANARY',
};

const URLS: Readonly<Record<string, string>> = {
  'a proxy': 'etcd-s3-proxy: http://k3s:CANARY@proxy:3128',
  'a proxy that cannot be': 'etcd-s3-proxy: "http://k3s:CAN/CANARY@@proxy"',
  'a server': 'server: http://k3s:CANARY@k3s.example.com:6443',
  'a name of a certificate': 'tls-san: [https://k3s:CANARY@k3s.example.com, x]',
  'an argument': 'kube-apiserver-arg: ["etcd-servers=https://a:CANARY@h:1,https://b:CANARY@h:2"]',
  'an argument of the wrong kind': 'kubelet-arg: "max-pods=https://a:CANARY@h"',
  'an endpoint': 'container-runtime-endpoint: https://a:CANARY@h',
};

const ARGUMENTS: Readonly<Record<string, string>> = {
  'a header for static pods': 'kubelet-arg: ["manifest-url-header=Authorization:Bearer CANARY"]',
  'a header with dashes': 'kubelet-arg:\n  - --manifest-url-header=Authorization:CANARY,X-Other:CANARY',
  'a header without its colon': 'kubelet-arg: [manifest-url-header=CANARY]',
  'a header that is added': 'kubelet-arg: [manifest-url-header+=A:CANARY]',
  'a header in the one value of a text': 'kubelet-arg: manifest-url-header=A:CANARY',
  'a header below its name': 'kubelet-arg:\n  - manifest-url-header: A:CANARY',
  'a header by the name of the field': 'kubelet-arg: [staticPodURLHeader=A:CANARY]',
  'what only looks like a secret': 'kubelet-arg: [client-secret=CANARY, bootstrap-token=CANARY]',
  'the password of a database': 'kubelet-arg: [storage-driver-password=CANARY]',
};

for (const [name, line] of Object.entries(ARGUMENTS)) {
  for (const version of ['v1.26', 'v1.33'])
    it(`${name} is not shown by ${version}`, async () =>
      assert.doesNotMatch(await told(`# k3s: version=${version}\ntoken-file: /t\n${line}\n`, 'server'), /CANARY/));
}

for (const [name, line] of Object.entries(URLS)) {
  it(`the password in the URL of ${name} is not shown`, async () =>
    assert.doesNotMatch(await told(`token-file: /t\n${line}\n`, 'server'), /CANARY/));
}

/** Where nothing says that it is one, a text may be quoted: these lines only look like a secret to a person. */
const UNKNOWABLE = new Set(['a value below', 'a value too far left', 'no key at all', 'a comment sign in it']);

for (const [name, line] of Object.entries(LINES)) {
  if (UNKNOWABLE.has(name)) continue;
  describe(`${name} is not shown`, () => {
    for (const key of KEYS) {
      const caps = key.toUpperCase().replaceAll('-', '_');
      const text = `${line.replaceAll('KEY', key).replaceAll('CAPS', caps).replaceAll('LOW', caps.toLowerCase())}\n`;
      // One letter can be any word, so only its own spelling is a secret.
      if (key === 't' && !text.includes('t:') && !text.includes('t=')) continue;
      for (const role of ['server', 'agent'] as const)
        it(`of ${key} on a ${role}`, async () => assert.doesNotMatch(await told(text, role), /CANARY/));
    }
  });
}
