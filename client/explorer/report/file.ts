/** The settings of a node beside those of its configuration file: what a restart would change. */

import { say } from '../../../server/words/say.ts';
import type { View } from '../items/view.ts';
import { clock } from '../model/age.ts';
import { type Compared, compareWithFile, differs, type FileOfNode } from '../model/fileSettings.ts';
import type { NodeFacts } from '../model/node.ts';
import { settingsOf } from '../model/settings.ts';
import { cell, code, prose } from '../model/text.ts';
import { documentOf, first, section, table } from './markdown.ts';

/** Rows of one table at most. */
const MOST = 500;

export function fileReport(view: View, node: NodeFacts, file: FileOfNode): string {
  const settings = settingsOf(node);
  const compared = settings ? compareWithFile(settings, file) : [];
  const { error, role } = file.settings;
  return documentOf(
    say('Settings of {0} and Its File', code(node.name)),
    say(
      'The node as of its last start, the file {0} as it is now, {1}. Secrets are not compared.',
      code(file.path),
      clock(view.now, 0),
    ),
    settings ? '' : say('K3s has not written its arguments on this node'),
    error === undefined ? '' : `${say('K3s does not start with this file:')} ${prose(error)}`,
    settings && role && role !== settings.role
      ? say('The file is for the role {0}, the node is of the role {1}.', role, settings.role)
      : '',
    section(
      say('A Restart Changes'),
      rows(compared, ({ standing }) => standing === 'changed' || standing === 'only file') ||
        (settings && error === undefined && say('Nothing.')),
    ),
    section(
      say('Only on the Node'),
      rows(compared, ({ standing }) => standing === 'only node', [
        say('Gone from the file, or given by a service that is not in the workspace.'),
      ]),
    ),
    section(
      say('As in the File'),
      rows(compared, (one) => !differs(one)),
    ),
  );
}

function rows(
  compared: readonly Compared[],
  wanted: (one: Compared) => boolean,
  before: readonly string[] = [],
): string {
  const { shown, more } = first(compared.filter(wanted), MOST);
  if (shown.length === 0) return '';
  const lines = shown.map(({ option, onNode, inFile, place }) => [
    cell(option),
    cell(onNode),
    cell(inFile),
    place === '' ? '' : cell(place),
  ]);
  const head = [say('Option'), say('On the node'), say('In the file'), say('Where')];
  return [...before, table(head, lines), ...(more > 0 ? [say('And {0} more.', more)] : [])].join('\n\n');
}
