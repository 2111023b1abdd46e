/** The way from a machine to its servers, and back. */

import { say } from '../../say.ts';
import type { MachineFacts } from '../diagnose/facts.ts';
import type { ServerReach } from '../diagnose/readReach.ts';
import { serviceCommand, word } from '../unit.ts';
import { type Cause, firstSeen, JOINED, type Place, type Sighting } from './cause.ts';

/** Of the servers that were tried, when none of them answers. */
const noneBut =
  (...results: readonly ServerReach['result'][]) =>
  ({ servers: all }: MachineFacts): Sighting | undefined => {
    // That a server does not reach itself follows from something else.
    const servers = all.filter(({ server }) => !server.startsWith('127.'));
    if (servers.some(({ result }) => result === 'answers' || result === 'starting')) return undefined;
    return firstSeen(servers, ({ server, result, said }) =>
      results.includes(result) ? { evidence: `${server} ${said}`.trim(), details: [server] } : undefined,
    );
  };

/** It runs, and its server is there: what was said of the way is over. */
const answersNow = ({ servers, services: [main] }: MachineFacts): boolean =>
  main?.state === 'active' && servers.some(({ result }) => result === 'answers');

const hostOf = (server: string): string => server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
const tryIt = ({ server }: Place, [seen]: readonly string[]) => {
  const target = seen ?? server ?? 'SERVER:6443';
  return {
    words: say('Try it from this machine; 401 is the healthy answer.'),
    command: `curl -vk ${word(`https://${target}/ping`)}`,
  };
};

export const noRoute: Cause = {
  id: 'noRoute',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [/unable to find default route/, /no default routes? found/, /:6443.{0,200}network is unreachable/i],
  refuted: ({ defaultRoutes }) => defaultRoutes.length > 0,
  seen: ({ defaultRoutes, cards }) =>
    defaultRoutes.length === 0 && cards.length > 0 ? { evidence: cards.map(({ name }) => name).join(' ') } : undefined,
  finding: () => say('The machine has no default route.'),
  why: () =>
    say(
      'K3s takes the address of the node from the card of the default route; without one it does not know who it is. Machines without internet need one too, if only a made-up one.',
    ),
  fix: (place) => [
    { words: say('See addresses and routes.'), command: 'ip -brief address; ip route' },
    {
      words: say('Where there should be none: name address and card with "node-ip" and "flannel-iface".'),
      command: 'sudo -e /etc/rancher/k3s/config.yaml',
    },
    { words: say('Then start K3s again.'), command: serviceCommand(place.unit, 'restart') },
  ],
};

export const dns: Cause = {
  id: 'dns',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    // Names of registries are none of it.
    /(?:CA certs|6443|v1-k3s).{0,300}lookup (\S+?)(?: on \S+)?: (?:no such host|server misbehaving|i\/o timeout|.{0,80}?connection refused)/,
  ],
  seen: noneBut('dns'),
  refuted: answersNow,
  finding: ([server]) =>
    server
      ? say('The name {0} cannot be resolved.', hostOf(server))
      : say('The name of the server cannot be resolved.'),
  why: () =>
    say(
      'The machine asks its name servers and gets no address: the name is wrong, or the name servers are, or they cannot be reached.',
    ),
  fix: (_place, [server = '']) => [
    {
      words: say('Ask as the machine does.'),
      command: `getent hosts ${word(hostOf(server) || 'SERVER')}; cat /etc/resolv.conf`,
    },
    { words: say('Use an address instead of a name, or put the name into /etc/hosts.') },
  ],
};

export const refused: Cause = {
  id: 'port',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /Failed to validate connection to cluster at (\S+?): .*(?:connection refused|no route to host|i\/o timeout|deadline exceeded)/i,
    /dial tcp (\S+:6443): (?:connect: )?(?:connection refused|no route to host|i\/o timeout)/,
    // Its own load balancer accepts the connection and has nowhere to take it.
    /Get \\?"https:\/\/127\.0\.0\.1:6444\/\S*\\?": (?:read tcp .*connection reset by peer|EOF|context deadline exceeded)/,
    /failed to get CA certs: .*(?:connection refused|no route to host|i\/o timeout)/,
  ],
  seen: noneBut('refused', 'unreachable', 'timeout', 'closed'),
  refuted: answersNow,
  finding: ([server]) => (server ? say('No server answers at {0}.', server) : say('No server answers.')),
  why: () =>
    say(
      'Refused means that the machine is there and K3s is not, or listens elsewhere; no answer at all means a firewall, a wrong address or a machine that is off. A ping proves nothing: it may be forbidden while 6443/TCP is open, and the other way round.',
    ),
  fix: (place, details) => [
    tryIt(
      place,
      details.slice(0, 1).map((target) => target.replace(/^https:\/\//, '').replace(/\/.*$/, '')),
    ),
    { words: say('On the server: see that K3s runs.'), command: 'sudo systemctl status k3s' },
    {
      words: say('On the server: open 6443/TCP, with ufw or with firewalld.'),
      command:
        'sudo ufw allow 6443/tcp || sudo firewall-cmd --permanent --add-port=6443/tcp && sudo firewall-cmd --reload',
    },
  ],
};

export const tls: Cause = {
  id: 'tls',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /(?:CA certs|644[34]).{0,200}http: server gave HTTP response to HTTPS client/,
    /(?:CA certs|644[34]).{0,200}tls: (?:handshake failure|first record does not look like)/,
  ],
  seen: noneBut('tls'),
  finding: ([server]) =>
    server
      ? say('What answers at {0} does not speak TLS as K3s does.', server)
      : say('What answers does not speak TLS as K3s does.'),
  why: () =>
    say(
      'A proxy, a load balancer for HTTP or another program answers at this address. Before K3s there may be a load balancer for TCP only.',
    ),
  fix: (place, details) => [tryIt(place, details)],
};

