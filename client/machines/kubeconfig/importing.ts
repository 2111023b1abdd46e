/** Import of a kubeconfig, in two parts with a person's choices between them: what there is to import, and writing it. */

import { X509Certificate } from 'node:crypto';
import type { Machine } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { isLoopback } from '../join/defaults.ts';
import type { MachineTrouble } from '../trouble.ts';
import { type Address, addressesFor, serverUrl, sortedByAnswer } from './addresses.ts';
import { changeKubeconfig, type Written } from './file.ts';
import { type Imported, readImported } from './imported.ts';
import { merge } from './merge.ts';
import { canonical, namesIn, type Probed, probe } from './probe.ts';
import { readServer } from './readServer.ts';
import { readTarget } from './target.ts';

export interface Source {
  readonly machine: Pick<Machine, 'run' | 'name'>;
  /** This window is on that machine. */
  readonly here: boolean;
  /** By which it is reached already, best first. */
  readonly reachedBy: readonly string[];
  readonly signal?: AbortSignal;
  /** Where the machine's files are; '' but in tests. */
  readonly root?: string;
}

export interface Offered extends Address {
  /** It answers, with a certificate of the cluster. */
  readonly answers: boolean;
}

export interface Importable {
  readonly ok: true;
  readonly imported: Imported;
  /** Best first; empty where nothing is known to lead there from elsewhere. */
  readonly addresses: readonly Offered[];
  /** What the machine calls itself. */
  readonly hostname: string;
}

/** So many addresses are asked at the same time. */
const MOST_PROBED = 12;

/** Reads everything on the server, and asks each address whether it answers. Nothing is written. */
export async function prepareImport(source: Source): Promise<Importable | HostTrouble | MachineTrouble> {
  const { machine, here, reachedBy, signal, root } = source;
  const found = await readServer(machine, {
    ...(signal ? { signal } : undefined),
    ...(root === undefined ? undefined : { root }),
  });
  if (!found.ok) return found;
  const read = readImported(found.text);
  if (!read.ok) return read;
  const { imported } = read;
  const port = Number(imported.server.port || '443');
  const ask = async (hosts: readonly string[]): Promise<ReadonlyMap<string, Probed>> => {
    const options = signal ? { signal } : {};
    const asked = hosts.slice(0, MOST_PROBED);
    const answers = asked.map(async (host) => [host, await probe(host, port, imported.authorityPem, options)] as const);
    return new Map(await Promise.all(answers));
  };
  const inFile = canonical(imported.server.hostname);
  // On the server its own address is as good as any other; K3s names another than loopback where it listens there only.
  const ways = [...reachedBy, ...(isLoopback(inFile) ? [] : [inFile])];
  const own = [...ways, ...found.addresses].map(canonical).filter((host) => !isLoopback(host));
  const first = await ask([...new Set([...(here ? [inFile] : []), ...own])]);
  const names = [...certificateNames(found.certificate), ...[...first.values()].flatMap(namesOf)];
  const all = addressesFor({
    ...found,
    names: [...new Set(names)],
    reachedBy: ways,
    local: here ? inFile : undefined,
  });
  const second = await ask(all.map(({ host }) => host).filter((host) => !first.has(host)));
  const probed = new Map([...first, ...second]);
  const addresses = sortedByAnswer(all, probed).map((address) => ({
    ...address,
    answers: probed.get(address.host)?.kind === 'answers',
  }));
  return { ok: true, imported, addresses, hostname: found.hostname };
}

const namesOf = (probed: Probed): readonly string[] => (probed.kind === 'answers' ? probed.names : []);

function certificateNames(pem: string | undefined): readonly string[] {
  try {
    return pem === undefined ? [] : namesIn(new X509Certificate(pem));
  } catch {
    // Then the answers over the network say it.
    return [];
  }
}

/** The same, reached by another address; undefined for what is none. */
export function reachedAt(imported: Imported, { host, serverName }: Address): Imported | undefined {
  const server = serverUrl(host, imported.server.port || '443');
  return server
    ? { ...imported, server, ...(serverName === undefined ? undefined : { tlsServerName: serverName }) }
    : undefined;
}

/** Writes it under a name; everything else in the file stays as it is, and a file that cannot be read is not touched. */
export function saveImport(path: string, name: string, imported: Imported, now: number): Promise<Written> {
  return changeKubeconfig(path, now, (text) => {
    const read = readTarget(text);
    return read.ok ? merge(read.target, name, imported) : read;
  });
}
