/** The one script of a diagnosis: it changes nothing and ends in time, whatever hangs. */

import { bodies, type Script } from '../../host/script.ts';
import { FIND } from '../find.ts';
import { BOUNDED } from './bounded.ts';
import { PROBES } from './probes.ts';

export interface DiagnoseLimits {
  /** Seconds for one probe that should take no time, and for one that may; as `sleep` takes them. */
  readonly quick: string;
  readonly slow: string;
  /** Whole seconds for all of them. */
  readonly whole: number;
}

/** Twenty seconds are the promise; the rest of them is for what comes before and after. */
export const LIMITS: DiagnoseLimits = { quick: '2', slow: '4', whole: 16 };
/** For the script as a whole, should even its own bounds fail. */
export const LATEST_MS = 20_000;

/** Files of settings that are read. */
export const MOST_FILES = 24;

const BODY = bodies(FIND, BOUNDED, PROBES);

export interface DiagnoseTarget {
  /** A service that is meant, without `.service`; all that there are if not said. */
  readonly unit?: string;
  /** Where the files of the machine are, for one that is not the running one. */
  readonly root?: string;
}

export function diagnoseScript({ unit = '', root = '' }: DiagnoseTarget = {}, limits = LIMITS): Script {
  return {
    body: BODY,
    data: {
      unit,
      root,
      lines: '300',
      quick: limits.quick,
      slow: limits.slow,
      whole: String(limits.whole),
      files: String(MOST_FILES),
    },
    reveals: Array.from({ length: MOST_FILES }, (_, index) => `file${index + 1}`),
  };
}
