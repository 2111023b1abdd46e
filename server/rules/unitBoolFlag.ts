/** A switch with a separate value on the command line of the service: Go stops reading there, without a word. */

import { cliGeneration } from '../knowledge/versions.ts';
import type { NodeConfig } from '../node/config.ts';
import { shown } from '../words/list.ts';
import { wordInService } from './inService.ts';
import { rule } from './rule.ts';

export const unitBoolFlag = rule({
  id: 'unit-bool-flag',
  group: 'files',
  scope: 'machine',
  summary: 'A word on the command line of the service at which K3s stops reading it.',
  severity: 'warning',
  message: {
    drops: 'K3s stops reading its command line at "{1}" and drops all behind it, {2} first. Write {0}={1}.',
    on: 'K3s switches {0} on here, because it takes no value behind a blank. Write {0}={1}.',
    word: 'K3s stops reading its command line at "{1}" and drops all behind it, {2} first. Take that word out.',
  },
  *check({ node }) {
    const found = stopOf(node);
    const { service } = node;
    if (!found || !service?.uri.endsWith('.service')) return;
    const { word, before, next } = found;
    const place = { at: wordInService(service, before ?? word), in: service.uri };
    if (next !== undefined)
      yield { ...place, say: before ? 'drops' : 'word', args: [before ?? '', shown(word), nameOf(next)] };
    else if (before && !/^(1|t|true)$/i.test(word)) yield { ...place, say: 'on', args: [before, shown(word)] };
  },
});

interface Stop {
  readonly word: string;
  /** The switch in front of it. */
  readonly before?: string;
  readonly next?: string;
}

/** The first word that is neither an option nor a value. The older flag library moves lonely words to the end. */
function stopOf(node: NodeConfig): Stop | undefined {
  const { flags, argv } = node;
  const words = argv.slice(argv.indexOf(flags.role) + 1);
  const moves = cliGeneration(flags.release) === 1;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const before = words[i - 1];
    const next = words[i + 1];
    const rest = next === undefined ? {} : { next };
    if (!word.startsWith('-')) {
      if (before && isSwitch(node, before)) return { word, before, ...rest };
      if (!moves) return { word, ...rest };
      continue;
    }
    if (word.includes('=') || isSwitch(node, word)) continue;
    if (!flags.has(bare(word))) return undefined;
    i++;
  }
  return undefined;
}

const bare = (word: string): string => word.replace(/^--?/, '');

function isSwitch({ flags }: NodeConfig, word: string): boolean {
  return word.startsWith('-') && flags.find(bare(word))?.flag.type === 'bool';
}

/** The name of an option without its value, which may be a secret. */
function nameOf(word: string): string {
  return shown(word.replace(/=.*$/s, ''));
}
