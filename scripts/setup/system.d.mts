/** Types of system.mjs, which stays JavaScript because the set-up runs on Node 20. */
export function isDebian(): boolean;
export function installMissing(say: (step: string) => void, wanted: readonly string[]): Promise<boolean>;
