/** Hover: what a field of registries.yaml does, and what containerd makes of the registry, endpoint or host. */

import type { Hover } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import type { Release } from '../knowledge/flag.ts';
import { registryChanges } from '../knowledge/registries.ts';
import { type RegistryField, registryFields, wellKnownRegistries } from '../knowledge/registryFields.ts';
import { firstWith, hasSince } from '../knowledge/versions.ts';
import { footer } from '../words/inEffect.ts';
import { say } from '../words/say.ts';
import type { HostSettings, Mirror, Rewrite, Text } from './model.ts';
import type { NodeRegistries } from './ofNode.ts';
import { type Place, placeAt } from './place.ts';
import { credentialFor, kindOf } from './pull.ts';
import { readPattern, replaceAll } from './re2.ts';
import { seenOf } from './seen.ts';
import { attemptAt, endpointOf, exampleFor, hostOf, imageText, repositoryFor, usesOf } from './uses.ts';
import {
  blockAt,
  credentialWords,
  defaultWords,
  idleWords,
  isPartlyUsed,
  pathWords,
  publicUrl,
  tlsOf,
  tlsWords,
  unreadableWords,
} from './words.ts';

export const hover: Feature<Hover | null> = ({ node, offset }) => {
  const own = seenOf(node);
  const place = own && placeAt(own.registries.document, offset);
  const told = own && place && tell(own, place);
  if (!told) return null;
  const { document } = own.registries;
  const at = place.item ?? (place.onKey ? place.pair.key : place.pair.value);
  const text = [told, footer(node)].join('\n\n');
  return { contents: { kind: 'markdown', value: text }, range: rangeOf(document, at) };
};

function tell(own: NodeRegistries, place: Place): string | undefined {
  const { path, pair, onKey, item } = place;
  const [section = '', name = '', part] = path;
  const { mirrors, configs } = own.registries;
  const { release } = own.options;
  if (path.length === 2 && onKey) {
    const mirror = section === 'mirrors' ? mirrors.get(name) : undefined;
    if (mirror?.key === pair.key) return aboutMirror(own, mirror);
    const host = section === 'configs' ? configs.get(name) : undefined;
    if (host?.key === pair.key) return aboutHost(own, host);
    return mirror || host ? say('K3s drops this, because {0} stands again further down.', code(name)) : undefined;
  }
  if (path.length === 3 && part === 'endpoint' && item && section === 'mirrors') {
    const text = mirrors.get(name)?.endpoints.find((one) => one.node === item || isBehind(item, one));
    return text ? aboutEndpoint(own, name, text) : undefined;
  }
  if (path.length === 4 && section === 'mirrors' && part === 'rewrite') {
    const mirror = mirrors.get(name);
    const rewrite = mirror?.rewrites.find(({ pattern }) => pattern.node === pair.key);
    return mirror && rewrite ? aboutRewrite(mirror, rewrite) : undefined;
  }
  // Of a value there is nothing to tell but what its key does, and a block has no value of its own.
  if (!onKey && pair.value.kind !== 'scalar') return undefined;
  return describeField(path, release);
}

/** The text of an alias stands where its anchor is. */
const isBehind = (item: Place['item'], { node }: Text): boolean => item?.kind === 'alias' && item.target === node;

/** What a field does, in any file. */
export function describeField(path: readonly string[], release: Release): string | undefined {
  const block = blockAt(path.slice(0, -1));
  const name = path.at(-1) ?? '';
  const fields = block && registryFields[block];
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field && [`**${name}** · ${field.type}`, field.doc, ...changesOf(field, release)].join('\n\n');
}

