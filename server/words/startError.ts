/** Why K3s does not start, in one sentence: for the effective view, the status and the command line. */

import type { NodeConfig } from '../node/config.ts';
import type { Started } from '../node/start.ts';
import { relativeTo } from '../uri.ts';
import { maskedKey } from './mask.ts';
import { say } from './say.ts';

/** The first error in words; values of secrets stay out of it. */
export function explain(error: NonNullable<Started['error']>, node: NodeConfig): string {
  const file = (uri: string): string => relativeTo(node.sources.main, uri);
  switch (error.kind) {
    case 'problem': {
      const line = error.document.lineStarts.findLastIndex((start) => start <= error.problem.span.start) + 1;
      return say(
        '{0}, line {1}, cannot be read: {2}.',
        file(error.document.uri),
        line,
        withoutValues(error.problem.message),
      );
    }
    case 'file-read':
      return say('{0} cannot be read.', file(error.uri));
    case 'flag-unknown':
      return say('it has no option "{0}".', maskedKey(node.flags, error.flag));
    case 'flag-syntax':
      return say('the key "{0}" is no name of an option.', error.word.replace(/=.*$/s, '').replace(/^--/, ''));
    case 'flag-value':
      return node.flags.find(error.flag)?.flag.secret
        ? say('the value of "{0}" does not fit.', error.flag)
        : say('"{0}" does not fit the option "{1}".', error.value, error.flag);
    case 'flag-needs-value':
      return say('the option "{0}" has no value.', error.flag);
    case 'flag-two-forms':
      return say('"{0}" and "{1}" are two names of one option.', error.flags[0], error.flags[1]);
    case 'env-value':
      return say(
        'the environment variable {0} holds a value that does not fit the option "{1}".',
        error.variable,
        error.flag,
      );
  }
}

/** Reader errors quote the text they stumble over, which may be a token. */
const withoutValues = (message: string): string =>
  message.replace(/`[^`]*`/g, '`…`').replace(/anchor '[^']*'/, 'anchor');
