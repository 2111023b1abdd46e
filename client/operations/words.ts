/** How the state of an operation is called. */

import { say } from '../say.ts';
import type { Participant, Status } from './operation.ts';

/** Of an operation as a whole, or of one of its participants. */
export function stateWords(state: Status | Participant['state']): string {
  switch (state) {
    case 'running':
      return say('running');
    case 'interrupted':
      return say('interrupted');
    case 'waiting':
      return say('waiting for its turn');
    case 'notStarted':
      return say('not started');
    case 'done':
      return say('done');
    case 'partlyDone':
      return say('partly done');
    case 'cancelled':
      return say('cancelled');
    case 'timedOut':
      return say('timed out');
    case 'failedBeforeStart':
      return say('failed before start');
  }
}
