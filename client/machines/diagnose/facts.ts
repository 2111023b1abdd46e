/** What a machine has told about itself, as facts: everything may be missing, and everything may be a lie. */

import type { FileSettings } from './readFiles.ts';
import type { ServerReach } from './readReach.ts';

export interface ServiceState {
  /** Without `.service`. */
  readonly unit: string;
  /** As systemd says it; of OpenRC `active`, `inactive` or `failed`. */
  readonly state: string;
  readonly detail: string;
  readonly restarts: number;
  readonly exitStatus: number | undefined;
  readonly enabled: boolean | undefined;
}

export interface Disk {
  readonly place: string;
  readonly usedPercent: number;
  readonly freeKb: number;
  readonly inodesPercent: number | undefined;
}

export interface Certificate {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The program that listens; empty when only root may know. */
  readonly program: string;
}

/** What the cluster says of the machine, where it is known as a node. */
export interface NodeSeen {
  readonly name: string;
  readonly ready: boolean;
  readonly bootId?: string;
  readonly machineId?: string;
}

export interface MachineFacts {
  readonly node: NodeSeen | undefined;
  /** When the answer was there by the editor's clock, in milliseconds since 1970. */
  readonly at: number;
  /** Whether everything could be read. */
  readonly asRoot: boolean;
  readonly init: 'systemd' | 'openrc' | 'none';
  readonly role: 'server' | 'agent';
  /** Services of K3s; the one that matters first. */
  readonly units: readonly string[];
  readonly services: readonly ServiceState[];
  readonly dataDir: string;
  /** Where K3s is; empty when it is not there. */
  readonly program: string;
  readonly version: string;
  readonly system: string;
  readonly kernel: string;
  readonly hostname: string;
  readonly machineId: string | undefined;
  readonly bootId: string | undefined;
  readonly hasPassword: boolean;
  readonly needsReboot: boolean;
  /** Environment files that look as if K3s read them. */
  readonly strayFiles: readonly string[];
  /** The file that holds the kernel's command line, where there is one such as on a Raspberry Pi. */
  readonly kernelLine: string | undefined;
  /** How far its clock is ahead of the editor's, in seconds. */
  readonly clockAhead: number | undefined;
  readonly synchronised: boolean | undefined;
  /** Oldest first, each no longer than 4,000 characters. */
  readonly log: readonly string[];
  readonly kernelLog: readonly string[];
  readonly containerdLog: readonly string[];
  readonly denials: readonly string[];
  readonly disks: readonly Disk[];
  readonly readOnly: readonly string[];
  /** Undefined when nothing is known of them. */
  readonly controllers: ReadonlySet<string> | undefined;
  readonly defaultRoutes: readonly string[];
  readonly cards: readonly { readonly name: string; readonly mtu: number; readonly up: boolean }[];
  readonly servers: readonly ServerReach[];
  /** SHA-256 of the cluster's certificate authority: as the token says, and as it is kept on the machine. */
  readonly authoritySaid: string | undefined;
  readonly authorityKept: string | undefined;
  readonly certificates: readonly Certificate[];
  readonly missingModules: readonly string[];
  /** By path below `/proc/sys`. */
  readonly kernelSettings: ReadonlyMap<string, string>;
  /** In KiB. */
  readonly memoryTotal: number | undefined;
  readonly memoryFree: number | undefined;
  readonly ports: readonly Port[];
  /** Active firewalls, with what they said. */
  readonly firewalls: readonly { readonly name: 'ufw' | 'firewalld'; readonly rules: string }[];
  readonly enforcing: boolean;
  readonly hasPolicy: boolean;
  readonly cni: readonly string[];
  /** Conditions of the container runtime that are not met, in its words. */
  readonly runtimeTroubles: readonly string[];
  /** What `k3s check-config` misses. */
  readonly missing: readonly string[];
  readonly settings: readonly FileSettings[];
  /** Probes that were ended, or not begun any more. */
  readonly late: readonly string[];
  readonly skipped: readonly string[];
  readonly unreadable: readonly string[];
}
