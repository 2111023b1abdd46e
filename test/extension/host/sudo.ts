/** A sudo that lets everybody in and writes down that it was called, for windows of people who are not root. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Only what it starts is told the truth about who runs it: tests may well run as root. */
const PROGRAMS: Readonly<Record<string, string>> = {
  sudo: `#!/bin/sh
echo called >> "$K3S_TEST_SUDO/log"
while test "$1" != --; do shift; done
shift
K3S_TEST_BEHIND_SUDO=1 exec "$@"
`,
  id: `#!/bin/sh
test -n "$K3S_TEST_BEHIND_SUDO" || { echo 1000; exit; }
PATH=\${PATH#*:} exec id "$@"
`,
};

export function standInForSudo(folder: string): void {
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text, { mode: 0o755 });
}
