/** Memory that ran out. */

import { say } from '../../say.ts';
import { type Cause, firstSeen } from './cause.ts';

/** K3s, and what it runs. */
const OURS = /^(?:k3s|containerd|kubelet)/;

/** Whom the kernel ended because the machine had no memory left; a container over its limit is the business of its pod. */
const victimIn = (line: string): string | undefined =>
  /Memory cgroup out of memory|CONSTRAINT_MEMCG/.test(line)
    ? undefined
    : /Out of memory: Kill(?:ed)? process \d+ \(([^)]{1,40})\)/i.exec(line)?.[1];

export const outOfMemory: Cause = {
  id: 'outOfMemory',
  weight: 'stops',
  says: [/k3s\S*\.service: (?:A process of this unit has been killed by the OOM killer|Failed with result 'oom-kill')/],
  seen: ({ kernelLog, services: [main] }) =>
    firstSeen(main?.state === 'active' && main.restarts === 0 ? [] : [...kernelLog].reverse(), (line) => {
      const victim = victimIn(line);
      return victim !== undefined && OURS.test(victim) ? { evidence: line, details: [victim] } : undefined;
    }),
  finding: ([victim]) =>
    victim
      ? say('The machine ran out of memory, and the kernel ended {0}.', victim)
      : say('The machine ran out of memory, and the kernel ended K3s.'),
  why: () =>
    say(
      'Without free memory the kernel ends what uses the most: often K3s itself, or containerd. K3s is started again, and it happens again. A server needs 2 GB, an agent 512 MB, before the first pod.',
    ),
  fix: () => [
    { words: say('See what uses the memory.'), command: 'ps -eo rss,comm --sort=-rss | head -n 15' },
    {
      words: say(
        'Give pods memory limits, reserve memory with kubelet-arg "system-reserved=memory=…", or give the machine more.',
      ),
    },
  ],
};

export const processKilled: Cause = {
  id: 'processKilled',
  weight: 'hurts',
  seen: ({ kernelLog }) =>
    firstSeen([...kernelLog].reverse(), (line) => {
      const victim = victimIn(line);
      return victim !== undefined && !OURS.test(victim) ? { evidence: line, details: [victim] } : undefined;
    }),
  finding: ([victim = '']) => say('The machine ran out of memory, and the kernel ended {0}.', victim),
  why: () =>
    say(
      'Whatever uses the most is ended first. The pods of this machine want more memory than it has, or have no limits.',
    ),
  fix: () => [{ words: say('See what uses the memory.'), command: 'ps -eo rss,comm --sort=-rss | head -n 15' }],
};

/** Below that K3s and its pods slow down until nothing answers in time. */
const LITTLE = 0.05;

export const littleMemory: Cause = {
  id: 'littleMemory',
  weight: 'hurts',
  seen: ({ memoryTotal = 0, memoryFree = 0 }) =>
    memoryTotal > 0 && memoryFree / memoryTotal < LITTLE
      ? {
          evidence: `MemAvailable ${memoryFree} kB / MemTotal ${memoryTotal} kB`,
          details: [String(Math.round(memoryFree / 1024))],
        }
      : undefined,
  finding: ([megabytes = '']) => say('Only {0} MB of memory are free.', megabytes),
  why: () =>
    say('The machine is about to run out of memory; answers come late, probes fail, the node may become NotReady.'),
  fix: () => [{ words: say('See what uses the memory.'), command: 'ps -eo rss,comm --sort=-rss | head -n 15' }],
};
