/** What can be wrong with a machine: what shows it, what it means, what a person can do. */

import type { MachineFacts } from '../diagnose/facts.ts';
import type { Unit } from '../unit.ts';

/** K3s does not run, or not as a node, because of it; something suffers; good to know. */
export type Weight = 'stops' | 'hurts' | 'note';

export interface Sighting {
  /** As the machine said it. */
  readonly evidence: string;
  /** What the sentences need of it. */
  readonly details?: readonly string[];
}

/** What a remedy depends on; every text in it may stand in a command. */
export interface Place {
  readonly unit: Unit;
  readonly role: 'server' | 'agent';
  readonly dataDir: string;
  /** Host and port of the server it talks to, where that is known. */
  readonly server: string | undefined;
  /** What the machine is called in its cluster, where that is known. */
  readonly node?: string;
  /** The file that holds the kernel's command line, where there is one. */
  readonly kernelLine: string | undefined;
}

export interface Remedy {
  readonly words: string;
  /** For a person to copy; nobody here runs it. */
  readonly command?: string;
}

export interface Cause {
  readonly id: string;
  readonly weight: Weight;
  /** Lines of the log that show it; their groups are the details. */
  readonly says?: readonly RegExp[];
  /** A later line that shows that it is over; for what stops K3s that the node is registered, if not said. */
  readonly over?: RegExp;
  /** Of several on the way into the cluster only the last one is true: what came before has been overcome. */
  readonly joining?: true;
  /** What else shows it. */
  seen?(facts: MachineFacts): Sighting | undefined;
  /** What shows that it is not so (any more), whatever was said. */
  refuted?(facts: MachineFacts): boolean;
  /** One sentence. */
  finding(details: readonly string[]): string;
  /** As one would explain it to a colleague. */
  why(details: readonly string[]): string;
  fix(place: Place, details: readonly string[]): readonly Remedy[];
}

export interface Finding {
  readonly id: string;
  readonly weight: Weight;
  readonly finding: string;
  readonly why: string;
  readonly fixes: readonly Remedy[];
  readonly evidence: string;
}

/** Of the cause with what was seen of it. */
export function findingOf(cause: Cause, { evidence, details = [] }: Sighting, place: Place): Finding {
  return {
    id: cause.id,
    weight: cause.weight,
    finding: cause.finding(details),
    why: cause.why(details),
    fixes: cause.fix(place, details),
    evidence,
  };
}

/** The first of `items` that gives something. */
export function firstSeen<T>(items: readonly T[], see: (item: T) => Sighting | undefined): Sighting | undefined {
  for (const item of items) {
    const sighting = see(item);
    if (sighting) return sighting;
  }
  return undefined;
}

/** The agent has got everything from its server: what stopped it before is overcome. */
export const JOINED = /Remotedialer connected to proxy|msg="Running kubelet /;
/** The kubelet runs and has told the cluster. */
export const REGISTERED =
  /Successfully registered node|"Started kubelet"|Started tunnel to|annotations and labels (?:have been|already) set/i;
