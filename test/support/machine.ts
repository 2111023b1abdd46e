/** A machine out of one text, for tests: a single file, or several under `-- path --` headers. */

import { loadEngines } from '../../server/engines.ts';
import { type Files, memory } from '../../server/files.ts';
import { type Choices, NodeConfig } from '../../server/node/config.ts';
import { LINT_FILE, readLintFile } from '../../server/node/lintFile.ts';
import { readStack } from '../../server/node/stack.ts';
import { readServices, withSurroundings } from '../../server/workspace.ts';

await loadEngines();

export const ROOT = 'memory:/machine';
const CONFIG = 'etc/rancher/k3s';

/**
 * Paths to contents. A text without headers is `config.yaml`; short names lie in `etc/rancher/k3s`. What follows a
 * path with `(gone)` or `(permission)` behind it, or with a `/` at its end, is no content but only marks.
 */
export function filesOf(text: string): Map<string, string> {
  const parts = text.split(/^-- (.+?) --\r?\n/m);
  if (parts.length === 1) return new Map([[`${CONFIG}/config.yaml`, text]]);
  const files = new Map<string, string>();
  for (let i = 1; i < parts.length; i += 2) {
    const path = parts[i] as string;
    files.set(isFromRoot(path) ? path : `${CONFIG}/${path}`, parts[i + 1] ?? '');
  }
  return files;
}

/** The URI of a file of the machine, by its short name or path. */
export function uriOf(path: string): string {
  const bare = path.replace(/\/$| \(\w+\)$/, '');
  return `${ROOT}/${isFromRoot(bare) ? bare : `${CONFIG}/${bare}`}`;
}

const isFromRoot = (path: string): boolean => /^(etc|var)\//.test(path);

/** Reads the machine as K3s would. */
export async function machine(text: string, choices: Choices = {}): Promise<NodeConfig> {
  const contents = filesOf(text);
  const bytes = new Map(
    [...contents]
      .filter(([path]) => !path.endsWith('/'))
      .map(([path, content]) => [uriOf(path), new TextEncoder().encode(content)]),
  );
  const main = uriOf('config.yaml');
  const disk = withFaults(memory(bytes), [...contents.keys()]);
  const files = await readStack(disk, main);
  const lint = contents.get(`${CONFIG}/${LINT_FILE}`);
  const lintFile = lint === undefined ? {} : { lintFile: readLintFile(uriOf(LINT_FILE), lint) };
  const sources = { root: ROOT, main, files, services: await readServices(disk, ROOT), ...lintFile };
  return new NodeConfig(await withSurroundings(disk, sources), choices);
}

/** Links to nowhere and files nobody may read. */
function withFaults(files: Files, paths: readonly string[]): Files {
  const faults = new Map(paths.flatMap((path) => (/ \((\w+)\)$/.test(path) ? [[uriOf(path), path]] : [])));
  const read: Files['read'] = async (uri) => {
    const path = faults.get(uri);
    if (path === undefined) return files.read(uri);
    return path.endsWith('(gone)')
      ? { kind: 'missing' }
      : { kind: 'unreadable', why: 'permission', detail: 'permission denied' };
  };
  return { ...files, read };
}
