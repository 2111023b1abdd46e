/** Whether a folder may be taken away as a whole: K3s's script does so without quotes, and without a question. */

import { say } from '../../say.ts';
import type { Looked } from './looked.ts';

/** Folders of the system: nobody keeps only K3s in them. */
const SYSTEM =
  /^\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|var\/lib|var\/log|usr\/local|data|storage)?$/;

/** Why it must not be; undefined when it may. */
export function dataDirProblem(path: string, looked: Pick<Looked, 'isData' | 'foreign'>): string | undefined {
  if (!/^(?:\/[\w.+@-]+)+$/.test(path) || path.split('/').some((part) => part === '..' || part === '.'))
    return say(
      'The data folder {0} has a name that K3s’s uninstall script would take apart, and it would remove something else. Remove this machine by hand.',
      path,
    );
  if (SYSTEM.test(path))
    return say('The data folder {0} is a folder of the system, and the uninstall script would remove all of it.', path);
  if (looked.foreign.length > 0 && !looked.isData)
    return say('{0} does not look like a data folder of K3s, and the uninstall script would remove all of it.', path);
  return undefined;
}
