/** What an editor is answered about files of the kubelet. */

import type { LanguageFeatures } from '../features/feature.ts';

export const features: LanguageFeatures = {
  hover: () => null,
  completion: () => [],
  resolve: (item) => item,
  symbols: () => [],
  definition: () => [],
  links: () => [],
  lenses: () => [],
  refactorings: () => [],
  view: () => ({ text: '', links: [] }),
};
