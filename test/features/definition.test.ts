/** Go to definition: from a value that was replaced to the one in force, and back. */

import { describe, it } from 'node:test';
import { definition } from '../support/ask.ts';

describe('go to definition', () => {
  it('leads from a replaced value to the one in force', () =>
    definition('-- config.yaml --\ndebug: fal|se\n-- config.yaml.d/50.yaml --\ndebug: true\n').leadsTo(
      'config.yaml.d/50.yaml:1',
    ));
  it('works on the key too', () =>
    definition('-- config.yaml --\nde|bug: false\n-- config.yaml.d/50.yaml --\ndebug: true\n').leadsTo(
      'config.yaml.d/50.yaml:1',
    ));
  it('leads to the last of several', () =>
    definition(
      '-- config.yaml --\nde|bug: false\n-- config.yaml.d/10.yaml --\ndebug: true\n-- config.yaml.d/9.yaml --\n\ndebug: false\n',
    ).leadsTo('config.yaml.d/9.yaml:2'));
  it('leads from the one in force to those it replaced', () =>
    definition('-- config.yaml --\ndebug: false\n-- config.yaml.d/50.yaml --\nde|bug: true\n').leadsTo(
      'config.yaml:1',
    ));
  it('leads to the other parts of an appended list', () =>
    definition('-- config.yaml --\ntls-s|an: [a]\n-- config.yaml.d/50.yaml --\ntls-san+: [b]\n').leadsTo(
      'config.yaml.d/50.yaml:1',
    ));
  it('works within one file', () => definition('debug: false\n# c\ndebug: tr|ue\n').leadsTo('config.yaml:1'));
  it('leads nowhere from a value that stands alone', () => definition('de|bug: true\n').leadsTo());
  it('leads nowhere from a comment', () => definition('# de|bug\ndebug: true\ndebug: false\n').leadsTo());
});
