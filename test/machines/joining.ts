/** A demo cluster that machines join: its CA can be read, and the test plays the kubelets. */

import type { TestContext } from 'node:test';
import { CONFIGMAPS, NAMESPACES, NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import { base64, transportTo } from '../cluster/reach.ts';
import { start } from '../cluster/small.ts';
import { BOOT_ID, MACHINE_ID } from './sandbox.ts';

export const VERSION = 'v1.34.2+k3s1';

export async function joinCluster(t: TestContext) {
  const { cluster: demo } = await start(t, { scene: { version: VERSION, fill: () => undefined, still: true } });
  demo.store.create(NAMESPACES, { metadata: { name: 'kube-system' } } as never);
  demo.store.create(CONFIGMAPS, {
    metadata: { name: 'kube-root-ca.crt', namespace: 'kube-system' },
    data: { 'ca.crt': demo.authority.cert },
  } as never);
  const { cert, key } = demo.credentials() as { cert: string; key: string };
  const api = transportTo(t, {
    server: demo.url,
    cluster: { 'certificate-authority-data': base64(demo.authority.cert) },
    user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
  });
  return {
    demo,
    api,
    /** The names of the Secrets of bootstrap tokens that there are. */
    tokens: (): string[] =>
      demo.store.list(SECRETS).flatMap(({ metadata: { name } }) => (name.startsWith('bootstrap-token-') ? [name] : [])),
    /** An agent registers and is ready, as a kubelet does; once. */
    register(name = 'worker-7', machineID = MACHINE_ID, bootID = BOOT_ID): void {
      if (demo.store.get(NODES, name)) return;
      const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' };
      const nodeInfo = { machineID, bootID, kubeletVersion: VERSION };
      demo.store.create(NODES, { metadata: { name }, spec: {}, status: { conditions: [ready], nodeInfo } } as never);
    },
  };
}

export type JoinCluster = Awaited<ReturnType<typeof joinCluster>>;
