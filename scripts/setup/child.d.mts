/** Types of child.mjs, which stays JavaScript because the set-up runs on Node 20. */
export class Failure extends Error {}
export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  minutes?: number;
}
export function run(
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<{ code: number | null; output: string; seconds: number }>;
export function mustRun(
  command: string,
  args: readonly string[],
  options: RunOptions & { next: string },
): Promise<{ code: number | null; output: string; seconds: number }>;
export function lastLines(text: string, count: number): string;
export function main(work: () => Promise<number | undefined>): Promise<void>;
