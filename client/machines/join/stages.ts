/** How far a machine is on its way to being a node, by what its service says and what the cluster has of it. */

import { say } from '../../say.ts';

/** In their order. */
export type Stage = 'starting' | 'connecting' | 'registering' | 'gettingReady' | 'ready';

/** What one look showed. */
export interface Seen {
  /** `ActiveState` of systemd, or `active` and `inactive` of OpenRC. */
  readonly active: string;
  /** How often the service has been started anew by itself. */
  readonly restarts: number;
  /** The Node of that name, where a cluster can be asked. */
  readonly node?: { readonly machineId: string; readonly bootId: string; readonly ready: boolean };
  /** Nobody can ask the cluster. */
  readonly alone: boolean;
}

/**
 * The service tells that it is up only when it has reached a server (it is of the type notify), so `activating` is the
 * time in which it tries to. A Node of another machine is none of ours.
 */
export function stageOf({ active, node, alone }: Seen, machineId: string): Stage {
  const ours = node !== undefined && (machineId === '' || node.machineId === machineId) ? node : undefined;
  if (ours?.ready && active === 'active') return 'ready';
  if (ours) return 'gettingReady';
  if (active === 'active') return alone ? 'ready' : 'registering';
  return active === 'activating' ? 'connecting' : 'starting';
}

export function stageWords(stage: Stage): string {
  switch (stage) {
    case 'starting':
      return say('The service starts.');
    case 'connecting':
      return say('The agent tries to reach the server.');
    case 'registering':
      return say('The agent runs; the cluster has no Node of it yet.');
    case 'gettingReady':
      return say('The Node is there and not ready yet.');
    case 'ready':
      return say('The Node is ready.');
  }
}

/** Reads `systemctl show`: one `Name=value` on each line, the last of a name counts. */
export function serviceState(lines: readonly string[]): Pick<Seen, 'active' | 'restarts'> {
  const values = new Map(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  const restarts = Number(values.get('NRestarts') ?? 0);
  return { active: values.get('ActiveState') ?? '', restarts: Number.isFinite(restarts) ? restarts : 0 };
}
