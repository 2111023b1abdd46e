/** Waiting that always ends. */

/** Waits for `wanted`, but not longer than `seconds`, and not when `ended` says that it cannot come any more. */
export async function within<T>(
  seconds: number,
  failure: () => string,
  wanted: Promise<T>,
  ended: Promise<string>,
): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`Waited ${seconds} seconds: ${failure()}`)), seconds * 1000);
  });
  const gone = ended.then((sentence) => Promise.reject(new Error(sentence)));
  try {
    return await Promise.race([wanted, late, gone]);
  } finally {
    clearTimeout(clock);
  }
}
