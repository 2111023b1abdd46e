/** Which features answer for which language. */

import { loadEngine } from './engines.ts';
import { completion, resolveCompletion } from './features/completion.ts';
import { definition } from './features/definition.ts';
import { effectiveText } from './features/effective.ts';
import type { LanguageFeatures } from './features/feature.ts';
import { hover } from './features/hover.ts';
import { moveArgument } from './features/moveArgument.ts';
import { symbols } from './features/symbols.ts';
import type { Language } from './node/language.ts';

const config: LanguageFeatures = {
  hover,
  completion,
  resolve: resolveCompletion,
  symbols,
  definition,
  links: () => [],
  lenses: () => [],
  refactorings: moveArgument,
  view: (node) => effectiveText(node),
};

/** The features of a language; those of registries and of the kubelet are loaded when they are first asked for. */
export async function featuresFor(language: Language): Promise<LanguageFeatures> {
  return language === 'config' ? config : (await loadEngine(language)).features;
}
