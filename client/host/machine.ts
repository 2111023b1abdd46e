/** A machine as operations see it: something that runs scripts, whatever way leads there. */

import type { Script } from './script.ts';
import type { HostTrouble } from './trouble.ts';

export interface Machine {
  /** As a person calls it: the alias or the address, or that it is this one. */
  readonly name: string;
  /** Runs a script to its end and gives what it answered. */
  run(script: Script, options?: ScriptOptions): Promise<ScriptResult | HostTrouble>;
  /** Runs a script whose output may have no end, such as a log that is followed, and gives each line as it comes. */
  stream(script: Script, options: StreamOptions): Promise<ScriptEnd | HostTrouble>;
  /** Copies a file of this side to a path of the machine: readable for its owner only, and there as a whole or not at all. */
  put(from: string, to: string, options?: PutOptions): Promise<{ readonly ok: true } | HostTrouble>;
}

export interface ScriptOptions {
  /** Through sudo, unless the user of the connection is root already. */
  readonly asRoot?: boolean;
  /** How long the script may take, once it runs; a minute if not said. */
  readonly timeoutMs?: number;
  /** How long it may say nothing at all; as long as it may take if not said. */
  readonly silenceMs?: number;
  /** How much it may print, on each of its two outputs; 1 MiB if not said. */
  readonly outputLimit?: number;
  /** Ends it, and everything it started. */
  readonly signal?: AbortSignal;
}

export interface StreamOptions extends Omit<ScriptOptions, 'outputLimit'> {
  /** Without secrets, without line break, cut off where it is too long; with the section it belongs to, '' before any. */
  readonly onLine: (line: string, section: string) => void;
}

export interface PutOptions extends Pick<ScriptOptions, 'asRoot' | 'timeoutMs' | 'signal'> {
  /** How much of it is on its way, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** It ran to its end: what that means, the code says. */
export interface ScriptEnd {
  readonly ok: true;
  readonly code: number;
  /** What it complained about, without secrets; of a stream the last of it. */
  readonly stderr: string;
}

export interface ScriptResult extends ScriptEnd {
  /** What stood before the first section and behind the end of others, without secrets. */
  readonly output: string;
  /** What it answered by name, without secrets; of several with the same name, one below the other. */
  readonly sections: ReadonlyMap<string, string>;
  /** The sections that the script `reveals`, to the last byte. */
  readonly revealed: ReadonlyMap<string, Uint8Array>;
}
