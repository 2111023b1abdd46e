/** What is loaded when it is first asked for, and then kept; a failure is not. */

/** @returns asks `load` the first time, and again after it has failed; who asks meanwhile waits for the same answer */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= load().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
