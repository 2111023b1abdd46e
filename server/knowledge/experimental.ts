/** Options that K3s marks as experimental and that belong to no other topic. */
import { table } from './flag.ts';

export const experimental = table({
  'enable-pprof': {
    type: 'bool',
    group: 'experimental',
    roles: ['server', 'agent'],
    since: { '1.24': 'v1.24.2+k3s1', '1.25': 'v1.25.0+k3s1' },
    sinceOnAgent: {
      '1.27': 'v1.27.15+k3s1',
      '1.28': 'v1.28.11+k3s1',
      '1.29': 'v1.29.6+k3s1',
      '1.30': 'v1.30.2+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    experimental: true,
    doc:
      'Serves Go profiling data on the port of the supervisor, for hunting memory and CPU use of K3s. Switch it off ' +
      'again afterwards.',
  },
  rootless: {
    type: 'bool',
    group: 'experimental',
    roles: ['server', 'agent'],
    experimental: true,
    doc:
      'Runs K3s without root, in user namespaces. It needs cgroup v2 with controllers delegated to the user, and ' +
      'some things work differently or not at all, such as ports below 1024. Without it and without root K3s refuses ' +
      'to start.',
  },
  'prefer-bundled-bin': {
    type: 'bool',
    group: 'experimental',
    roles: ['server', 'agent'],
    since: { '1.24': 'v1.24.9+k3s1', '1.25': 'v1.25.5+k3s1', '1.26': 'v1.26.0+k3s1' },
    experimental: true,
    doc:
      'Uses the `iptables` and similar programs that come with K3s, even where the machine has its own. It helps ' +
      'with hosts whose versions have bugs or mix rule formats. The launcher reads it, so in old releases it only ' +
      'counts in the main file and not in drop-ins.',
  },
});
