/** The registries of a machine as a readable text: who is asked for an image, in which order, and what does nothing. */

import type { TextLink, TextView, ViewParams } from '../features/feature.ts';
import { type Origin, originAt } from '../features/origin.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import { releaseText } from '../words/describe.ts';
import { versionNote } from '../words/inEffect.ts';
import { say } from '../words/say.ts';
import { asScalar } from '../yaml/edits.ts';
import {
  type Access,
  type AttemptSummary,
  type EndpointSummary,
  type ImageSummary,
  imageOf,
  OPTIONS,
  type RegistriesSummary,
  type RegistrySummary,
  registriesSummary,
} from './summary.ts';
import { credentialWords, tlsWords } from './words.ts';

/** What the machine makes of the file, or what it does for one image. */
export function view(node: NodeConfig, { image }: ViewParams): TextView {
  const name = image === undefined ? undefined : imageOf(image);
  const page = new Page();
  const summary = registriesSummary(node, name);
  heading(page, node, summary);
  if (image !== undefined && !name) {
    page.comment('');
    page.comment(notAnImage(image));
  } else if (summary.image) {
    imageLines(page, summary.image);
  } else {
    registryLines(page, summary);
  }
  return page.view();
}

/** Why a text is no image, and what one looks like. */
export const notAnImage = (text: string): string =>
  say(
    '"{0}" is no name of an image. Write it as in a manifest, for example nginx:1.27 or ghcr.io/team/app:1.0.',
    text.trim().slice(0, 100).replace(/\s+/g, ' '),
  );

interface Line {
  readonly text: string;
  readonly origins: readonly Origin[];
}

/** Places stand in one column behind the lines that are not too long for it. */
const COLUMN_AT_MOST = 46;

class Page {
  private readonly lines: Line[] = [];

  add(text: string, ...origins: readonly (Origin | undefined)[]): void {
    this.lines.push({ text, origins: origins.filter((origin) => origin !== undefined) });
  }

  comment(text: string, ...origins: readonly (Origin | undefined)[]): void {
    this.add(text === '' ? '#' : `# ${text}`, ...origins);
  }

  blank(): void {
    this.add('');
  }

  view(): TextView {
    const placed = this.lines.filter(({ text, origins }) => origins.length > 0 && !text.startsWith('#'));
    const lengths = placed.map(({ text }) => text.length).filter((length) => length <= COLUMN_AT_MOST);
    const column = Math.max(0, ...lengths.slice(0, 10_000));
    const links: TextLink[] = [];
    const texts = this.lines.map(({ text, origins }, line) => {
      if (origins.length === 0) return text;
      const isComment = text.startsWith('#');
      let whole = isComment ? `${text} (` : `${text.padEnd(column)}  # `;
      origins.forEach((origin, index) => {
        const label = origin.line > 0 ? `${origin.file}:${origin.line}` : origin.file;
        if (index > 0) whole += ', ';
        links.push({
          line,
          start: whole.length,
          end: whole.length + label.length,
          uri: origin.uri,
          targetLine: origin.line,
        });
        whole += label;
      });
      return isComment ? `${whole})` : whole;
    });
    return { text: `${texts.join('\n').trimEnd()}\n`, links };
  }
}

function heading(page: Page, node: NodeConfig, summary: RegistriesSummary): void {
  const role = node.role.role ?? say('role unknown, read as server');
  page.comment(say('Registries: {0}, K3s {1}', role, releaseText(node.flags.release)));
  const note = versionNote(node.version.note);
  if (note) page.comment(note);
  const { file, error, unusedBecause } = summary;
  if (file === undefined) {
    page.comment(say('The machine has no registries.yaml, so each image comes from the registry in its name.'));
  } else if (error) {
    page.comment('');
    page.comment(say('K3s cannot read {0}.', file), error.origin);
    page.comment(error.message);
  } else {
    page.comment(say('{0} is read once, when K3s starts, and counts for this node only.', file));
  }
  if (unusedBecause) {
    page.comment('');
    page.comment(
      say('K3s does nothing with the file, because "{0}" puts another container runtime in its place.', unusedBecause),
      optionOrigin(node, unusedBecause),
    );
  }
  optionLines(page, node, summary);
}

function optionLines(page: Page, node: NodeConfig, { options }: RegistriesSummary): void {
  const told: Readonly<Record<(typeof OPTIONS)[number], string>> = {
    'embedded-registry': say('embedded-registry: the other nodes are asked before all endpoints'),
    'disable-default-registry-endpoint': say(
      'disable-default-registry-endpoint: a registry with a mirror is never asked itself',
    ),
    'system-default-registry': say(
      'system-default-registry: K3s takes its own images from {0}',
      options.systemDefaultRegistry ?? '',
    ),
    'private-registry': say('private-registry: the file lies there'),
  };
  const set = OPTIONS.filter((name) => isOn(node, name));
  if (set.length > 0) page.comment('');
  for (const name of set) page.comment(told[name], optionOrigin(node, name));
  if (options.embeddedRegistry === null) {
    page.comment(say('Whether the nodes share images, the servers tell this agent when it joins.'));
  }
}

function optionOrigin(node: NodeConfig, name: string): Origin | undefined {
  const part = given(node, name)?.part;
  return part && originAt(node, part.document, part.entry.key.start);
}

