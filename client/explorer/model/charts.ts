/** Helm charts that K3s installs: what, from where, and how the job that does it ended. */

import { type Pod, podOf } from './pods.ts';
import { isTrueAt, listAt, nameOf, namespaceOf, numberAt, textAt } from './raw.ts';

export interface Chart {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly repo: string;
  readonly targetNamespace: string;
  readonly job: string;
  /** `retrying`: it failed, and its job tries again, usually a thousand times. */
  readonly state: 'installed' | 'running' | 'retrying' | 'failed' | 'unknown';
  /** Attempts that failed; 0 for what is installed. */
  readonly failures: number;
  /** What is told of the failure: by a condition, else by the pod that makes the attempts. */
  readonly failure: string;
  /** A HelmChartConfig of the same name changes its values. */
  readonly overridden: boolean;
}

/** @param configs HelmChartConfigs @param jobs the jobs that install charts @param pods those of these jobs */
export function chartsOf(
  items: readonly object[],
  configs: readonly object[],
  jobs: readonly object[],
  pods: readonly object[],
): readonly Chart[] {
  const overridden = new Set(configs.map(idOf));
  const jobById = new Map(jobs.map((job) => [idOf(job), job]));
  const read = pods.map(podOf);
  return items.map((raw) => {
    const namespace = namespaceOf(raw);
    const job = textAt(raw, 'status', 'jobName') ?? '';
    const id = `${namespace}/${job}`;
    const own = read.filter(
      (pod) => pod.namespace === namespace && pod.owner?.kind === 'Job' && pod.owner.name === job,
    );
    return {
      raw,
      name: nameOf(raw),
      namespace,
      chart: textAt(raw, 'spec', 'chart') ?? '',
      version: textAt(raw, 'spec', 'version') ?? '',
      repo: textAt(raw, 'spec', 'repo') ?? '',
      targetNamespace: textAt(raw, 'spec', 'targetNamespace') ?? namespace,
      job,
      ...outcome(conditionOf(raw, 'Failed'), jobById.get(id), own),
      overridden: overridden.has(idOf(raw)),
    };
  });
}

const idOf = (raw: object): string => `${namespaceOf(raw)}/${nameOf(raw)}`;

/** What a condition that holds has to say. */
function conditionOf(raw: object, type: string): string | undefined {
  const found = listAt(raw, 'status', 'conditions').find((one) => textAt(one, 'type') === type);
  if (textAt(found, 'status') !== 'True') return undefined;
  return textAt(found, 'message') || textAt(found, 'reason') || type;
}

type Outcome = Pick<Chart, 'state' | 'failures' | 'failure'>;

/** @param said what the chart itself says of its failure */
function outcome(said: string | undefined, job: object | undefined, pods: readonly Pod[]): Outcome {
  const failures = failuresOf(job, pods);
  const failed = said ?? (job && conditionOf(job, 'Failed'));
  if (failed !== undefined) return { state: 'failed', failures, failure: failed };
  if (!job) return { state: 'unknown', failures: 0, failure: '' };
  if ((numberAt(job, 'status', 'succeeded') ?? 0) > 0) return { state: 'installed', failures: 0, failure: '' };
  const stuck = pods.find(({ verdict }) => verdict === 'failed')?.status ?? '';
  // One that cannot even begin, for want of its image, has not failed yet.
  if (failures > 0 || stuck !== '') return { state: 'retrying', failures, failure: stuck };
  const waits = isTrueAt(job, 'spec', 'suspend') && !((numberAt(job, 'status', 'active') ?? 0) > 0);
  return { state: waits ? 'unknown' : 'running', failures: 0, failure: '' };
}

/** The job counts pods that failed; its pod is not one of them, because it starts its container anew each time. */
const failuresOf = (job: object | undefined, pods: readonly Pod[]): number =>
  pods.reduce((sum, { restarts }) => sum + restarts, numberAt(job, 'status', 'failed') ?? 0);
