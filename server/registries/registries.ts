/** All of the engine for registries.yaml, which is a file of its own beside the bundles: `engines.ts` loads it. */

export { speak } from '../words/say.ts';
export { messages, registryFindings } from './check.ts';
export { features } from './features.ts';
export { secretsOf } from './ofNode.ts';
export { registriesSchema } from './schema.ts';
export { imageOf, registriesSummary } from './summary.ts';
export { notAnImage } from './view.ts';
