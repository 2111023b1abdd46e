/** One machine that joins a cluster, as it was agreed to: plain data without secrets. */

import type { Target } from '../../operations/target.ts';

/** Where K3s comes from. */
export type Source =
  /** The install script from an address, which downloads the rest. */
  | { readonly kind: 'online'; readonly script: string }
  /** Files of this computer, each with its SHA-256 in hexadecimal when it was agreed to. */
  | {
      readonly kind: 'offline';
      readonly binary: LocalFile;
      readonly script: LocalFile;
      readonly images?: LocalFile;
    };

export interface LocalFile {
  readonly path: string;
  readonly sha256: string;
}

export interface JoinOrder {
  readonly target: Target;
  /** Of the machine a person looked at; nothing is done to another. */
  readonly machineId: string;
  readonly init: 'systemd' | 'openrc';
  readonly nodeName: string;
  /** `https://…:6443` */
  readonly url: string;
  /** `v1.34.2+k3s1` */
  readonly version: string;
  /** The text of config.yaml; it names the file of the token, and holds none. */
  readonly config: string;
  /** The cluster's CA as PEM, for a token that is made; as the cluster says it now where this is absent. */
  readonly authority?: string;
  /** `mint`: made through the API for this operation. `given`: typed by a person. */
  readonly token: 'mint' | 'given';
  readonly source: Source;
  /** Labels that a kubelet may not set itself, set through the API when the node is there. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the machine keeps the token, for root only. */
  readonly tokenFile: string;
  /** A Node of the same name that is to make room, by its UID. */
  readonly replaces?: string;
  /** A folder that stands for the machine's root, in tests. */
  readonly root?: string;
}

export const CONFIG_FILE = '/etc/rancher/k3s/config.yaml';
/** The name of the service that the install script makes for an agent. */
export const SERVICE = 'k3s-agent';
