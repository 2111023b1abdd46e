/** How full a node is, in words: short ones for a line that is cut off, longer ones where there is room. */

import { say } from '../../../server/words/say.ts';
import type { Usage } from '../model/usage.ts';
import { counted } from './words.ts';

interface UsageWords {
  cpu(percent: number): string;
  memory(percent: number): string;
  pods(pods: number, allowed: number): string;
}

export const LONG: UsageWords = {
  cpu: (percent) => say('CPU {0} %', percent),
  memory: (percent) => say('memory {0} %', percent),
  pods: (pods, allowed) => say('{0} of {1} pods', pods, allowed),
};

export const SHORT: UsageWords = {
  ...LONG,
  memory: (percent) => say('mem {0} %', percent),
  pods: (pods, allowed) => say('{0}/{1} pods', pods, allowed),
};

export function usageWords({ cpu, memory, pods, podsAllowed }: Usage, words: UsageWords): string[] {
  return [
    ...(cpu === undefined ? [] : [words.cpu(cpu)]),
    ...(memory === undefined ? [] : [words.memory(memory)]),
    ...(pods === undefined ? [] : [podsAllowed === undefined ? counted.pods(pods) : words.pods(pods, podsAllowed)]),
  ];
}
