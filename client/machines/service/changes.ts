/** What a restart would change: the configuration on the machine as it is now, beside what the node was started with. */

import { type Compared, compareWithFile, differs } from '../../explorer/model/fileSettings.ts';
import type { NodeFacts } from '../../explorer/model/node.ts';
import { settingsOf } from '../../explorer/model/settings.ts';
import { say } from '../../say.ts';
import type { Service } from './found.ts';

export interface Change {
  readonly option: string;
  readonly before: string;
  readonly after: string;
  /** Servers have to agree on it, or the node becomes another one by it. */
  readonly critical: boolean;
}

/** Another node, or one without its data. */
const IDENTITY = ['node-name', 'with-node-id', 'data-dir', 'server', 'node-ip', 'cluster-init', 'cluster-reset'];

/** Undefined where the node does not say with what it was started. Values are masked where they are secrets. */
export function changesAtRestart(service: Service, node: NodeFacts): readonly Change[] | undefined {
  const settings = settingsOf(node);
  if (!settings) return undefined;
  const { started, role } = service;
  const files = started.settings.flatMap(({ key, parts }) =>
    parts.map(({ text }) => `${key.length === 1 ? '-' : '--'}${key}=${text}`),
  );
  const at = started.words.indexOf(role) + 1;
  const compared = compareWithFile(settings, {
    path: service.config,
    settings: {
      role,
      release: settings.flags.release,
      arguments: [...started.words.slice(0, at), ...files, ...started.words.slice(at)],
      variables: Object.fromEntries(Object.entries(started.variables).filter(([name]) => name.startsWith('K3S_'))),
      places: [],
    },
  });
  return compared.filter(differs).map(({ option, onNode, inFile }: Compared) => {
    const same = settings.flags.find(option)?.flag.sameOnAllServers;
    const critical = IDENTITY.includes(option) || (role === 'server' && same !== undefined);
    return { option, before: onNode, after: inFile, critical };
  });
}

/** `flannel-backend: vxlan → host-gw` */
export const changeWords = ({ option, before, after }: Change): string =>
  say('{0}: {1} → {2}', option, before || say('not set'), after || say('not set'));
