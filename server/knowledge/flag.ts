/** The shape of one K3s option: facts only, one row per option, version ranges on the facts. */

/** A K3s release as K3s names it, for example `v1.33.4+k3s1`. */
export type Release = `v${number}.${number}.${number}+k3s${number}`;

export type Role = 'server' | 'agent';

/** How the flag parser of K3s reads the text of the option. A `list` may stand several times. */
export type FlagType = 'bool' | 'int' | 'string' | 'list' | 'duration';

/** What the text means beyond its type; each format has one checker in `server/node/formats.ts`. */
export type Format =
  | 'argList'
  | 'cidrList'
  | 'cron'
  | 'dsn'
  | 'duration'
  | 'groupNameOrGid'
  | 'hostPort'
  | 'hostname'
  | 'hostnameList'
  | 'hostnameOrIpList'
  | 'image'
  | 'interface'
  | 'ip'
  | 'ipList'
  | 'keyValue'
  | 'logLevel'
  | 'name'
  | 'namespace'
  | 'octalMode'
  | 'path'
  | 'patternLevels'
  | 'port'
  | 'portRange'
  | 'registryHost'
  | 'socketUri'
  | 'taint'
  | 'token'
  | 'url'
  | 'vpnAuth';

/** The heading an option stands under in completion, documentation and the schema. */
export type Group =
  | 'config'
  | 'logging'
  | 'listener'
  | 'data'
  | 'networking'
  | 'client'
  | 'helm'
  | 'cluster'
  | 'components'
  | 'flags'
  | 'db'
  | 'storage'
  | 'agent/node'
  | 'agent/runtime'
  | 'agent/containerd'
  | 'agent/networking'
  | 'agent/flags'
  | 'experimental'
  | 'removed';

/** First release per minor line, because K3s backports options: `{ '1.32': 'v1.32.4+k3s1' }`. */
export type Since = Readonly<Record<string, Release>>;

/** One value of an enumerated option. Versions without a minor listed behave as `Since` says. */
export interface EnumValue {
  /** What the value means, one short Markdown sentence. */
  readonly doc?: string;
  readonly since?: Since;
  /** First release per minor line in which K3s warns about the value. */
  readonly deprecated?: Since;
  /** First release per minor line in which K3s refuses the value. */
  readonly removed?: Since;
  /** What to write instead. */
  readonly use?: string;
  /** Words people write for it that K3s does not know. */
  readonly alsoCalled?: readonly string[];
  /** The switch without which K3s never installs the packaged component of this name. */
  readonly notWith?: string;
  /** K3s accepts it, but nobody should have to write it: known to checks, not offered. */
  readonly hidden?: true;
}

/** A change of one fact: from this release on (per minor line) the fact has this value. */
export interface Change<T> {
  readonly from: Since;
  readonly value: T;
  readonly before: T;
}

export interface Deprecation {
  /** First release per minor line that warns; absent when it was deprecated before v1.24.1. */
  readonly since?: Since;
  /** First release per minor line that refuses to start with it, while it still exists. */
  readonly fatal?: Since;
  /** The option to write instead, when one option replaces it: `disable`, `flannel-backend`. */
  readonly use?: string;
  /** The whole replacement when it is more than another name: `flannel-backend: none`. */
  readonly write?: string;
}

/** What has to lie at the path that an option names. */
export interface PathFacts {
  /** K3s does not start with anything else there. */
  readonly is?: 'file' | 'directory';
  /** What K3s does while nothing lies there; absent: it creates it, or nobody has looked. */
  readonly missing?: 'ends' | 'unnoticed';
  /** A file without text counts as no such option at all. */
  readonly emptyIsUnset?: true;
}

