/** What runs below the pods: containerd, its network, ports that others have. */

import { say } from '../../say.ts';
import { serviceCommand, word } from '../unit.ts';
import { type Cause, firstSeen } from './cause.ts';

export const portTaken: Cause = {
  id: 'portTaken',
  weight: 'stops',
  says: [/listen (?:tcp|udp)\d? \S*?:(\d+): bind: address already in use/, /listen \S+: bind: address already in use/],
  seen: ({ ports }) =>
    firstSeen(ports, ({ port, program, protocol }) =>
      [6444, 10250].includes(port) && protocol === 'tcp' && program !== '' && !/^(?:k3s|kubelet)/.test(program)
        ? { evidence: `${port}/${protocol} ${program}`, details: [String(port), program] }
        : undefined,
    ),
  finding: ([port, program]) =>
    program
      ? say('Port {0} is taken by {1}.', port ?? '', program)
      : port
        ? say('Port {0} is taken by another program.', port)
        : say('A port that K3s needs is taken by another program.'),
  why: () =>
    say(
      'Another Kubernetes (kubeadm, microk8s, RKE2), a second service of K3s, or what was left of one that was stopped, listens there.',
    ),
  fix: ({ unit }, [port]) => [
    {
      words: say('See who it is.'),
      command: `sudo ss -lntup | grep ${word(`:${/^\d+$/.test(port ?? '') ? port : '6443'}`)}`,
    },
    {
      words: say('Stop that program, or give K3s what is left of itself: stop all, then start again.'),
      command: `sudo /usr/local/bin/k3s-killall.sh; ${serviceCommand(unit, 'start')}`,
    },
  ],
};

export const containerd: Cause = {
  id: 'containerd',
  weight: 'stops',
  says: [
    /failed to start containerd/i,
    /containerd exited: ?(.{0,200}?)"?$/,
    /containerd: .{0,200}?(?:panic|fatal)/i,
    /failed to find host-local/,
  ],
  // Before K3s has joined, and for others than root, there is no answer either.
  seen: ({ late, runtimeTroubles, asRoot, services: [main] }) =>
    !asRoot || main?.state !== 'active'
      ? undefined
      : late.includes('runtime')
        ? { evidence: 'crictl info: …', details: ['hangs'] }
        : firstSeen(runtimeTroubles, (trouble) =>
            /^RuntimeReady|rpc error|level=(?:fatal|error)/.test(trouble)
              ? { evidence: trouble, details: /DeadlineExceeded|timed out/.test(trouble) ? ['hangs'] : [] }
              : undefined,
          ),
  finding: ([how]) => (how === 'hangs' ? say('containerd does not answer.') : say('containerd does not run.')),
  why: ([how]) =>
    how === 'hangs'
      ? say(
          'The kubelet asks it for everything, so the node becomes NotReady and pods stay as they are. A disk that hangs, a dead network mount or a damaged store are behind it.',
        )
      : say(
          'Without it there are no containers. Its own log says why; a damaged store after a power cut, a full disk and leftovers of another version are what it is most often.',
        ),
  fix: ({ unit, dataDir }) => [
    { words: say('Read its log.'), command: `sudo tail -n 50 ${word(`${dataDir}/agent/containerd/containerd.log`)}` },
    {
      words: say('See whether something waits for a disk: processes in state D.'),
      command: 'ps -eo state,pid,comm | grep "^D"',
    },
    {
      words: say('Stop everything and start again; pods of this node are interrupted.'),
      command: `sudo /usr/local/bin/k3s-killall.sh; ${serviceCommand(unit, 'start')}`,
    },
  ],
};

export const cni: Cause = {
  id: 'cni',
  weight: 'stops',
  over: /NetworkReady=true/,
  says: [
    /cni plugin not initialized/i,
    /no networks? found in \S+/,
    /failed to find plugin "([\w-]+)" in path/,
    /NetworkPluginNotReady/,
  ],
  seen: ({ runtimeTroubles, cni: configurations, asRoot, services: [main], late, skipped }) => {
    if (!asRoot || main?.state !== 'active') return undefined;
    const trouble = runtimeTroubles.find((line) => /^NetworkReady|cni/i.test(line));
    if (trouble !== undefined) return { evidence: trouble };
    const known = !late.includes('cni') && !skipped.includes('cni');
    return known && configurations.length === 0 ? { evidence: 'net.d: –', details: ['', 'none'] } : undefined;
  },
  finding: ([plugin]) =>
    plugin ? say('The network plugin {0} is missing.', plugin) : say('Pods have no network: the CNI is not set up.'),
  why: () =>
    say(
      'With flannel-backend "none" you bring the network yourself (Calico, Cilium), and it has not come yet, or does not find the folders of K3s. With flannel it waits for the server to give the node its range of addresses.',
    ),
  fix: ({ dataDir }) => [
    {
      words: say('See what is there.'),
      command: `sudo ls -l ${word(`${dataDir}/agent/etc/cni/net.d`)} /etc/cni/net.d /run/flannel`,
    },
    {
      words: say('See the pods of the network.'),
      command: 'kubectl get pods -A -o wide | grep -iE "flannel|calico|cilium|canal"',
    },
  ],
};

export const imagePull: Cause = {
  id: 'imagePull',
  weight: 'hurts',
  says: [/failed to pull(?: and unpack)? image \\?"([^"\\]{1,200})/i],
  finding: ([image = '']) => say('The image {0} cannot be pulled.', image),
  why: () =>
    say(
      'The registry cannot be reached, asks for a login, or does not have the image. For the pause image that stops every pod of the node.',
    ),
  fix: (_place, [image = '']) => [
    { words: say('Pull it as containerd does.'), command: `sudo /usr/local/bin/k3s crictl pull ${word(image)}` },
    { words: say('Look at the way of the image in registries.yaml (Where an Image is Pulled From).') },
  ],
};
