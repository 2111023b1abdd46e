/** Types of desktop.mjs, which stays JavaScript because the set-up runs on Node 20. */
export function testHost(): Promise<{ host: 'electron' | 'browser'; why: string }>;