function registryLines(page: Page, { registries, idle, log, error }: RegistriesSummary): void {
  if (error) return;
  page.blank();
  page.add(registries.length > 0 ? 'registries:' : 'registries: {}');
  const mirrored = registries.filter(({ endpoints }) => endpoints.length > 0);
  const alone = registries.filter(({ endpoints }) => endpoints.length === 0);
  for (const registry of mirrored) oneRegistry(page, registry);
  if (alone.length > 0) page.add(`  # ${say('Asked themselves, with settings of their own')}`);
  for (const registry of alone) ownRegistry(page, registry);
  if (idle.length > 0) {
    page.blank();
    page.comment(say('What does nothing, or less than it seems to'));
    page.add('idle:');
    for (const { entry, name, message, origin } of idle) {
      page.add(`  - ${entry}: ${scalar(name)}`, origin);
      page.add(`    why: ${scalar(message)}`);
    }
  }
  if (log.length > 0) {
    page.blank();
    page.comment(say('What K3s writes to its log'));
    page.add('log:');
    for (const { message } of log) page.add(`  - ${scalar(message)}`);
  }
}

function oneRegistry(page: Page, registry: RegistrySummary): void {
  const { name, endpoints, unreadable, origin } = registry;
  page.add(`  ${name === '*' ? '"*"' : asScalar(name)}:`, origin);
  if (unreadable) page.add(`    # ${unreadable}`);
  if (endpoints.length > 0) page.add('    endpoints:');
  for (const endpoint of endpoints) endpointLines(page, endpoint);
  const itself = registry.default;
  page.add('    default:');
  if (itself.when === 'never') {
    page.add(`      asked: ${scalar(say('never, because of disable-default-registry-endpoint'))}`);
    return;
  }
  page.add(
    `      url: ${itself.url === null ? scalar(say('that of the registry in the image')) : asScalar(itself.url)}`,
  );
  const asked = say('last, after all endpoints');
  page.add(
    `      asked: ${scalar(itself.folded ? say('{0}; it is written as the last endpoint, and rewrites do not count', asked) : asked)}`,
  );
  page.add(`      capabilities: [${itself.capabilities.join(', ')}]`);
  accessLines(page, '      ', itself);
}

function ownRegistry(page: Page, { name, unreadable, origin, default: itself }: RegistrySummary): void {
  page.add(`  ${name === '*' ? '"*"' : asScalar(name)}:`, origin);
  if (unreadable) page.add(`    # ${unreadable}`);
  if (itself.url !== null) page.add(`    url: ${asScalar(itself.url)}`);
  const { settings: _, settingsOrigin: __, ...access } = itself;
  accessLines(page, '    ', access);
}

function endpointLines(page: Page, endpoint: EndpointSummary): void {
  const { url, scheme, schemeGuessed, capabilities, overridePath, embedded, rewrites, origin } = endpoint;
  page.add(`      - url: ${asScalar(url)}`, origin);
  const indent = '        ';
  if (embedded) page.add(`${indent}# ${say('The embedded registry: the other nodes')}`);
  page.add(`${indent}scheme: ${scheme}${schemeGuessed ? `  # ${say('none is written, K3s takes this')}` : ''}`);
  page.add(`${indent}path: ${scalar(overridePath ? say('taken as it stands') : say('the usual one'))}`);
  page.add(`${indent}capabilities: [${capabilities.join(', ')}]`);
  if (embedded) {
    page.add(`${indent}tls: ${scalar(say('with certificates of K3s'))}`);
    return;
  }
  accessLines(page, indent, endpoint);
  if (rewrites.length === 0) return;
  page.add(`${indent}rewrites:`);
  for (const { pattern, replacement } of rewrites)
    page.add(`${indent}  ${asScalar(pattern)}: ${asScalar(replacement)}`);
}

function accessLines(page: Page, indent: string, { tls, credentials, settings, settingsOrigin }: Access): void {
  if (settings !== undefined) page.add(`${indent}settings: ${scalar(settings)}`, settingsOrigin);
  page.add(`${indent}tls: ${scalar(tlsWords(tls))}`);
  page.add(`${indent}credentials: ${scalar(credentialWords(credentials))}`);
}

function imageLines(page: Page, { name, registry, by, attempts, blocked, unreadable }: ImageSummary): void {
  page.blank();
  page.add(`image: ${asScalar(name)}`);
  const counts = {
    registry: say('the entry of {0}', registry),
    wildcard: say('the entry "*", because {0} has none of its own', registry),
    nothing: say('none, containerd asks {0} itself', registry),
  }[by];
  page.add(`counts: ${scalar(counts)}`);
  if (unreadable) page.comment(unreadable);
  if (blocked) {
    page.add(`blocked: ${scalar(blocked.message)}`);
    return;
  }
  page.add('asked:');
  for (const attempt of attempts) attemptLines(page, attempt);
}

function attemptLines(page: Page, attempt: AttemptSummary): void {
  const { url, kind, repository, otherRepositories, untried, origin } = attempt;
  const role = { mirror: '', embedded: say('the other nodes'), registry: say('the registry itself') }[kind];
  page.add(`  - url: ${asScalar(url)}${role === '' ? '' : `  # ${role}`}`, origin);
  page.add(`    repository: ${asScalar(repository)}`);
  if (otherRepositories.length > 0) {
    page.add(`    # ${say('More than one rewrite fits, and containerd takes any of them. It may also be:')}`);
    for (const other of otherRepositories) page.add(`    #   ${other.replace(/[\r\n]+/g, ' ')}`);
  }
  if (untried) page.add(`    # ${say('A rewrite here is too intricate to be tried. It may ask for another name.')}`);
  if (kind === 'embedded') page.add(`    tls: ${scalar(say('with certificates of K3s'))}`);
  else accessLines(page, '    ', attempt);
}

/** A sentence needs no quotes as long as YAML takes it for a text. */
const scalar = (text: string): string => (/^[\p{L}/][^:#\r\n]*[^:#\s]$/u.test(text) ? text : asScalar(text));
