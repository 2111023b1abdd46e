/** The flag facts as the tests read them: a copy of the file the tables were written from. */
import { readFileSync } from 'node:fs';
import type { Release, Since } from '../../server/knowledge/flag.ts';

export interface FlagFact {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly env: readonly string[];
  readonly type: string;
  readonly default: string | number | boolean | readonly string[];
  readonly effectiveDefault?: string;
  readonly hidden: boolean;
  readonly experimental: boolean;
  readonly required: boolean;
  readonly roles: readonly string[];
  readonly group: string | null;
  readonly since: string;
  readonly sinceByMinor?: Since;
  readonly removed: string | null;
  readonly changes: readonly { version: Release; field: string; from: unknown; to: unknown }[];
  readonly perRoleDifferences: {
    readonly since?: unknown;
    readonly sinceByMinor?: { readonly server: Since | null; readonly agent: Since };
    readonly default?: { readonly server: string; readonly agent: string };
    readonly group?: unknown;
    readonly meaning?: string;
  } | null;
  readonly deprecated: { readonly since: string; readonly replacement: string | null; readonly effect?: string } | null;
  readonly enum: readonly string[] | null;
  readonly enumEnforced?: string;
  readonly enumByVersion?: readonly {
    readonly from: string;
    readonly values: readonly string[];
    readonly deprecatedValues?: readonly string[];
    readonly fatalValues?: readonly string[];
  }[];
  readonly format: string | null;
  readonly note?: string;
  readonly secret?: boolean;
  readonly mustMatchAcrossServers?: boolean | string;
  readonly csvSplit?: boolean;
  readonly conflicts?: readonly string[];
  readonly requires?: readonly string[];
  readonly requiredAtStart?: Readonly<Record<string, string>>;
  readonly overrides?: string;
  readonly minExclusive?: string;
  readonly broken?: string;
  readonly acceptedFromConfigYamlBy: readonly string[];
}

export interface CommandFlagFact {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly env: readonly string[];
  readonly type: string;
  readonly default: string | number | boolean;
}

interface Facts {
  readonly versions: readonly { readonly version: Release }[];
  readonly releasesWithoutSource: readonly Release[];
  readonly commands: Readonly<Record<'server' | 'agent' | 'etcd-snapshot', readonly string[]>>;
  readonly otherCommands: Readonly<Record<string, { readonly flags: readonly CommandFlagFact[] }>>;
  readonly loader: {
    readonly etcdSnapshotServerAndToken: string;
    readonly etcdSnapshotRetention: string;
    readonly missingFile: { readonly explicitPath: readonly { readonly versions: string }[] };
    readonly cliLibrary: readonly { readonly versions: string }[];
    readonly commandsThatReadTheFile: {
      readonly singleKeysByLauncher: readonly string[];
      readonly launcherNote: string;
    };
    readonly dropIns: { readonly since: string };
    readonly appendSuffix: { readonly since: string };
    readonly defaultFile: string;
  };
  readonly flags: readonly FlagFact[];
}

export const facts: Facts = JSON.parse(readFileSync(new URL('k3s-flags.json', import.meta.url), 'utf8'));

/** The versions a text of the facts names, without their build: `v1.26.5`. */
export function versionsIn(text: string): string[] {
  return text.match(/v1\.\d+\.\d+/g) ?? [];
}

/** The same of the tables: all versions that some `since` columns name. */
export function versionsOf(...tables: readonly (Since | undefined)[]): string[] {
  return tables.flatMap((since) => Object.values(since ?? {}).map((release) => release.replace(/\+k3s\d+$/, '')));
}
