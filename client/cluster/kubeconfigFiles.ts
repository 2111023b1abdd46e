/** One entry for each context in kubeconfig files, also for those that cannot be used. */

import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { short } from '../redact.ts';
import { say } from '../say.ts';
import { type Context, namedFiles, readKubeconfig } from './kubeconfig.ts';
import { kubeconfigPaths, type Origin, type Places } from './kubeconfigPaths.ts';
import { readSmallFile } from './smallFile.ts';
import { done, failed, type Result, type Trouble } from './trouble.ts';

/** One context of one file, without any secret. */
export interface Entry {
  /** Stays the same as long as file and context have their names. */
  readonly id: string;
  /** Unlike that of any other entry. */
  readonly name: string;
  readonly file: string;
  readonly origin: Origin;
  readonly context: string;
  readonly server?: string;
  readonly user?: string;
  readonly namespace?: string;
  /** The file's current context. */
  readonly current: boolean;
  /** Certificates, keys and tokens beside it that it names. */
  readonly files?: readonly string[];
  readonly trouble?: Trouble;
}

/** Every context of every file. A file nobody asked for that is not there says nothing. */
export async function readEntries(places: Places): Promise<readonly Entry[]> {
  const seen = new Set<string>();
  const entries: Entry[] = [];
  for (const { path, origin } of kubeconfigPaths(places)) {
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) continue;
    seen.add(real);
    entries.push(...(await entriesOf(path, origin)));
  }
  return distinguished(entries, places.home);
}

async function entriesOf(file: string, origin: Origin): Promise<readonly Entry[]> {
  const text = await readSmallFile(file);
  if (!text.ok && text.trouble.kind === 'noFile' && origin !== 'setting' && origin !== 'environment') return [];
  const config = text.ok ? await readKubeconfig(text.value, file) : text;
  if (!config.ok)
    return [
      { id: idOf(file, ''), name: basename(file), file, origin, context: '', current: false, trouble: config.trouble },
    ];
  const { contexts, current } = config.value;
  return contexts
    .filter(({ name }, index) => contexts.findIndex((other) => other.name === name) === index)
    .map((context) => entryOf(context, file, origin, context.name === current));
}

function entryOf(
  { name, server, userName, namespace, account }: Context,
  file: string,
  origin: Origin,
  current: boolean,
) {
  return {
    id: idOf(file, name),
    name: short(name, 100),
    file,
    origin,
    context: name,
    current,
    ...(server ? { server } : undefined),
    ...(userName ? { user: userName } : undefined),
    ...(namespace ? { namespace } : undefined),
    ...(account.ok ? { files: namedFiles(account.value) } : { trouble: account.trouble }),
  };
}

const idOf = (file: string, context: string): string => `${file}#${context}`;

/** Every kubeconfig of K3s calls its context `default`: then the host, else the file tells them apart. */
function distinguished(entries: readonly Entry[], home: string): readonly Entry[] {
  const host = ({ server }: Entry): string | undefined => {
    const name = server === undefined ? undefined : URL.parse(server)?.hostname;
    return name && !/^(localhost|127\..*|\[::1\])$/.test(name) ? name : undefined;
  };
  const tildeFile = ({ file }: Entry): string =>
    file.startsWith(join(home, '/')) ? `~${file.slice(home.length)}` : file;
  const ways = [host, ({ file }: Entry) => basename(file), tildeFile];
  return entries.map((entry) => {
    const rivals = entries.filter((other) => other !== entry && other.name === entry.name);
    if (rivals.length === 0) return entry;
    const way = ways.find((tell) => tell(entry) && rivals.every((other) => tell(other) !== tell(entry))) ?? tildeFile;
    return { ...entry, name: `${entry.name} (${way(entry)})` };
  });
}

/** The context of an entry with all it needs to connect, read again from the disk. */
export async function readContext({ file, context }: Pick<Entry, 'file' | 'context'>): Promise<Result<Context>> {
  const text = await readSmallFile(file);
  if (!text.ok) return text;
  const config = await readKubeconfig(text.value, file);
  if (!config.ok) return config;
  const found = config.value.contexts.find(({ name }) => name === context);
  return found
    ? done(found)
    : failed(
        'invalid',
        say('The context "{0}" is no longer in {1}.', short(context), file),
        say('Refresh the clusters.'),
      );
}
