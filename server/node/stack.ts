/** Which files make up a machine's configuration, in the order K3s reads them. */

import type { Files, ReadResult, Unreadable } from '../files.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { readDocument } from '../yaml/document.ts';
import type { ConfigFile } from './loader.ts';

/** Text an editor holds takes the place of the file. */
export type OpenDocuments = (uri: string) => ConfigDocument | undefined;

const none: OpenDocuments = () => undefined;

/**
 * Reads main file and drop-ins.
 *
 * @param main URI of the main file; its drop-ins lie in the folder of the same name with `.d`
 */
export async function readStack(files: Files, main: string, open: OpenDocuments = none): Promise<ConfigFile[]> {
  const [first, folder] = await Promise.all([readOne(files, main, open), files.list(`${main}.d`)]);
  const stack: ConfigFile[] = first ? [first] : [];
  if (folder.kind === 'unreadable') return [{ kind: 'unreadable', uri: `${main}.d`, why: folder.why }, ...stack];
  if (folder.kind === 'missing') return stack;
  const names = folder.entries.filter((entry) => !entry.directory && isDropIn(entry.name)).map(({ name }) => name);
  names.sort(byBytes);
  const dropIns = await Promise.all(
    names.map(async (name): Promise<ConfigFile> => {
      const uri = `${main}.d/${encodeURIComponent(name)}`;
      return (await readOne(files, uri, open)) ?? { kind: 'unreadable', uri, why: 'gone' };
    }),
  );
  return [...stack, ...dropIns];
}

/** `.yaml` and `.yml` in any case; hidden files too. */
export function isDropIn(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/** The order of Go's directory listing: by the bytes of the name, so `10-` stands before `9-`. */
export function byBytes(a: string, b: string): number {
  const encoder = new TextEncoder();
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) if (left[i] !== right[i]) return (left[i] as number) - (right[i] as number);
  return left.length - right.length;
}

/** One file: the text an editor holds, else what lies on disk; undefined where there is none. */
export async function readOne(files: Files, uri: string, open: OpenDocuments): Promise<ConfigFile | undefined> {
  const document = open(uri);
  if (document) return { kind: 'document', uri, document };
  const result: ReadResult | Unreadable = await files.read(uri);
  if (result.kind === 'missing') return undefined;
  if (result.kind === 'unreadable') return { kind: 'unreadable', uri, why: result.why };
  return { kind: 'document', uri, document: readDocument(uri, result.bytes) };
}
