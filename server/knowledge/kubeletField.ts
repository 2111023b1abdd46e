/** The shape of one field of the kubelet's configuration file: facts only; numbers of versions are minors, 33 for 1.33. */

/** How the kubelet reads the value. `enum` is a string, `quantity` a string or a number. */
export type FieldType =
  | 'bool'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'float'
  | 'string'
  | 'enum'
  | 'duration'
  | 'durationOrNanoseconds'
  | 'quantity'
  | 'time'
  | 'object'
  | 'list<string>'
  | 'list<int32>'
  | 'list<object>'
  | 'map<string,string>'
  | 'map<string,bool>'
  | 'map<string,quantity>'
  | 'map<string,list<string>>';

/** One of a closed set: a value, a key of a map, a feature. */
export interface FieldValue {
  readonly doc?: string;
  readonly since?: number;
  /** Last minor with it. */
  readonly until?: number;
  readonly os?: 'windows' | 'linux';
}

export type FieldValues = Readonly<Record<string, FieldValue>>;

/** A value as it stands in a file, durations as text. */
export type FieldDefault = string | number | boolean | null | readonly string[];

/** Sets of names that several fields share; they stand in `kubeletValues.ts`, gates in `featureGates.ts`. */
export type ValueSet = 'tlsCipherSuites';
export type KeySet =
  | 'evictionSignals'
  | 'reservedResources'
  | 'qosResources'
  | 'memoryResources'
  | 'cpuManagerPolicyOptions'
  | 'topologyManagerPolicyOptions'
  | 'featureGates';

export interface KubeletField {
  readonly type: FieldType;
  /** First minor; absent: older than the facts, which begin with 1.24 (1.26 for credential providers). */
  readonly since?: number;
  /** The default of the newest minor; absent: unset. */
  readonly default?: FieldDefault;
  /** Where the default changed: from which minor on it is what. */
  readonly defaultFrom?: readonly (readonly [from: number, value: FieldDefault])[];
  /** Unset and zero are two things: zero is kept. Otherwise zero and empty become the default. */
  readonly nullable?: true;
  readonly required?: true;
  /** Items of a list, or names among the items, must differ. */
  readonly unique?: true;
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  /** Shortest and longest duration, and one it must exceed. */
  readonly minDuration?: string;
  readonly maxDuration?: string;
  readonly aboveDuration?: string;
  /** The only values, of an enum or of the items of a list. */
  readonly values?: FieldValues | ValueSet;
  /** The only keys of a map. */
  readonly keys?: KeySet;
  readonly format?: string;
  readonly itemFormat?: string;
  readonly valueFormat?: string;
  readonly unit?: string;
  readonly gates?: readonly string[];
  /** The gate is only needed for another value than the default. */
  readonly gateUnlessDefault?: true;
  /** The flag of the kubelet for the same setting, without dashes. */
  readonly flag?: string;
  readonly deprecated?: number;
  /** First minor that reads it and does nothing with it. */
  readonly noEffect?: number;
  readonly os?: string;
  /** Fields that cannot stand beside it, and fields it needs. */
  readonly excludes?: readonly string[];
  readonly needs?: readonly string[];
  /** Fields worth a look together with it. */
  readonly related?: readonly string[];
  /**
   * K3s writes it for reasons of its own. `breaks`: the node stops working with another value; `unsafe`: it opens a
   * door; `elsewhere`: K3s should know of it, so it belongs into the option of config.yaml.
   */
  readonly owned?: { readonly how: 'breaks' | 'unsafe' | 'elsewhere'; readonly option?: string };
  /** What it does and what goes wrong with it: Markdown, our own words. */
  readonly doc: string;
}

/** Checks rows at compile time. Keys are paths: `logging.vmodule[].verbosity`. */
export function fieldTable<const T extends Readonly<Record<string, KubeletField>>>(
  rows: T,
): Readonly<Record<keyof T & string, KubeletField>> {
  return rows;
}
