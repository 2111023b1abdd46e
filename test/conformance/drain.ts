/** Judges the cases of drain.json: what the drain code of kubectl decided and did. */

import { isDeepStrictEqual } from 'node:util';
import type { Request } from '../../client/cluster/request.ts';
import { cordon } from '../../client/operations/cordon.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../../client/operations/drain/options.ts';
import { type Plan, planDrain } from '../../client/operations/drain/plan.ts';
import { nameOf } from '../../client/operations/drain/pod.ts';
import { readFacts } from '../../client/operations/drain/readFacts.ts';
import { drain } from '../../client/operations/drain/run.ts';
import { beginDrain } from '../../client/operations/drain/state.ts';
import type { Json } from '../cluster/client.ts';
import { FakeClock } from '../cluster/clocks.ts';
import { DrainServer, refused, type Sent, type World } from './drainServer.ts';

interface Case extends World {
  mode: 'plan' | 'run' | 'cordon';
  options: Json;
  nodeObject?: Json;
  desired?: boolean;
  patchCode?: number;
  expect: Json;
}

/** A drain that takes longer than this hangs. */
const LONGEST_MS = 120_000;

/** The same verdicts, the same result, nothing sent that kubectl does not send. */
export async function drainCase(given: Case): Promise<string | undefined> {
  if (given.expect.defectOfOriginal) return undefined;
  if (given.mode === 'cordon') return cordonCase(given);
  const clock = new FakeClock();
  const server = new DrainServer(given, clock);
  const sources = { api: server, clock, signal: new AbortController().signal };
  const options = optionsOf(given.options);
  const facts = await readFacts(sources, given.node, options);
  if (!facts.ok) return `facts: ${facts.trouble.message}`;
  const plan = planDrain(facts.value, options);
  const wrong = planDiffers(plan, given.expect);
  if (wrong || given.mode === 'plan') return wrong;
  let over = false;
  const running = drain(beginDrain(plan, clock.now()), sources).finally(() => {
    over = true;
  });
  for (let waited = 0; !over && waited < LONGEST_MS; waited += 500) await clock.advance(500);
  if (!over) return 'it does not end';
  const { result, blocked } = await running;
  return (
    differ('result', blocked ? 'refused' : result === 'done' ? 'ok' : 'error', given.expect.result) ??
    differ('remaining', server.pods.sort(), given.expect.remaining ?? server.pods.sort()) ??
    unexpected(server.sent, given.expect.requests)
  );
}

async function cordonCase({ nodeObject, desired = true, patchCode, expect }: Case): Promise<string | undefined> {
  const requests: object[] = [];
  const request = async ({ method = 'GET', contentType, body }: Request) => {
    requests.push({ body, patchType: contentType, verb: method.toLowerCase() });
    return patchCode ? refused(patchCode) : { ok: true as const, status: 200, headers: {}, body: {} };
  };
  const done = await cordon({ request }, nodeObject, desired);
  const known: Readonly<Record<string, string>> = { forbidden: 'forbidden', conflict: 'conflict' };
  return (
    differ('requests', requests, expect.requests) ??
    differ('result', done.ok ? 'ok' : 'error', expect.result) ??
    differ('error', done.ok ? undefined : (known[done.trouble.kind] ?? 'server-error'), expect.errorClass)
  );
}

/** What kubectl's flags mean for us: force and deleteEmptyDirData are a yes to every such pod. */
function optionsOf(flags: Json): DrainOptions {
  const forced = flags.force ? 'all' : [];
  return {
    ...DEFAULT_OPTIONS,
    ignoreDaemonSets: flags.ignoreDaemonSets ?? false,
    consent: { emptyDir: flags.deleteEmptyDirData ? 'all' : [], unmanaged: forced, orphan: forced },
    ...(flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : undefined),
    timeLimitSeconds: flags.timeoutSeconds ?? 0,
    podSelector: flags.podSelector ?? '',
    way: flags.disableEviction ? 'delete' : 'evict',
    skipWaitSeconds: flags.skipWaitForDeleteTimeout ?? 0,
    dryRun: flags.serverDryRun ?? false,
  };
}

function planDiffers({ rows, errors }: Plan, expect: Json): string | undefined {
  const deletable = rows.filter(({ goes }) => goes).map(({ pod }) => nameOf(pod));
  const verdicts = Object.fromEntries(rows.map(({ pod, goes }) => [nameOf(pod), goes]));
  const real = Object.entries<Json>(expect.pods ?? {}).map(([name, verdict]) => [name, verdict.delete] as const);
  const grouped = errors.map((error) => `${error.class} ${[...error.pods].sort()}`).sort();
  return (
    differ('listed', !errors.some((error) => error.class === 'selector-invalid'), expect.listed) ??
    differ('deletable', deletable.sort(), expect.deletable) ??
    differ('verdicts', verdicts, Object.fromEntries(real)) ??
    differ('blocked', errors.length > 0, expect.blocked) ??
    differ('errors', grouped, expect.errors.map((error: Json) => `${error.class} ${error.pods.sort()}`).sort())
  );
}

/** Fewer requests are fine, others are not. */
function unexpected(sent: readonly Sent[], real: Readonly<Record<string, Json[]>>): string | undefined {
  for (const [index, { pod, ...ours }] of sent.entries()) {
    const theirs = real[pod] ?? [];
    const endless = theirs.at(-1)?.repeatsUntilTimeLimit;
    const turn = sent.slice(0, index).filter((one) => one.pod === pod).length;
    const {
      answer: _,
      repeatsUntilTimeLimit: __,
      ...expected
    } = theirs[endless ? Math.min(turn, theirs.length - 1) : turn] ?? {};
    if (!isDeepStrictEqual({ ...ours }, expected)) return `sent for ${pod}: ${JSON.stringify(ours)}`;
  }
  return undefined;
}

function differ(what: string, ours: unknown, theirs: unknown): string | undefined {
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  return `${what}: ours ${JSON.stringify(ours)}, real ${JSON.stringify(theirs)}`;
}
