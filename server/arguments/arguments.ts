/** All of the engine for component arguments, which is a file of its own beside the bundles: `engine.ts` loads it. */

export { componentLists } from '../knowledge/componentFlags/lists.ts';
export { speak } from '../words/say.ts';
export { checkArguments } from './check.ts';
export { completeArgument } from './complete.ts';
export { describeArgument } from './describe.ts';
export { gatesIn } from './gates.ts';
export { messages } from './messages.ts';
