/** A registries.yaml beside a container runtime that is not that of K3s. */

import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import { say } from '../words/say.ts';
import { isOwnSocket } from './criEndpoint.ts';
import { rule } from './rule.ts';

/** The option that takes registries.yaml its effect. With its own socket the node does not come up, which is told elsewhere. */
export function otherRuntime(node: NodeConfig): string | undefined {
  const option = ['docker', 'container-runtime-endpoint'].find((name) => isOn(node, name));
  return option !== undefined && isOwnSocket(given(node, option)?.text ?? '') ? undefined : option;
}

export const registryUnused = rule({
  id: 'registry-unused',
  group: 'registries',
  scope: 'machine',
  summary: 'A registries.yaml that K3s does nothing with, because another container runtime pulls the images.',
  severity: 'warning',
  message: {
    docker:
      'K3s does nothing with this file, because Docker pulls the images. ' +
      'Set its registries in /etc/docker/daemon.json, or take "docker" out.',
    endpoint:
      'K3s does nothing with this file, because the runtime of "container-runtime-endpoint" pulls the images. ' +
      'Set the registries there.',
  },
  *check({ node }) {
    const file = node.sources.registries;
    const [first] = file?.kind === 'document' ? file.document.entries : [];
    if (!file || !first) return;
    const option = otherRuntime(node);
    if (option === undefined) return;
    const part = given(node, option)?.part;
    yield {
      at: first.key,
      in: file.uri,
      say: option === 'docker' ? 'docker' : 'endpoint',
      related: part ? [{ uri: part.document.uri, at: part.entry.key, message: say('"{0}" is set here.', option) }] : [],
    };
  },
});
