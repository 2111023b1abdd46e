/** Reads what `lookScript` answered. */

import type { ScriptResult } from '../../host/machine.ts';

/** A folder of a volume on the machine. */
export interface VolumeFolder {
  readonly path: string;
  /** In KiB; undefined when it took too long to count. */
  readonly size: number | undefined;
}

export interface Looked {
  /** What lies in the data folder and is none of K3s's own. */
  readonly foreign: readonly string[];
  /** The data folder is there, and looks like one of K3s. */
  readonly isData: boolean;
  readonly volumes: readonly VolumeFolder[];
  /** What is moved beside the data folder is renamed, not copied. */
  readonly sameDevice: boolean;
  readonly configuration: readonly string[];
  /** Mounts over the network that do not answer. */
  readonly dead: readonly string[];
  /** Mounts inside the data folder: what is on them is somebody's. */
  readonly inside: readonly string[];
  readonly cilium: readonly string[];
  /** K3s's script takes the data folder away wherever it is. */
  readonly knowsDataDir: boolean;
  readonly tools: readonly string[];
}

/** K3s makes these, and nothing else, in its data folder. */
const OWN = ['agent', 'data', 'server', 'storage', 'etc', '.lock'];

export function readLooked({ sections }: ScriptResult): Looked {
  const lines = (name: string): string[] => (sections.get(name) ?? '').split('\n').filter(Boolean);
  const entries = lines('entries');
  const devices = lines('device');
  return {
    foreign: entries.filter((entry) => !OWN.includes(entry)),
    isData: entries.some((entry) => entry === 'agent' || entry === 'server' || entry === 'data'),
    volumes: lines('volumes').flatMap((line) => {
      const [, size = '', path] = /^(\d+|\?) (\/.+)$/.exec(line) ?? [];
      return path === undefined ? [] : [{ path, size: size === '?' ? undefined : Number(size) }];
    }),
    sameDevice: devices.length === 2 && devices[0] === devices[1],
    configuration: lines('configuration'),
    dead: lines('mounts').flatMap((line) => (line.startsWith('dead ') ? [line.slice(5)] : [])),
    inside: lines('inside'),
    cilium: lines('cilium'),
    knowsDataDir: lines('knowsDataDir').includes('yes'),
    tools: lines('tools'),
  };
}
