/** Types of machines.mjs, which stays JavaScript because the set-up runs on Node 20. */
export function sshd(): { program: string; libraries: string[] } | undefined;
