/** All of the engine for kubelet files, which is a file of its own beside the bundles: `engines.ts` loads it. */

export { speak } from '../words/say.ts';
export { gatesBeside, settingsBeside } from './beside.ts';
export { replacedBy } from './definition.ts';
export { features } from './features.ts';
export { messages } from './messages.ts';
export { kubeletOf } from './ofNode.ts';
export { kubeletSchema } from './schema.ts';
export { toDropIn } from './toDropIn.ts';
export { kubeletView, viewText } from './view.ts';