export const serverStarting: Cause = {
  id: 'serverStarting',
  weight: 'hurts',
  joining: true,
  over: JOINED,
  says: [
    /failed to get CA certs: starting/,
    /server is not ready: .*(?:503|service unavailable|starting)/i,
    /(?:644[34]|v1-k3s).{0,100}(?:503 Service Unavailable|apiserver not ready)/i,
  ],
  seen: ({ servers }) => {
    if (servers.some(({ result }) => result === 'answers')) return undefined;
    return firstSeen(servers, ({ server, result, said }) =>
      result === 'starting' ? { evidence: `${server} ${said}`, details: [server] } : undefined,
    );
  },
  finding: () => say('The server is starting, or does not find its way.'),
  why: () =>
    say(
      'It answers, and says that it is not ready. That takes seconds, and minutes for etcd with a lot of data. When it lasts, the server is the one to look at.',
    ),
  fix: () => [
    {
      words: say('Wait a few minutes, then diagnose the server.'),
      command: 'sudo journalctl -u k3s -n 100 --no-pager',
    },
  ],
};

export const tunnel: Cause = {
  id: 'tunnel',
  weight: 'hurts',
  over: /Remotedialer connected to proxy/,
  says: [
    /failed to find Session for client/,
    /error dialing backend.{0,200}?(?:502|503|Bad Gateway|Service Unavailable)/,
    /Remotedialer proxy error.{0,20}?(?:error|err)?=?\\?"?(.{0,100}?)"?/,
    /Tunnel authorizer failed/,
  ],
  finding: () => say('The tunnel between server and agent is broken.'),
  why: () =>
    say(
      'Logs, exec and webhooks go through a connection that the agent keeps to every server. Where one of them is missing they fail with 502 or 503, while the node still looks Ready: often a load balancer that cuts quiet connections, or a server that was replaced.',
    ),
  fix: ({ unit, role }) => [
    { words: say('See to which servers there is a connection.'), command: "sudo ss -tnp 'dport = :6443'" },
    ...(role === 'agent' ? [{ words: say('Build it again.'), command: serviceCommand(unit, 'restart') }] : []),
  ],
};

/** VXLAN and WireGuard need room for their own headers. */
export const mtu: Cause = {
  id: 'mtu',
  weight: 'hurts',
  seen: ({ cards, defaultRoutes }) => {
    const outer = cards.find(({ name }) => name === defaultRoutes[0]);
    const inner = cards.find(({ name }) => name === 'flannel.1' || name === 'flannel-wg');
    if (!outer || !inner) return undefined;
    const room = inner.name === 'flannel.1' ? 50 : 60;
    return inner.mtu > outer.mtu - room
      ? {
          evidence: `${inner.name} ${inner.mtu}, ${outer.name} ${outer.mtu}`,
          details: [inner.name, String(inner.mtu), String(outer.mtu - room)],
        }
      : undefined;
  },
  finding: ([card = '', is = '', most = '']) =>
    say('{0} has an MTU of {1}; more than {2} does not fit.', card, is, most),
  why: () =>
    say(
      'Small packets pass, large ones between pods of different nodes vanish: names resolve, downloads hang. The MTU of the card has changed since flannel was set up.',
    ),
  fix: ({ unit }) => [
    { words: say('Let flannel make its card anew.'), command: 'sudo ip link delete flannel.1' },
    { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

/** What other nodes and servers have to get through to. */
const portsOf = (role: 'server' | 'agent'): readonly string[] =>
  role === 'server' ? ['6443/tcp', '10250/tcp', '8472/udp'] : ['10250/tcp', '8472/udp'];

export const firewall: Cause = {
  id: 'firewall',
  weight: 'note',
  seen: ({ firewalls, role }) =>
    firstSeen(firewalls, ({ name, rules }) => {
      const closed = portsOf(role).filter((port) => !rules.includes(port));
      return closed.length === 0 || /10\.42\.0\.0\/16/.test(rules)
        ? undefined
        : { evidence: `${name}: ${rules.split('\n')[0] ?? ''}`, details: [name, closed.join(', ')] };
    }),
  finding: ([name = '', ports = '']) => say('{0} is active and does not list {1}.', name, ports),
  why: () =>
    say(
      'Pods of different nodes talk over 8472/UDP (WireGuard: 51820 and 51821/UDP) between all nodes, and metrics come over 10250/TCP. The tunnel of K3s replaces neither. Open 8472/UDP to nodes only, never to the internet.',
    ),
  fix: ({ role }, [name = '']) => [
    {
      words: say('Open them, for the networks of pods and services too.'),
      command:
        name === 'firewalld'
          ? [
              ...portsOf(role).map((port) => `sudo firewall-cmd --permanent --add-port=${port}`),
              'sudo firewall-cmd --permanent --zone=trusted --add-source=10.42.0.0/16 --add-source=10.43.0.0/16',
              'sudo firewall-cmd --reload',
            ].join(' && ')
          : [
              ...portsOf(role).map((port) => `sudo ufw allow ${port}`),
              'sudo ufw allow from 10.42.0.0/16 to any',
              'sudo ufw allow from 10.43.0.0/16 to any',
            ].join(' && '),
    },
  ],
};
