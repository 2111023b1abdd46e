/** What kube-proxy refuses beyond single bounds. (pkg/proxy/apis/config/validation) */

import { parseCidr } from '../../node/net.ts';
import { between, type Check, of } from './check.ts';
import { oneOfEachFamily } from './ranges.ts';

const ranges = oneOfEachFamily('cluster-cidr');

/** `primary` alone stands for the addresses of the node. */
const nodePorts: Check = function* (settings) {
  const flag = 'nodeport-addresses';
  const listed = settings.list(flag);
  for (const item of listed) {
    if (item.text === 'primary' && settings.minor >= PRIMARY_SINCE) {
      if (listed.length > 1) yield* of(flag, item, 'contradiction', 'validation', 'primaryAlone');
    } else if (!parseCidr(item.text)) yield* of(flag, item, 'invalid-value', 'validation', 'cidr');
  }
};

/** First minor with the word. (Kubernetes release notes, KEP-3866) */
const PRIMARY_SINCE = 29;

const periods: Check = function* (settings) {
  for (const mode of ['iptables', 'ipvs'] as const) {
    if (mode === 'ipvs' && settings.text('proxy-mode') !== 'ipvs') continue;
    const [least, usual] = [`${mode}-min-sync-period`, `${mode}-sync-period`] as const;
    if (settings.duration(usual) >= settings.duration(least)) continue;
    const flags = [usual, least];
    const args = flags.map((flag) => settings.text(flag));
    yield* between(settings, 'contradiction', 'validation', 'syncPeriod', flags, { args });
  }
};

const excluded: Check = function* (settings) {
  for (const item of settings.list('ipvs-exclude-cidrs')) {
    if (!parseCidr(item.text)) yield* of('ipvs-exclude-cidrs', item, 'invalid-value', 'validation', 'cidr');
  }
};

export const kubeProxyChecks: readonly Check[] = [ranges, nodePorts, periods, excluded];
