/** The embedded etcd of a K3s server, spoken to beside its API server. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../cluster/client.ts';

/** What a server has to be started with: an etcd, and its JSON interface. */
export const WITH_ETCD = ['--cluster-init', '--etcd-arg', 'enable-grpc-gateway=true'];

/** The etcd of the server that keeps everything in `data`. */
export function etcdOf(data: string): Client {
  const tls = (name: string): string => readFileSync(join(data, 'server', 'tls', 'etcd', name), 'utf8');
  const auth = { cert: tls('client.crt'), key: tls('client.key') };
  return new Client({ url: 'https://127.0.0.1:2382', ca: tls('server-ca.crt'), auth });
}

/** Makes etcd forget all but the newest version of everything, as the API server has it done every five minutes. */
export async function compact(data: string): Promise<void> {
  const etcd = etcdOf(data);
  try {
    const { json } = await etcd.post('/v3/kv/range', { key: Buffer.from('/').toString('base64') });
    const { revision } = json.header;
    assert.equal((await etcd.post('/v3/kv/compaction', { revision, physical: true })).code, 200);
  } finally {
    etcd.end();
  }
}
