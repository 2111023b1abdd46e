/** A machine on the real disk, in a folder that goes away after the test. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';

export interface Folder {
  readonly path: string;
  /** The path of something in it. */
  at(name: string): string;
  uri(name: string): string;
  write(name: string, content: string | Uint8Array): string;
}

export const CONFIG = 'etc/rancher/k3s/config.yaml';

/** Files by their path in the folder; a path that ends in `/` is an empty folder. */
export function folder(test: Pick<TestContext, 'after'>, files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'k3s-config-'));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string): string => join(path, name);
  const write = (name: string, content: string | Uint8Array): string => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
    return at(name);
  };
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) mkdirSync(at(name), { recursive: true });
    else write(name, content);
  }
  return { path, at, uri: (name) => pathToFileURL(at(name)).href, write };
}
