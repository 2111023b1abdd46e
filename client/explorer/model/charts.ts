/** Helm charts that K3s installs: what, from where, and how the job that does it ended. */

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
  readonly state: 'installed' | 'running' | 'failed' | 'unknown';
  readonly failure: string;
  /** A HelmChartConfig of the same name changes its values. */
  readonly overridden: boolean;
}

/** @param configs HelmChartConfigs @param jobs the jobs that install charts */
export function chartsOf(
  items: readonly object[],
  configs: readonly object[],
  jobs: readonly object[],
): readonly Chart[] {
  const overridden = new Set(configs.map(idOf));
  const jobById = new Map(jobs.map((job) => [idOf(job), job]));
  return items.map((raw) => {
    const namespace = namespaceOf(raw);
    const job = textAt(raw, 'status', 'jobName') ?? '';
    const failed = conditionOf(raw, 'Failed');
    const state = failed ? 'failed' : stateOfJob(jobById.get(`${namespace}/${job}`));
    return {
      raw,
      name: nameOf(raw),
      namespace,
      chart: textAt(raw, 'spec', 'chart') ?? '',
      version: textAt(raw, 'spec', 'version') ?? '',
      repo: textAt(raw, 'spec', 'repo') ?? '',
      targetNamespace: textAt(raw, 'spec', 'targetNamespace') ?? namespace,
      job,
      state,
      failure: failed ?? failureOf(jobById.get(`${namespace}/${job}`)),
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

function stateOfJob(job: object | undefined): Chart['state'] {
  if (!job) return 'unknown';
  if (conditionOf(job, 'Failed') !== undefined) return 'failed';
  if ((numberAt(job, 'status', 'succeeded') ?? 0) > 0) return 'installed';
  if ((numberAt(job, 'status', 'active') ?? 0) > 0) return 'running';
  return isTrueAt(job, 'spec', 'suspend') ? 'unknown' : 'running';
}

/** A job that tries again and again says how often it failed so far. */
function failureOf(job: object | undefined): string {
  return (job && conditionOf(job, 'Failed')) ?? '';
}
