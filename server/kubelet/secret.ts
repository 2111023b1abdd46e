/** The one field whose values nobody should see: headers with which a kubelet identifies itself. */

import { plainName } from '../words/nearest.ts';

/** Whether the values of a field must not be shown, also where its name is misspelled. */
export const isSecret = (path: string): boolean => /^static-?pod-?url-?header/.test(plainName(path));
