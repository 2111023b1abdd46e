/** What the lines of a log say about causes: the newest line of each, unless it is over. */

import { type Cause, type Finding, findingOf, type Place, REGISTERED, type Sighting } from './cause.ts';
import { causes } from './causes.ts';

/** Longer lines say what they mean at their beginning. */
const READ = 2000;

/** What K3s prints below a wrong option: all its options, of which none is a cause. */
const USAGE = /^(?:.*?\]: )?\s+(?:-\w, |)--[a-z]/;

export interface Sighted {
  readonly cause: Cause;
  readonly sighting: Sighting;
}

/** Takes lines as they come, and knows at any time what they mean. */
export class LogCauses {
  readonly #seen = new Map<Cause, Sighting>();

  /** Gives whether anything has changed. */
  read(line: string): boolean {
    const start = line.slice(0, READ);
    if (USAGE.test(start)) return false;
    let changed = this.#forget(start);
    for (const cause of causes) {
      const sighting = sightingOf(cause, start);
      if (!sighting) continue;
      changed ||= !this.#seen.has(cause);
      this.#seen.delete(cause);
      if (cause.joining) this.#forgetJoining();
      this.#seen.set(cause, sighting);
      // A line has one meaning: that of the cause that explains the others.
      break;
    }
    return changed;
  }

  /** In the order of the table. */
  get sighted(): readonly Sighted[] {
    return causes.flatMap((cause) => {
      const sighting = this.#seen.get(cause);
      return sighting ? [{ cause, sighting }] : [];
    });
  }

  findings(place: Place): readonly Finding[] {
    return this.sighted.map(({ cause, sighting }) => findingOf(cause, sighting, place));
  }

  #forget(line: string): boolean {
    let changed = false;
    for (const cause of [...this.#seen.keys()]) if (endOf(cause)?.test(line)) changed = this.#seen.delete(cause);
    return changed;
  }

  #forgetJoining(): void {
    for (const cause of [...this.#seen.keys()]) if (cause.joining) this.#seen.delete(cause);
  }
}

/** What stops K3s is over when it runs. */
const endOf = ({ over, weight }: Cause): RegExp | undefined => over ?? (weight === 'stops' ? REGISTERED : undefined);

function sightingOf({ says = [] }: Cause, line: string): Sighting | undefined {
  for (const pattern of says) {
    const found = pattern.exec(line);
    if (found) return { evidence: line, details: found.slice(1).map((group) => group ?? '') };
  }
  return undefined;
}
