/** A transport or a connection to a test server, by way of a kubeconfig on the disk, as a person has one. */

import type { TestContext } from 'node:test';
import { Account } from '../../client/cluster/account.ts';
import { type Clock, systemClock } from '../../client/cluster/clock.ts';
import { Connection, type ConnectionNeeds } from '../../client/cluster/connection.ts';
import type { Entry } from '../../client/cluster/kubeconfigFiles.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import { Transport } from '../../client/cluster/transport.ts';
import { Redactor } from '../../client/redact.ts';
import { type Folder, folder } from '../support/folder.ts';
import { authority } from './certificates.ts';

export interface Config {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** JSON is YAML too. */
export function kubeconfig({ server, cluster, user = {} }: Config, name = 'default'): string {
  const ca = server.startsWith('https') ? { 'certificate-authority-data': base64(authority().cert) } : {};
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, ...ca, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

export interface Reached {
  readonly entry: Entry;
  readonly needs: ConnectionNeeds;
  readonly folder: Folder;
  write(config: Config): void;
}

export function prepare(
  test: Pick<TestContext, 'after'>,
  config: Config,
  more: Partial<ConnectionNeeds> = {},
): Reached {
  const files = folder(test, { config: kubeconfig(config) });
  const clock: Clock = more.clock ?? systemClock;
  const file = files.at('config');
  const entry: Entry = {
    id: `${file}#default`,
    name: 'default',
    file,
    origin: 'setting',
    context: 'default',
    current: true,
  };
  const needs = { clock, plugins: new Plugins(clock), mayRun: () => true, proxy: () => ({ env: {} }), ...more };
  return { entry, needs, folder: files, write: (changed) => void files.write('config', kubeconfig(changed)) };
}

export function transportTo(test: Pick<TestContext, 'after'>, config: Config, more: Partial<ConnectionNeeds> = {}) {
  const reached = prepare(test, config, more);
  const redactor = new Redactor();
  const account = new Account(reached.entry, { ...reached.needs, redactor });
  const { proxy, connectMs, pingMs } = reached.needs;
  const transport = new Transport({ account, redactor, proxy, connectMs, pingMs });
  test.after(() => transport.close());
  return Object.assign(transport, { reached });
}

export function connectionTo(test: Pick<TestContext, 'after'>, config: Config, more: Partial<ConnectionNeeds> = {}) {
  const reached = prepare(test, config, more);
  const connection = new Connection(reached.entry, reached.needs);
  test.after(() => connection.close());
  return Object.assign(connection, { reached });
}
