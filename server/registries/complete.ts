/** Completion: what K3s would read at a place of registries.yaml, and is not there yet. */

import type { CompletionItem } from 'vscode-languageserver-types';
import { type Asked, type Feature, rangeOf } from '../features/feature.ts';
import type { Release } from '../knowledge/flag.ts';
import { dockerHub, registryChanges } from '../knowledge/registries.ts';
import { type RegistryBlock, registryFields, wellKnownRegistries } from '../knowledge/registryFields.ts';
import { hasSince } from '../knowledge/versions.ts';
import type { NodeConfig } from '../node/config.ts';
import { given } from '../node/given.ts';
import { say } from '../words/say.ts';
import { readText } from '../yaml/document.ts';
import { asScalar } from '../yaml/edits.ts';
import { describeField, describeName } from './hover.ts';
import { canBeAsked } from './image.ts';
import { type ItemSpot, type KeySpot, type Spot, spotAt } from './lines.ts';
import { type NodeRegistries, registriesOf } from './ofNode.ts';
import { asReadable, readable, withoutLine } from './seen.ts';
import { allEndpoints } from './uses.ts';
import { blockAt } from './words.ts';

/** Numbers of the protocol. */
const KIND = { value: 12, property: 10, module: 9, reference: 18 } as const;
/** Lines below the first one come with their own indentation. */
const AS_IT_IS = 1;
/** More than anybody reads. */
const MOST = 300;

/** What `resolve` needs to write the documentation of one item. */
export interface RegistryItemData {
  readonly language: 'registries';
  /** The names above the item; the last one is the item itself where it is a key. */
  readonly path: readonly string[];
  readonly release: Release;
}

interface Offer {
  readonly label: string;
  /** What is written; the label where it is the same. */
  readonly text?: string;
  /** What follows a key, behind its colon. */
  readonly body?: readonly string[];
  readonly kind: (typeof KIND)[keyof typeof KIND];
  readonly detail?: string;
  readonly name?: string;
}

export const completion: Feature<CompletionItem[]> = (asked) => {
  const spot = spotAt(asked.document.text, asked.offset);
  const own = spot && around(asked);
  if (!spot || !own) return [];
  const offers = offersAt(asked.node, own, spot);
  return offers.slice(0, MOST).map((offer, index) => itemOf(asked, spot, offer, index));
};

/** The registries without the line that somebody is typing. */
function around({ node, document, offset }: Asked): NodeRegistries | undefined {
  const own = registriesOf(node);
  const text = withoutLine(document.text, offset);
  return own && asReadable(own, readable(readText(document.uri, text)));
}

function offersAt(node: NodeConfig, own: NodeRegistries, spot: Spot): Offer[] {
  const { path } = spot;
  const [section, name = '', part] = path;
  if (section === 'mirrors' && part === 'endpoint' && path.length === 3) return endpoints(own, name);
  if (spot.kind === 'value') return path.at(-1) === 'insecure_skip_verify' ? booleans : [];
  if (spot.kind === 'item') return [];
  const taken = new Set(spot.siblings);
  const list = path.length === 1 ? names(node, own, section ?? '', taken) : fields(blockAt(path));
  return list.filter((offer) => !taken.has(offer.name ?? offer.label));
}

const booleans: Offer[] = ['true', 'false'].map((label) => ({ label, kind: KIND.value }));

/** What comes below a field, so that the next thing can be typed at once. */
const BODIES: Readonly<Record<string, readonly string[]>> = {
  mirrors: [''],
  configs: [''],
  endpoint: ['- '],
  rewrite: [''],
  auth: [''],
  tls: [''],
};

function fields(block: RegistryBlock | undefined): Offer[] {
  if (!block) return [];
  const isText = block === 'auth' || block === 'tls';
  return Object.entries(registryFields[block])
    .filter(([label]) => label !== 'auths')
    .map(([label, { type }]) => {
      const body = isText ? undefined : BODIES[label];
      return { label, kind: KIND.property, detail: type, ...(body ? { body } : {}) };
    });
}

function names(node: NodeConfig, own: NodeRegistries, section: string, taken: ReadonlySet<string>): Offer[] {
  if (section === 'configs') return hostNames(own);
  if (section !== 'mirrors') return [];
  const { registries, options } = own;
  const isShared = options.embedded !== undefined;
  const body = { body: isShared ? [] : ['endpoint:', '- '] };
  const system = given(node, 'system-default-registry')?.text ?? '';
  const known = Object.keys(wellKnownRegistries).map((label): Offer => ({ label, kind: KIND.module, ...body }));
  const used = new Set([...registries.mirrors.values()].flatMap(({ endpoints: list }) => list.map(({ text }) => text)));
  const hosts = [...registries.configs.keys()].filter((host) => canBeAsked(host) && host !== dockerHub);
  const ours: Offer[] = [
    ...(system && canBeAsked(system)
      ? [{ label: system, kind: KIND.module, detail: 'system-default-registry', ...body }]
      : []),
    ...hosts
      .filter((host) => ![...used].some((address) => address.includes(host)))
      .map((label): Offer => ({ label, kind: KIND.module, detail: 'configs', ...body })),
  ];
  const star: Offer[] = hasSince(registryChanges.wildcard, options.release)
    ? [{ label: '"*"', text: '"*"', name: '*', kind: KIND.module, detail: say('every other registry'), ...body }]
    : [];
  return [...unique([...ours, ...known]), ...star].filter(({ label }) => !taken.has(label));
}

