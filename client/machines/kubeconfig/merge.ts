/** An imported cluster into a kubeconfig: its text gets one entry more, or one anew, and is otherwise the same to the byte. */

import { isDeepStrictEqual } from 'node:util';
import { asArray, asText, at } from '../../cluster/json.ts';
import { say } from '../../say.ts';
import { addEntry, apply, type Edit, setAtRoot, setFields } from './edits.ts';
import type { Imported } from './imported.ts';
import { isSimple, LISTS, type List, mapOf, readTarget, type Target, type Untouched } from './target.ts';

/** What stands under a name already. */
export type Clash =
  | { readonly kind: 'none' }
  /** The same cluster, by its CA or its address: its entry may be written anew. */
  | { readonly kind: 'same' }
  /** Something else: another name is needed. */
  | { readonly kind: 'other' };

export type Merged = { readonly ok: true; readonly text: string } | Untouched;

/** What would contradict what is written. */
const DROP: Readonly<Record<List, readonly string[]>> = {
  clusters: ['certificate-authority', 'insecure-skip-tls-verify', 'tls-server-name'],
  contexts: [],
  users: [
    ...['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile'],
    ...['username', 'password', 'exec', 'auth-provider', 'as', 'as-uid', 'as-groups', 'as-user-extra'],
  ],
};

/** A name that needs no quotes anywhere and can be typed. */
export const isName = (text: string): boolean => /^[A-Za-z0-9][\w.@:/+-]{0,99}$/.test(text);

/** What is in the way of a name. */
export function clashOf(target: Target, name: string, imported: Imported): Clash {
  const there = (Object.keys(LISTS) as List[]).filter((list) =>
    entriesIn(target, list).some((one) => one.name === name),
  );
  if (there.length === 0) return { kind: 'none' };
  const cluster = entriesIn(target, 'clusters').find((one) => one.name === name)?.value;
  if (!cluster || !isSameCluster(cluster, imported) || isShared(target, name)) return { kind: 'other' };
  return { kind: 'same' };
}

/** The name under which the cluster is in the file already, so that importing it again changes that one. */
export function nameOfSame(target: Target, imported: Imported): string | undefined {
  return entriesIn(target, 'contexts').find(({ name }) => clashOf(target, name, imported).kind === 'same')?.name;
}

/**
 * The text with the cluster in it; with an entry under that name, which has to be of the same cluster, that one is
 * changed. What comes out is read again, and given up unless it says what was meant and nothing else is different.
 */
export function merge(target: Target, name: string, imported: Imported): Merged {
  const wanted = fieldsOf(name, imported);
  const text = isName(name) && clashOf(target, name, imported).kind !== 'other' && changed(target, name, wanted);
  const after = text !== false && readTarget(text);
  if (text !== false && after && after.ok && isAsMeant(target, after.target, name, wanted)) return { ok: true, text };
  return {
    ok: false,
    message: say(
      '"{0}" cannot be written into this kubeconfig without changing other parts of it; it was not touched.',
      name,
    ),
  };
}

type Wanted = Readonly<Record<List, Readonly<Record<string, string>>>>;

const fieldsOf = (name: string, { server, authority, tlsServerName, user }: Imported): Wanted => ({
  clusters: {
    'certificate-authority-data': authority,
    server: server.href.replace(/\/$/, ''),
    ...(tlsServerName === undefined ? undefined : { 'tls-server-name': tlsServerName }),
  },
  contexts: { cluster: name, user: name },
  users: user,
});

/** One change after the other, each to the text as it is then; false where one cannot be made. */
function changed(before: Target, name: string, wanted: Wanted): string | false {
  const isNew = !asArray(before.value.contexts)?.length && !before.value['current-context'];
  const steps: readonly ((target: Target) => readonly Edit[] | undefined)[] = [
    ...Object.entries(before.root ? {} : { apiVersion: 'v1', kind: 'Config' }).map(
      ([key, value]) =>
        (target: Target) =>
          setAtRoot(target, key, value),
    ),
    ...(Object.keys(LISTS) as List[]).map((list) => (target: Target) => editsOf(target, list, name, wanted[list])),
    ...(isNew ? [(target: Target) => setAtRoot(target, 'current-context', name)] : []),
  ];
  let { text } = before;
  for (const step of steps) {
    const read = readTarget(text);
    const edits = read.ok ? step(read.target) : undefined;
    if (!edits) return false;
    text = apply(text, edits);
  }
  return text;
}

function editsOf(
  target: Target,
  list: List,
  name: string,
  wanted: Readonly<Record<string, string>>,
): readonly Edit[] | undefined {
  const isThere = entriesIn(target, list).some((one) => one.name === name);
  if (!isThere) return addEntry(target, list, name, wanted);
  const map = mapOf(target, list, name);
  const drop = DROP[list].filter((key) => wanted[key] === undefined);
  return map && isSimple(map) ? setFields(target.text, map, wanted, drop) : undefined;
}

/** Everything that was there is there, in its order, and what was meant is there too. */
function isAsMeant(before: Target, after: Target, name: string, wanted: Wanted): boolean {
  for (const list of Object.keys(LISTS) as List[]) {
    const others = (target: Target) => entriesIn(target, list).filter((one) => one.name !== name);
    if (!isDeepStrictEqual(others(before), others(after))) return false;
    const own = entriesIn(after, list).filter((one) => one.name === name);
    const was = entriesIn(before, list).find((one) => one.name === name)?.value;
    const kept = Object.entries(was ?? {}).filter(([key]) => !DROP[list].includes(key));
    if (own.length !== 1 || !isDeepStrictEqual(own[0]?.value, { ...Object.fromEntries(kept), ...wanted[list] }))
      return false;
  }
  const current = asText(before.value['current-context']);
  if (current && after.value['current-context'] !== current) return false;
  const rest = ({ value }: Target) =>
    Object.entries(value).filter(([key]) => !(key in LISTS) && key !== 'current-context');
  const added = before.root ? [] : ['apiVersion', 'kind'];
  return isDeepStrictEqual(
    rest(before),
    rest(after).filter(([key]) => !added.includes(key)),
  );
}

interface Entry {
  readonly name: string;
  readonly value: object | undefined;
}

/** The entries of a list with what they mean. */
function entriesIn({ value }: Target, list: List): readonly Entry[] {
  return (asArray(value[list]) ?? []).map((one) => {
    const inner = at(one, LISTS[list]);
    return { name: asText(at(one, 'name')) ?? '', value: typeof inner === 'object' ? (inner ?? undefined) : undefined };
  });
}

function isSameCluster(cluster: object, { server, authority }: Imported): boolean {
  const address = asText(at(cluster, 'server'));
  return (
    at(cluster, 'certificate-authority-data') === authority ||
    (address !== undefined && URL.parse(address)?.href === server.href)
  );
}

/** Another context uses the cluster or the user of that name, and would be changed with it. */
const isShared = (target: Target, name: string): boolean =>
  entriesIn(target, 'contexts').some(
    ({ name: context, value }) =>
      (context !== name && (at(value, 'cluster') === name || at(value, 'user') === name)) ||
      (context === name && (at(value, 'cluster') !== name || at(value, 'user') !== name)),
  );