export interface Flag {
  readonly type: FlagType;
  readonly group: Group;
  readonly roles: readonly Role[];
  /** Read by `k3s etcd-snapshot` from config.yaml too, under this name. */
  readonly snapshot?: true;
  /** Other spellings of the same flag: single letters for server and agent. */
  readonly aliases?: readonly string[];
  readonly env?: readonly string[];
  readonly envChange?: Change<readonly string[]>;
  /** The value in K3s's flag table; absent means empty, false or zero. */
  readonly default?: string | number | boolean;
  readonly defaultChange?: Change<string>;
  /** Where the flag table of the agent has another default than the one of the server. */
  readonly defaultOnAgent?: string;
  /** What the program uses when the flag table has an empty default, or only a part of the truth. */
  readonly effectiveDefault?: string;
  /** Absent: every release from v1.24.1 on has it. */
  readonly since?: Since;
  /** Where the agent got it later than the server. */
  readonly sinceOnAgent?: Since;
  /** First release without it. */
  readonly removed?: Release;
  readonly deprecated?: Deprecation;
  readonly hidden?: true;
  readonly experimental?: true;
  /** Marked experimental before these releases, no longer since. */
  readonly experimentalUntil?: Since;
  readonly values?: Readonly<Record<string, EnumValue>>;
  /** What K3s does with a value outside `values`; `open`: hands it on, `values` are only the usual ones. */
  readonly otherValues?: 'fatal' | 'ignored' | 'fatal-with-secrets-encryption' | 'open';
  /** Options behind the value, `vxlan=Port=8473`: first releases that warn, and that refuse. */
  readonly valueOptions?: { readonly deprecated: Since; readonly removed: Since; readonly use: string };
  readonly format?: Format;
  readonly path?: PathFacts;
  /** The value, or part of it, is a credential and is never shown. */
  readonly secret?: true;
  /** Compared when a server joins an embedded etcd cluster; a text names the only item compared. */
  readonly sameOnAllServers?: true | string;
  /** K3s splits the items of this list at commas itself. */
  readonly splitsAtCommas?: true;
  /** First releases that split; absent: all do. */
  readonly splitsAtCommasSince?: Since;
  readonly conflicts?: readonly string[];
  readonly needs?: readonly string[];
  /** Does nothing unless one of these is set too; K3s starts all the same. */
  readonly uselessWithout?: { readonly oneOf: readonly string[]; readonly on?: Role };
  /** Does nothing while one of these is set to something else than its default; K3s starts all the same. */
  readonly uselessWith?: { readonly anyOf: readonly string[]; readonly on?: Role; readonly harmless?: true };
  /** Part of the embedded etcd and its snapshots: unused while `datastore-endpoint` is set. */
  readonly ofEmbeddedEtcd?: true;
  /** Any number below this means no limit. */
  readonly limitlessBelow?: number;
  /** Options and environment variables that keep a secret out of the file; the first is the one to use. */
  readonly keptOutBy?: readonly [string, ...string[]];
  /** Options K3s refuses to start without, per role. `server: always` on an agent, for example. */
  readonly requiredOn?: Role;
  /** Options of which one is enough instead of the required one. */
  readonly requiredUnless?: readonly string[];
  /** No longer required once the node holds its client certificate, so after it joined. */
  readonly requiredUntilJoined?: true;
  /** The option whose value is replaced when this one is set too: `token-file` replaces `token`. */
  readonly overrides?: string;
  /** Must be greater than this (Go duration). */
  readonly above?: string;
  /** `above` only matters while this option is on. */
  readonly aboveWith?: string;
  /** `above` does not matter while this option is on. */
  readonly aboveWithout?: string;
  /** Releases in which the option is read but does nothing; without `fixed` up to its removal. */
  readonly broken?: { readonly from: Since; readonly fixed?: Since };
  /** Part of the datastore or of certificates: cannot be changed once the cluster runs. */
  readonly fixedAfterFirstStart?: true;
  /** What it does, what depends on it, what goes wrong with it: Markdown, our own words. */
  readonly doc: string;
}

/** Checks at compile time that rows are complete and keeps their names as literal types. */
export function table<const T extends Readonly<Record<string, Flag>>>(rows: T): T {
  return rows;
}
