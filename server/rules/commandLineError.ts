/** Words behind `k3s server` or `k3s agent` in a unit that K3s does not understand: it does not start. */

import type { ParseError } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import { nearest } from '../words/nearest.ts';
import { wordInService } from './inService.ts';
import { type Hit, rule } from './rule.ts';

export const commandLineError = rule({
  id: 'command-line-error',
  group: 'files',
  scope: 'machine',
  summary: 'A word on the command line of the service that K3s does not understand.',
  severity: 'error',
  message: {
    unknown: 'K3s does not start: its command line has "--{0}", and K3s has no such option.',
    unknownMeant: 'K3s does not start: its command line has "--{0}", and K3s has no such option. Did you mean "--{1}"?',
    role: 'K3s does not start: its command line has "--{0}", which only the other role knows. Take it out.',
    syntax: 'K3s does not start: "{0}" on its command line is no option. Write --name=value.',
    bool: 'K3s does not start: "--{0}" on its command line is a switch. Write --{0}, --{0}=true or --{0}=false.',
    int: 'K3s does not start: "--{0}" on its command line takes a whole number.',
    duration: 'K3s does not start: "--{0}" on its command line takes a time with a unit, such as 5m.',
    value: 'K3s does not start: the value of "--{0}" on its command line does not fit.',
    'needs-value': 'K3s does not start: "--{0}" ends its command line, and its value is missing.',
    'two-forms': 'K3s does not start: "{0}" and "{1}" on its command line are two names of one option. Keep one.',
  },
  *check({ node }) {
    const { error } = node.started;
    if (!node.service || !error || !('arg' in error || 'args' in error)) return;
    const words = ('args' in error ? error.args : [error.arg]).map((index) => wordOf(node, index));
    const word = words.at(-1);
    // What systemd puts in place of a variable nobody knows.
    if (words.some((known) => known === undefined || known.includes('$')) || word === undefined) return;
    yield { at: placeOf(node, word), in: node.service.uri, ...told(error, node) };
  },
});

/** A word of the command line; undefined for one that comes from a file. */
function wordOf({ started, argv }: NodeConfig, index: number): string | undefined {
  if (!started.args) return argv[index];
  const arg = started.args[index];
  return arg?.from ? undefined : arg?.text;
}

function placeOf({ service }: NodeConfig, word: string): { start: number; end: number } {
  return service ? wordInService(service, word) : { start: 0, end: 0 };
}

function told(error: ParseError, { flags }: NodeConfig): Pick<Hit<undefined>, 'say' | 'args'> {
  switch (error.kind) {
    case 'flag-unknown': {
      const found = flags.find(error.flag);
      const [meant] = found ? [] : nearest(error.flag, flags.all.keys());
      if (meant) return { say: 'unknownMeant', args: [error.flag, meant] };
      const otherRole = typeof found?.available === 'object' && 'otherRole' in found.available;
      return { say: otherRole ? 'role' : 'unknown', args: [error.flag] };
    }
    case 'flag-syntax':
      return { say: 'syntax', args: [error.word.replace(/=.*$/s, '')] };
    case 'flag-needs-value':
      return { say: 'needs-value', args: [error.flag] };
    case 'flag-two-forms':
      return { say: 'two-forms', args: error.flags };
    case 'flag-value': {
      const type = flags.find(error.flag)?.flag.type;
      return { say: type === 'bool' || type === 'int' || type === 'duration' ? type : 'value', args: [error.flag] };
    }
    case 'env-value':
      return { say: 'value', args: [error.flag] };
  }
}
