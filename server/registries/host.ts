/** What K3s hands over to containerd, as data: hosts with their endpoints, credentials, and the lines of its log. */

import type { Release } from '../knowledge/flag.ts';
import type { YamlNode } from '../yaml/tree.ts';
import type { Address } from './endpoint.ts';
import type { Auth, HostSettings, Mirror, Text } from './model.ts';
import type { UrlFlaw } from './url.ts';

/** What counts besides the file. */
export interface Options {
  readonly release: Release;
  /** `disable-default-registry-endpoint` of this node. */
  readonly noDefaultEndpoint?: boolean;
  /** `embedded-registry` of the servers. */
  readonly embedded?: Embedded;
  /** The servers may have it on: an agent hears of that when it joins. */
  readonly mayEmbed?: boolean;
}

/** Where the embedded registry answers on the node itself, and the files it is reached with. */
export interface Embedded {
  /** `127.0.0.1:6443`. */
  readonly address: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** TLS and credentials as they reach an address. */
export interface Settings {
  /** The entry of `configs` they come from; absent for those K3s adds for the embedded registry. */
  readonly from?: HostSettings;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly skipVerify: boolean;
  /** TLS settings are written, even empty ones. */
  readonly hasTls: boolean;
  readonly auth?: Auth;
}

export interface Endpoint extends Address {
  /** What was written; absent for the embedded registry. */
  readonly from?: Text;
  readonly settings: Settings | undefined;
  readonly mirror: Mirror | undefined;
  /** Pattern and replacement as containerd reads them; as written where it cannot read the file. */
  readonly rewrites: ReadonlyMap<string, string>;
}

/** The address of the registry itself, asked after all mirrors. */
export interface Server {
  /** Null: settings without an address; empty: the wildcard's, which stands for whatever registry is asked. */
  readonly url: string | null;
  readonly address?: Address;
  readonly settings: Settings | undefined;
  /** The last endpoint of the mirror was this very address and counts as it; its rewrites are lost. */
  readonly folded?: Endpoint;
}

/** Why containerd cannot read a `hosts.toml`. */
export type Unreadable =
  | { readonly kind: 'rewrite'; readonly pattern: Text; readonly replacement: Text; readonly where: Text }
  | { readonly kind: 'address'; readonly url: string; readonly from?: Text }
  | { readonly kind: 'file'; readonly path: string; readonly from?: HostSettings };

/** One `hosts.toml`. */
export interface Host {
  /** Its folder below `certs.d`. */
  readonly folder: string;
  /** Null when nothing is asked behind the endpoints. */
  readonly server: Server | null;
  readonly endpoints: readonly Endpoint[];
  readonly mirror?: Mirror;
  readonly settings?: HostSettings;
  /** containerd goes on as if there were no file. */
  readonly unreadable?: Unreadable;
}

/** What K3s writes to its log about the file. */
export type Logged =
  | {
      readonly level: 'warning';
      readonly kind: 'invalid-endpoint' | 'duplicate-endpoint';
      readonly registry: string;
      /** Counted with the embedded registry in front. */
      readonly index: number;
      readonly endpoint: Text;
      readonly flaw?: UrlFlaw;
      /** The one it repeats. */
      readonly first?: Text;
    }
  | {
      readonly level: 'error';
      readonly kind: 'invalid-registry';
      readonly registry: string;
      readonly key: YamlNode;
      readonly flaw: UrlFlaw;
    };

/** Credentials as containerd gets them, and whether its configuration can be read with them. */
export interface Credentials {
  /** By the exact host that has to ask for them. */
  readonly byHost: ReadonlyMap<string, Auth>;
  /** The entries because of which containerd does not start. */
  readonly unreadable: readonly { readonly settings: HostSettings; readonly because: Text | undefined }[];
}

export interface Generated {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly log: readonly Logged[];
  readonly credentials: Credentials;
}
