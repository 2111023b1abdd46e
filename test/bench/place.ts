/** Where a bench can start a real K3s: the same program once more, in a place that is made for it. */

import type { Say } from '../real/cached.ts';
import { TOLD } from '../real/place.ts';
import { type Prepared, prepareK3s, prepareKwok, runInPlace } from '../real/runner.ts';
import { Unavailable } from '../real/unavailable.ts';

/**
 * Runs `bench` in such a place; it gives the exit code. Where there is no place yet, K3s and what else is asked for are
 * prepared, and this program is started again with the same arguments. What cannot be had here ends it with 1 and says why.
 */
export async function inPlace({ kwok = false }, bench: () => Promise<number>): Promise<number> {
  if (process.env[TOLD] !== undefined) return bench();
  const say: Say = (text) => console.log(text);
  try {
    let prepared: Prepared = await prepareK3s(say);
    if (kwok) prepared = { ...prepared, ...(await prepareKwok(say)) };
    const { code, logs } = await runInPlace(prepared, [process.execPath, ...process.argv.slice(1)]);
    if (logs !== undefined) say(`What K3s said is kept in ${logs}.`);
    return code;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`Nothing was measured: ${error.message}`);
    return 1;
  }
}
