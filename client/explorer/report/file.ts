/** The settings of a node beside those of its configuration file: what a restart would change. */

import { say } from '../../../server/words/say.ts';
import type { View } from '../items/view.ts';
import { clock } from '../model/age.ts';
import { type Compared, compareWithFile, differs, type FileOfNode } from '../model/fileSettings.ts';
import type { NodeFacts } from '../model/node.ts';
import { settingsOf } from '../model/settings.ts';
import { cell, code, plain, prose } from '../model/text.ts';
import { cutTable, documentOf, section } from './markdown.ts';

/** Rows of one table at most. */
const MOST = 500;
/** Options in one sentence at most. */
const MOST_NAMED = 3;

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
  const found = compared.filter(wanted);
  if (found.length === 0) return '';
  const head = [say('Option'), say('On the node'), say('In the file'), say('Where')];
  const lines = cutTable(head, found, MOST, ({ option, onNode, inFile, place }) => [
    cell(option),
    cell(onNode),
    cell(inFile),
    place === '' ? '' : cell(place),
  ]);
  return [...before, lines].join('\n\n');
}

/**
 * Whether a node that was restarted runs with its file: `same`, or a sentence that names what differs, with both values.
 * What only the node has is left out: a service may be told more than the file says.
 */
export function appliedWords(node: NodeFacts, file: FileOfNode): { readonly same: boolean; readonly text: string } {
  const name = plain(node.name, 60);
  const { error } = file.settings;
  if (error !== undefined)
    return { same: false, text: say('K3s on {0} cannot start with the file: {1}', name, plain(error)) };
  const settings = settingsOf(node);
  const all = settings ? compareWithFile(settings, file) : [];
  const missing = all.filter(({ standing }) => standing === 'changed' || standing === 'only file');
  if (missing.length === 0) return { same: true, text: say('K3s on {0} runs with the settings of the file.', name) };
  const shown = missing
    .slice(0, MOST_NAMED)
    .map(({ option, onNode, inFile }) =>
      onNode === ''
        ? say('{0} is not set, the file says {1}', plain(option, 60), plain(inFile, 80))
        : say('{0} is {1}, the file says {2}', plain(option, 60), plain(onNode, 80), plain(inFile, 80)),
    );
  const more = missing.length - shown.length;
  const which = [...shown, ...(more > 0 ? [say('and {0} more', more)] : [])].join('; ');
  return { same: false, text: say('K3s on {0} does not run with all settings of the file: {1}.', name, which) };
}
