/** A server that is told to found a cluster and to join one, or to join itself. */

import type { NodeConfig } from '../node/config.ts';
import { given, isOn, isServiceKnown } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { parseIp } from '../node/net.ts';
import { say } from '../words/say.ts';
import { removeEntry } from '../yaml/edits.ts';
import { type Hit, rule } from './rule.ts';

export const firstServerJoin = rule<readonly Part[]>({
  id: 'first-server-join',
  group: 'keys',
  scope: 'machine',
  summary: 'A server that is told both to found a cluster and to join one, or to join itself.',
  severity: 'warning',
  message: {
    both: 'With "server" set K3s joins that cluster, and "cluster-init" does nothing. Keep "server" only on those that join.',
    token:
      'K3s does not start: with "server" it joins, also beside "cluster-init", and for that it lacks a "token". Take one out.',
    self: 'The first start waits for {0}, which is this machine itself. Take "server" out here; only the others join.',
  },
  *check({ node }): Iterable<Hit<readonly Part[]>> {
    if (node.flags.role !== 'server' || !isOn(node, 'server') || isOn(node, 'datastore-endpoint')) return;
    const server = given(node, 'server');
    const init = isOn(node, 'cluster-init') ? given(node, 'cluster-init') : undefined;
    const hasToken = isOn(node, 'token') || isOn(node, 'token-file');
    const { part } = server ?? {};
    if (part && isItself(part.text, node) && (hasToken || init)) {
      yield { at: part.entry.key, in: part.document.uri, say: 'self', args: [part.text], data: [part] };
      return;
    }
    const place = init?.part ?? part;
    if (!init || !place) return;
    const fatal = !hasToken && isServiceKnown(node);
    const other = place === part ? init.part : part;
    yield {
      at: place.entry.key,
      in: place.document.uri,
      say: fatal ? 'token' : 'both',
      severity: fatal ? 'error' : 'warning',
      related: other
        ? [{ uri: other.document.uri, at: other.entry.key, message: say('"{0}" is set here.', other.entry.name) }]
        : [],
      data: [place, ...(other ? [other] : [])],
    };
  },
  fix: ({ data = [] }) =>
    data.map(({ document, entry }) => ({
      title: say('Remove "{0}"', entry.name),
      edits: [removeEntry(document, entry)],
    })),
});

/** The options that say what this machine is called and where it is found. */
const OWN = ['node-ip', 'node-external-ip', 'advertise-address', 'node-name'];

/** Whether an address leads to the port that this very server is going to open. */
function isItself(url: string, node: NodeConfig): boolean {
  const [, bracketed, name, port] = /^https:\/\/(?:\[([^\]]*)\]|([^:/?#[\]]+)):(\d+)/i.exec(url) ?? [];
  if (port !== (given(node, 'https-listen-port')?.text ?? '6443')) return false;
  const host = (bracketed ?? name ?? '').toLowerCase();
  if (host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)) return true;
  const own = OWN.flatMap((option) => node.setting(option)?.parts ?? []).flatMap(({ text }) => text.split(','));
  return own.some((text) => same(text.trim().toLowerCase(), host));
}

function same(a: string, b: string): boolean {
  const [first, second] = [parseIp(a), parseIp(b)];
  return a === b || (first !== undefined && JSON.stringify(first, print) === JSON.stringify(second, print));
}

const print = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
