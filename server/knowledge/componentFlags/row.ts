/** The shape of one flag of an embedded component: facts only, one row per flag, Kubernetes minors on the facts. */

/** The programs inside K3s that a `*-arg` list reaches. */
export type Component =
  | 'kubelet'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kube-proxy'
  | 'cloud-controller-manager'
  | 'etcd';

/** How a component reads the text of a flag. */
export type ValueType =
  | 'bool'
  | 'int'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint32'
  | 'uint64'
  | 'float'
  | 'string'
  | 'duration'
  | 'quantity'
  | 'ip'
  | 'ipport'
  | 'portRange'
  | 'version'
  | 'vmodule'
  | 'taints'
  | 'reserved-memory'
  | 'multimap'
  | 'namedCertKey'
  | 'list<string>'
  | 'list<int32>'
  | 'list<url>'
  | 'map<string,string>'
  | 'map<gate,bool>'
  | 'map<signal,threshold>';

/**
 * What several flags of one name amount to. `last`: the last one wins; `append`: lists at commas, one after the other;
 * `repeat`: one element per flag, no commas; `merge`: pairs at commas, later ones win per key; `list-last`: a list at
 * commas, of which the last flag's counts.
 */
export type Multi = 'last' | 'append' | 'repeat' | 'merge' | 'list-last';

/** Lists of values that live in a table of their own. */
export type ValueList = 'tlsCipherSuites' | 'admissionPlugins' | 'controllers' | 'cloudControllers' | 'featureGates';

/** A minor, 33 for 1.33; `older`: before 1.26, nobody knows when. */
export type From = number | 'older';

export interface ComponentFlag {
  readonly type: ValueType;
  /** The default of the program, not the one K3s passes; absent: empty, false or zero. */
  readonly default?: string | number | boolean | readonly (string | number)[];
  /** Defaults by the minor they came with, where they changed. */
  readonly defaults?: Readonly<Record<number, string | number | boolean | readonly string[]>>;
  /** First minor with the flag; absent: 1.26 or older. */
  readonly since?: number;
  /** First minor without it. */
  readonly removed?: number;
  /** First minor that prints a deprecation message for it. */
  readonly deprecated?: From;
  /** First minor that no longer does. */
  readonly deprecatedUntil?: number;
  /** Called deprecated in its help text, but nothing is printed. */
  readonly deprecatedInHelp?: From;
  /** Flags the deprecation message names instead. */
  readonly use?: readonly string[];
  /** The field of KubeletConfiguration that does the same; a deprecated flag with one has moved there. */
  readonly config?: string;
  readonly alpha?: true;
  readonly hidden?: true;
  /** A one-letter form exists, `-v`. */
  readonly short?: string;
  readonly multi?: Multi;
  readonly values?: readonly string[];
  readonly valuesFrom?: ValueList;
  /** Keys of a map. */
  readonly keys?: readonly string[];
  /** The form of the text, where the type does not say it: `signal<threshold[,...]`. */
  readonly format?: string;
}

/** A setting of etcd: `etcd-arg` reaches its configuration file, so what counts are versions of etcd. */
export interface EtcdSetting {
  readonly type: ValueType | 'enum';
  readonly default?: string | number | boolean;
  /** Defaults by the version of etcd they came with, where they changed. */
  readonly defaults?: Readonly<Record<string, string | number>>;
  readonly since?: string;
  readonly removed?: string;
  readonly deprecated?: string;
  readonly use?: readonly string[];
  readonly values?: readonly string[];
  /** A flag of the program that its configuration file has no key for: `etcd-arg` cannot set it. */
  readonly noKey?: true;
  /** First version of etcd whose file has the key. */
  readonly keySince?: string;
}

export type FlagTable = Readonly<Record<string, ComponentFlag>>;

/** What a flag of a type is without a default. */
export function zeroOf(type: ValueType): NonNullable<ComponentFlag['default']> {
  if (type === 'bool' || type === 'version') return false;
  if (type === 'duration') return '0s';
  if (type === 'quantity') return '0';
  if (/^(u?int|float)/.test(type)) return 0;
  return /^list<|^taints|^namedCertKey/.test(type) ? [] : '';
}
