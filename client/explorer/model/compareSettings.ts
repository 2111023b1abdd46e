/** Where the servers of a cluster were started differently, and which of that keeps the next one from starting. */

import type { Flag } from '../../../server/knowledge/flag.ts';
import { defaultAt } from '../../../server/knowledge/lookup.ts';
import { parseCidr } from '../../../server/node/net.ts';
import { byName } from './names.ts';
import type { NodeFacts } from './node.ts';
import { type Settings, settingsOf, valuesOf } from './settings.ts';

/** One option, or one item of it, on all servers. */
export interface Row {
  readonly option: string;
  /** `critical`: K3s compares it, and a server that differs does not start. */
  readonly weight: 'critical' | 'information';
  readonly differs: boolean;
  /** One per server, in their order. */
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly text: string;
  /** Nothing was given, so the default counts. */
  readonly isDefault: boolean;
}

export interface Comparison {
  readonly servers: readonly NodeFacts[];
  /** Servers that do not say how they were started. */
  readonly silent: readonly NodeFacts[];
  /** Critical ones all, of the others those that differ. */
  readonly rows: readonly Row[];
}

/** Options that belong to one machine: they may differ, and usually do. */
const OWN = new Set([
  'server',
  'cluster-init',
  'node-name',
  'with-node-id',
  'node-ip',
  'node-external-ip',
  'advertise-address',
  'bind-address',
  'config',
  'lb-server-port',
]);

/** Compares what the servers were started with, as K3s does when one joins. */
export function compareSettings(nodes: readonly NodeFacts[]): Comparison {
  const servers = nodes.filter(({ role }) => role !== 'agent').sort((a, b) => byName(a.name, b.name));
  const told = servers.filter((node) => settingsOf(node));
  const settings = told.map((node) => settingsOf(node) as Settings);
  const names = new Set(
    settings.flatMap(({ flags, options }) => [...critical(flags.all), ...options.map(({ option }) => option)]),
  );
  const rows = [...names].sort(byName).flatMap((name) => rowsOf(name, settings));
  return {
    servers: told,
    silent: servers.filter((node) => !settingsOf(node)),
    rows: [...rows.filter(isCritical), ...rows.filter((row) => !isCritical(row) && row.differs)],
  };
}

const isCritical = ({ weight }: Row): boolean => weight === 'critical';

const critical = (flags: ReadonlyMap<string, Flag>): string[] =>
  [...flags].filter(([, flag]) => flag.sameOnAllServers).map(([name]) => name);

function rowsOf(option: string, settings: readonly Settings[]): Row[] {
  const flag = settings.map(({ flags }) => flags.find(option)?.flag).find((one) => one);
  if (flag?.secret) return [];
  const same = flag?.sameOnAllServers;
  const whole = row(
    option,
    same === true ? 'critical' : 'information',
    settings.map((one) => cellOf(option, flag, one)),
  );
  // Of some lists only one item counts; the rest may differ.
  if (typeof same !== 'string') return OWN.has(option) ? [] : [whole];
  const item = settings.map((one): Cell => {
    const given = elements(valuesOf(one, option)).includes(same);
    return { text: given ? 'true' : 'false', isDefault: !given };
  });
  return [row(`${option}: ${same}`, 'critical', item), whole];
}

function row(option: string, weight: Row['weight'], cells: readonly Cell[]): Row {
  return { option, weight, cells, differs: new Set(cells.map(({ text }) => text)).size > 1 };
}

/** A value in the one form in which equal ones are equal. */
function cellOf(option: string, flag: Flag | undefined, settings: Settings): Cell {
  const values = valuesOf(settings, option);
  const isDefault = values.length === 0;
  if (!isDefault) return { text: spelled(flag, values), isDefault };
  if (flag?.type === 'bool') return { text: String(flag.default === true), isDefault };
  return { text: defaultOf(option, flag, settings), isDefault };
}

/** Values of an option in the one form in which equal ones are equal. */
export function spelled(flag: Flag | undefined, values: readonly string[]): string {
  if (flag?.type === 'bool') return String(/^(1|t|true)$/i.test(values.at(-1) ?? ''));
  if (flag?.type !== 'list') return values.at(-1) ?? '';
  const items = flag.splitsAtCommas ? elements(values) : values;
  // The order of address ranges tells which family comes first; elsewhere it means nothing.
  return (flag.format === 'cidrList' ? [...items] : [...items].sort(byName)).join(', ');
}

const elements = (values: readonly string[]): string[] =>
  values
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** What K3s takes; where that depends on the first address of the node, the usual IPv4. */
function defaultOf(option: string, flag: Flag | undefined, settings: Settings): string {
  if (option === 'cluster-dns') return tenthAddresses(settings) ?? '';
  const where = { role: settings.role, release: settings.flags.release };
  const value = flag && (defaultAt(flag, where) ?? flag.effectiveDefault?.split(';')[0]);
  return String(value ?? '');
}

/** The address K3s gives to the DNS service: the tenth of every range of services. */
function tenthAddresses(settings: Settings): string | undefined {
  const given = elements(valuesOf(settings, 'service-cidr'));
  const ranges = (given.length > 0 ? given : ['10.43.0.0/16']).map(tenthAddress);
  return ranges.every((text) => text !== undefined) ? ranges.join(', ') : undefined;
}

function tenthAddress(range: string): string | undefined {
  const read = parseCidr(range);
  const octets = range.split('/')[0]?.split('.').map(Number) ?? [];
  if (!read || octets.length !== 4) return undefined;
  const last = (octets[3] ?? 0) + 10;
  return last > 255 ? undefined : [...octets.slice(0, 3), last].join('.');
}
