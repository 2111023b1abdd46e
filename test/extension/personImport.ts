/** Imports the kubeconfig of a server as a person does, by an address that is in its certificate, into a file of their own. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { parse } from 'yaml';
import { NODES } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import type { StandInMachines } from './host/machines.ts';
import { choose, openOnMachine } from './host/operation.ts';
import { choiceOf } from './host/tree.ts';

const long = { timeout: 30_000 };
const NODE = 'server-1';
const NAME = 'prod';

type See = (name: string) => Promise<void>;

/** The view has to be open. @param home of the person, in which there is no kubeconfig yet */
export async function importAsPerson(
  page: Page,
  cluster: DemoCluster,
  machines: StandInMachines,
  home: string,
  see: See,
): Promise<void> {
  const address = ownAddress();
  const node = cluster.store.get(NODES, NODE);
  assert.ok(node);
  // Addresses are tried: none of the story's may lead out of this computer.
  cluster.store.update(NODES, { ...node, status: { ...node.status, addresses: [{ type: 'InternalIP', address }] } });
  const certificate = Buffer.from(cluster.authority.server([address, 'kubernetes', '127.0.0.1']).cert);
  machines.add(NODE, {
    'etc/rancher/k3s/k3s.yaml': cluster.kubeconfig(),
    'var/lib/rancher/k3s/server/tls/dynamic-cert.json': `{"tls.crt": "${certificate.toString('base64')}"}\n`,
    'usr/bin/ip': `#!/bin/sh\necho '2: eth0    inet ${address}/24 brd ${address} scope global eth0'\n`,
    address: '127.0.0.1\n',
  });

  await openOnMachine(page, NODE, 'Import Kubeconfig from Node…');
  await choiceOf(page, address).waitFor(long);
  await choiceOf(page, 'named in the certificate').waitFor(long);
  await see('import-address');
  await choose(page, address);
  await choose(page, '~/.kube/config');
  await page.locator('.quick-input-title', { hasText: 'Name of the Cluster' }).waitFor(long);
  await page.locator('.quick-input-widget input').first().fill(NAME);
  await see('import-name');
  await page.keyboard.press('Enter');

  const file = join(home, '.kube', 'config');
  const written = await soonWritten(page, file);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(written['current-context'], NAME);
  const { port } = new URL(cluster.url);
  assert.deepEqual(
    written.clusters.map((one: { name: string; cluster: { server: string } }) => [one.name, one.cluster.server]),
    [[NAME, `https://${address}:${port}`]],
  );
  await page.locator('.pane-body .monaco-list-row', { hasText: NAME }).first().waitFor(long);
  await see('imported');
}

async function soonWritten(page: Page, file: string) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const found = parse(readFileSync(file, 'utf8'));
      if (found) return found;
    } catch {
      // Not there yet.
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`${file} was not written.`);
}

/** One of this computer that is not loopback; where it has none, one to which no way leads. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '192.0.2.11';
}
