/** Moves a field of a file into `kubelet-arg` in config.yaml, which wins over all files and which every version reads. */

import type { CodeAction, CreateFile } from 'vscode-languageserver-types';
import type { Asked, LanguageFeatures } from '../features/feature.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { NodeConfig } from '../node/config.ts';
import { say } from '../words/say.ts';
import { appendItems, insertList } from '../yaml/appendItems.ts';
import { type ConfigDocument, readText } from '../yaml/document.ts';
import { asScalar, type Edit, replace } from '../yaml/edits.ts';
import { argumentOf, readsAs } from './conversion.ts';
import { readFile } from './file.ts';
import { membersAt, withoutLine } from './fixes.ts';
import { kubeletFor } from './ofNode.ts';
import { readKubelet } from './read.ts';
import type { Setting } from './settings.ts';
import { settingPath } from './slot.ts';
import { breaks, changeOf } from './toDropIn.ts';
import { spotAt } from './where.ts';

export const refactorings: LanguageFeatures['refactorings'] = (asked, { start }) => {
  const action = toArgument(asked, start);
  return action ? [action] : [];
};

function toArgument({ node, document }: Asked, offset: number): CodeAction | undefined {
  const spot = spotAt(document, offset);
  if (!spot || spot.on === 'header' || node.sources.root === undefined) return undefined;
  const path = settingPath(spot.slot.path);
  const setting = settingIn(node, document, path);
  const said = setting && argumentOf(setting);
  // A comma in a value, which parts the values of a flag, would be lost on the way.
  const argument =
    setting && said !== undefined && readsAs(said, setting, kubernetesOf(node.flags.release).minor) ? said : undefined;
  const { value } = readFile({ name: '', document });
  const member = setting && memberIn(setting, document);
  if (argument === undefined || !member || !value) return undefined;
  const chain = membersAt(value, member.key);
  const whole = setting.keys ? chain.slice(0, path.split('.').length) : chain;
  const removed = withoutLine(document, whole);
  const added = withItem(node, argument);
  if (!removed || !added || breaks(document, removed)) return undefined;
  return {
    title: say('Move "{0}" into kubelet-arg', path),
    kind: 'refactor.rewrite',
    edit: {
      documentChanges: [
        ...(added.isNew
          ? [{ kind: 'create', uri: added.document.uri, options: { ignoreIfExists: true } } satisfies CreateFile]
          : []),
        changeOf(added.document, added.edit),
        changeOf(document, removed),
      ],
    },
  };
}

/** What the file says and the kubelet runs with; before v1.32 what the file alone says, because nobody reads it. */
function settingIn(node: NodeConfig, document: ConfigDocument, path: string): Setting | undefined {
  const { kubelet, input } = kubeletFor(node);
  if (kubelet.minor >= filesSince) return kubelet.configuration.settings.get(path);
  const files = [...input.files, ...(input.named ?? [])].filter((file) => file.document.uri === document.uri);
  return readKubelet({ minor: kubelet.minor, files }).configuration.settings.get(path);
}

/** What the file has to do with the value in force. */
function memberIn(setting: Setting, { uri }: ConfigDocument): Setting['member'] {
  const said = setting.keys ? [...setting.keys.values()] : [setting];
  return said.find(({ member }) => member?.from.kind === 'file' && member.from.document.uri === uri)?.member;
}

/** The item behind those of the list in force, or in a list of its own. */
function withItem(
  node: NodeConfig,
  item: string,
): { readonly document: ConfigDocument; readonly edit: Edit; readonly isNew: boolean } | undefined {
  const last = node.setting('kubelet-arg')?.entries.at(-1);
  if (last) {
    const [edit] = appendItems(last.document, last.entry, [item]);
    return edit && { document: last.document, edit, isNew: false };
  }
  const [document] = node.documents;
  const end = document?.entries.at(-1);
  if (document && end) return { document, edit: insertList(document, end, 'kubelet-arg', [item]), isNew: false };
  const text = `kubelet-arg:\n  - ${asScalar(item)}\n`;
  const empty = document ?? readText(node.sources.main, '');
  const at = { start: empty.text.length, end: empty.text.length };
  const isOpen = empty.text !== '' && !/[\r\n]$/.test(empty.text);
  return { document: empty, edit: replace(empty, at, (isOpen ? '\n' : '') + text), isNew: document === undefined };
}
