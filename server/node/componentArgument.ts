/** The shape of one item of a `*-arg` list, before anything is known about the flag it names. */

export interface ComponentArgument {
  /** What stands before the first `=`, without leading dashes. */
  readonly name: string;
  /** What stands behind it; undefined without `=`. */
  readonly value: string | undefined;
  /** Written like a field of a configuration file: `maxPods`. */
  readonly isField: boolean;
  /** The arguments a person put into one text, when there are several: `--v=2 --max-pods=5`. */
  readonly several: readonly string[];
  /** Name and value with a blank between them instead of `=`. */
  readonly spaced: readonly [string, string] | undefined;
}

/** K3s takes `--` in front of an item away, and nothing else. (pkg/util/args.go) */
export function componentArgument(text: string): ComponentArgument {
  const bare = text.replace(/^--/, '');
  const equals = bare.indexOf('=');
  const name = (equals < 0 ? bare : bare.slice(0, equals)).replace(/[+-]$/, '');
  const several = text.trim().split(/(?<![,\s])\s+(?=--[a-z]|[a-z][a-z0-9-]*=)/);
  const spaced = /^(?:--)?([a-z][a-z0-9-]*)[ \t]+([^\s=-]\S*)$/.exec(text);
  return {
    name,
    value: equals < 0 ? undefined : bare.slice(equals + 1),
    isField: /^[a-z]+[A-Z]/.test(name) && !/\s/.test(name),
    several: several.length > 1 ? several : [],
    spaced: spaced ? [spaced[1] as string, spaced[2] as string] : undefined,
  };
}

/** The component behind a `*-arg` option. */
export const componentOf = (option: string): string => option.replace(/-arg$/, '');
