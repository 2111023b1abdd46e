/** Types of setup.mjs, which stays JavaScript because the set-up runs on Node 20. */
export function setUp(options: { readonly editor: boolean; readonly version?: string }): Promise<void>;
