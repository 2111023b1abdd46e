/** What an editor is answered about registries.yaml. */

import type { LanguageFeatures } from '../features/feature.ts';
import { completion, resolveCompletion } from './complete.ts';
import { definition } from './definition.ts';
import { hover } from './hover.ts';
import { lenses } from './lenses.ts';
import { links } from './links.ts';
import { symbols } from './symbols.ts';
import { view } from './view.ts';

export const features: LanguageFeatures = {
  hover,
  completion,
  resolve: resolveCompletion,
  symbols,
  definition,
  links,
  lenses,
  refactorings: () => [],
  view,
};
