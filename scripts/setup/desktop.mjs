/** Whether this is a desktop, where a person's own VS Code is better than one in a browser. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The `code` command on PATH; VS Code refuses to run as root, so root has none. */
export function desktopCode() {
  if (!hasDisplay() || process.getuid?.() === 0) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where the extension tests run, and why: `electron` downloads VS Code for the desktop, `browser` is the one from npm.
 * K3S_TEST_HOST decides when it is set.
 */
export async function testHost() {
  const wish = process.env.K3S_TEST_HOST;
  if (wish === 'electron' || wish === 'browser') return { host: wish, why: `K3S_TEST_HOST=${wish}` };
  if (!hasDisplay()) return { host: 'browser', why: 'there is no display' };
  if (process.getuid?.() === 0) return { host: 'browser', why: 'VS Code for the desktop does not run as root' };
  if (!(await canDownload())) return { host: 'browser', why: 'VS Code cannot be downloaded here' };
  return { host: 'electron', why: 'there is a display, and VS Code can be downloaded' };
}

async function canDownload() {
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      method: 'HEAD',
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
