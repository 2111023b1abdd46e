/** The lines of what K3s was started with on a node, and where the configuration file says something else by now. */

import { say } from '../../../server/words/say.ts';
import { type Compared, compareWithFile, differs, type FileOfNode } from '../model/fileSettings.ts';
import { sortedByName } from '../model/names.ts';
import type { NodeFacts } from '../model/node.ts';
import { type Settings, settingsOf } from '../model/settings.ts';
import { idPart, plain } from '../model/text.ts';
import { note, type Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { tooltip } from './tooltip.ts';
import { counted } from './words.ts';

/** In how many options the file of a node differs from what runs. */
export function differencesOf(node: NodeFacts, file: FileOfNode | undefined): number {
  const settings = file && settingsOf(node);
  return settings ? compareWithFile(settings, file).filter(differs).length : 0;
}

/** Options and variables as of the last start, and what the file adds to them. */
export function settingItems(place: Place, node: NodeFacts, file: FileOfNode | undefined): readonly Item[] {
  const settings = settingsOf(node);
  if (!settings) return [note(place, 'unknown', 'question', say('K3s has not written its arguments on this node'))];
  const { hash, exposed, options, variables } = settings;
  const compared = new Map(file && compareWithFile(settings, file).map((one) => [one.option, one]));
  const names = new Set(options.map(({ option }) => option));
  // What the node has from its environment has a line of its own further down.
  const more = [...compared.values()].filter((one) => differs(one) && !names.has(one.option));
  const lines = [
    ...options.map((option) =>
      line(place, 'option', option.option, option.values, option.exposed, compared.get(option.option)),
    ),
    ...more.map((one) => line(place, 'option', one.option, one.onNode === '' ? [] : [one.onNode], false, one)),
  ];
  const started = note(place, 'start', 'history', say('As of the last start of K3s'));
  return [
    hash === '' ? started : { ...started, tooltip: () => tooltip(started.label, [say('Hash'), hash]) },
    ...(file ? [fileLine(place, settings, file)] : []),
    ...(exposed.length > 0 ? [leak(place, exposed)] : []),
    ...sortedByName(lines, ({ label }) => label),
    ...sortedByName(variables, ({ name }) => name).map(({ name, value, exposed: isExposed }) =>
      line(place, 'variable', name, [value], isExposed),
    ),
  ];
}

const leak = (place: Place, exposed: readonly string[]): Item =>
  note(
    place,
    'exposed',
    'warning',
    say('Secrets in the annotation of this node: {0}', exposed.map((name) => plain(name, 60)).join(', ')),
    COLOURS.bad,
  );

/** Which file it is compared with, and how that turned out. */
function fileLine(place: Place, settings: Settings, file: FileOfNode): Item {
  const path = plain(file.path, 120);
  const { error } = file.settings;
  if (error !== undefined) {
    const broken = note(place, 'file', 'error', say('K3s does not start with {0}', path), COLOURS.bad);
    return { ...broken, tooltip: () => tooltip(broken.label, error) };
  }
  const count = compareWithFile(settings, file).filter(differs).length;
  if (count === 0) return note(place, 'file', 'pass', say('As in {0}', path), COLOURS.good);
  return { ...note(place, 'file', 'diff', path, COLOURS.warning), description: counted.differences(count) };
}

function line(
  place: Place,
  kind: 'option' | 'variable',
  name: string,
  values: readonly string[],
  exposed: boolean,
  compared?: Compared,
): Item {
  const label = plain(name, 100);
  const isDifferent = compared !== undefined && differs(compared);
  const text = values.map((value) => plain(value)).join(', ');
  const warning = exposed && say('Readable for everybody who may read nodes');
  const file = compared && fileWords(compared);
  const words = [text, isDifferent && file, warning];
  return {
    ...place,
    id: `${place.id}/${kind}:${idPart(name)}`,
    label,
    description: facts(...words),
    ...look(kind, exposed, isDifferent ? compared : undefined),
    context: `k3s.setting.${kind}${exposed ? '.exposed' : ''}${isDifferent ? '.differs' : ''}`,
    accessible: spoken(label, ...words),
    collapsible: 'none',
    tooltip: () =>
      tooltip(
        name,
        ...values.slice(0, 50),
        warning,
        file,
        compared?.place ? [say('Where'), compared.place] : undefined,
      ),
  };
}

const DIFFERENT: Readonly<Record<string, string>> = {
  changed: 'diff-modified',
  'only file': 'diff-added',
  'only node': 'diff-removed',
};

function look(kind: 'option' | 'variable', exposed: boolean, compared: Compared | undefined) {
  if (exposed) return { icon: 'warning', colour: COLOURS.bad };
  if (compared) return { icon: DIFFERENT[compared.standing] ?? 'diff', colour: COLOURS.warning };
  return { icon: kind === 'option' ? 'symbol-property' : 'symbol-variable' };
}

function fileWords({ standing, inFile }: Compared): string {
  switch (standing) {
    case 'changed':
      return say('the file says {0}: restart needed', plain(inFile, 100));
    case 'only file':
      return say('only in the file, {0}: restart needed', plain(inFile, 100));
    case 'only node':
      return say('only on the node');
    case 'secret':
      return say('set in the file, too; secrets are not compared');
    case 'same':
      return say('as in the file');
  }
}
