/** The items of a `*-arg` list, and the command line that K3s makes of them together with its own arguments. */

/** The name as the components compare it: an underscore counts as a dash. */
export const flagName = (written: string): string => written.replaceAll('_', '-');

/** One item taken apart; offsets are those of the item as it is written. */
export interface Item {
  /** What stands before the first `=`, without the leading `--` and without `+` and `-` at the end. */
  readonly name: string;
  readonly nameFrom: number;
  /** `+`: behind what K3s passes itself; `-`: in front of it; otherwise in place of it. */
  readonly sign: '' | '+' | '-';
  /** Undefined without `=`: K3s writes `true`. */
  readonly value: string | undefined;
  readonly valueFrom: number;
}

/** One word of the command line and where it comes from. */
export interface Word {
  readonly text: string;
  /** Index of the item; -1 for an argument of K3s. */
  readonly item: number;
  /** Offset in the item at which the name stands, and the text behind the `=`. */
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly valueFrom: number;
  /** The `=true` is from K3s. */
  readonly implied?: true;
}

export interface CommandLine {
  readonly words: readonly Word[];
  /** Items that K3s drops because the one before has no `=`. */
  readonly dropped: readonly number[];
  /** Names of K3s's own arguments that are replaced, with the items that do it. */
  readonly replaced: ReadonlyMap<string, number>;
}

/** Takes one item apart as K3s does. (k3s-io/k3s pkg/util/args.go) */
export function readItem(text: string): Item {
  const nameFrom = text.startsWith('--') ? 2 : 0;
  const equals = text.indexOf('=', nameFrom);
  const written = text.slice(nameFrom, equals < 0 ? text.length : equals);
  const sign = written.endsWith('+') ? '+' : written.endsWith('-') ? '-' : '';
  return {
    name: written.replace(/[-+]+$/, ''),
    nameFrom,
    sign,
    value: equals < 0 ? undefined : text.slice(equals + 1),
    valueFrom: equals < 0 ? text.length : equals + 1,
  };
}

/**
 * The command line of a component: items in place of K3s's own arguments of the same name, or beside them with `+=`
 * and `-=`, sorted by name. (k3s-io/k3s pkg/util/args.go, GetArgs)
 *
 * @param own arguments of K3s by name
 * @param search whether K3s looks for `config` in the list first, and loses the item behind one without `=`
 */
export function commandLineOf(items: readonly string[], own: ReadonlyMap<string, string>, search = false): CommandLine {
  const values = new Map<string, Word[]>();
  const initial = new Map([...own].map(([name, value]) => [name, ownWord(name, value)]));
  const dropped: number[] = [];
  const replaced = new Map<string, number>();
  for (let index = 0; index < items.length; index++) {
    const text = items[index] as string;
    const item = readItem(text);
    if (search) {
      if (item.value === undefined && index + 1 < items.length) dropped.push(index + 1);
      if (item.name === 'config') {
        if (item.value === undefined) index++;
        continue;
      }
    }
    const word = wordOf(item, index);
    const before = initial.get(item.name);
    const others = values.get(item.name) ?? [];
    const kept = before ? [before] : [];
    if (before && item.sign === '') replaced.set(item.name, index);
    initial.delete(item.name);
    if (item.sign === '+') values.set(item.name, [...kept, ...others, word]);
    else if (item.sign === '-') values.set(item.name, [word, ...kept, ...others]);
    else values.set(item.name, [...others, word]);
    if (dropped.at(-1) === index + 1) index++;
  }
  for (const [name, word] of initial) values.set(name, [word]);
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { words: sorted.flatMap(([, words]) => words), dropped, replaced };
}

function wordOf({ name, nameFrom, value, valueFrom }: Item, item: number): Word {
  const text = `--${name.replace(/^--/, '')}=${value ?? 'true'}`;
  const nameTo = nameFrom + name.length;
  return { text, item, nameFrom, nameTo, valueFrom, ...(value === undefined ? { implied: true } : {}) };
}

const ownWord = (name: string, value: string): Word => ({
  text: `--${name}=${value}`,
  item: -1,
  nameFrom: 0,
  nameTo: 0,
  valueFrom: 0,
});

/** Words of a command line as a person types them, each an item of its own. */
export function typedWords(words: readonly string[]): Word[] {
  return words.map((text, item) => {
    const dashes = /^-{0,2}/.exec(text)?.[0].length ?? 0;
    const equals = text.indexOf('=');
    return {
      text,
      item,
      nameFrom: dashes,
      nameTo: equals < 0 ? text.length : equals,
      valueFrom: equals < 0 ? text.length : equals + 1,
    };
  });
}
