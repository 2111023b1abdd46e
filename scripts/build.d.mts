/** Types of build.mjs, which stays JavaScript because it runs on Node 20. */
export function build(args?: readonly string[]): Promise<void>;
