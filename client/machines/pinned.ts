/** One machine among all: whatever is changed on it is preceded by a look whether it is still the one that was meant. */

import type { ScriptResult } from '../host/machine.ts';
import { type HostTrouble, hostTrouble } from '../host/trouble.ts';
import { say } from '../say.ts';

/** What tells a machine from others, over its restarts; '' where it does not say. */
export interface Pinned {
  readonly machineId: string;
  readonly hostname: string;
}

/** Data for scripts that begin with `PINNED`. */
export const pins = ({ machineId, hostname }: Pinned): { machine_id: string; machine_name: string } => ({
  machine_id: machineId,
  machine_name: hostname,
});

/** Whether a script that begins with `PINNED` ended because it ran on another machine. */
export function elsewhere({ code, sections }: ScriptResult, machine: string, pinned: Pinned): HostTrouble | undefined {
  const found = sections.get('elsewhere');
  return code === 77 && found !== undefined ? elsewhereTrouble(machine, pinned, found) : undefined;
}

/** @param found what the machine calls itself to which the way leads now */
export const elsewhereTrouble = (machine: string, { hostname }: Pinned, found: string): HostTrouble =>
  hostTrouble(
    'configuration',
    say(
      '{0} leads to another machine by now: {1} was meant, this is {2}. Nothing was done there.',
      machine,
      hostname,
      found,
    ),
    say('Correct the SSH host of the node, then resume.'),
  );
