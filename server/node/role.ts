/** Which role a configuration is for: modeline, `.k3slint.yaml`, setting, service of the machine, then keys only one role has. */

import type { Release, Role } from '../knowledge/flag.ts';
import { find } from '../knowledge/lookup.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import type { LintFile } from './lintFile.ts';
import type { ConfigFile } from './loader.ts';
import { modelineOf } from './modeline.ts';
import type { Service } from './unit.ts';

export type RoleSource = 'modeline' | 'lintFile' | 'setting' | 'service' | 'keys' | 'unknown';

export interface RoleInEffect {
  /** Undefined when nothing tells; then only what is wrong for both roles is wrong. */
  readonly role: Role | undefined;
  readonly from: RoleSource;
  /** The file or the key that decided. */
  readonly because?: string;
}

/**
 * Picks the role.
 *
 * @param documents every file of the machine that can be read, for their modelines
 * @param services what the machine's service files say; two of them (a server and an agent unit) decide nothing
 */
export function roleInEffect(
  files: readonly ConfigFile[],
  documents: readonly ConfigDocument[],
  setting: Role | undefined,
  services: readonly Service[],
  release: Release,
  lintFile?: LintFile,
): RoleInEffect {
  for (const document of documents) {
    const { role } = modelineOf(document);
    if (role) return { role, from: 'modeline', because: document.uri };
  }
  if (lintFile?.role) return { role: lintFile.role, from: 'lintFile', because: lintFile.uri };
  if (setting) return { role: setting, from: 'setting' };
  const [service, second] = services;
  if (service && !second) return { role: service.role, from: 'service', because: service.uri };
  return roleOfKeys(files, release);
}

function roleOfKeys(files: readonly ConfigFile[], release: Release): RoleInEffect {
  const votes = new Map<Role, string>();
  for (const file of files) {
    if (file.kind !== 'document') continue;
    for (const { name } of file.document.entries) {
      const roles = find(name, { role: 'server', release })?.flag.roles ?? [];
      if (roles.length === 1 && !votes.has(roles[0] as Role)) votes.set(roles[0] as Role, name);
    }
  }
  const [only, second] = [...votes];
  if (only && !second) return { role: only[0], from: 'keys', because: only[1] };
  return { role: undefined, from: 'unknown' };
}
