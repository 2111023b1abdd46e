/** From facts to findings: the first is the cause, as far as it can be told. */

import { type Finding, findingOf, type Place, type Sighting, type Weight } from '../causes/cause.ts';
import { causes } from '../causes/causes.ts';
import { LogCauses } from '../causes/inLog.ts';
import type { MachineFacts } from './facts.ts';

const ORDER: readonly Weight[] = ['stops', 'hurts', 'note'];

/** What stops K3s first, what hurts next; each in the order in which one leads to the other. */
export function classify(facts: MachineFacts): readonly Finding[] {
  const log = new LogCauses();
  // What containerd said may be long over when K3s runs.
  const older = facts.services[0]?.state === 'active' ? [] : facts.containerdLog;
  for (const line of [...older, ...facts.log]) log.read(line);
  const said = new Map(log.sighted.map(({ cause, sighting }) => [cause, sighting]));
  const place = placeOf(facts);
  const found = causes.flatMap((cause): Finding[] => {
    // What is so now tells more than what was said.
    const sighting: Sighting | undefined =
      cause.seen?.(facts) ?? (cause.refuted?.(facts) ? undefined : said.get(cause));
    return sighting ? [findingOf(cause, sighting, place)] : [];
  });
  return ORDER.flatMap((weight) => found.filter((finding) => finding.weight === weight));
}

export function placeOf({ units, init, role, dataDir, servers, kernelLine, node }: MachineFacts): Place {
  const name = units[0] ?? (role === 'agent' ? 'k3s-agent' : 'k3s');
  return {
    unit: { name, init },
    role,
    dataDir: dataDir || '/var/lib/rancher/k3s',
    server: servers[0]?.server,
    kernelLine,
    ...(node && { node: node.name }),
  };
}
