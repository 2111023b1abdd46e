/** What it leads to when the token of the servers is replaced, who needs the new one, and the commands to copy. */

import { say } from '../../../server/words/say.ts';
import { nodesOf } from '../items/nodes.ts';
import type { View } from '../items/view.ts';
import { clock } from '../model/age.ts';
import { snapshotsOf } from '../model/snapshots.ts';
import { code, prose } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { documentOf, fenced, first, list, section } from './markdown.ts';
import { stateOfData } from './state.ts';

/** Names in one list. */
const MOST = 50;

export const rotationWants = [{ name: 'nodes' }, { name: 'etcdSnapshots' }] as const;

/**
 * Facts from K3s's own handler: it makes a random token where none is given, changes the token of agents along with it
 * where that is the same, and encrypts what servers share anew; a snapshot keeps what it was made with.
 */
export function rotationGuide(view: View, source: ClusterSource): string {
  const nodes = nodesOf(source);
  const named = (roles: (role: string) => boolean): string => {
    const { shown, more } = first(
      nodes.filter(({ role }) => roles(role)),
      MOST,
    );
    const names = shown.map(({ name }) => code(name));
    return [...names, ...(more > 0 ? [say('and {0} more', more)] : [])].join(', ');
  };
  const [servers, agents] = [named((role) => role !== 'agent'), named((role) => role === 'agent')];
  const snapshots = snapshotsOf(source.collection('etcdSnapshots').items).length;
  return documentOf(
    say('Rotating the Server Token of {0}', code(source.entry.name)),
    say('Nothing has been changed. This says what a rotation leads to, {0}.', clock(view.now, 0)),
    stateOfData(source, rotationWants, view.now),
    section(
      say('What It Leads to'),
      list([
        snapshots > 0
          ? say(
              'Snapshots that were made before can be restored with the old token only, also the {0} that are there now. Keep it in a safe place as long as you keep them.',
              snapshots,
            )
          : say(
              'Snapshots that were made before can be restored with the old token only. Keep it in a safe place as long as you keep them.',
            ),
        say(
          'All servers need the new token, and so does every agent that joined with the token of the servers: in its configuration, followed by a restart. Until then it runs on, and does not come back from a restart.',
        ),
        say(
          'Agents that joined with a bootstrap token, or with an agent-token of their own, are not concerned; the tokens in the folder Tokens stay valid.',
        ),
        say('Scripts, images and templates that hold the old token make machines that cannot join any more.'),
      ]),
    ),
    section(
      say('Who Needs the New Token'),
      list([
        servers === '' ? say('All servers.') : say('Servers, one after the other: {0}', servers),
        agents === ''
          ? say('Agents that use the token of the servers.')
          : say('Of these agents, those that use the token of the servers: {0}', agents),
      ]),
    ),
    section(
      say('How It Is Done'),
      `1. ${prose(say('Make a snapshot, and save the old token; it is shown on the screen of that server.'))}`,
      fenced('sudo k3s etcd-snapshot save\nsudo cat /var/lib/rancher/k3s/server/token', 'sh'),
      `2. ${prose(say('Rotate on one server. Without a value K3s makes a random token, and none stands in a command line.'))}`,
      fenced('sudo k3s token rotate', 'sh'),
      `3. ${prose(say('Put what /var/lib/rancher/k3s/server/token on that server says now into the token or token-file of the others, and restart them one by one: servers first.'))}`,
      fenced('sudo systemctl restart k3s\nsudo systemctl restart k3s-agent', 'sh'),
      `4. ${prose(say('Look whether all nodes are Ready again before you go on with the next.'))}`,
      fenced('kubectl get nodes', 'sh'),
    ),
  );
}
