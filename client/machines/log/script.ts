/** Follows the log of a machine's K3s, whoever keeps it: the journal of systemd, or a file of OpenRC. */

import { bodies, type Script, sh } from '../../host/script.ts';
import { FIND } from '../find.ts';

/** Ends with 3 when there is no service. In the section `service` the names of all, and who started them. */
const FOLLOW = sh`tell service "$init $units"
test -n "$units" || exit 3
set --
if test "$init" = openrc; then
  for _name in $units; do set -- "$@" "$root/var/log/$_name.log"; done
  exec tail -n "$lines" -F "$@"
fi
for _name in $units; do set -- "$@" -u "$_name"; done
exec journalctl -q --no-pager -o short-iso -n "$lines" -f "$@"`;

const BODY = bodies(FIND, FOLLOW);

export interface LogTarget {
  /** A service that is meant, without `.service`; all that there are if not said. */
  readonly unit?: string;
  /** How many lines of the past. */
  readonly lines: number;
  /** Where the files of the machine are, for one that is not the running one. */
  readonly root?: string;
}

export const logScript = ({ unit = '', lines, root = '' }: LogTarget): Script => ({
  body: BODY,
  data: { unit, root, lines: String(lines) },
});
