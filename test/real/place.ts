/** The place that the runner made: what was made for whatever runs in it, and where that may write. */

/** All paths are absolute. */
export interface Place {
  /** The program K3s. */
  readonly binary: string;
  /** What is written here is kept when a test fails. */
  readonly logs: string;
  /** In memory: gone with the last process of the place. */
  readonly folder: string;
  /** The process that made the place, as it is called outside: what has to be outside carries its number. */
  readonly run: number;
  /** What machines begin with; only there for those who need machines. */
  readonly machines?: {
    /** The file system of a machine. */
    readonly root: string;
    /** K3s as it is released: program, images and install script. */
    readonly release: string;
  };
  /** The program kwok; only there for those who need it. */
  readonly kwok?: string;
}

/** The variable in which the runner tells. */
export const TOLD = 'K3S_REAL';

/** The place we are in; throws outside of one. */
export function place(): Place {
  const told = process.env[TOLD];
  if (told === undefined) throw new Error('This needs a place of its own; tests are run with: npm run test:real');
  return JSON.parse(told);
}
