/** From the sections of the script to facts. Whatever does not look as it should is as good as not said. */

import { X509Certificate } from 'node:crypto';
import type { ScriptResult } from '../../host/machine.ts';
import { Redactor } from '../../redact.ts';
import { isUnit } from '../unit.ts';
import type { Certificate, Disk, MachineFacts, NodeSeen, Port, ServiceState } from './facts.ts';
import { readFiles } from './readFiles.ts';
import { readReach } from './readReach.ts';
import { MOST_FILES } from './script.ts';

export interface Read {
  readonly facts: MachineFacts;
  /** What the machine said, by section, without secrets; for the report. */
  readonly sections: ReadonlyMap<string, string>;
}

/** @param now when the answer was there, in milliseconds since 1970 */
export function readFacts({ sections: raw, revealed }: ScriptResult, now: number, node?: NodeSeen): Read {
  const system = keysOf(raw.get('system') ?? '');
  const hasServer = system.get('server') === 'yes' || raw.get('certificates')?.includes('/server/tls/') === true;
  const units = (system.get('units') ?? '').split(' ').filter(isUnit);
  const services = readServices(raw.get('service') ?? '');
  const role =
    units.length > 0 ? roleOf(mainFirst(units, services)[0] ?? '', hasServer) : hasServer ? 'server' : 'agent';
  const version = /^k3s version (\S+)/m.exec(raw.get('version') ?? '')?.[1] ?? '';
  const { files, secrets } = readFiles(fileTexts(revealed), role, version);
  const redactor = new Redactor();
  for (const secret of secrets) {
    redactor.learn(secret);
    // Where the first word of it has been hidden already, the rest of it is left.
    redactor.learn(/[\s"',;}](.*)$/s.exec(secret)?.[1]);
  }
  const sections = new Map([...raw].map(([name, text]) => [name, redactor.redact(text)]));
  const said = (name: string): string => sections.get(name) ?? '';
  const lines = (name: string): string[] => linesOf(said(name));
  const memory = new Map([...said('memory').matchAll(/^(\w+): +(\d+)/gm)].map(([, key = '', kb]) => [key, Number(kb)]));
  const clock = Number(said('now'));
  const facts: MachineFacts = {
    node,
    at: now,
    asRoot: system.get('user') === '0',
    init: (['systemd', 'openrc'] as const).find((init) => init === system.get('init')) ?? 'none',
    role,
    units: mainFirst(units, services),
    services,
    dataDir: system.get('data') ?? '',
    program: system.get('program') ?? '',
    version,
    system: system.get('os') ?? '',
    kernel: [system.get('kernel'), system.get('machine')].filter(Boolean).join(' '),
    hostname: system.get('name') ?? '',
    machineId: system.get('id') || undefined,
    bootId: system.get('boot') || undefined,
    hasPassword: system.get('named') === 'yes',
    needsReboot: system.get('reboot') === 'yes',
    strayFiles: [...(raw.get('system') ?? '').matchAll(/^stray (.+)$/gm)].map(([, path = '']) => path),
    kernelLine: system.get('cmdline') ?? (system.get('pi') === 'yes' ? '/boot/cmdline.txt' : undefined),
    clockAhead: clock > 0 ? Math.round(clock - now / 1000) : undefined,
    synchronised: synchronised(said('clock')),
    log: lines('log'),
    kernelLog: lines('kernel'),
    containerdLog: lines('containerd'),
    denials: [...lines('audit'), ...lines('kernel').filter((line) => /avc: +denied|apparmor="?DENIED/.test(line))],
    disks: readDisks(said('disk')),
    readOnly: [...said('mounts').matchAll(/^ro \S+ (\S+)$/gm)].map(([, place = '']) => place),
    controllers: readControllers(said('cgroup')),
    defaultRoutes: [...said('network').matchAll(/^default (\S+)$/gm)].map(([, card = '']) => card),
    cards: [...said('network').matchAll(/^card (\S+) (\d+) (\S+)$/gm)].map(([, name = '', mtu, state]) => ({
      name,
      mtu: Number(mtu),
      up: state !== 'down',
    })),
    servers: readReach(said('reach')),
    authoritySaid: /^said ([0-9a-f]{64})\b/m.exec(said('authority'))?.[1],
    authorityKept: /^kept ([0-9a-f]{64})\b/m.exec(said('authority'))?.[1],
    certificates: readCertificates(said('certificates')),
    missingModules: [...said('settings').matchAll(/^missing (\S+)$/gm)].map(([, name = '']) => name),
    kernelSettings: new Map(
      [...said('settings').matchAll(/^([\w/-]+\/[\w/-]+) (.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
    ),
    memoryTotal: memory.get('MemTotal'),
    memoryFree: memory.get('MemAvailable'),
    ports: readPorts(said('ports')),
    firewalls: readFirewalls(said('firewall')),
    enforcing: /^enforce 1$/m.test(said('selinux')),
    hasPolicy: /^policy yes$/m.test(said('selinux')),
    cni: [...said('cni').matchAll(/^configuration (.+)$/gm)].map(([, file = '']) => file),
    runtimeTroubles: runtimeTroubles(said('runtime')),
    missing: [
      ...said('check')
        .replace(ESCAPES, '')
        .matchAll(/^\W*(.+): *missing *\(fail\)/gm),
    ].map(([, what = '']) => what),
    settings: files,
    late: lines('late'),
    skipped: lines('skipped'),
    unreadable: lines('unreadable'),
  };
  return { facts, sections };
}

/** Colours and the like. */
const ESCAPES = /\x1b\[[\d;]*[A-Za-z]/g;
const LONGEST_LINE = 4000;

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, LONGEST_LINE));

function keysOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    linesOf(text).map((line) => {
      const gap = line.indexOf(' ');
      return gap < 0 ? [line, ''] : [line.slice(0, gap), line.slice(gap + 1).trim()];
    }),
  );
}

function fileTexts(revealed: ReadonlyMap<string, Uint8Array>): string[] {
  return Array.from({ length: MOST_FILES }, (_, index) => revealed.get(`file${index + 1}`)).flatMap((bytes) =>
    bytes ? [Buffer.from(bytes).toString('utf8')] : [],
  );
}

function readServices(text: string): ServiceState[] {
  return text.split(/\n\s*\n/).flatMap((block): ServiceState[] => {
    const told = new Map([...block.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()]));
    const unit = (told.get('Id') ?? '').replace(/\.service$/, '');
    if (!isUnit(unit)) return [];
    const status = told.get('Status');
    const openRc = status && (/started/.test(status) ? 'active' : /crashed/.test(status) ? 'failed' : 'inactive');
    const exit = told.get('ExecMainStatus');
    const enabled = told.get('UnitFileState');
    return [
      {
        unit,
        state: openRc || told.get('ActiveState') || 'unknown',
        detail: status ?? [told.get('SubState'), told.get('Result')].filter(Boolean).join(', '),
        restarts: Number(told.get('NRestarts')) || 0,
        exitStatus: exit === undefined || exit === '' ? undefined : Number(exit),
        enabled: enabled ? enabled.startsWith('enabled') : undefined,
      },
    ];
  });
}

const ORDER = ['active', 'activating', 'reloading', 'failed', 'deactivating'];

/** Of several the one that runs, or tries to. */
function mainFirst(units: readonly string[], services: readonly ServiceState[]): string[] {
  const rank = (unit: string): number => {
    const at = ORDER.indexOf(services.find((one) => one.unit === unit)?.state ?? '');
    return at < 0 ? ORDER.length : at;
  };
  return [...units].sort((a, b) => rank(a) - rank(b));
}

const roleOf = (unit: string, hasServer: boolean): 'server' | 'agent' =>
  unit.startsWith('k3s-agent') ? 'agent' : unit === 'k3s' || hasServer ? 'server' : 'agent';

function readDisks(text: string): Disk[] {
  const rows = (kind: string): string[][] =>
    linesOf(text)
      .filter((line) => line.startsWith(`${kind} /`) || /^\w+ \S+ +\d+ +\d+ +\d+ +[\d-]+%? +\//.test(line))
      .filter((line) => line.startsWith(`${kind} `))
      .map((line) => line.split(/ +/));
  const inodes = new Map(rows('inodes').map((row) => [row.slice(6).join(' '), percent(row[5])]));
  const disks = rows('blocks').flatMap((row): Disk[] => {
    const usedPercent = percent(row[5]);
    const place = row.slice(6).join(' ');
    return usedPercent === undefined
      ? []
      : [{ place, usedPercent, freeKb: Number(row[4]) || 0, inodesPercent: inodes.get(place) }];
  });
  return [...new Map(disks.map((disk) => [disk.place, disk])).values()];
}

function percent(text: string | undefined): number | undefined {
  const [, number] = /^(\d{1,3})%$/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

function readControllers(text: string): ReadonlySet<string> | undefined {
  const [, all] = /^v2 (.*)$/m.exec(text) ?? [];
  if (all !== undefined) return new Set(all.split(' '));
  const old = [...text.matchAll(/^v1 (\w+) ([01])$/gm)];
  return old.length === 0 ? undefined : new Set(old.filter(([, , on]) => on === '1').map(([, name = '']) => name));
}

function readCertificates(text: string): Certificate[] {
  return text.split(/^file (?=\/)/m).flatMap((part): Certificate[] => {
    const [file = ''] = part.split('\n');
    const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(part) ?? [];
    if (pem === undefined) return [];
    try {
      const { validFrom, validTo } = new X509Certificate(pem);
      return [{ file, from: Date.parse(validFrom), to: Date.parse(validTo) }];
    } catch {
      // Not one, whatever its name says.
      return [];
    }
  });
}

function readPorts(text: string): Port[] {
  return linesOf(text).flatMap((line): Port[] => {
    const [, protocol] = /^(tcp|udp)/.exec(line) ?? [];
    const [, port] = /[\]\d*]:(\d{1,5})\s/.exec(line) ?? [];
    const program = /users:\(\("([^"]*)"/.exec(line)?.[1] ?? /\d+\/([^\s/]+)\s*$/.exec(line)?.[1] ?? '';
    return port === undefined ? [] : [{ protocol: protocol === 'udp' ? 'udp' : 'tcp', port: Number(port), program }];
  });
}

function readFirewalls(text: string): MachineFacts['firewalls'] {
  const rules = (name: string): string =>
    linesOf(text)
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1))
      .join('\n');
  return [
    ...(/^Status: active/m.test(rules('ufw')) ? [{ name: 'ufw' as const, rules: rules('ufw') }] : []),
    ...(/^running/m.test(rules('firewalld')) ? [{ name: 'firewalld' as const, rules: rules('firewalld') }] : []),
  ];
}

function synchronised(text: string): boolean | undefined {
  const [, said] = /^NTPSynchronized=(yes|no)$/m.exec(text) ?? [];
  if (said !== undefined) return said === 'yes';
  const [, leap] = /^Leap status +: (.+)$/m.exec(text) ?? [];
  return leap === undefined ? undefined : leap === 'Normal';
}

function runtimeTroubles(text: string): string[] {
  const conditions = [...text.matchAll(/\{[^{}]*\}/g)].flatMap(([block]) => {
    if (!/"status": *false/.test(block)) return [];
    const field = (name: string): string => new RegExp(`"${name}": *"((?:[^"\\\\]|\\\\.)*)"`).exec(block)?.[1] ?? '';
    return [[field('type'), field('reason'), field('message')].filter(Boolean).join(': ')];
  });
  return [...conditions, ...linesOf(text).filter((line) => /level=(?:fatal|error)|rpc error/.test(line))];
}
