/** The items of `kubelet-arg` as the words of a command line, and the files they name. */

/** Whether K3s takes the item after one without `=` for its value, and loses it. (extractConfigArgs, v1.32) */
const SWALLOWS_SINCE = 32;

/**
 * The items of `kubelet-arg` as the words K3s hands on: two dashes, a value always. `undefined` is an item that is
 * lost, so that positions stay those of the list.
 *
 * @param minor the Kubernetes minor, 33 for 1.33
 */
export function wordsOf(items: readonly string[], minor: number): (string | undefined)[] {
  const words: (string | undefined)[] = [];
  for (let index = 0; index < items.length; index++) {
    const bare = (items[index] as string).replace(/^--/, '');
    const complete = bare.includes('=');
    words.push(complete ? `--${bare}` : `--${bare}=true`);
    if (complete || minor < SWALLOWS_SINCE || index + 1 >= items.length) continue;
    words.push(undefined);
    index++;
  }
  return words;
}

/** What `config=` and `config-dir=` name: the last one of each counts. */
export function filesNamed(words: readonly (string | undefined)[]): { config?: string; configDir?: string } {
  const value = (flag: string): string | undefined =>
    words.findLast((word) => word?.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const config = value('config');
  const configDir = value('config-dir');
  return { ...(config ? { config } : {}), ...(configDir ? { configDir } : {}) };
}
