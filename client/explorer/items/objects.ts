/** Lines for what belongs to K3s: tokens, AddOns, Helm charts, snapshots, upgrade plans. */

import { say } from '../../../server/words/say.ts';
import { addonsOf } from '../model/addons.ts';
import { age, clock, span } from '../model/age.ts';
import { type Chart, chartsOf } from '../model/charts.ts';
import { sortedByName } from '../model/names.ts';
import { doneBy, planOf } from '../model/plans.ts';
import { bytes } from '../model/quantity.ts';
import { snapshotsOf } from '../model/snapshots.ts';
import { idPart, plain } from '../model/text.ts';
import { takenNames, tokenOf } from '../model/tokens.ts';
import type { ClusterSource } from '../source.ts';
import type { Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { nodesOf } from './nodes.ts';
import { type Line, tooltip } from './tooltip.ts';
import type { View } from './view.ts';
import { counted } from './words.ts';

/** Of one folder; beyond it nobody reads on. */
const MOST = 500;

interface Look {
  readonly icon: string;
  readonly colour?: string;
}

/** The shape they all have: a name, some words, longer ones in the tooltip. */
function line(
  place: Place,
  context: string,
  name: string,
  look: Look,
  words: readonly (string | false | undefined)[],
  ...more: readonly Line[]
): Item {
  const label = plain(name, 100);
  return {
    ...place,
    id: `${place.id}/${idPart(name)}`,
    label,
    description: facts(...words),
    ...look,
    context,
    accessible: spoken(label, ...words),
    collapsible: 'none',
    tooltip: () => tooltip(name, ...words, ...more),
  };
}

const failed: Look = { icon: 'error', colour: COLOURS.bad };

export function tokenItems(place: Place, source: ClusterSource, { now }: View): readonly Item[] {
  const tokens = source.collection('bootstrapTokens').items.map((raw) => tokenOf(raw, now));
  const usual = sortedByName(tokens, ({ id }) => id).map(({ id, description, usages, expires, expired }) => {
    const look = expired ? { icon: 'circle-slash', colour: COLOURS.quiet } : { icon: 'key' };
    const end = expires === undefined ? say('never expires') : say('expires in {0}', span(expires - now));
    const words = [expired ? say('expired') : end, plain(description, 100), usages.join(', ')];
    return { ...line(place, `k3s.token.${expired ? 'expired' : 'valid'}`, id, look, words), token: id };
  });
  const taken = takenNames(source.collection('nodePasswords').items, nodesOf(source)).slice(0, MOST);
  const known = source.collection('nodes').state.kind === 'live';
  const orphans = (known ? taken : []).map((name) =>
    line(place, 'k3s.nodePassword', name, { icon: 'person', colour: COLOURS.warning }, [
      say('node password without a node: a new machine of this name may be refused'),
    ]),
  );
  return [...usual.slice(0, MOST), ...orphans];
}

export function addonItems(place: Place, source: ClusterSource): readonly Item[] {
  const events = source.collection('addonEvents');
  const addons = addonsOf(source.collection('addons').items, events.items);
  // Only events tell whether K3s could apply it.
  const hidden = events.state.kind === 'denied';
  return sortedByName(addons, ({ name }) => name)
    .slice(0, MOST)
    .map(({ name, source: file, error, kinds }) => {
      const look = error ? failed : { icon: 'extensions' };
      const words = [
        error && say('not applied: {0}', plain(error.message, 120)),
        hidden && say('nobody knows whether it was applied'),
        plain(file),
      ];
      const more = [error?.message, [say('Kinds'), [...new Set(kinds)].slice(0, 50).join(', ')] as const];
      return line(place, `k3s.addon.${error ? 'failed' : hidden ? 'unknown' : 'applied'}`, name, look, words, ...more);
    });
}

const CHART_LOOKS: Readonly<Record<Chart['state'], Look>> = {
  installed: { icon: 'pass', colour: COLOURS.good },
  running: { icon: 'sync' },
  failed,
  unknown: { icon: 'package' },
};

function chartState(state: Chart['state']): string {
  if (state === 'installed') return say('installed');
  if (state === 'running') return say('being installed');
  return state === 'failed' ? say('failed') : '';
}

export function chartItems(place: Place, source: ClusterSource): readonly Item[] {
  const items = (name: 'helmCharts' | 'helmChartConfigs' | 'chartJobs') => source.collection(name).items;
  const charts = chartsOf(items('helmCharts'), items('helmChartConfigs'), items('chartJobs'));
  return sortedByName(charts, ({ name }) => name)
    .slice(0, MOST)
    .map((chart) => {
      const words = [
        chartState(chart.state),
        plain(chart.failure, 120),
        plain(chart.version, 40),
        chart.overridden && say('values changed by a HelmChartConfig'),
      ];
      return line(
        place,
        `k3s.chart.${chart.state}`,
        chart.namespace === 'kube-system' ? chart.name : `${chart.namespace}/${chart.name}`,
        CHART_LOOKS[chart.state],
        words,
        chart.failure,
        [say('Chart'), facts(chart.chart, chart.repo)],
        [say('Namespace'), chart.targetNamespace],
        [say('Job'), chart.job],
      );
    });
}

export function snapshotItems(place: Place, source: ClusterSource, { now }: View): readonly Item[] {
  return snapshotsOf(source.collection('etcdSnapshots').items)
    .slice(0, MOST)
    .map(({ name, node, location, bucket, size, created, ready, error }) => {
      const words = [
        error !== '' && say('failed: {0}', plain(error, 120)),
        error === '' && !ready && say('not ready'),
        created !== undefined && clock(created, now),
        size !== undefined && bytes(size),
        bucket === '' ? plain(node, 63) : say('in bucket {0}', plain(bucket, 63)),
      ];
      const look = error !== '' ? failed : { icon: bucket === '' ? 'archive' : 'cloud' };
      const context = `k3s.snapshot.${error === '' ? (ready ? 'ready' : 'pending') : 'failed'}`;
      return line(
        place,
        context,
        name,
        look,
        words,
        error,
        [say('Location'), location],
        [say('Age'), age(created, now)],
      );
    });
}

export function planItems(place: Place, source: ClusterSource): readonly Item[] {
  const nodes = nodesOf(source);
  return sortedByName(source.collection('plans').items.map(planOf), ({ name }) => name)
    .slice(0, MOST)
    .map((plan) => {
      const now = plan.applying.slice(0, 5).map((name) => plain(name, 63));
      const words = [
        plan.failure !== '' && say('stopped: {0}', plain(plan.failure, 120)),
        now.length > 0 && say('working on {0}', now.join(', ')),
        plan.complete && say('complete'),
        plain(plan.latest, 40) || plain(plan.wanted, 80),
        say('done on {0}', counted.nodes(doneBy(plan, nodes).length)),
      ];
      const look = plan.failure !== '' ? failed : { icon: now.length > 0 ? 'sync' : 'rocket' };
      const context = `k3s.plan.${plan.failure === '' ? (now.length > 0 ? 'working' : 'waiting') : 'failed'}`;
      return line(place, context, plan.name, look, words, plan.failure, [say('Wants'), plan.wanted]);
    });
}
