/** What the kernel of a machine lacks or forbids. */

import { say } from '../../say.ts';
import { serviceCommand, word } from '../unit.ts';
import { type Cause, firstSeen } from './cause.ts';

export const memoryCgroup: Cause = {
  id: 'memoryCgroup',
  weight: 'stops',
  says: [/failed to find (memory|cpuset|cpu|pids) cgroup/i, /(\w+) cgroup controller not found/],
  seen: ({ controllers }) => {
    if (!controllers) return undefined;
    const lacks = ['memory', 'cpu', 'pids'].find((name) => !controllers.has(name));
    return lacks === undefined ? undefined : { evidence: [...controllers].join(' '), details: [lacks] };
  },
  refuted: ({ controllers }) => controllers?.has('memory') === true,
  finding: ([name = 'memory']) => say('The kernel runs without the {0} cgroup.', name),
  why: () =>
    say(
      'Without it nobody can limit what a container uses, and the kubelet refuses to start. A Raspberry Pi starts without it unless its command line says otherwise; so do some small boards and containers.',
    ),
  fix: ({ kernelLine }) =>
    kernelLine === undefined
      ? [
          {
            words: say(
              'With GRUB (Debian, Ubuntu, RHEL): add this to GRUB_CMDLINE_LINUX in /etc/default/grub, run update-grub or grub2-mkconfig, restart the machine.',
            ),
            command: 'cgroup_enable=memory cgroup_memory=1',
          },
        ]
      : [
          {
            words: say('On the one line of {0}, add it at the end, then restart the machine.', kernelLine),
            command: `sudo sed -i '1 s/$/ cgroup_memory=1 cgroup_enable=memory/' ${word(kernelLine)}`,
          },
        ],
};

export const kernelModules: Cause = {
  id: 'kernelModules',
  weight: 'stops',
  says: [
    /"overlayfs" snapshotter cannot be enabled/,
    /iptables(?:\S* \S+)? (?:is not available on this host|Table does not exist|not found)/,
    /modprobe: FATAL: Module (br_netfilter|overlay) not found/,
  ],
  seen: ({ missingModules: [missing] }) =>
    missing === undefined ? undefined : { evidence: missing, details: [missing] },
  finding: ([name]) =>
    name
      ? say('The kernel module {0} is missing.', name)
      : say('The kernel or its tools lack something that K3s needs.'),
  why: () =>
    say(
      'K3s needs overlay for images, br_netfilter and iptables for the network of pods. They are missing after a kernel update without a restart, in containers, and where a distribution packs them apart (linux-modules-extra on Ubuntu for the Raspberry Pi).',
    ),
  fix: () => [
    { words: say('Load them.'), command: 'sudo modprobe -a br_netfilter overlay' },
    { words: say('See what else is missing.'), command: 'sudo /usr/local/bin/k3s check-config' },
    {
      words: say(
        'Where the module is not found: restart the machine into the kernel that is installed, or install iptables and the extra modules.',
      ),
    },
  ],
};

/** What the kubelet wants with `protect-kernel-defaults`, as the kubelet's own checks have it. */
const WANTED = ['vm.overcommit_memory=1', 'vm.panic_on_oom=0', 'kernel.panic=10', 'kernel.panic_on_oops=1'];

export const kernelDefaults: Cause = {
  id: 'kernelDefaults',
  weight: 'stops',
  says: [/invalid kernel flag: (\S+), expected value: (\S+), actual value: (\S+)/],
  seen: ({ settings, kernelSettings }) => {
    const protects = settings.some(({ options }) =>
      options.some(({ option, values }) => option === 'protect-kernel-defaults' && values.at(-1) !== 'false'),
    );
    if (!protects) return undefined;
    return firstSeen(WANTED, (wanted) => {
      const [key = '', value = ''] = wanted.split('=');
      const is = kernelSettings.get(key.replaceAll('.', '/'));
      return is === undefined || is === value ? undefined : { evidence: `${key} = ${is}`, details: [key, value, is] };
    });
  },
  finding: ([key = '', wanted = '', is = '']) =>
    say('protect-kernel-defaults is on, and {0} is {1} instead of {2}.', key, is, wanted),
  why: () => say('With this option the kubelet does not set what it needs in the kernel; it stops where it differs.'),
  fix: ({ unit }) => [
    {
      words: say('Set them, now and at every start.'),
      command: `printf '%s\\n' ${WANTED.join(' ')} | sudo tee /etc/sysctl.d/90-kubelet.conf && sudo sysctl --system`,
    },
    { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

export const tooManyFiles: Cause = {
  id: 'tooManyFiles',
  weight: 'stops',
  says: [/too many open files/i, /inotify_(?:init|add_watch).{0,200}: /i],
  finding: () => say('The limit of watched or open files is reached.'),
  why: () =>
    say(
      'Everything that follows files needs inotify instances, and many systems allow 128 of them. Many pods, or a desktop beside K3s, use them up.',
    ),
  fix: () => [
    {
      words: say('Raise the limits, now and at every start.'),
      command:
        "printf '%s\\n' fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=524288 | sudo tee /etc/sysctl.d/90-inotify.conf && sudo sysctl --system",
    },
  ],
};

export const apparmor: Cause = {
  id: 'apparmor',
  weight: 'stops',
  says: [
    /apparmor_parser.*(?:not found|no such file|executable file)/i,
    /(?:load|apply|write).{0,40}apparmor.{0,80}(?:fail|denied|not|no such)/i,
    /apparmor.{0,60}(?:fail|error)/i,
  ],
  seen: ({ denials }) =>
    firstSeen(denials, (line) =>
      /apparmor="?DENIED.*(?:k3s|containerd|runc|cri-)/.test(line) ? { evidence: line } : undefined,
    ),
  finding: () => say('AppArmor keeps containers from starting.'),
  why: () =>
    say('The kernel has AppArmor switched on, but its tools are missing or a profile forbids what containerd does.'),
  fix: () => [
    { words: say('Install its tools (Debian, Ubuntu).'), command: 'sudo apt-get install apparmor apparmor-utils' },
    { words: say('See what was denied.'), command: 'sudo journalctl -k -b | grep -i apparmor | tail -n 20' },
  ],
};

export const selinux: Cause = {
  id: 'selinux',
  weight: 'stops',
  says: [/SELinux.*policy may need to be applied/, /SELinux policy.*(?:not|missing)/i],
  seen: ({ enforcing, denials, hasPolicy }) => {
    if (!enforcing) return undefined;
    const denial = denials.find((line) => /avc: +denied/.test(line));
    return denial === undefined ? undefined : { evidence: denial, details: [hasPolicy ? 'policy' : ''] };
  },
  finding: () => say('SELinux denies K3s or its containers something.'),
  why: ([policy]) =>
    policy
      ? say(
          'The policy for K3s is installed. Files moved from elsewhere keep the label of where they came from; a data directory of your own has no label at all.',
        )
      : say('The policy for K3s (package k3s-selinux) is not installed, so SELinux does not know what K3s may do.'),
  fix: ({ dataDir }) => [
    { words: say('See what was denied, and why.'), command: 'sudo ausearch -m avc -ts boot | audit2why | tail -n 40' },
    {
      words: say('Give files the labels they should have.'),
      command: `sudo restorecon -R ${word(dataDir)} /etc/rancher /usr/local/bin/k3s`,
    },
    { words: say('Install the policy from the Rancher repository.'), command: 'sudo dnf install k3s-selinux' },
  ],
};
