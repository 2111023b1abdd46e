/** URLs as Go reads them, where a browser would read something else. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLocalhost, parseUrl, portOf, printUrl } from '../../server/registries/url.ts';

const lenient = { strictBrackets: false, strictColons: false };
const strict = { strictBrackets: true, strictColons: true };

describe('a URL', () => {
  for (const [text, printed] of [
    ['https://A.lan:443/', 'https://A.lan:443/'],
    ['HTTPS://a.lan', 'https://a.lan'],
    ['https:a.lan', 'https:a.lan'],
    ['https:/a.lan', 'https:/a.lan'],
    ['//a.lan', '//a.lan'],
    ['https://u:p%20w@a.lan', 'https://u:p%20w@a.lan'],
    ['https://a.lan/é', 'https://a.lan/%C3%A9'],
    ['https://a.lan/%7Eb', 'https://a.lan/%7Eb'],
    ['https://a.lan?', 'https://a.lan?'],
    ['https://bücher.lan', 'https://b%C3%BCcher.lan'],
  ] as const) {
    it(`${text} is printed as ${printed}`, () => {
      const parsed = parseUrl(text, strict);
      assert.equal('url' in parsed && printUrl(parsed.url), printed);
    });
  }

  for (const [text, flaw] of [
    ['://a.lan', 'scheme'],
    ['a:b/c', undefined],
    ['1a:b', 'colon'],
    ['https://a b', 'host'],
    ['https://a.lan:x', 'port'],
    ['https://a%zz', 'escape'],
    ['https://a%41', 'escape'],
    ['https://a.lan/%zz', 'escape'],
    ['https://a\tb', 'control-character'],
    ['https://u<@a', 'user'],
    ['https://[::1', 'brackets'],
    ['https://[x]', 'brackets'],
    ['https://[127.0.0.1]', 'brackets'],
    ['https://[fe80::1%25eth0]:1', undefined],
    ['https://fd00::1', 'port'],
  ] as const) {
    it(`${JSON.stringify(text)} ${flaw ? `is refused: ${flaw}` : 'is one'}`, () => {
      const parsed = parseUrl(text, strict);
      assert.equal('flaw' in parsed ? parsed.flaw : undefined, flaw);
    });
  }

  it('had more freedom in its host before Go 1.25.2 and 1.26', () => {
    for (const text of ['https://[x]', 'https://fd00::1']) assert.ok('url' in parseUrl(text, lenient), text);
  });
});

it('a port is what follows the last colon', () => {
  assert.deepEqual(['a.lan:5000', 'a.lan', 'a.lan:', '[::1]:80', '[::1]'].map(portOf), ['5000', '', '', '80', '']);
});

it('local is localhost and what loops back', () => {
  for (const host of ['localhost', 'localhost:5000', '127.1.2.3', '127.0.0.1:1', '::1', '[::1]:80', '::ffff:127.0.0.1'])
    assert.ok(isLocalhost(host), host);
  for (const host of ['local', 'a.localhost', '128.0.0.1', '[::1]', '::2', '']) assert.ok(!isLocalhost(host), host);
});
