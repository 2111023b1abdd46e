/** Types of editions.mjs, which stays JavaScript because the set-up runs on Node 20. */
export interface Edition {
  version: string;
  codeServer: string;
  node: number;
  folder: string;
  server: string;
  nodeProgram: string;
}
export const cacheFolder: string;
export const newest: string;
export const knownVersions: string[];
export function edition(version?: string): Edition | undefined;
export function chromiumPath(): string | undefined;