function changesOf({ changes = [] }: RegistryField, release: Release): string[] {
  const lines = changes.map(({ since, doc }) => {
    const first = firstWith(registryChanges[since], release);
    return hasSince(registryChanges[since], release)
      ? say('- Since {0}: {1}.', first, doc)
      : say('- **Not in {0}**, first in {1}: {2}.', release, first, doc);
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const code = (text: string): string => `\`${publicUrl(text).replaceAll('`', "'")}\``;

function aboutMirror(own: NodeRegistries, mirror: Mirror): string {
  const { name } = mirror;
  const host = hostOf(own, name);
  const parts = [`**${shownName(name)}** · ${say('registry')}`, countsFor(name)];
  const idle = idleOf(own, mirror);
  if (idle) parts.push(idle);
  if (host?.unreadable) parts.push(`**${unreadableWords(host.folder, host.unreadable)}**`);
  if (host && host.endpoints.length > 0) {
    const lines = host.endpoints.map(({ url, from }, index) =>
      from ? `${index + 1}. ${code(url)}` : `${index + 1}. ${say('The other nodes, through the embedded registry')}`,
    );
    parts.push([say('containerd asks in this order:'), '', ...lines, '', defaultWords(host)].join('\n'));
  } else if (host) {
    parts.push(defaultWords(host));
  }
  parts.push(say('It counts for this node only, after a restart of K3s.'));
  return parts.join('\n\n');
}

const shownName = (name: string): string => (/^[\w.:-]+$/.test(name) ? name : code(name));

function countsFor(name: string): string {
  if (name === '*') return say('Counts for images of every registry that has no entry of its own.');
  if (name === 'docker.io') {
    return say(
      'Counts for images called {0}, and for those without a registry such as {1}.',
      '`docker.io/…`',
      '`nginx`',
    );
  }
  const counts = say('Counts for images called {0}.', `\`${publicUrl(name)}/…\``);
  const known = Object.hasOwn(wellKnownRegistries, name) ? wellKnownRegistries[name] : undefined;
  return known ? `${known} ${counts}` : counts;
}

function idleOf({ idle }: NodeRegistries, entry: Mirror | HostSettings): string | undefined {
  const found = idle.find(({ of }) => of === entry);
  if (!found) return undefined;
  const lead = isPartlyUsed(found) ? say('No endpoint uses this.') : say('This does nothing.');
  return `**${lead}** ${idleWords(found)}`;
}

function aboutEndpoint(own: NodeRegistries, registry: string, text: Text): string {
  const found = endpointOf(own, text);
  const head = `**endpoint** · ${shownName(registry)}`;
  if (!found) return [head, say('K3s does not use this address, and says so in its log.')].join('\n\n');
  const { endpoint, host } = found;
  const { generated, options } = own;
  const facts: string[] = [];
  if (endpoint.guessed) facts.push(say('No scheme is written, so K3s takes {0}.', endpoint.scheme));
  facts.push(`${pathWords(endpoint)}.`);
  const { settings } = endpoint;
  const entry = settings?.from;
  facts.push(
    entry
      ? say('Settings: {0} below {1}.', code(entry.name), '`configs`')
      : say('Settings: none, there is no {0} below {1}.', code(endpoint.registry), '`configs`'),
  );
  facts.push(say('TLS: {0}.', tlsWords(tlsOf(endpoint.scheme, endpoint.host, settings))));
  const kind = kindOf(credentialFor(endpoint.host, generated.credentials, options.release));
  facts.push(say('Credentials: {0}.', credentialWords(kind)));
  if (host.server?.folded === endpoint) {
    facts.push(say('It is the registry itself, so it is asked last and without rewrites.'));
  }
  const attempt = attemptAt(own, registry, text);
  const example =
    attempt && say('For {0} containerd asks {1}', code(imageText(exampleFor(registry))), code(attempt.url));
  const list = facts.map((fact) => `- ${fact}`).join('\n');
  return [head, code(endpoint.url), list, ...(example ? [example] : [])].join('\n\n');
}

function aboutHost(own: NodeRegistries, settings: HostSettings): string {
  const { endpoints, own: itself } = usesOf(own, settings);
  const parts = [`**${shownName(settings.name)}** · ${say('host')}`];
  const idle = idleOf(own, settings);
  if (idle) parts.push(idle);
  const lines = endpoints.map(({ registry, endpoint }) =>
    say('- the endpoint {0} of {1}', code(endpoint.url), code(registry)),
  );
  if (itself && settings.name === '*') lines.push(say('- registries that have no entry of their own'));
  else if (itself) lines.push(say('- the registry {0} itself', code(itself.folder)));
  if (lines.length > 0) parts.push([say('Used for:'), '', ...lines].join('\n'));
  else if (!idle) parts.push(say('No endpoint uses it.'));
  const kind = credentialWords(kindOf(settings.auth));
  parts.push(
    [
      say('- Credentials: {0}', kind),
      say('- TLS: {0}', tlsWords(tlsOf('https', settings.name, tlsSettings(settings)))),
    ].join('\n'),
  );
  return parts.join('\n\n');
}

const tlsSettings = ({ tls }: HostSettings): Parameters<typeof tlsOf>[2] => ({
  caFile: tls?.caFile?.text ?? '',
  certFile: tls?.certFile?.text ?? '',
  keyFile: tls?.keyFile?.text ?? '',
  skipVerify: tls?.skipVerify ?? false,
  hasTls: tls !== undefined,
});

function aboutRewrite(mirror: Mirror, { pattern, replacement }: Rewrite): string {
  const head = `**rewrite** · ${shownName(mirror.name)}`;
  const read = readPattern(pattern.text);
  if (read.flaw) return [head, say('containerd cannot read this pattern and skips it.')].join('\n\n');
  const before = repositoryFor(mirror, pattern.text);
  const after = replaceAll(read, before, replacement.text);
  const example =
    after === undefined
      ? say('What it makes of a repository cannot be shown here.')
      : after === before
        ? say('It leaves {0} as it is.', code(before))
        : say(
            'It makes {1} out of {0} at the endpoints.',
            code(before),
            code(after) === '``' ? say('nothing') : code(after),
          );
  return [head, example, registryFields.mirror.rewrite?.doc ?? ''].join('\n\n');
}

/** What a name does in a section, in any file. */
export function describeName(section: string, name: string): string {
  return section === 'mirrors' ? countsFor(name) : say('Credentials and TLS settings for {0}.', code(name));
}
