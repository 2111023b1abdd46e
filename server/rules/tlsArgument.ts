/** TLS settings of the API server, which K3s reads for its own listener before anything else starts. */

import { counted } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { CIPHER_SUITES, meantSuite, meantVersion, TLS_VERSIONS } from '../node/tls.ts';
import { either, shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { placeOf, replacePiece } from '../yaml/places.ts';
import { type Hit, rule } from './rule.ts';

interface Change {
  readonly part: Part;
  readonly from: number;
  readonly to: number;
  readonly meant: string;
}

const ITEM = /^(?:--)?(tls-min-version|tls-cipher-suites)(=?)(.*)$/s;

export const tlsArgument = rule<Change | undefined>({
  id: 'tls-argument',
  group: 'values',
  scope: 'machine',
  summary: 'A TLS version or cipher suite that the API server does not know.',
  severity: 'error',
  message: {
    version: 'K3s does not start: "{0}" is no TLS version to it. Write {1}.',
    suite:
      'K3s does not start: it has no cipher suite "{0}". ' +
      'It uses the names of Go, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.',
    suiteMeant: 'K3s does not start: it has no cipher suite "{0}". Write {1}.',
    empty: 'K3s crashes when it starts: "{0}" has no value. Write {0}=….',
  },
  *check({ node }) {
    const parts = [...counted(node)].find(({ name }) => name === 'kube-apiserver-arg')?.parts ?? [];
    for (const part of parts) {
      const [, flag, equals, value = ''] = ITEM.exec(part.text) ?? [];
      const start = part.text.length - value.length;
      if (flag === undefined) continue;
      if (equals === '') yield { at: part.node, in: part.document.uri, say: 'empty', args: [flag] };
      else if (flag === 'tls-min-version') yield* version(part, start, value);
      else yield* suites(part, start, value);
    }
  },
  fix: ({ data }) => {
    if (!data) return [];
    const { part, from, to, meant } = data;
    return [{ title: say('Change to "{0}"', meant), edits: [replacePiece(part, from, to, meant)], safe: true }];
  },
});

function* version(part: Part, from: number, text: string): Iterable<Hit<Change | undefined>> {
  if (text === '' || TLS_VERSIONS.includes(text)) return;
  const to = part.text.length;
  const meant = meantVersion(text);
  yield {
    at: placeOf(part, from, to),
    in: part.document.uri,
    say: 'version',
    args: [shown(text), meant ?? either(TLS_VERSIONS)],
    data: meant === undefined ? undefined : { part, from, to, meant },
  };
}

function* suites(part: Part, start: number, text: string): Iterable<Hit<Change | undefined>> {
  let from = start;
  for (const suite of text.split(',')) {
    const to = from + suite.length;
    if (suite !== '' && !CIPHER_SUITES.has(suite.trim())) {
      const meant = meantSuite(suite);
      yield {
        at: placeOf(part, from, to),
        in: part.document.uri,
        say: meant ? 'suiteMeant' : 'suite',
        args: [shown(suite), meant ?? ''],
        data: meant === undefined ? undefined : { part, from, to, meant },
      };
    }
    from = to + 1;
  }
}
