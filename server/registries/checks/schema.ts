/** Keys that K3s drops without a word: misspelled, in the wrong section, indented to the wrong level. */

import { registriesShape } from '../../knowledge/registries.ts';
import type { Fix } from '../../rules/rule.ts';
import { nearest, plainName } from '../../words/nearest.ts';
import { say } from '../../words/say.ts';
import type { Pair, YamlNode } from '../../yaml/tree.ts';
import type { Dropped } from '../decode.ts';
import { isRegistryName } from '../image.ts';
import type { Registries } from '../model.ts';
import { moveTo, rewriteNode } from '../move.ts';
import type { Check, Found } from './check.ts';

type Unknown = Extract<Dropped, { kind: 'unknown-key' }>;

const SECTIONS = Object.keys(registriesShape.fields);
const MIRROR = ['endpoint', 'rewrite'];
const CREDENTIALS = ['username', 'password', 'auth', 'identity_token'];
const FILES = ['ca_file', 'cert_file', 'key_file', 'insecure_skip_verify'];

/** What people write for a field, in other tools or in the files containerd reads. */
const ALSO: Readonly<Record<string, string>> = {
  endpoints: 'endpoint',
  url: 'endpoint',
  urls: 'endpoint',
  mirrors: 'endpoint',
  rewrites: 'rewrite',
  insecure: 'insecure_skip_verify',
  'skip-verify': 'insecure_skip_verify',
  'skip-tls-verify': 'insecure_skip_verify',
  'insecure-skip-tls-verify': 'insecure_skip_verify',
  ca: 'ca_file',
  cacert: 'ca_file',
  'ca-cert': 'ca_file',
  cafile: 'ca_file',
  cert: 'cert_file',
  certfile: 'cert_file',
  key: 'key_file',
  keyfile: 'key_file',
  identitytoken: 'identity_token',
  user: 'username',
  pass: 'password',
  mirror: 'mirrors',
  config: 'configs',
};

export const schema: Check = {
  id: 'registry-schema',
  message: {
    unknown: 'K3s knows no "{0}" here and drops it without a word. It knows {1}.',
    meant: 'K3s knows no "{0}" here and drops it without a word. Write "{1}".',
    glued: 'K3s takes all of this for a name, because no blank follows the colon, and drops it. Write "{0}: …".',
    section:
      'K3s takes "{0}" for the name of a registry and drops what is below it. Move it to the left edge, beside "{1}".',
    nested: 'K3s reads "{0}" at the left edge only and drops it here. Move it there.',
    'in-configs': 'K3s reads "{0}" below "configs" only and drops it here. Move it to the settings of "{1}" there.',
    'in-mirrors': 'K3s reads "{0}" below "mirrors" only and drops it here. Move it to the mirror "{1}" there.',
    block: 'K3s reads "{0}" inside of "{1}" only and drops it here. Indent it below "{1}".',
    registry: 'K3s takes "{0}" for a section and drops it without a word. Indent it below "mirrors" or "configs".',
    homeless: 'K3s takes "{0}" for a section and drops it without a word. Indent it below the registry it belongs to.',
    wrapper: 'K3s drops "{0}" with all that is in it. Move "mirrors" and "configs" to the left edge.',
    anchor: 'K3s drops "{0}", which does no harm: it only holds an anchor.',
    auths: 'K3s reads "auths" and uses it for nothing. Write the credentials below "configs".',
  },
  *check({ registries }) {
    for (const dropped of registries.dropped) {
      if (dropped.kind === 'unknown-key') {
        const found = foundOf(registries, dropped);
        if (found) yield found;
      }
    }
    const auths = registries.sections.get('auths');
    if (auths) yield { at: auths.key, say: 'auths', severity: 'warning' };
  },
};

function foundOf(registries: Registries, { name, pair, path }: Unknown): Found | undefined {
  const at = pair.key;
  const glued = gluedField(name, pair);
  if (glued !== undefined) return { at, say: 'glued', args: [glued], fix: parts(registries, pair.key, glued) };
  const level = path[0] === undefined ? 'top' : path.length === 2 ? path[0] : (path[2] ?? '');
  if (level === 'top') return topLevel(registries, name, pair);
  const [section = '', host = ''] = path;
  if (SECTIONS.includes(host) && path.length === 2) {
    return undefined; // Told once, at the name that is no registry: see `misplacedSections`.
  }
  if (SECTIONS.includes(name) && (level === 'mirrors' || level === 'configs')) {
    const inside = pair.value.kind === 'mapping' ? pair.value.pairs : [];
    const exists = registries.sections.has(name);
    return {
      at,
      say: 'nested',
      args: [name],
      fix: exists ? moves(registries, inside, [name], pair) : moves(registries, [pair], []),
    };
  }
  const fields =
    level === 'mirrors' ? MIRROR : level === 'configs' ? ['auth', 'tls'] : level === 'auth' ? CREDENTIALS : FILES;
  if (level === 'auth' && plainName(name).endsWith('token')) return undefined;
  if (level === 'mirrors' && ['auth', 'tls'].includes(name)) {
    const target = endpointHost(registries, host) ?? host;
    return { at, say: 'in-configs', args: [name, target], fix: moves(registries, [pair], ['configs', target]) };
  }
  if (level === 'configs' && MIRROR.includes(name)) {
    return { at, say: 'in-mirrors', args: [name, host], fix: moves(registries, [pair], ['mirrors', host]) };
  }
  for (const [block, inside] of [
    ['auth', CREDENTIALS],
    ['tls', FILES],
  ] as const) {
    if (!['configs', 'mirrors'].includes(level) || !inside.includes(name)) continue;
    const target = section === 'mirrors' ? (endpointHost(registries, host) ?? host) : host;
    const siblings = unknownBelow(registries, path).filter((other) => inside.includes(other.name));
    const fix = moves(
      registries,
      siblings.map((other) => other.pair),
      ['configs', target, block],
    );
    return { at, say: 'block', args: [name, block], fix };
  }
  const meant = meantBy(name, fields);
  return meant
    ? { at, say: 'meant', args: [name, meant], fix: renames(registries, pair.key, meant) }
    : { at, say: 'unknown', args: [name, quotedList(fields)] };
}

