/** The CA that a context of a kubeconfig trusts, to be compared with the one a cluster says it has. */

import { dirname, resolve } from 'node:path';
import { asText, at } from '../../cluster/json.ts';
import { readSmallFile } from '../../cluster/smallFile.ts';
import { mapOf, readTarget } from './target.ts';

/** As PEM; undefined where the context names none, or the file cannot be read. */
export async function trustedAuthority(file: string, context: string): Promise<string | undefined> {
  const text = await readSmallFile(file);
  const read = text.ok ? readTarget(text.value) : undefined;
  if (!read?.ok) return undefined;
  const name = asText(mapOf(read.target, 'contexts', context)?.get('cluster'));
  const cluster: unknown = name === undefined ? undefined : mapOf(read.target, 'clusters', name)?.toJSON();
  const data = asText(at(cluster, 'certificate-authority-data'));
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  const path = asText(at(cluster, 'certificate-authority'));
  const named = path ? await readSmallFile(resolve(dirname(file), path)) : undefined;
  return named?.ok ? named.value : undefined;
}
