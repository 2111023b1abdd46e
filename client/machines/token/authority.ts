/** The CA of a cluster as it says itself, because a kubeconfig may trust somebody in front of it instead. */

import { asText, at } from '../../cluster/json.ts';
import type { Api } from '../../cluster/request.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Trouble } from '../../cluster/trouble.ts';
import { certificatesIn } from './caHash.ts';

export interface Authority {
  readonly ok: true;
  /** To the last byte, for its hash. */
  readonly pem: string;
  /** The kubeconfig trusts somebody else, as behind a proxy. */
  readonly differs: boolean;
}

/**
 * Every namespace has it; that of the cluster itself is asked for, else what the kubeconfig trusts is taken.
 *
 * @param trusted the CA of the kubeconfig, where it names one
 */
export async function clusterAuthority(
  api: Pick<Api, 'request'>,
  trusted: string | undefined,
): Promise<Authority | { readonly ok: false; readonly trouble: Trouble }> {
  const answer = await api.request({
    path: resourcePath('configmaps', { namespace: 'kube-system' }, 'kube-root-ca.crt'),
  });
  const own = answer.ok ? asText(at(answer.body, 'data', 'ca.crt')) : undefined;
  // A certificate, that is; an object of that name may hold anything.
  if (own !== undefined && certificatesIn(own)?.length)
    return { ok: true, pem: own, differs: trusted !== undefined && !isSame(own, trusted) };
  if (trusted !== undefined) return { ok: true, pem: trusted, differs: false };
  return answer.ok ? { ok: true, pem: '', differs: false } : { ok: false, trouble: answer.trouble };
}

/** The same certificates, however they are written. */
function isSame(one: string, other: string): boolean {
  const prints = (pem: string) => (certificatesIn(pem) ?? []).map(({ fingerprint256 }) => fingerprint256).sort();
  return prints(one).join() === prints(other).join();
}
