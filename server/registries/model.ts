/** registries.yaml as K3s reads it: mirrors, settings per host, and all that is dropped on the way. */

import { registriesShape } from '../knowledge/registries.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import type { YamlError } from '../yaml/scan.ts';
import type { Mapping, Span, YamlNode } from '../yaml/tree.ts';
import { ValueError } from '../yaml/value.ts';
import { type Block, type Dropped, decodeInto, type Leaf, type Member, type TypeItem } from './decode.ts';

/** A text with its place. */
export type Text = Pick<Leaf, 'text' | 'node'>;

export interface Rewrite {
  readonly pattern: Text;
  readonly replacement: Text;
}

/** What stands under one name of `mirrors`. */
export interface Mirror {
  /** The registry as image names call it, or `*`. */
  readonly name: string;
  readonly key: YamlNode;
  /** What is written behind the key. */
  readonly node: YamlNode;
  readonly endpoints: readonly Text[];
  readonly rewrites: readonly Rewrite[];
}

/** Credentials. The texts are secrets: no message may hold one. */
export interface Auth {
  readonly key: YamlNode;
  readonly node: YamlNode;
  readonly username?: Text;
  readonly password?: Text;
  readonly auth?: Text;
  readonly identityToken?: Text;
}

export interface Tls {
  readonly key: YamlNode;
  readonly node: YamlNode;
  readonly caFile?: Text;
  readonly certFile?: Text;
  readonly keyFile?: Text;
  readonly skipVerify: boolean;
}

/** What stands under one name of `configs`. */
export interface HostSettings {
  /** The host as endpoints call it, with its port. */
  readonly name: string;
  readonly key: YamlNode;
  readonly node: YamlNode;
  readonly auth?: Auth;
  readonly tls?: Tls;
}

/** Why K3s cannot read the file; the node does not come up. */
export type ReadError =
  | { readonly kind: 'yaml-syntax' | 'yaml-value'; readonly message: string; readonly line: number; readonly at: Span }
  | { readonly kind: 'yaml-type'; readonly items: readonly TypeItem[] };

export interface Registries {
  readonly document: ConfigDocument;
  readonly mirrors: ReadonlyMap<string, Mirror>;
  readonly configs: ReadonlyMap<string, HostSettings>;
  /** The keys of `auths`, which is read and then used by nobody. */
  readonly auths: ReadonlyMap<string, Member>;
  /** Where each section begins, as last written. */
  readonly sections: ReadonlyMap<string, Member>;
  readonly dropped: readonly Dropped[];
  /** With an error the rest is what could be read around it: K3s sees nothing of it, the editor still helps. */
  readonly error?: ReadError;
}

/** Reads the file as `GetPrivateRegistries` of rancher/wharfie does. */
export function readRegistries(document: ConfigDocument): Registries {
  const broken = document.root === null ? document.problem : undefined;
  const { value, wrong, dropped, failed } = decodeInto(broken ? remains(document) : document.root, registriesShape);
  const error = broken
    ? { kind: 'yaml-syntax' as const, message: broken.message, line: broken.line, at: broken.span }
    : failed
      ? failure(failed)
      : wrong.length > 0
        ? { kind: 'yaml-type' as const, items: wrong }
        : undefined;
  const section = (name: string): Map<string, Member> => blockOf(value?.entries.get(name))?.entries ?? new Map();
  return {
    document,
    mirrors: mapped(section('mirrors'), mirrorOf),
    configs: mapped(section('configs'), settingsOf),
    auths: section('auths'),
    sections: value?.entries ?? new Map(),
    dropped,
    ...(error ? { error } : {}),
  };
}

/** What is left of a text with a syntax error: the keys before it, and those found again behind it. */
function remains({ entries }: ConfigDocument): Mapping {
  const pairs = entries.map(({ keyNode, valueNode }) => ({ key: keyNode, value: valueNode }));
  const base = { start: pairs[0]?.key.start ?? 0, end: pairs.at(-1)?.value.end ?? 0, line: 0, tag: '', anchor: '' };
  return { ...base, kind: 'mapping', flow: false, pairs };
}

function failure(error: ValueError | YamlError): ReadError {
  if (error instanceof ValueError) {
    const { start = 0, end = 0 } = error.nodes[0] ?? {};
    return { kind: 'yaml-value', message: error.message, line: 0, at: { start, end } };
  }
  return { kind: 'yaml-syntax', message: error.message, line: error.line, at: { start: error.at, end: error.at } };
}

function mapped<T>(from: ReadonlyMap<string, Member>, make: (name: string, member: Member) => T): Map<string, T> {
  return new Map([...from].map(([name, member]) => [name, make(name, member)]));
}

function mirrorOf(name: string, { key, node, value }: Member): Mirror {
  const block = value?.kind === 'block' ? value : undefined;
  const endpoint = block?.entries.get('endpoint')?.value;
  const rewrite = blockOf(block?.entries.get('rewrite'));
  return {
    name,
    key,
    node,
    endpoints: endpoint?.kind === 'list' ? endpoint.items : [],
    rewrites: [...(rewrite?.entries ?? [])].map(([pattern, member]) => ({
      pattern: { text: pattern, node: member.key },
      replacement: leafOf(member) ?? { text: '', node: member.node },
    })),
  };
}

function settingsOf(name: string, { key, node, value }: Member): HostSettings {
  const block = value?.kind === 'block' ? value : undefined;
  const auth = block?.entries.get('auth');
  const tls = block?.entries.get('tls');
  const fields = blockOf(auth)?.entries;
  const files = blockOf(tls)?.entries;
  return {
    name,
    key,
    node,
    ...(auth && fields
      ? {
          auth: {
            key: auth.key,
            node: auth.node,
            ...present('username', leafOf(fields.get('username'))),
            ...present('password', leafOf(fields.get('password'))),
            ...present('auth', leafOf(fields.get('auth'))),
            ...present('identityToken', leafOf(fields.get('identity_token'))),
          },
        }
      : {}),
    ...(tls && files
      ? {
          tls: {
            key: tls.key,
            node: tls.node,
            ...present('caFile', leafOf(files.get('ca_file'))),
            ...present('certFile', leafOf(files.get('cert_file'))),
            ...present('keyFile', leafOf(files.get('key_file'))),
            skipVerify: leafOf(files.get('insecure_skip_verify'))?.text === 'true',
          },
        }
      : {}),
  };
}

const blockOf = (member: Member | undefined): Block | undefined =>
  member?.value?.kind === 'block' ? member.value : undefined;

const leafOf = (member: Member | undefined): Leaf | undefined =>
  member?.value?.kind === 'leaf' ? member.value : undefined;

/** An empty text counts as none, as everywhere in what K3s writes for containerd. */
function present<K extends string>(name: K, leaf: Leaf | undefined): Partial<Record<K, Text>> {
  return leaf && leaf.text !== '' ? ({ [name]: leaf } as unknown as Record<K, Text>) : {};
}
