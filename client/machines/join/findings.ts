/**
 * What speaks against a join, before anything is done: each finding is what is so, what it leads to, and what to do. One
 * function per subject, in the order in which a person would look; node-operations 2.4 to 2.6 and 2.9 no. 2 say why.
 */

import { say } from '../../say.ts';
import type { Looked } from './looked.ts';

export interface Finding {
  readonly id: string;
  /** With a `stop` nothing is begun. */
  readonly severity: 'stop' | 'warning' | 'note';
  readonly text: string;
  /** Lines for a shell on the machine, to be copied; never run by us. */
  readonly commands?: readonly string[];
}

/** A Node of the cluster that has the name which this machine would get. */
export interface Namesake {
  readonly ready: boolean;
  readonly machineId: string;
  readonly bootId: string;
}

/** What the machine is to become. */
export interface Wanted {
  readonly nodeName: string;
  /** Of the registration address. */
  readonly host: string;
  readonly port: number;
  /** Of the token, where it has one. */
  readonly caHash?: string;
  /** Of what answers at the registration address. */
  readonly seenHash?: string;
  readonly version: string;
  /** The lowest of the servers, where a cluster is known. */
  readonly serverVersion?: string;
  readonly online: boolean;
  /** Options that make a default route unnecessary: `node-ip` and `flannel-iface`. */
  readonly addressChosen: boolean;
  readonly namesake?: Namesake;
  /** Keys of labels that a kubelet may not give itself. */
  readonly reservedLabels?: readonly string[];
  /** A person said that a Node of this name that is not ready may go. */
  readonly replace?: boolean;
}

type Check = (looked: Looked, wanted: Wanted, now: number) => readonly Finding[];

const stop = (id: string, text: string, commands?: readonly string[]): Finding[] => [made('stop', id, text, commands)];
const warn = (id: string, text: string, commands?: readonly string[]): Finding[] => [
  made('warning', id, text, commands),
];
const note = (id: string, text: string): Finding[] => [made('note', id, text)];

function made(severity: Finding['severity'], id: string, text: string, commands?: readonly string[]): Finding {
  return { id, severity, text, ...(commands && { commands }) };
}

