/** Lines above the text: who is asked in place of a registry, and a question that the view answers. */

import type { CodeLens } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import { say } from '../words/say.ts';
import type { Host } from './host.ts';
import { seenOf } from './seen.ts';
import { hostOf } from './uses.ts';
import { defaultName } from './words.ts';

/** Nobody reads more of them. */
const MOST = 500;

export const lenses: Feature<CodeLens[]> = ({ node, document }) => {
  const top = { start: 0, end: 0 };
  const list: CodeLens[] = [
    {
      range: rangeOf(document, top),
      command: {
        title: say('Which endpoints is an image pulled from?'),
        command: 'k3s.pullEndpoints',
        arguments: [document.uri],
      },
    },
  ];
  const own = seenOf(node);
  const idle = new Set<unknown>(own?.idle.map(({ of }) => of));
  for (const mirror of [...(own?.registries.mirrors.values() ?? [])].slice(0, MOST)) {
    const host = own && hostOf(own, mirror.name);
    // Why an entry does nothing, a finding tells.
    if (!host || idle.has(mirror)) continue;
    const command = { title: summaryOf(host), command: 'k3s.showRegistries', arguments: [document.uri] };
    list.push({ range: rangeOf(document, mirror.key), command });
  }
  return list;
};

/** Who is asked, in a few words. */
export function summaryOf(host: Host): string {
  const written = host.endpoints.filter(({ from }) => from).length;
  const shared = host.endpoints.length > written;
  const count = written === 1 ? say('1 endpoint') : say('{0} endpoints', written);
  const first = shared ? (written > 0 ? say('the other nodes and {0}', count) : say('the other nodes')) : count;
  return host.server ? say('{0}, then {1}', first, defaultName(host)) : say('{0}, then nobody', first);
}
