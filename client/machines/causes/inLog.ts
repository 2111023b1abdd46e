/** What the lines of a log say about causes: the newest line of each, unless it is over. */

import { type Cause, type Finding, findingOf, type Place, REGISTERED, type Sighting } from './cause.ts';
import { causes } from './causes.ts';

/** Longer lines say what they mean at their beginning. */
const READ = 2000;

/** What K3s prints below a wrong option: all its options, of which none is a cause. */
const USAGE = /^(?:.*?\]: )?\s+(?:-\w, |)--[a-z]/;

/** K3s is started, or has just ended: what it says from here on is about another try. */
const STARTS = /systemd\[1\]: Starting |msg="Starting k3s (?:agent |server )?v\d/;
const ENDS = /\blevel=fatal\b/;

export interface Sighted {
  readonly cause: Cause;
  readonly sighting: Sighting;
}

/** Takes lines as they come, and knows at any time what they mean. */
export class LogCauses {
  readonly #seen = new Map<Cause, Sighting & { readonly life: number }>();
  /** How many times K3s has been started. */
  #life = 0;

  read(line: string): void {
    const start = line.slice(0, READ);
    if (USAGE.test(start)) return;
    this.#forget(start);
    if (STARTS.test(start)) this.#life++;
    for (const cause of causes) {
      const sighting = sightingOf(cause, start);
      if (!sighting) continue;
      this.#seen.delete(cause);
      this.#forgetBefore(cause);
      this.#seen.set(cause, { ...sighting, life: this.#life });
      // A line has one meaning: that of the cause that explains the others.
      break;
    }
    if (ENDS.test(start)) this.#life++;
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

  #forget(line: string): void {
    for (const cause of [...this.#seen.keys()]) if (endOf(cause)?.test(line)) this.#seen.delete(cause);
  }

  /** What stopped an earlier try is not what stops this one; and on the way into the cluster there is one obstacle only. */
  #forgetBefore({ weight, joining }: Cause): void {
    for (const [other, { life }] of [...this.#seen]) {
      const overcome = weight === 'stops' && other.weight === 'stops' && life < this.#life;
      if (overcome || (joining && other.joining)) this.#seen.delete(other);
    }
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
