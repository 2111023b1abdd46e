/** All of the engine for live clusters, which is a file of its own beside the bundles: `engines.ts` loads it. */

export { speak } from '../words/say.ts';
export { readClusters } from './read.ts';
export { liveValues } from './values.ts';
