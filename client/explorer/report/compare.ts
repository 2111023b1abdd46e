/** The settings of all servers side by side: what must be equal, and what else differs. */

import { say } from '../../../server/words/say.ts';
import { nodesOf } from '../items/nodes.ts';
import type { View } from '../items/view.ts';
import { clock } from '../model/age.ts';
import { type Cell, compareSettings, type Row } from '../model/compareSettings.ts';
import type { NodeFacts } from '../model/node.ts';
import { cell, code } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { documentOf, list, section, table } from './markdown.ts';
import { stateOfData } from './state.ts';

/** Columns of one table. */
const MOST = 12;

export function comparison(view: View, source: ClusterSource): string {
  const { servers, silent, rows } = compareSettings(nodesOf(source));
  const head = [say('Option'), ...servers.slice(0, MOST).map(({ name }) => cell(name))];
  const lines = (wanted: readonly Row[]): string =>
    table(
      head,
      wanted.map(({ option, cells, differs }) => [
        differs ? `**${cell(option)}**` : cell(option),
        ...cells.slice(0, MOST).map(told),
      ]),
    );
  const critical = rows.filter(({ weight }) => weight === 'critical');
  const apart = critical.filter(({ differs }) => differs);
  return documentOf(
    say('Settings of the Servers of {0}', code(source.entry.name)),
    say('As of the last start of each server, {0}. Values in parentheses are defaults.', clock(view.now, 0)),
    stateOfData(source, [{ name: 'nodes' }], view.now),
    servers.length > MOST
      ? say('The first {0} of {1} servers have a column; what differs was looked for in all.', MOST, servers.length)
      : '',
    silent.length === 0 ? '' : list(silent.map(({ name }) => say('{0} does not say how it was started.', code(name)))),
    section(
      say('Differences That Keep a Server from Starting'),
      apart.length > 0 ? lines(apart) : servers.length > 0 && say('None found.'),
    ),
    section(say('Where It Is Set'), list(apart.flatMap(({ option }) => placesOf(view, source, servers, option)))),
    section(say('Other Differences'), lines(rows.filter(({ weight }) => weight === 'information'))),
    section(say('Equal on All Servers'), lines(critical.filter(({ differs }) => !differs))),
  );
}

const told = ({ text, isDefault }: Cell): string => (isDefault && text !== '' ? `(${cell(text)})` : cell(text));

/** The files of the workspace that an option of each server comes from, or would, with a link to the line. */
function placesOf(view: View, source: ClusterSource, servers: readonly NodeFacts[], option: string): string[] {
  return servers.slice(0, MOST).flatMap(({ name }) => {
    const file = view.fileOf?.(source.entry.id, name);
    if (!file?.link) return [];
    // An item of a list is told as `disable: servicelb`.
    const place = file.settings.places.find((one) => one.option === option.split(': ')[0]);
    const path = place ? file.path.replace(/[^/]*$/, place.file) : file.path;
    const [text, link] = place?.line ? [`${path}:${place.line}`, `${place.uri}#L${place.line}`] : [path, file.link];
    const words = place ? [] : [say('not set there')];
    return [[`${code(option)}, ${code(name)}: [${code(text)}](<${link}>)`, ...words].join(', ')];
  });
}