/** For which K3s has binaries. */
const ARCHITECTURES = /^(x86_64|amd64|aarch64|arm64|armv7l?|armhf|arm)$/;
const GIB = 1024 ** 3;
/** Kubernetes' rule for names of nodes. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** The stops first. */
export function joinFindings(looked: Looked, wanted: Wanted, now: number): readonly Finding[] {
  const order: readonly Finding['severity'][] = ['stop', 'warning', 'note'];
  return checks
    .flatMap((check) => check(looked, wanted, now))
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Whether the machine is the node of that name already, and has not been started anew since. */
export const isMember = ({ machineId, bootId }: Looked, { namesake }: Pick<Wanted, 'namesake'>): boolean =>
  namesake !== undefined && namesake.machineId === machineId && namesake.bootId === bootId;

const server: Check = ({ folders, units }) => {
  const found = [...folders].find((path) => path.includes('/k3s/server/')) ?? units.find(isServerUnit);
  return found === undefined
    ? []
    : stop(
        'is-server',
        say('This machine is a K3s server, or was one: {0} is there. As an agent it would stop being it.', found),
      );
};

const isServerUnit = (path: string): boolean => /\/k3s(\.service)?$/.test(path);

const system: Check = ({ arch, init, memoryBytes }) => [
  ...(arch !== '' && !ARCHITECTURES.test(arch)
    ? stop('architecture', say('There is no K3s for machines of the kind {0}.', arch))
    : []),
  ...(init === undefined
    ? stop('no-init', say('Neither systemd nor OpenRC runs this machine, so K3s could not be started as a service.'))
    : []),
  ...(memoryBytes !== undefined && memoryBytes < GIB / 2
    ? warn('memory', say('It has {0} MiB of memory; an agent wants 512 at least.', Math.round(memoryBytes / 1024 ** 2)))
    : []),
];

const name: Check = (looked, wanted) => {
  const { nodeName, namesake } = wanted;
  if (nodeName === 'localhost' || nodeName.length > 253 || !NAME.test(nodeName))
    return stop(
      'name',
      say('"{0}" cannot be the name of a node: small letters, digits and - only. Set node-name.', nodeName),
    );
  if (!namesake || isMember(looked, wanted)) return [];
  if (!namesake.ready)
    return wanted.replace
      ? warn('replaced', say('The Node {0}, which is not ready, is deleted with its password.', nodeName))
      : stop(
          'reinstalled',
          say(
            'The cluster has a node {0} that is not ready, and refuses another machine under its name. If this machine was it and has been installed anew, choose to replace it; else set node-name.',
            nodeName,
          ),
        );
  return stop(
    'duplicate-name',
    namesake.machineId === looked.machineId
      ? say(
          'Another machine with the same machine-id is the node {0} and is ready: one is a copy of the other. Give this one a machine-id of its own, and set node-name or with-node-id.',
          nodeName,
        )
      : say(
          'Another machine is the node {0} already, and it is ready. Set node-name or with-node-id for this one; the other is not touched.',
          nodeName,
        ),
  );
};

const way: Check = ({ way: found, resolved }, { host, port, caHash, seenHash }) => {
  const address = `${host}:${port}`;
  if (found.reached === 'unknown')
    return note(
      'way-unknown',
      say('The way to {0} could not be tried: the machine has neither curl nor wget.', address),
    );
  if (found.reached === 'other')
    return stop('not-k3s', say('What answers at {0} is no K3s server: "{1}"', address, found.answer));
  if (found.reached === 'cluster')
    return caHash !== undefined && seenHash !== undefined && caHash !== seenHash
      ? stop(
          'other-cluster',
          say(
            'The token is for another cluster: its CA hash is {0}, that of the server at {1} is {2}.',
            caHash,
            address,
            seenHash,
          ),
        )
      : [];
  if (found.why === 'dns' || resolved === false)
    return stop('dns', say('The machine does not know the name {0}.', host), [`getent hosts ${quoted(host)}`]);
  const known = resolved ? say(' (DNS ok)') : '';
  switch (found.why) {
    case 'refused':
      return stop('refused', say('{0}/TCP to {1}: refused{2}. No K3s server listens there.', port, host, known));
    case 'timeout':
      return stop(
        'no-answer',
        say('{0}/TCP to {1}: no answer within 5 s{2}. A firewall between may drop it.', port, host, known),
      );
    case 'tls':
      return stop('tls', say('Something answers at {0}, but it speaks no TLS.', address));
    default:
      return stop('no-way', say('The server at {0} could not be reached.', address));
  }
};

/** By the server's clock, else by ours. */
const clock: Check = ({ time, serverTime }, _wanted, now) => {
  if (time === undefined) return [];
  const off = time - (serverTime ?? now);
  const seconds = Math.round(Math.abs(off) / 1000);
  if (seconds <= 30) return [];
  const whose = serverTime === undefined ? say('this computer') : say('the server');
  const text =
    off < 0
      ? say('Its clock is {0} behind {1}.', duration(seconds), whose)
      : say('Its clock is {0} ahead of {1}.', duration(seconds), whose);
  const commands = ['timedatectl set-ntp true', 'chronyc makestep'];
  return seconds > 300
    ? stop('clock', `${text} ${say('Certificates are then expired or not valid yet.')}`, commands)
    : warn('clock', text, commands);
};

const cgroups: Check = ({ cgroups: found }) => {
  if (found.length === 0 || found.includes('memory')) return [];
  return stop(
    'no-memory-cgroup',
    say('The kernel has no memory cgroup, and K3s does not start without. Switch it on and restart the machine.'),
    ["sed -i 's/$/ cgroup_memory=1 cgroup_enable=memory/' /boot/firmware/cmdline.txt", 'rc-update add cgroups'],
  );
};

const modules: Check = ({ missingModules }) =>
  missingModules.length === 0
    ? []
    : warn('modules', say('The kernel has no module {0}; pods get no network without.', missingModules.join(', ')));

const route: Check = ({ defaultRoute }, { addressChosen }) =>
  defaultRoute || addressChosen
    ? []
    : stop(
        'no-default-route',
        say('There is no default route, and K3s does not start without one unless node-ip and flannel-iface are set.'),
        ['ip route'],
      );

/** What an agent listens on: kubelet, its own load balancer, kube-proxy. */
const PORTS = [10250, 6444, 10256, 10249] as const;

const ports: Check = ({ ports: used, units }) => {
  if (units.length > 0) return [];
  const taken = PORTS.filter((port) => used.has(port));
  return taken.length === 0
    ? []
    : stop('ports', say('Something else listens on {0}, where the agent wants to.', taken.join(', ')), ['ss -lntp']);
};

const others: Check = ({ runtimes, folders, units }) => [
  ...(runtimes.has('rke2 runs') || runtimes.has('rke2') || folders.has('/var/lib/rancher/rke2')
    ? stop('rke2', say('RKE2 is installed here; both want the same ports and folders.'))
    : []),
  ...(runtimes.has('kubelet runs') && units.length === 0
    ? stop('kubelet', say('Another Kubernetes runs here: there is a kubelet that is not K3s’s own.'))
    : []),
  ...(units.length === 0 && folders.has('/var/lib/rancher/k3s/agent')
    ? warn(
        'left-over',
        say(
          'There is data of an earlier agent in /var/lib/rancher/k3s/agent. If that was another cluster, the agent will not trust this one: recover it then.',
        ),
      )
    : []),
];

const disks: Check = ({ disks: found }) =>
  found.flatMap(({ path, freeBytes }) => {
    const free = (freeBytes / GIB).toFixed(1);
    if (path === '/var/lib/rancher' && freeBytes < GIB)
      return stop('disk', say('{0} has {1} GiB left; K3s with its images wants more than 1.', path, free));
    if (path === '/var/lib/rancher' && freeBytes < 4 * GIB)
      return warn('disk', say('{0} has only {1} GiB left for images and logs.', path, free));
    return freeBytes < GIB / 4 ? stop('disk', say('{0} has {1} GiB left; the binary does not fit.', path, free)) : [];
  });

const FIREWALLS: Readonly<Record<string, readonly string[]>> = {
  firewalld: [
    'firewall-cmd --permanent --add-port=10250/tcp',
    'firewall-cmd --permanent --add-port=8472/udp',
    'firewall-cmd --permanent --zone=trusted --add-source=10.42.0.0/16',
    'firewall-cmd --permanent --zone=trusted --add-source=10.43.0.0/16',
    'firewall-cmd --reload',
  ],
  ufw: [
    'ufw allow 10250/tcp',
    'ufw allow 8472/udp',
    'ufw allow from 10.42.0.0/16 to any',
    'ufw allow from 10.43.0.0/16 to any',
  ],
};

const firewalls: Check = ({ firewalls: active }) =>
  active.flatMap((one) =>
    warn(
      'firewall',
      say(
        '{0} is active. Other nodes have to reach 10250/TCP and 8472/UDP (VXLAN), and pods their networks; from outside the cluster 8472 must stay closed.',
        one,
      ),
      FIREWALLS[one],
    ),
  );

const rest: Check = ({ selinux, rebootNeeded, tools }, { online }) => [
  ...(selinux === 'Enforcing' && !online
    ? warn(
        'selinux',
        say('SELinux is enforcing: install the package k3s-selinux first, it does not come with the files.'),
      )
    : []),
  ...(rebootNeeded ? warn('reboot', say('The machine waits for a restart. Do that first.')) : []),
  ...(online && !tools.has('curl') && !tools.has('wget')
    ? stop(
        'no-download',
        say('The install script needs curl or wget, and there is neither. Install one, or choose files of yours.'),
      )
    : []),
];

const labels: Check = (_looked, { reservedLabels = [] }) =>
  reservedLabels.flatMap((key) =>
    note(
      'reserved-label',
      say('The label {0} cannot be set by the kubelet; it will be set through the API after the join.', key),
    ),
  );

const versions: Check = (_looked, { version, serverVersion }) => {
  if (serverVersion === undefined) return [];
  const [ours, theirs] = [minor(version), minor(serverVersion)];
  if (ours === undefined || theirs === undefined) return [];
  if (ours > theirs || (ours === theirs && compare(version, serverVersion) > 0))
    return stop(
      'newer',
      say('{0} is newer than the servers, which run {1}. An agent must not be.', version, serverVersion),
    );
  return theirs - ours > 3
    ? stop('too-old', say('{0} is more than three minor versions behind the servers ({1}).', version, serverVersion))
    : [];
};

const minor = (version: string): number | undefined => {
  const found = /^v1\.(\d+)\./.exec(version)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** `v1.34.2+k3s1`: by its numbers, one after the other. */
function compare(a: string, b: string): number {
  const numbers = (text: string): number[] => [...text.matchAll(/\d+/g)].map(([one]) => Number(one));
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((one, index) => one !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

const checks: readonly Check[] = [
  server,
  system,
  name,
  way,
  clock,
  cgroups,
  route,
  ports,
  others,
  versions,
  disks,
  modules,
  firewalls,
  rest,
  labels,
];

/** `3 h 12 min`, `45 s`. */
function duration(seconds: number): string {
  if (seconds < 60) return say('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? say('{0} min', minutes) : say('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** For a line to be copied into a shell. */
const quoted = (text: string): string => (/^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
