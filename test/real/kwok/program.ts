/** The program kwok, which plays the kubelets of nodes that have no machine: built from its Go module once. */

import { join } from 'node:path';
import { Failure, lastLines, run } from '../../../scripts/setup/child.mjs';
import { cached, type Say } from '../cached.ts';
import { copyModule, goCommand, goEnvironment, goModDownload } from '../golang.ts';

const VERSION = 'v0.8.0';
const NAME = `kwok ${VERSION}`;

/** The path of the program; builds it where it is not there. Throws `Unavailable` where it cannot be had. */
export function kwokProgram(say: Say): Promise<string> {
  return cached(`kwok-${VERSION}`, 'kwok', say, async (work) => {
    say(`${NAME}: building, once, a few minutes`);
    const go = goCommand(NAME);
    await copyModule(go, `sigs.k8s.io/kwok@${VERSION}`, work);
    const cwd = join(work, 'src');
    await goModDownload(go, [], cwd, {}, NAME);
    const args = ['build', '-buildvcs=false', '-ldflags', '-s -w', '-o', join(work, 'kwok'), './cmd/kwok'];
    const env = goEnvironment({ CGO_ENABLED: '0' });
    const built = await run('nice', ['-n', '10', go, ...args], { cwd, env, minutes: 30 });
    if (built.code !== 0) throw new Failure(`${lastLines(built.output, 30)}\n\n${NAME} could not be built.`);
  });
}
