/** What the look at a machine found, as facts; what it did not say is absent. */

export interface Disk {
  readonly path: string;
  readonly freeBytes: number;
}

/** How far the way to the cluster leads. */
export type Way =
  | { readonly reached: 'cluster'; readonly cacerts: string }
  | { readonly reached: 'other'; readonly answer: string }
  | { readonly reached: 'nothing'; readonly why: 'dns' | 'refused' | 'timeout' | 'tls' | 'other' }
  /** Neither curl nor wget. */
  | { readonly reached: 'unknown' };

export interface Looked {
  /** `NAME` and `VERSION_ID` of os-release, or ''. */
  readonly os: string;
  /** As uname says: `x86_64`, `aarch64`. */
  readonly arch: string;
  readonly root: boolean;
  readonly hostname: string;
  readonly machineId: string;
  readonly bootId: string;
  /** Milliseconds since 1970, by the machine's own clock. */
  readonly time: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly init: 'systemd' | 'openrc' | undefined;
  readonly cgroups: readonly string[];
  readonly missingModules: readonly string[];
  readonly defaultRoute: boolean;
  /** Without the length of their networks. */
  readonly addresses: readonly string[];
  /** TCP ports that something listens on. */
  readonly ports: ReadonlySet<number>;
  readonly disks: readonly Disk[];
  readonly tools: ReadonlySet<string>;
  /** Names as they are, and `NAME runs`. */
  readonly runtimes: ReadonlySet<string>;
  readonly firewalls: readonly string[];
  readonly selinux: string;
  readonly rebootNeeded: boolean;
  /** Paths of service files of K3s. */
  readonly units: readonly string[];
  /** `v1.34.2+k3s1` of the binary that is there. */
  readonly version: string | undefined;
  readonly folders: ReadonlySet<string>;
  /** Whether the name of the server is known there; undefined for an address, or where nobody can tell. */
  readonly resolved: boolean | undefined;
  readonly way: Way;
  /** The server's clock, by its answer. */
  readonly serverTime: number | undefined;
}

/** Reads the sections of the answer. */
export function looked(sections: ReadonlyMap<string, string>): Looked {
  const text = (name: string): string => sections.get(name)?.trim() ?? '';
  const lines = (name: string): string[] =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const number = (name: string): number | undefined => (/^\d+$/.test(text(name)) ? Number(text(name)) : undefined);
  const seconds = number('time');
  const memory = number('memory');
  const modules = lines('modules').flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, -8)] : []));
  const serverTime = Date.parse(text('date'));
  return {
    os: osName(lines('os')),
    arch: text('arch'),
    root: text('user') === '0',
    hostname: text('hostname'),
    machineId: text('machine'),
    bootId: text('boot'),
    time: seconds === undefined ? undefined : seconds * 1000,
    memoryBytes: memory === undefined ? undefined : memory * 1024,
    init: lines('init')[0] === 'openrc' ? 'openrc' : lines('init')[0] === 'systemd' ? 'systemd' : undefined,
    cgroups: lines('cgroups').flatMap((line) => line.split(/\s+/)),
    missingModules: modules,
    defaultRoute: lines('routes').length > 0,
    addresses: lines('addresses').flatMap((line) => line.split(/\s+/)[1]?.replace(/\/\d+$/, '') ?? []),
    ports: new Set(lines('ports').flatMap(portOf)),
    disks: lines('disks').flatMap(diskOf),
    tools: new Set(lines('tools')),
    runtimes: new Set(lines('runtimes')),
    firewalls: lines('firewall'),
    selinux: text('selinux'),
    rebootNeeded: text('reboot') === 'yes',
    units: lines('units'),
    version: /\bv\d+\.\d+\.\d+\S*/.exec(text('version'))?.[0],
    folders: new Set(lines('folders')),
    resolved: sections.has('dns') ? resolvedOf(lines('dns')) : undefined,
    way: wayOf(text('way'), sections.get('cacerts') ?? ''),
    serverTime: Number.isNaN(serverTime) ? undefined : serverTime,
  };
}

function osName(lines: readonly string[]): string {
  const value = (key: string): string =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/^(["'])(.*)\1$/, '$2') ?? '';
  return [value('NAME'), value('VERSION_ID')].filter((part) => part !== '').join(' ');
}

/** `00000000:192B`, the port in hexadecimal. */
function portOf(line: string): number[] {
  const hex = /:([0-9A-F]{4})$/.exec(line)?.[1];
  return hex === undefined ? [] : [Number.parseInt(hex, 16)];
}

function diskOf(line: string): Disk[] {
  const [path = '', free = ''] = line.split(/\s+/);
  return /^\d+$/.test(free) ? [{ path, freeBytes: Number(free) * 1024 }] : [];
}

/** `unknown` is said of an address, and where nobody can look a name up. */
function resolvedOf(lines: readonly string[]): boolean | undefined {
  return lines[0] === 'unknown' ? undefined : lines.length > 0;
}

/** What curl(1) and wget(1) say by their exit codes. */
const CODES: Readonly<Record<string, Extract<Way, { reached: 'nothing' }>['why']>> = {
  'curl 6': 'dns',
  'curl 7': 'refused',
  'curl 28': 'timeout',
  'curl 35': 'tls',
  'curl 52': 'tls',
  'curl 56': 'tls',
  'wget 4': 'refused',
  'wget 5': 'tls',
  'wget 124': 'timeout',
  'wget 137': 'timeout',
};

function wayOf(way: string, answer: string): Way {
  if (way === '' || way.startsWith('none')) return { reached: 'unknown' };
  if (answer.includes('-----BEGIN CERTIFICATE-----')) return { reached: 'cluster', cacerts: answer };
  if (/ 0$/.test(way)) return { reached: 'other', answer: answer.trim().slice(0, 200) };
  return { reached: 'nothing', why: CODES[way] ?? 'other' };
}
