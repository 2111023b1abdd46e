/** From the plan to the report: what a person reads, whatever a cluster calls its things. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { drainCommand } from '../../client/operations/drain/kubectl.ts';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import { type Plan, planDrain } from '../../client/operations/drain/plan.ts';
import { planText } from '../../client/operations/drain/planText.ts';
import { beginDrain } from '../../client/operations/drain/state.ts';
import { operationReport } from '../../client/operations/report.ts';
import { SECRETS } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import { barePod, budget, daemonSet, deployment, rig } from './rig.ts';
import { office } from './windows.ts';

type Rig = Awaited<ReturnType<typeof rig>>;

async function windowOver(t: TestContext, { sources, clock }: Rig, redact = (text: string) => text) {
  const { api, access } = sources;
  return office(t).open('mine', { clock, reach: async () => ({ api, access, redact }) });
}

const orderOf = (plan: Plan, now: number, name = plan.facts.node.name) => ({
  kind: 'drain',
  cluster: { id: 'file#context', name: 'home' },
  goOn: false,
  participants: [{ name, key: plan.facts.node.uid, detail: beginDrain(plan, now) }],
});

test('plan, choices, run, report: each says what the one before led to', async (t) => {
  const made = await rig(t, (store) => {
    deployment(store, 'web', 2);
    deployment(store, 'cache', 1, { volumes: [{ name: 'tmp', emptyDir: {} }] });
    daemonSet(store, 'lb');
    barePod(store, 'solo');
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const { plan, clock, pass, cluster } = made;
  const { operations, begin, over } = await windowOver(t, made);

  const first = await plan();
  const text = planText('home', [first]);
  assert.match(text, /^# Drain one\n\nPlan for the cluster home\. Nothing has been changed yet\./);
  assert.match(text, /### Not possible yet\n\n- .*emptyDir.*`a\/cache-.*\n- .*`a\/solo`/);
  assert.match(text, /`a\/solo`[ |:]+ Needs your yes\. Nobody makes it anew\./);
  assert.match(text, /`a\/cache-\S+`[ |:]+ Needs your yes\. It loses the data in its volume tmp \(emptyDir\)\./);
  assert.match(text, /`a\/web-\S+`[ |:]+ Waits: budget web needs 2, has 2, 0 may go\./);
  assert.match(text, /`a\/lb-\S+`[ |:]+ Stays: it belongs to a DaemonSet\./);
  assert.equal(beginDrain(first, clock.now()).result, 'failedBeforeStart');

  const uid = (name: string): string => first.rows.find(({ pod }) => pod.name.startsWith(name))?.pod.uid ?? '';
  const consent = { ...DEFAULT_OPTIONS.consent, emptyDir: [uid('cache')] };
  const options = { ...DEFAULT_OPTIONS, consent, exclude: [uid('solo')], timeLimitSeconds: 30 };
  const chosen = planDrain(first.facts, options);
  assert.deepEqual(chosen.errors, []);
  assert.match(planText('home', [chosen]), /`a\/cache-\S+`[ |:]+ Is evicted\. You agreed\. It loses the data/);
  const command = drainCommand([chosen], options, { file: "/home/me/it's/config", context: 'home' });
  assert.match(command, /^# .*per pod.*\n# .*1 are left out/);
  assert.match(
    command,
    /\nkubectl drain '--kubeconfig=\/home\/me\/it'\\''s\/config' --context=home --ignore-daemonsets --delete-emptydir-data --timeout=30s -- one$/,
  );

  cluster.log.clear();
  const id = await begin(orderOf(chosen, clock.now()));
  const known = await over(id, pass);
  const report = operationReport(known, await operations.readLog(id), clock.now());
  assert.match(report, /^# Drain one\n\nCluster home: timed out\.\n\nIt can be resumed from the tree/);
  assert.match(
    report,
    /## one: timed out\n\nPods that are gone: 1, that are still there: 2\. The node stays cordoned\./,
  );
  assert.match(
    report,
    /### What is still blocking\n[\s\S]*`a\/web-\S+`[ |:]+ Waiting for \d\d seconds: The disruption budget/,
  );
  assert.match(
    report,
    /### Everything else\n[\s\S]*`a\/cache-\S+`[ |:]+ Gone\.[\s\S]*`a\/solo`[ |:]+ Stays: it was left out\./,
  );
  assert.match(
    report,
    /## What happened\n\n```text\n\S+ {2}one {2}Begins with 5 pods\.\n\S+ {2}one {2}The node is cordoned\./,
  );
  assert.equal(operationReport(known, await operations.readLog(id), clock.now() + 3_600_000), report);
  assert.equal(cluster.log.find('POST', /solo|lb-/).length, 0);
});

test('nothing is called drained before the last look, nor cordoned where nobody knows', async (t) => {
  const made = await rig(t, (store) => deployment(store, 'web', 2));
  const { plan, clock, pass, cluster, evictions } = made;
  const { operations, begin, sees, over } = await windowOver(t, made);
  const reportOf = async (id: string): Promise<string> =>
    operationReport(operations.get(id), await operations.readLog(id), clock.now());
  cluster.faults.add({ kind: 'slow', ms: 3000 }, { method: 'GET', url: /nodes\/one/ });
  const drainIt = async () => begin(orderOf({ ...planned }, clock.now()));
  const planning = plan();
  await pass(4000);
  const planned = await planning;
  const early = await drainIt();
  await pass(1000);
  await operations.cancel(early);
  await sees(early, ({ here }) => !here);
  assert.match(await reportOf(early), /## one: cancelled\n\nPods that are gone: 0, that are still there: 2\.\n/);
  cluster.faults.clear();

  const id = await drainIt();
  await pass(10_000, () => evictions() === 2);
  cluster.faults.add({ kind: 'slow', ms: 3000 }, { method: 'GET', url: /pods\?.*limit=/ });
  await pass(10_000, () => JSON.stringify(operations.get(id)).match(/"gone"/g)?.length === 2);
  await pass(1000);
  const waiting = await reportOf(id);
  assert.match(waiting, /## one: running\n\nPods that are gone: 2, that are still there: 0\./);
  assert.doesNotMatch(waiting, /Drained/);
  await over(id, pass);
  assert.match(await reportOf(id), /## one: done\n\nDrained\. Pods that are gone: 2, that stay as planned: 0\./);
});

const EVIL = 'x|`[click](https://evil.example)`<img src=x onerror=alert(1)>\n# Drained\u202e\u001b[31m $(trash)';

test('hostile names, labels, owners, budgets and messages are text and nothing else, in plan, report and log', async (t) => {
  const made = await rig(t, (store) => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: EVIL, name: EVIL, uid: 'u', controller: true }];
    barePod(store, EVIL, { ownerReferences, labels: { app: EVIL, [EVIL]: EVIL } });
    barePod(store, `second${EVIL}`, { ownerReferences, annotations: { [STOP_SECONDS]: EVIL } });
    barePod(store, 'empty', { ownerReferences }, {}, { volumes: [{ name: EVIL, emptyDir: {} }] });
    budget(store, EVIL, EVIL, { minAvailable: 1 });
  });
  const { plan, clock, pass, cluster } = made;
  const { operations, begin, over } = await windowOver(t, made);
  const consent = { emptyDir: 'all', unmanaged: 'all', orphan: 'all' } as const;
  const planned = await plan({ consent, timeLimitSeconds: 40 });
  assert.deepEqual(planned.errors, []);
  const body = { kind: 'Status', status: 'Failure', code: 500, message: EVIL };
  cluster.faults.add({ kind: 'answer', code: 500, body }, { method: 'POST', url: /second.*eviction/ });
  const id = await begin(orderOf(planned, clock.now(), EVIL));
  const known = await over(id, pass);
  const log = await operations.readLog(id);
  const texts = [planText(EVIL, [planned]), operationReport(known, log, clock.now())];
  for (const text of [...texts, log]) {
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.ok(text.includes('evil.example'));
  }
  for (const text of texts) {
    const [outside = ''] = text.split('```text');
    const prose = outside.replace(/`[^`\n]*`/g, '');
    assert.doesNotMatch(prose, /[^\\]<img|[^\\]\[click|\]\(http/, prose);
    assert.doesNotMatch(outside, /^# Drained/m);
    for (const line of outside.split('\n').filter((one) => one.includes('evil.example')))
      assert.match(line, /^(# |## |- |Plan for )/);
  }
  assert.doesNotMatch(log, /^(?!\d{4}-\d\d-\d\dT\S+Z {2})./m);
  const command = drainCommand([planned], { ...DEFAULT_OPTIONS, podSelector: EVIL }, { file: EVIL, context: EVIL });
  const quoted = command.replace(/'[^']*'/g, '');
  assert.doesNotMatch(quoted, /[`$<>|\n]/, command);
});

test('no secret of the way to a cluster is in the log, the report or the file', async (t) => {
  const secret = 'eyJhbGciOi.canary-of-a-token.signature';
  const made = await rig(t, (store) => {
    deployment(store, 'web', 1);
    store.create(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'a' } });
  });
  const { plan, clock, pass, cluster } = made;
  const { operations, begin, over } = await windowOver(t, made, (text) => text.replaceAll(secret, '***'));
  const body = { kind: 'Status', status: 'Failure', code: 500, message: `webhook got ${secret}` };
  cluster.faults.add({ kind: 'answer', code: 500, body }, { method: 'POST', url: /eviction/ });
  const id = await begin(orderOf(await plan(), clock.now()));
  const known = await over(id, pass);
  const log = await operations.readLog(id);
  assert.match(log, /webhook got/);
  for (const text of [log, JSON.stringify(known), operationReport(known, log, 0)])
    assert.doesNotMatch(text, /canary-of-a-token|PRIVATE KEY/);
});
