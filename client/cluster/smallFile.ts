/** Files that a kubeconfig is, or names: read with care, and what to do when that is not allowed. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { say } from '../say.ts';
import { done, failed, type Result } from './trouble.ts';

const LARGEST = 4 * 1024 * 1024;

/** The text of a file that a kubeconfig may name: a regular one, and not endless. */
export async function readSmallFile(path: string, limit = LARGEST): Promise<Result<string>> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const { size, isFile } = await handle.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    if (!isFile) return failed('unreadable', say('{0} is not a file.', path), say('Name a kubeconfig file.'));
    if (size > limit) return failed('unreadable', say('{0} is too large for a kubeconfig ({1} bytes).', path, size));
    return done(await handle.readFile('utf8'));
  } catch (error) {
    return unreadable(path, (error as NodeJS.ErrnoException).code ?? 'EIO');
  } finally {
    await handle?.close();
  }
}

function unreadable(path: string, code: string) {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return failed('noFile', say('There is no file {0}.', path), say('Correct the path, or import a kubeconfig.'));
  if (code !== 'EACCES' && code !== 'EPERM')
    return failed('unreadable', say('{0} cannot be read ({1}).', path, code), say('Check the disk and the path.'));
  if (/[\\/]rancher[\\/]k3s[\\/]/.test(path))
    return failed(
      'unreadable',
      say('{0} belongs to root, and only root may read it.', path),
      say(
        'Import the kubeconfig into your own, open it as root, or let a group read it: `write-kubeconfig-group` with `write-kubeconfig-mode: "640"`.',
      ),
    );
  return failed(
    'unreadable',
    say('You may not read {0}.', path),
    say('Ask its owner, or import a kubeconfig of your own.'),
  );
}
