/** Reads what `findScript` answered: every service of K3s on a machine, with what it works on. */

import { environment, execStart, unitEnvironment } from '../../../server/node/unit.ts';
import type { ScriptResult } from '../../host/machine.ts';
import { type Given, given, type Started, settingsOf } from './options.ts';
import { readState, type ServiceState } from './state.ts';

export interface Service {
  /** `k3s-agent`, as the service manager knows it. */
  readonly name: string;
  readonly file: string;
  readonly init: 'systemd' | 'openrc';
  readonly role: 'server' | 'agent';
  readonly state: ServiceState;
  /** Where its data is; always absolute, without a slash at the end. */
  readonly dataDir: string;
  readonly config: string;
  /** What its Node is called; undefined where K3s adds a number to the name. */
  readonly nodeName: string | undefined;
  /** The address it was told to join; '' for none. */
  readonly server: string;
  /** Where it has its token from. */
  readonly token: Given | undefined;
  readonly tokenFile: string | undefined;
  readonly started: Started;
  /** K3s's own scripts, as far as they are there. */
  readonly uninstall: string | undefined;
  readonly killall: string | undefined;
  readonly program: string;
}

export interface Found {
  readonly init: 'systemd' | 'openrc' | undefined;
  readonly hostname: string;
  /** `v1.34.1+k3s1`; '' when the program does not say. */
  readonly version: string;
  readonly services: readonly Service[];
  /** Services that are called like K3s's but run something else: its scripts stop them all the same. */
  readonly others: readonly string[];
  /** Programs and scripts of K3s that are there. */
  readonly files: readonly string[];
}

export const DATA_DIR = '/var/lib/rancher/k3s';
const CONFIG = '/etc/rancher/k3s/config.yaml';

export function readFound({ sections }: ScriptResult): Found {
  const text = (name: string): string => sections.get(name) ?? '';
  const lines = (name: string): string[] => text(name).split('\n').filter(Boolean);
  const files = lines('folder');
  const hostname = text('hostname').trim();
  const settings = settingsOf(numbered(sections, 'file').map(([at, path]) => ({ path, text: text(`content.${at}`) })));
  const units = numbered(sections, 'unit').map(([at, file]) => ({
    file,
    text: text(`text.${at}`),
    environment: text(`environment.${at}`),
    state: readState(text(`state.${at}`)),
  }));
  const read = units.map((unit) => serviceOf(unit, settings, files, hostname));
  const init = text('init').trim();
  return {
    init: init === 'systemd' || init === 'openrc' ? init : undefined,
    hostname,
    version: /\bv\d[\w.+-]*/.exec(text('version'))?.[0] ?? '',
    services: read.filter((one) => typeof one === 'object'),
    others: read.filter((one) => typeof one === 'string'),
    files,
  };
}

function numbered(sections: ReadonlyMap<string, string>, kind: string): [number: string, value: string][] {
  return [...sections].flatMap(([name, value]) =>
    name.startsWith(`${kind}.`) ? [[name.slice(kind.length + 1), value.trim()] as [string, string]] : [],
  );
}

interface Unit {
  readonly file: string;
  readonly text: string;
  readonly environment: string;
  readonly state: ServiceState;
}

/** Only its name where it is none of K3s. */
function serviceOf(
  { file, text, environment: variablesText, state }: Unit,
  settings: Started['settings'],
  files: readonly string[],
  hostname: string,
): Service | string {
  const name = (file.split('/').at(-1) ?? '').replace(/\.service$/, '');
  const init = file.includes('/init.d/') ? 'openrc' : 'systemd';
  const { program, words } = init === 'openrc' ? openRcCommand(text) : systemdCommand(text);
  const role = words.find((word) => word === 'server' || word === 'agent');
  if (program === undefined || role === undefined) return name;
  const variables = { ...unitEnvironment(text), ...environment(variablesText) };
  const started: Started = { words, variables, settings };
  const dataDir = absolute(given(started, ['data-dir', 'd'], 'K3S_DATA_DIR')?.text || DATA_DIR);
  const folder = program.slice(0, program.lastIndexOf('/'));
  const there = (path: string): string | undefined => (files.includes(path) ? path : undefined);
  const numberedName = /^(1|t|true)?$/i.test(given(started, ['with-node-id'])?.text ?? 'false');
  return {
    name,
    file,
    init,
    role,
    state,
    dataDir,
    config: given({ ...started, settings: [] }, ['config', 'c'], 'K3S_CONFIG_FILE')?.text || CONFIG,
    nodeName: numberedName
      ? undefined
      : (given(started, ['node-name'], 'K3S_NODE_NAME')?.text || hostname).toLowerCase(),
    server: given(started, ['server', 's'], 'K3S_URL')?.text ?? '',
    token: given(started, ['token', 't'], 'K3S_TOKEN'),
    tokenFile: given(started, ['token-file'], 'K3S_TOKEN_FILE')?.text,
    started,
    uninstall: there(`${folder}/${name}-uninstall.sh`),
    killall: there(`${folder}/k3s-killall.sh`),
    program,
  };
}

interface Command {
  readonly program: string | undefined;
  readonly words: readonly string[];
}

function systemdCommand(text: string): Command {
  const program = [...text.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!]*(\/\S*\/k3s)(?=\s|$)/gm)].at(-1)?.[1];
  return { program, words: execStart(text) };
}

/** `command` and `command_args` of a script for openrc-run, as K3s writes them: words in quotes, and where the log goes. */
function openRcCommand(text: string): Command {
  const program = /^command="?(\/[^"\s]*\/k3s)"?[ \t]*$/m.exec(text)?.[1];
  const written = /^command_args="((?:\\.|[^"\\])*)"/ms.exec(text)?.[1] ?? '';
  const line = written
    .replace(/\\\n|\n/g, ' ')
    .replace(/\\"/g, '"')
    .replace(/\s>>.*$/, '');
  return { program, words: execStart(`ExecStart=/k3s ${line}`) };
}

const absolute = (path: string): string => `/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');

/** The service that a Node belongs to: the only one, or the one of its name. */
export function serviceFor({ services }: Found, node: string | undefined): Service | undefined {
  const [only, second] = services;
  if (only && !second) return only;
  return services.find(({ nodeName }) => nodeName !== undefined && nodeName === node?.toLowerCase());
}
