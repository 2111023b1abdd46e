/** Who is who: tokens, certificate authorities, node passwords, machines under one name. */

import { say } from '../../say.ts';
import { serviceCommand, word } from '../unit.ts';
import { type Cause, firstSeen, JOINED, type Place, type Remedy } from './cause.ts';

const compareAuthorities = ({ server, dataDir }: Place): Remedy => ({
  words: say('Compare what the server shows with what this machine keeps.'),
  command: `curl -sk ${word(`https://${server ?? 'SERVER:6443'}/cacerts`)} | sha256sum; sudo sha256sum ${word(`${dataDir}/agent/server-ca.crt`)}`,
});

const newToken = (): Remedy => ({
  words: say('On a server: make a token for agents that lives for a day.'),
  command: 'sudo /usr/local/bin/k3s token create --ttl 24h',
});

/** What was kept from another cluster is moved away, not deleted. */
const moveAway = ({ unit, dataDir }: Place): readonly Remedy[] => [
  {
    words: say('"Recover Agent…" on the node does this, step by step. By hand: stop K3s with its containers.'),
    command: `${serviceCommand(unit, 'stop')}; sudo /usr/local/bin/k3s-killall.sh`,
  },
  {
    words: say('Move the old data of the agent away.'),
    command: `sudo mv ${word(`${dataDir}/agent`)} ${word(`${dataDir}/agent.old`)}`,
  },
  { words: say('Start K3s again.'), command: serviceCommand(unit, 'start') },
];

export const otherAuthority: Cause = {
  id: 'otherAuthority',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /token CA hash does not match the Cluster CA certificate hash: ([0-9a-f]+) != ([0-9a-f]+)/,
    /token CA hash does not match/,
  ],
  seen: ({ authoritySaid, servers, role }) =>
    firstSeen(role === 'agent' ? servers : [], ({ server, authority }) =>
      authority === undefined || authoritySaid === undefined || authority === authoritySaid
        ? undefined
        : { evidence: `${authoritySaid} ≠ ${authority} (${server})`, details: [authoritySaid, authority] },
    ),
  finding: () => say('The token belongs to another cluster than the server.'),
  why: ([token, server]) =>
    token && server
      ? say(
          'The token names the certificate authority {0}…, the server shows {1}…. The token is from another cluster, the authority was changed, or something between the two opens TLS.',
          token.slice(0, 12),
          server.slice(0, 12),
        )
      : say(
          'The token names another certificate authority than the server shows: it is from another cluster, the authority was changed, or something between the two opens TLS.',
        ),
  fix: (place) => [compareAuthorities(place), newToken()],
};

export const otherCluster: Cause = {
  id: 'otherCluster',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /CA cert validation failed.*unknown authority/,
    /(?:CA certs|644[34]|v1-k3s).{0,300}x509: certificate signed by unknown authority/,
  ],
  seen: ({ authorityKept, servers, role }) =>
    firstSeen(role === 'agent' ? servers : [], ({ server, authority }) =>
      authority === undefined || authorityKept === undefined || authority === authorityKept
        ? undefined
        : { evidence: `${authorityKept} ≠ ${authority} (${server})`, details: [server] },
    ),
  finding: () => say('The data on this machine belongs to another cluster.'),
  why: () =>
    say(
      'The agent keeps certificates of the cluster it joined first. The server it talks to now has another certificate authority, so neither trusts the other: the cluster was set up anew, or the machine comes from another one.',
    ),
  fix: (place) => [compareAuthorities(place), ...moveAway(place)],
};

export const tokenRejected: Cause = {
  id: 'token',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /server is not ready: .*(?:not authorized|401 Unauthorized)/,
    /(?:Failed to validate|CA certs|644[34]|v1-k3s).{0,300}(?:not authorized|401 Unauthorized)/,
    /invalid token (?:format|CA hash length)/,
  ],
  finding: () => say('The server rejects the token.'),
  why: () =>
    say(
      'It is wrong, or its time is over: tokens made with "k3s token create" live for 24 hours if nothing else is said. A node that was deleted needs a token that is still good to come back.',
    ),
  fix: ({ unit }) => [
    newToken(),
    {
      words: say('Put it into the file that "token-file" in config.yaml names, with mode 0600.'),
      command: 'sudo -e /etc/rancher/k3s/config.yaml',
    },
    { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

export const nodePassword: Cause = {
  id: 'nodePassword',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [/Node password rejected/],
  finding: () => say('The server knows this node name with another password.'),
  why: () =>
    say(
      'Every machine makes a password for its node, and the server remembers it. Either two machines use the same name, or this one was installed anew. Look at the node in the cluster: Ready means that another machine has the name; NotReady, or none at all, means that the old password has to go.',
    ),
  fix: ({ unit, node }) => [
    {
      words: node === undefined ? say('Look at the node; put its name in.') : say('Look at the node.'),
      command: `kubectl get node ${word(node ?? 'NODE')} -o wide`,
    },
    {
      words: say('Another machine has the name: set "node-name" or "with-node-id: true" here, delete nothing.'),
      command: 'sudo -e /etc/rancher/k3s/config.yaml',
    },
    {
      words: say('The machine was installed anew: delete its old node, and on older servers the password.'),
      command: `kubectl delete node ${word(node ?? 'NODE')}; kubectl -n kube-system delete secret ${word(`${node ?? 'NODE'}.node-password.k3s`)}`,
    },
    { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

const ownName = ({ unit }: Place): readonly Remedy[] => [
  {
    words: say('See who this machine is, and compare with the node.'),
    command: 'hostname; cat /etc/machine-id /proc/sys/kernel/random/boot_id',
  },
  {
    words: say('If there are two: "node-name" or "with-node-id: true" for one of them, then start it again.'),
    command: serviceCommand(unit, 'restart'),
  },
];

export const sameName: Cause = {
  id: 'sameName',
  weight: 'stops',
  seen: ({ node, bootId, machineId }) => {
    if (!node?.ready || !node.bootId || !bootId || node.bootId === bootId) return undefined;
    const same = node.machineId !== undefined && node.machineId === machineId;
    return { evidence: `${node.bootId} ≠ ${bootId}`, details: [node.name, same ? 'clone' : 'other'] };
  },
  finding: ([name = '']) => say('The machine that reports as {0} is another one.', name),
  why: ([, kind]) =>
    kind === 'clone'
      ? say('Both have the same machine ID: one is a clone of the other.')
      : say(
          'Another machine reports under this name, and the cluster believes the one that spoke last. Or the SSH host that is remembered for the node leads to the wrong machine.',
        ),
  fix: (place) => [{ words: say('If the SSH host is wrong: "Change SSH Host…" on the node.') }, ...ownName(place)],
};

export const leaseConflict: Cause = {
  id: 'leaseConflict',
  weight: 'hurts',
  says: [/failed to update lease.{0,300}?the object has been modified/i],
  finding: () => say('Two machines may be running under one node name.'),
  why: () =>
    say(
      'Each renews the lease of the node and undoes what the other wrote. Once after a long pause it means nothing; again and again it is a second machine, often a clone.',
    ),
  fix: ownName,
};
