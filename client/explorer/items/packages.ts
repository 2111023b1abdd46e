/** Lines for what K3s installs by itself: AddOns from files on its servers, and Helm charts. */

import { say } from '../../../server/words/say.ts';
import { addonsOf } from '../model/addons.ts';
import { type Chart, chartsOf } from '../model/charts.ts';
import { sortedByName } from '../model/names.ts';
import { plain } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { cut, type Place } from './collected.ts';
import { COLOURS, facts, type Item } from './item.ts';
import { failed, type Look, namesOf, objectLine, type Short } from './objectLine.ts';
import { retryWords } from './words.ts';

/** In characters; a line of a tooltip is no longer than a thousand. */
const LONGEST_COMMAND = 1000;

export function addonItems(place: Place, source: ClusterSource): readonly Item[] {
  const events = source.collection('addonEvents');
  const addons = addonsOf(source.collection('addons').items, events.items);
  // Only events tell whether K3s could apply it.
  const hidden = events.state.kind === 'denied';
  const named = namesOf(addons);
  const sorted = sortedByName(addons, ({ name, namespace }) => `${name} ${namespace}`);
  return cut(place, sorted, 'kubectl get addons.k3s.cattle.io -A', (addon) => {
    const { source: file, error, kinds, listing } = addon;
    const look = error ? failed : { icon: 'extensions' };
    const words = [
      error && ((short: Short) => say('not applied: {0}', short(causeOf(error.message)))),
      hidden && say('nobody knows whether it was applied'),
      plain(file),
    ];
    return objectLine(
      place,
      named(addon),
      `k3s.addon.${error ? 'failed' : hidden ? 'unknown' : 'applied'}`,
      look,
      words,
      [say('Owns objects of the kinds'), kinds.map(({ kind }) => kind).join(', ')],
      // Cut off it would list others.
      listing.length < LONGEST_COMMAND && [say('List them with'), listing],
    );
  });
}

/** K3s says the name of the file in front of it, which stands beside it anyway. */
const causeOf = (message: string): string => message.replace(/^\w+ manifest at "[^"]*" failed: /i, '');

const CHART_LOOKS: Readonly<Record<Chart['state'], Look>> = {
  installed: { icon: 'pass', colour: COLOURS.good },
  running: { icon: 'sync' },
  retrying: { icon: 'warning', colour: COLOURS.warning },
  failed,
  unknown: { icon: 'package' },
};

function chartState({ state, failures }: Chart): string {
  if (state === 'installed') return say('installed');
  if (state === 'running') return say('being installed');
  if (state === 'failed') return failures > 1 ? say('failed {0} times', failures) : say('failed');
  return state === 'retrying' ? retryWords(failures) : '';
}

/** The charts of a cluster, as far as they and what installs them are known. */
export function chartsIn(source: ClusterSource): readonly Chart[] {
  const [charts = [], ...others] = (['helmCharts', 'helmChartConfigs', 'chartJobs', 'chartPods'] as const).map(
    (name) => source.collection(name).items,
  );
  const [configs = [], jobs = [], pods = []] = others;
  return chartsOf(charts, configs, jobs, pods);
}

export function chartItems(place: Place, source: ClusterSource): readonly Item[] {
  const charts = chartsIn(source);
  const named = namesOf(charts, 'kube-system');
  const sorted = sortedByName(charts, ({ name, namespace }) => `${name} ${namespace}`);
  return cut(place, sorted, 'kubectl get helmcharts.helm.cattle.io -A', (chart) => {
    const words = [
      chartState(chart),
      (short: Short) => short(chart.failure),
      plain(chart.version, 40),
      chart.overridden && say('values changed by a HelmChartConfig'),
    ];
    return objectLine(
      place,
      named(chart),
      `k3s.chart.${chart.state}`,
      CHART_LOOKS[chart.state],
      words,
      [say('Chart'), facts(chart.chart, chart.repo)],
      [say('Namespace'), chart.targetNamespace],
      [say('Job'), chart.job],
    );
  });
}
