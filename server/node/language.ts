/** Which of the three languages a file is written in: what K3s is configured with, registries, or its kubelet. */

import { nameOf } from '../uri.ts';

export type Language = 'config' | 'registries' | 'kubelet';

/** The folder whose files K3s hands to its kubelet, from v1.32 on. */
export const KUBELET_FOLDER = 'kubelet.conf.d';
export const REGISTRIES = 'registries.yaml';

export const isLanguage = (word: string | undefined): word is Language =>
  word === 'config' || word === 'registries' || word === 'kubelet';

const IDS: Readonly<Record<string, Language>> = {
  'k3s-config': 'config',
  'k3s-registries': 'registries',
  'k3s-kubelet': 'kubelet',
};

/**
 * The language of a file: what an editor calls it, else by its place, else by its text.
 *
 * @param languageId the editor's word for it; one that is not ours (`yaml`) decides nothing
 */
export function languageOf(uri: string, text: string, languageId?: string): Language {
  return IDS[languageId ?? ''] ?? languageOfPlace(uri) ?? languageOfText(text);
}

/** What the name and the folder tell; undefined where they tell nothing. */
export function languageOfPlace(uri: string): Language | undefined {
  if (uri.includes(`/${KUBELET_FOLDER}/`)) return 'kubelet';
  if (nameOf(uri) === REGISTRIES) return 'registries';
  return /\/config\.ya?ml(?:\.d\/[^/]+)?$/.test(uri) ? 'config' : undefined;
}

function languageOfText(text: string): Language {
  if (
    /^\s*["']?(?:apiVersion["']?\s*:\s*["']?kubelet\.config\.k8s\.io\/|kind["']?\s*:\s*["']?KubeletConfiguration\b)/m.test(
      text,
    )
  )
    return 'kubelet';
  const keys = [...text.matchAll(/^(["']?)([A-Za-z][\w-]*)\1[ \t]*:/gm)].map(([, , key = '']) => key);
  const own = keys.filter((key) => key === 'mirrors' || key === 'configs');
  return own.length > 0 && own.length === keys.length ? 'registries' : 'config';
}
