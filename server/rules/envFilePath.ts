/** Environment files where only OpenRC looks, on a machine with systemd. */

import { serviceFiles } from '../node/unit.ts';
import { rule } from './rule.ts';

export const envFilePath = rule({
  id: 'env-file-path',
  group: 'files',
  scope: 'machine',
  summary: 'An environment file that the service of this machine does not read.',
  severity: 'information',
  message: 'systemd starts K3s here and does not read this file; only OpenRC does. Put its variables into {0}.',
  *check({ node }) {
    const { services, machine, root } = node.sources;
    for (const uri of machine?.openRcFiles ?? []) {
      const path = uri.slice((root ?? '').length);
      const role = serviceFiles.agent.openRc.includes(path.slice(1)) ? 'agent' : 'server';
      const service = services.find((known) => known.role === role && known.uri.endsWith('.service'));
      if (!service || service.texts?.[service.uri]?.includes(path)) continue;
      const own = serviceFiles[role].environments.find((name) => name.endsWith('.service.env'));
      yield { at: { start: 0, end: 0 }, in: uri, args: [`/${own}`] };
    }
  },
});
