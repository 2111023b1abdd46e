/** What K3s is told, and cannot be told. */

import { say } from '../../say.ts';
import { serviceCommand, word } from '../unit.ts';
import { type Cause, firstSeen, JOINED, type Place, type Remedy } from './cause.ts';

const CONFIGURATION = '/etc/rancher/k3s/config.yaml';

const edit = ({ unit }: Place, path = CONFIGURATION): readonly Remedy[] => [
  { words: say('Open {0}: K3s settings are checked while you type.', path), command: `sudo -e ${word(path)}` },
  { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
];

export const configurationUnreadable: Cause = {
  id: 'configurationUnreadable',
  weight: 'stops',
  over: JOINED,
  says: [/level=fatal msg="(yaml: .*?)"/, /failed to (?:read|load|parse) config(?:uration)? (?:file|from)/i],
  seen: ({ settings }) =>
    firstSeen(settings, ({ path, problem }) =>
      problem === undefined
        ? undefined
        : {
            evidence: `${path}:${problem.line} ${problem.message}`,
            details: [problem.message, path, String(problem.line)],
          },
    ),
  finding: ([, path, line]) =>
    path ? say('{0} cannot be read, from line {1}.', path, line ?? '1') : say('The configuration file cannot be read.'),
  why: ([message = '']) =>
    say('It is not the YAML that K3s understands: {0}. K3s stops before it does anything.', message),
  fix: (place, [, path]) => edit(place, path),
};

export const unknownFlag: Cause = {
  id: 'unknownFlag',
  weight: 'stops',
  over: JOINED,
  says: [
    /flag provided but not defined: -?-?([\w-]+)/,
    /unknown shorthand flag: '(\w)'/,
    /(?:strict decoding|unmarshal).{0,80}unknown field "([\w.-]{1,80})"/,
  ],
  finding: ([name = '']) => say('K3s does not know the option {0}.', name),
  why: () =>
    say(
      'It is misspelt, belongs to servers only, or to another version. K3s prints all its options and stops. The installer does not look at them.',
    ),
  fix: (place) => edit(place),
};

export const kubeletFlag: Cause = {
  id: 'kubeletFlag',
  weight: 'stops',
  says: [
    /failed to parse (?:kubelet|kube-proxy|kube-\w+) flag: (.{1,120}?)"/,
    /(?:kubelet|kube-proxy|apiserver|scheduler|controller-manager) exited: (?:failed to parse|unknown flag|invalid argument) ?(.{0,120}?)"/,
    /Error: (?:failed to parse kubelet flag: )?(unknown flag: --[\w-]+|invalid argument .{1,120})$/,
    /failed to load kubelet config file.{0,200}?(unknown field \\?"[\w.-]+)/,
  ],
  finding: ([what = '']) => say('A component of K3s refuses an argument: {0}.', what),
  why: () =>
    say(
      'What stands in kubelet-arg and its like goes to the component as it is. One that it does not know, often because a version dropped it, stops all of K3s.',
    ),
  fix: (place) => edit(place),
};

export const reservedLabel: Cause = {
  id: 'reservedLabel',
  weight: 'stops',
  says: [/unknown 'kubernetes\.io' or 'k8s\.io' labels specified with --node-labels: \[([^\]]{1,200})\]/],
  finding: ([label = '']) => say('The kubelet may not give itself the label {0}.', label),
  why: () =>
    say(
      'Below kubernetes.io and k8s.io a node may set only a few labels on itself, so that a stolen machine cannot pretend to be another. Roles are not among them.',
    ),
  fix: (place, [label = '']) => [
    { words: say('Take it out of node-label.'), command: `sudo -e ${CONFIGURATION}` },
    { words: say('Start K3s again.'), command: serviceCommand(place.unit, 'restart') },
    {
      words:
        place.node === undefined
          ? say('When the node is Ready, set it through the cluster; put the name of the node in.')
          : say('When the node is Ready, set it through the cluster.'),
      command: `kubectl label node ${word(place.node ?? 'NODE')} ${word(`${(label.split(/[\s,]/)[0] ?? '').split('=')[0]}=true`)}`,
    },
  ],
};

export const badTaint: Cause = {
  id: 'badTaint',
  weight: 'stops',
  says: [/failed to parse node taints: (.{1,200}?)"/, /invalid taint (?:spec|effect): ?(.{1,100}?)"/],
  finding: ([what = '']) => say('A taint in node-taint cannot be read: {0}.', what),
  why: () =>
    say('A taint is key=value:Effect or key:Effect, with the effects NoSchedule, PreferNoSchedule and NoExecute.'),
  fix: (place) => edit(place),
};

export const tokenMissing: Cause = {
  id: 'tokenMissing',
  weight: 'stops',
  over: JOINED,
  says: [/Error: --token \S+ required/, /token must not be empty/],
  finding: () => say('K3s has been given no token.'),
  why: () =>
    say(
      'An agent needs one at every start. On systemd it is read from config.yaml and from the file beside the unit; /etc/rancher/k3s/k3s-agent.env is read on OpenRC only.',
    ),
  fix: ({ unit }) => [
    {
      words: say('Put it into a file that only root can read, and name that in config.yaml with "token-file".'),
      command: `sudo -e ${CONFIGURATION}`,
    },
    { words: say('Start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

export const serverMissing: Cause = {
  id: 'serverMissing',
  weight: 'stops',
  over: JOINED,
  says: [
    /Error: --server is required/,
    /only https:\/\/ URLs are supported, invalid scheme: (\S{1,200}?)"/,
    /Invalid server url/,
  ],
  finding: ([url]) =>
    url
      ? say('The address of the server has to begin with https://, and is {0}.', url)
      : say('K3s has not been told where its server is.'),
  why: () =>
    say('An agent needs the address of a server or of a load balancer before servers, such as https://10.0.0.5:6443.'),
  fix: (place) => edit(place),
};

export const cardMissing: Cause = {
  id: 'cardMissing',
  weight: 'stops',
  over: JOINED,
  says: [
    /interface (\S{1,40}) does not have a correct global unicast ip/,
    /unable to find (?:vpn )?interface:? (\S{1,40})/,
    /failed to find the interface.{0,40}?: ?(.{1,80}?)"/,
  ],
  finding: ([card = '']) => say('There is no network card {0} with an address.', card),
  why: () =>
    say(
      'flannel-iface or a VPN names a card that does not exist, is down, or has no address yet: names change with kernels, a VPN may come up later than K3s.',
    ),
  fix: (place) => [
    { words: say('See which cards have which addresses.'), command: 'ip -brief address' },
    ...edit(place),
  ],
};

export const settingsDiffer: Cause = {
  id: 'settingsDiffer',
  weight: 'stops',
  says: [/critical configuration value mismatch.{0,20}?: ?(.{0,200}?)"/],
  finding: ([what]) =>
    what
      ? say('This server is told something else than the others: {0}.', what)
      : say('This server is told something else than the others.'),
  why: () =>
    say('Networks, the CNI and a few more have to be the same on all servers; one that differs is not let in.'),
  fix: (place) => [
    { words: say('Compare the settings of the servers (Compare Settings of Servers in the tree).') },
    ...edit(place),
  ],
};

/** Nobody reads it on systemd, whatever guides say. */
const OPENRC_FILE = /^\/etc\/rancher\/k3s\/k3s(?:-\S+)?\.env$/;

export const fileNotRead: Cause = {
  id: 'fileNotRead',
  weight: 'hurts',
  seen: ({ init, strayFiles }) => {
    const stray = init === 'systemd' ? strayFiles.find((path) => OPENRC_FILE.test(path)) : undefined;
    return stray === undefined ? undefined : { evidence: stray, details: [stray] };
  },
  finding: ([path = '']) => say('Nobody reads {0}.', path),
  why: () => say('K3s reads this file on OpenRC only. On systemd its variables belong into the file beside the unit.'),
  fix: ({ unit }) => [
    {
      words: say('Put them there, or into config.yaml, then start K3s again.'),
      command: `sudo -e /etc/systemd/system/${unit.name}.service.env`,
    },
  ],
};