/** Hosts of endpoints that have no settings yet, and registries that are asked themselves. */
function hostNames({ registries, generated }: NodeRegistries): Offer[] {
  const hosts = [...generated.hosts.values()].flatMap((host) =>
    allEndpoints(host).flatMap(({ from, host: name }) => (from && name !== '' ? [{ name, of: host.folder }] : [])),
  );
  const alone = [...registries.mirrors.values()].filter(
    ({ name, endpoints: list }) => list.length === 0 && name !== '*' && canBeAsked(name),
  );
  return unique([
    ...hosts.map(
      ({ name, of }): Offer => ({
        label: name,
        kind: KIND.module,
        detail: say('endpoint of {0}', of === '_default' ? '"*"' : of),
        body: [''],
      }),
    ),
    ...alone.map(({ name }): Offer => ({ label: name, kind: KIND.module, detail: 'mirrors', body: [''] })),
  ]);
}

/** Addresses that the rest of the file knows. */
function endpoints({ registries, generated }: NodeRegistries, registry: string): Offer[] {
  const written = registries.mirrors.get(registry)?.endpoints.map(({ text }) => text) ?? [];
  const taken = new Set([...written, ...written.map((text) => text.replace(/\/$/, ''))]);
  const itself = registry === 'docker.io' ? [registry, dockerHub] : [registry];
  const asked = [...generated.hosts.values()].flatMap((host) =>
    allEndpoints(host).flatMap(({ from, host: name, scheme }) => (from && name !== '' ? [`${scheme}://${name}`] : [])),
  );
  const hosts = [...registries.configs.keys()].filter((name) => canBeAsked(name) && !HUB.has(name));
  const bases = [...new Set([...asked, ...hosts.map((name) => `https://${name}`)])].filter(
    (base) => !itself.includes(base.replace(/^\w+:\/\//, '')),
  );
  const project = registry === '*' ? '<project>' : registry;
  const plain = bases.map((label): Offer => ({ label, kind: KIND.reference }));
  const cached = bases.map(
    (base): Offer => ({
      label: `${base}/v2/${project}`,
      text: `${base}/v2/${registry === '*' ? '' : registry}`,
      kind: KIND.reference,
      detail: say('project of a proxy cache'),
    }),
  );
  const all = unique([...plain, ...cached]).filter(({ label }) => !taken.has(label));
  return bases.length > 0 ? all : [{ label: 'https://', kind: KIND.reference }];
}

const HUB = new Set(['docker.io', dockerHub]);

const unique = (offers: readonly Offer[]): Offer[] =>
  [...new Map([...offers].reverse().map((offer) => [offer.label, offer])).values()].reverse();

function itemOf({ document, node }: Asked, spot: Spot, offer: Offer, index: number): CompletionItem {
  const { label, kind, detail } = offer;
  const name = offer.name ?? label;
  const isKey = spot.kind === 'key' && !isList(spot);
  const written = offer.text ?? label;
  const text = isKey ? keyText(spot, offer) : valueText(spot, written);
  const path = isKey ? [...spot.path, name] : spot.path;
  const quote = /^["']/.exec(spot.typed)?.[0] ?? '';
  return {
    label,
    kind,
    ...(detail ? { labelDetails: { description: detail } } : {}),
    sortText: String(index).padStart(3, '0'),
    filterText: quote + (label.startsWith('"') && quote === '' ? label : name),
    insertTextMode: AS_IT_IS,
    textEdit: { range: rangeOf(document, spot.at), newText: spot.lead + text },
    data: { language: 'registries', path, release: node.flags.release } satisfies RegistryItemData,
  };
}

const isList = ({ path }: Spot): boolean => path.length === 3 && path[2] === 'endpoint';

function keyText({ hasColon, column, step, newline }: KeySpot, { label, text, body }: Offer): string {
  const key = text ?? asScalar(label);
  if (hasColon) return key;
  if (!body) return `${key}: `;
  const lines = body.map((line, level) => ' '.repeat(column + step * (level + 1)) + line);
  return [`${key}:`, ...lines].join(newline);
}

function valueText(spot: Spot, text: string): string {
  if (spot.kind === 'key') return `- ${asScalar(text)}`;
  if (spot.quoted) return text;
  if (spot.kind === 'value' && isList(spot)) return spot.typed === '' ? `[${asScalar(text)}]` : text;
  return needsNoQuotes(spot, text) ? text : asScalar(text);
}

const needsNoQuotes = ({ kind }: ItemSpot | Extract<Spot, { kind: 'value' }>, text: string): boolean =>
  kind === 'value' || /^[\w.]+:\/\/[^\s,[\]{}#]*$/.test(text);

/** Adds the documentation of one item, when the editor shows it. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const data = item.data as RegistryItemData | undefined;
  if (!data) return item;
  const { path, release } = data;
  const [section = '', name = ''] = path;
  const told = path.length === 2 ? describeName(section, name) : describeField(path, release);
  return told === undefined ? item : { ...item, documentation: { kind: 'markdown', value: told } };
}
