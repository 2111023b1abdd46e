/** The folder whose files K3s hands to its kubelet. */

import type { NodeConfig } from '../node/config.ts';
import { given } from '../node/given.ts';
import { KUBELET_FOLDER } from '../node/language.ts';
import { below, DATA_DIR } from '../node/machineFiles.ts';

/** As the machine sees it; `data-dir` moves it. */
export function folderOf(node: NodeConfig): string {
  return `${(given(node, 'data-dir')?.text || DATA_DIR).replace(/\/+$/, '')}/agent/etc/${KUBELET_FOLDER}`;
}

/** As a URI; undefined where no machine is known. */
export function folderUri(node: NodeConfig): string | undefined {
  const { root } = node.sources;
  return root === undefined ? undefined : below(root, folderOf(node));
}
