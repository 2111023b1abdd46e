/** How strict to be: the profile and the severities a person chose, and what that makes of a rule. */

import type { NodeConfig } from '../node/config.ts';
import { isProfile, type Level, type Profile } from '../node/lintFile.ts';
import { modelineOf } from '../node/modeline.ts';
import type { RuleFacts } from './all.ts';

/** Severity per rule id as a person set it. */
export type Severities = Readonly<Record<string, Level>>;

/** What a person chose outside the files. */
export interface Lint {
  readonly profile?: Profile;
  readonly severities?: Severities;
  /** Said for this run, as on a command line: beats `.k3slint.yaml`. */
  readonly now?: true;
}

/** What holds for one machine. */
export interface Strictness {
  readonly profile: Profile;
  readonly severities: Severities;
}

/** Comment in a file before `.k3slint.yaml` before settings; severities are taken rule by rule. */
export function strictnessOf({ allDocuments, sources }: NodeConfig, chosen: Lint): Strictness {
  const { lintFile } = sources;
  const said = allDocuments.map((document) => modelineOf(document).profile).find(isProfile);
  const [first, second] = chosen.now ? [chosen.profile, lintFile?.profile] : [lintFile?.profile, chosen.profile];
  return {
    profile: said ?? first ?? second ?? 'default',
    severities: { ...chosen.severities, ...lintFile?.severities },
  };
}

/** What a rule weighs; undefined: as much as it says itself. */
export function levelOf(
  { id, hardened, optional }: Pick<RuleFacts, 'id' | 'hardened' | 'optional'>,
  { profile, severities }: Strictness,
): Level | undefined {
  if (Object.hasOwn(severities, id)) return severities[id];
  if (profile === 'off') return 'off';
  if (profile === 'hardened') return hardened;
  return optional ? 'off' : undefined;
}