/** The field in front of a colon that no blank follows, as in `{ password:abc }`. */
function gluedField(name: string, { key, value }: Pair): string | undefined {
  const field = /^(\w+):./s.exec(name)?.[1] ?? '';
  const isPlain = key.kind === 'scalar' && key.style === 'plain' && value.kind === 'scalar' && value.text === '';
  return isPlain && [...MIRROR, 'tls', ...CREDENTIALS, ...FILES].includes(field) ? field : undefined;
}

function topLevel(registries: Registries, name: string, pair: Pair): Found | undefined {
  const at = pair.key;
  const value = pair.value.kind === 'alias' ? pair.value.target : pair.value;
  const keys = value.kind === 'mapping' ? value.pairs.map(({ key }) => (key.kind === 'scalar' ? key.text : '')) : [];
  if (keys.some((key) => SECTIONS.includes(key))) {
    const inside = value.kind === 'mapping' && pair.value.kind === 'mapping' ? value.pairs : [];
    return { at, say: 'wrapper', args: [name], fix: moves(registries, inside, [], pair) };
  }
  if ([...MIRROR, 'auth', 'tls', ...CREDENTIALS, ...FILES].includes(name)) return { at, say: 'homeless', args: [name] };
  const meant = meantBy(name, SECTIONS);
  if (meant) return { at, say: 'meant', args: [name, meant], fix: renames(registries, pair.key, meant) };
  if (pair.value.anchor !== '') return { at, say: 'anchor', args: [name], severity: 'hint' };
  const section = keys.some((key) => MIRROR.includes(key))
    ? 'mirrors'
    : keys.some((key) => ['auth', 'tls'].includes(key))
      ? 'configs'
      : undefined;
  if (section || (isRegistryName(name) && !name.startsWith('x-'))) {
    return { at, say: 'registry', args: [name], ...(section ? { fix: moves(registries, [pair], [section]) } : {}) };
  }
  return { at, say: 'unknown', args: [name, quotedList(SECTIONS.slice(0, 2))] };
}

/** A section indented below another one, where it counts as a registry. */
export const misplacedSection: Check = {
  ...schema,
  *check({ registries }) {
    for (const [section, entries] of [
      ['mirrors', registries.mirrors],
      ['configs', registries.configs],
    ] as const) {
      for (const { name, key, node } of entries.values()) {
        if (!SECTIONS.includes(name)) continue;
        const pair = { key, value: node };
        const inside = node.kind === 'mapping' ? node.pairs : [];
        const exists = registries.sections.has(name);
        const fix = exists ? moves(registries, inside, [name], pair) : moves(registries, [pair], []);
        yield { at: key, say: 'section', args: [name, section], fix };
      }
    }
  },
};

/** The one host all endpoints of a mirror are on. */
function endpointHost({ mirrors }: Registries, name: string): string | undefined {
  const hosts = new Set(
    (mirrors.get(name)?.endpoints ?? []).map(({ text }) => text.replace(/^\w+:\/\//, '').replace(/\/.*$/s, '')),
  );
  return hosts.size === 1 ? [...hosts][0] : undefined;
}

/** The keys that are no fields, by the names above them. */
const strangers = new WeakMap<Registries, ReadonlyMap<string, Unknown[]>>();

function unknownBelow(registries: Registries, path: readonly string[]): readonly Unknown[] {
  const known = strangers.get(registries) ?? byPath(registries);
  strangers.set(registries, known);
  return known.get(path.join('\n')) ?? [];
}

function byPath({ dropped }: Registries): Map<string, Unknown[]> {
  const found = new Map<string, Unknown[]>();
  for (const one of dropped) {
    if (one.kind !== 'unknown-key') continue;
    const path = one.path.join('\n');
    const there = found.get(path);
    if (there) there.push(one);
    else found.set(path, [one]);
  }
  return found;
}

function meantBy(name: string, fields: readonly string[]): string | undefined {
  const plain = plainName(name);
  const also = ALSO[plain];
  if (also !== undefined && fields.includes(also)) return also;
  const same = fields.find((field) => plainName(field) === plain);
  if (same) return same;
  const [found] = nearest(plain, fields.map(plainName), 1);
  return found === undefined ? undefined : fields.find((field) => plainName(field) === found);
}

const quotedList = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

function renames({ document }: Registries, key: YamlNode, name: string): () => Fix[] {
  return () => [{ title: say('Change to "{0}"', name), edits: [rewriteNode(document, key, name)] }];
}

/** A blank behind the colon; a list wants more than that. */
function parts({ document }: Registries, key: YamlNode, field: string): () => Fix[] {
  if (field === 'endpoint' || field === 'rewrite') return () => [];
  const at = key.start + field.length + 1;
  return () => [
    {
      title: say('Put a blank behind the colon'),
      edits: [{ uri: document.uri, at: { start: at, end: at }, text: ' ' }],
    },
  ];
}

function moves({ document }: Registries, pairs: readonly Pair[], path: readonly string[], outer?: Pair): () => Fix[] {
  return () => {
    const edits = pairs.length > 0 ? moveTo(document, pairs, path, outer) : [];
    if (edits.length === 0) return [];
    const title = path.length === 0 ? say('Move it to the left edge') : say('Move it below "{0}"', path.join('.'));
    return [{ title, edits }];
  };
}
