/** Arguments that list address ranges. */

import { parseCidr, type Range } from '../../node/net.ts';
import { type Problem, type Stage, split } from '../problem.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';

/** The ranges of an argument, of which the last item counts; undefined for each that is none, which is told. */
export function* rangesIn(
  settings: Settings,
  flag: string,
  stage: Stage,
): Generator<Problem, readonly (Range | undefined)[]> {
  const pieces = settings
    .all(flag)
    .slice(-1)
    .flatMap(({ value }) => split(value, ','));
  const ranges = pieces.map(({ text }) => parseCidr(text));
  for (const [index, piece] of pieces.entries()) {
    if (!ranges[index]) yield* of(flag, piece, 'invalid-value', stage, 'cidr');
  }
  return ranges;
}

/** The check of an argument that takes one range, or one of each family. */
export const oneOfEachFamily = (flag: string): Check =>
  function* (settings) {
    const ranges = yield* rangesIn(settings, flag, 'validation');
    const [one, other] = ranges;
    if (ranges.length === 2 && one && other && one.family === other.family) {
      yield* between(settings, 'contradiction', 'validation', 'sameFamily', [flag]);
    } else if (ranges.length > 2) yield* between(settings, 'contradiction', 'validation', 'twoRanges', [flag]);
  };
