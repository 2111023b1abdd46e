/** Sockets of a container runtime that cannot serve K3s, or that switch its own one off by accident. */

import { given, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { removeEntry, replace } from '../yaml/edits.ts';
import { type Fix, rule } from './rule.ts';

/** The socket of the containerd inside K3s. */
const OWN = '/run/k3s/containerd/containerd.sock';
const SYSTEM = '/run/containerd/containerd.sock';

/** Whether a value names the socket of the containerd inside K3s. */
export const isOwnSocket = (text: string): boolean => pathOf(text) === OWN;

const pathOf = (text: string): string => text.replace(/^unix:(\/\/)?/, '').replace(/^\/var\/run\//, '/run/');

export const criEndpoint = rule<{ part: Part; kind: 'own' | 'docker' }>({
  id: 'cri-endpoint',
  group: 'values',
  scope: 'machine',
  summary: 'A container runtime socket that cannot serve K3s.',
  severity: 'error',
  message: {
    own:
      'The node does not come up: this is the socket of the containerd inside K3s, and naming it keeps that one off. ' +
      'Take the line out.',
    docker: 'The node does not come up: K3s cannot talk to Docker over this socket. Write "docker: true" instead.',
    system:
      'This switches the containerd of K3s off and uses the one of the system, which has to run. ' +
      'For the bundled one take the line out.',
  },
  *check({ node }) {
    const part = given(node, 'container-runtime-endpoint')?.part;
    // With Docker the option names Docker's own socket.
    if (!part || isOn(node, 'docker')) return;
    const path = pathOf(part.text);
    const place = { at: part.node, in: part.document.uri };
    // Beside the embedded registry another finding says already that the line has to go.
    if (path === OWN && !isOn(node, 'embedded-registry')) yield { ...place, say: 'own', data: { part, kind: 'own' } };
    else if (/\/docker\.sock$/.test(path)) yield { ...place, say: 'docker', data: { part, kind: 'docker' } };
    else if (path === SYSTEM) yield { ...place, say: 'system', severity: 'hint' };
  },
  fix: ({ data }): readonly Fix[] => {
    if (!data) return [];
    const { document, entry } = data.part;
    if (data.kind === 'docker') {
      const line = 'docker: true';
      return [{ title: say('Write "{0}" instead', line), edits: [replace(document, entry.span, line)] }];
    }
    return [{ title: say('Remove "{0}"', entry.name), edits: [removeEntry(document, entry)], safe: true }];
  },
});
