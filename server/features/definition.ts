/** Go to definition: from a value to the one that replaces it, or from the one in force to those it replaced. */

import type { Location } from 'vscode-languageserver-types';
import { loadedEngine } from '../engines.ts';
import type { Source } from '../node/loader.ts';
import { type Feature, rangeOf } from './feature.ts';
import { entryAt } from './locate.ts';
import { itemAt } from './moveArgument.ts';

export const definition: Feature<Location[]> = (asked) => {
  const { node, document, offset } = asked;
  const entry = entryAt(document, offset);
  const setting = entry && node.settings.get(entry.name);
  if (!setting) return [];
  const item = itemAt(asked, offset);
  const inKubelet = item < 0 ? undefined : loadedEngine('kubelet')?.replacedBy(node, item);
  if (inKubelet?.length) return inKubelet;
  const replaced = setting.overridden.some((source) => source.entry === entry);
  const others = replaced ? setting.entries : setting.entries.length > 1 ? setting.entries : setting.overridden;
  return others.filter((source) => source.entry !== entry).map(locationOf);
};

const locationOf = ({ document, entry }: Source): Location => ({
  uri: document.uri,
  range: rangeOf(document, entry.key),
});
