/** What the status item shows: role and release in effect, why, and how the file fares. */

import { LONGEST_LIST, limited } from '../node/limit.ts';
import type { RoleSource } from '../node/role.ts';
import type { VersionSource } from '../node/version.ts';
import { findings } from '../rules/run.ts';
import { nameOf } from '../uri.ts';
import { versionNote } from '../words/inEffect.ts';
import { say } from '../words/say.ts';
import { explain } from '../words/startError.ts';
import type { Feature } from './feature.ts';

export interface Status {
  readonly role?: 'server' | 'agent';
  readonly roleFrom: RoleSource;
  /** Key or file that decided on the role. */
  readonly roleBecause?: string;
  readonly version: string;
  readonly versionFrom: VersionSource;
  /** The live cluster of the machine, and what runs there. */
  readonly cluster?: { readonly name: string; readonly version: string };
  /** Something to know about the version asked for. */
  readonly note?: string;
  readonly main: string;
  /** How many files make up the configuration. */
  readonly files: number;
  readonly problems: { readonly errors: number; readonly warnings: number };
  /** Why K3s does not start with these files. */
  readonly error?: string;
  /** What was left out because there was too much of it. */
  readonly limited?: string;
}

export const statusOf: Feature<Status> = ({ node, lint, cancelled }) => {
  const found = findings(node, lint, cancelled);
  const { role, from, because } = node.role;
  const live = node.cluster;
  const note = versionNote(node.version.note);
  return {
    ...(role ? { role } : {}),
    roleFrom: from,
    ...(because ? { roleBecause: nameOf(because) } : {}),
    version: node.version.release,
    versionFrom: node.version.from,
    ...(live
      ? { cluster: { name: live.cluster.name, version: live.node?.version ?? live.cluster.version ?? '' } }
      : {}),
    ...(note ? { note } : {}),
    main: node.sources.main,
    files: node.sources.files.length,
    problems: {
      errors: found.filter(({ severity }) => severity === 'error').length,
      warnings: found.filter(({ severity }) => severity === 'warning').length,
    },
    ...(node.started.error ? { error: explain(node.started.error, node) } : {}),
    ...(limited(node) === node
      ? {}
      : { limited: say('Of long lists only the first {0} items are checked.', LONGEST_LIST) }),
  };
};
