/** Disks: full, out of inodes, read-only, broken. */

import { say } from '../../say.ts';
import { word } from '../unit.ts';
import { type Cause, firstSeen } from './cause.ts';

/** From here on the kubelet of K3s evicts pods (`nodefs.available<5%`). */
const NEARLY = 95;

const lookForSpace = (dataDir: string) => ({
  words: say('See what takes the space.'),
  command: `sudo du -xh -d 3 ${word(dataDir)} /var/log 2>/dev/null | sort -h | tail -n 20`,
});

export const diskFull: Cause = {
  id: 'diskFull',
  weight: 'stops',
  // Watches of files run out with the same words.
  says: [/^(?!.*inotify).*no space left on device/i],
  seen: ({ disks }) =>
    firstSeen(disks, ({ place, usedPercent, freeKb }) =>
      usedPercent >= 100 || freeKb < 1024 ? { evidence: `${place} ${usedPercent}%`, details: [place] } : undefined,
    ),
  refuted: ({ disks }) => disks.length > 0 && disks.every(({ usedPercent }) => usedPercent < NEARLY),
  finding: ([place]) => (place ? say('The disk of {0} is full.', place) : say('A disk is full.')),
  why: () =>
    say(
      'K3s cannot write its data, its certificates or its log. It stops, or hangs while it starts, and pods are evicted.',
    ),
  fix: ({ dataDir }) => [
    lookForSpace(dataDir),
    { words: say('Remove images that no container uses.'), command: 'sudo /usr/local/bin/k3s crictl rmi --prune' },
    { words: say('Shorten the journal.'), command: 'sudo journalctl --vacuum-size=200M' },
  ],
};

export const inodesFull: Cause = {
  id: 'inodesFull',
  weight: 'stops',
  seen: ({ disks }) =>
    firstSeen(disks, ({ place, inodesPercent = 0 }) =>
      inodesPercent >= 100 ? { evidence: `${place} inodes ${inodesPercent}%`, details: [place] } : undefined,
    ),
  finding: ([place = '']) => say('The disk of {0} has no inodes left.', place),
  why: () =>
    say(
      'There is room, but no more files can be made: a great many small files use them up. It acts like a full disk.',
    ),
  fix: ({ dataDir }) => [
    {
      words: say('See which folders hold the most files.'),
      command: `sudo du --inodes -x -d 3 ${word(dataDir)} /var 2>/dev/null | sort -n | tail -n 20`,
    },
  ],
};

/** Where K3s has to write. */
const WRITTEN = ['/', '/var', '/var/lib', '/var/lib/rancher', '/var/lib/kubelet', '/var/log', '/run'];

export const readOnlyDisk: Cause = {
  id: 'readOnlyDisk',
  weight: 'stops',
  says: [/read-only file system/i],
  seen: ({ readOnly, dataDir, kernelLog }) => {
    const remounted = kernelLog.find((line) => /remounting (?:filesystem|file system|fs) read-only/i.test(line));
    if (remounted !== undefined) return { evidence: remounted, details: [''] };
    // Systems that are read-only by design have the rest of it mounted apart.
    const places = WRITTEN.filter((place) => place !== '/').concat(dataDir);
    const place = readOnly.find((one) => places.includes(one));
    return place === undefined ? undefined : { evidence: `${place} ro`, details: [place] };
  },
  finding: ([place]) =>
    place ? say('{0} is mounted read-only.', place) : say('A file system that K3s writes to is read-only.'),
  why: () =>
    say(
      'Linux makes a file system read-only when its disk has errors, so that nothing gets worse. Until that is repaired K3s cannot work.',
    ),
  fix: () => [
    {
      words: say('See what the kernel says about the disk.'),
      command: 'sudo dmesg -T | grep -iE "error|remount" | tail -n 20',
    },
    { words: say('Check the file system at the next start, then restart the machine.') },
  ],
};

export const diskErrors: Cause = {
  id: 'diskErrors',
  weight: 'hurts',
  seen: ({ kernelLog }) =>
    firstSeen(kernelLog, (line) =>
      /I\/O error|(?:EXT4|XFS|BTRFS).*(?:error|corrupt)/i.test(line) ? { evidence: line } : undefined,
    ),
  finding: () => say('A disk of this machine reports errors.'),
  why: () => say('SD cards and disks announce their end like this. etcd and containerd are the first to suffer.'),
  fix: () => [
    {
      words: say('See what the disk says about itself (package smartmontools).'),
      command: 'sudo smartctl -a /dev/sda',
    },
    { words: say('Drain the node, and replace the disk while it can still be read.') },
  ],
};

export const diskNearlyFull: Cause = {
  id: 'diskNearlyFull',
  weight: 'hurts',
  seen: ({ disks }) =>
    firstSeen(disks, ({ place, usedPercent, freeKb }) =>
      usedPercent >= NEARLY && usedPercent < 100 && freeKb >= 1024
        ? { evidence: `${place} ${usedPercent}%`, details: [place, String(usedPercent)] }
        : undefined,
    ),
  finding: ([place = '', percent = '']) => say('The disk of {0} is {1} % full.', place, percent),
  why: () => say('With less than 5 % free the kubelet reports DiskPressure, evicts pods and takes no new ones.'),
  fix: ({ dataDir }) => [lookForSpace(dataDir)],
};
