/** How a feature gate is told: its state in a Kubernetes minor, its history, and who reads it. */

import { GATE_GROUPS, type Gate, gate, readStage, stateOf } from '../knowledge/featureGates.ts';
import { minorText } from '../knowledge/kubernetes.ts';
import { say } from './say.ts';

/** The Markdown of one feature gate. */
export function gateLines(name: string, minor: number): string[] | undefined {
  const row: Gate | undefined = gate(name);
  if (!row) return undefined;
  const state = stateOf(row, minor);
  const group = GATE_GROUPS[name];
  const history = row.stages.map(readStage).map(({ from, stage, on, locked }, index) => {
    const since =
      index === 0 && row.since === 'older'
        ? say('before {0}', minorText(27))
        : minorText(index === 0 && typeof row.since === 'number' ? row.since : from);
    const word = locked ? (on ? say('on for good') : say('off for good')) : on ? say('on') : say('off');
    return `| ${since} | ${stage} | ${word} |`;
  });
  if (row.removed) history.push(`| ${minorText(row.removed)} | ${say('dropped')} | |`);
  return [
    `**${name}** · ${say('feature gate')}`,
    ...(group ? [say('Stands for all gates of the stage {0}.', group)] : []),
    stateLine(state, minor),
    `| ${say('from')} | ${say('stage')} | ${say('default')} |\n| --- | --- | --- |\n${history.join('\n')}`,
    ...(row.needs ? [say('Needs {0}.', row.needs.join(', '))] : []),
    ...(row.read ? [say('Read by {0}.', [...row.read].map((letter) => READERS[letter] ?? letter).join(', '))] : []),
  ];
}

const READERS: Readonly<Record<string, string>> = {
  A: 'kube-apiserver',
  C: 'kube-controller-manager',
  S: 'kube-scheduler',
  K: 'kubelet',
  P: 'kube-proxy',
  X: 'cloud-controller-manager',
};

/** One sentence about a gate in a minor. */
export function stateLine(state: ReturnType<typeof stateOf>, minor: number): string {
  if (state.kind === 'not yet') return say('Comes with Kubernetes {0}.', minorText(state.since));
  if (state.kind === 'removed') return say('Dropped in Kubernetes {0}; naming it ends K3s.', minorText(state.in));
  const word = state.on ? say('on') : say('off');
  return state.locked
    ? say('Kubernetes {0}: {1}, {2} for good.', minorText(minor), state.stage, word)
    : say('Kubernetes {0}: {1}, {2} unless said.', minorText(minor), state.stage, word);
}
