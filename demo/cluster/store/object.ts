/** Kubernetes objects as the demo keeps them: plain JSON that nobody changes once it is stored. */

/** Parts of objects of many kinds, whose shape the Kubernetes API defines. */
// biome-ignore lint/suspicious/noExplicitAny: one server for all kinds reads them by path, as the API documents them.
export type Loose = any;

/** Who an object belongs to. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** What every object carries. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly Loose[];
}

/** An object with everything the server adds. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: Loose;
}

/** An object as somebody hands it in. */
export interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<Metadata>;
  readonly [field: string]: Loose;
}

/** One version of an object, with its JSON once somebody asked for it. */
export class Entry {
  readonly key: string;
  readonly object: KubeObject;
  #json: string | undefined;

  constructor(key: string, object: KubeObject) {
    this.key = key;
    this.object = object;
  }

  get version(): number {
    return Number(this.object.metadata.resourceVersion);
  }

  /** Without kind and apiVersion, as the items of a list of a built-in kind are. */
  get bareJson(): string {
    if (this.#json === undefined) {
      const { apiVersion: _, kind: __, ...rest } = this.object;
      this.#json = JSON.stringify(rest);
    }
    return this.#json;
  }

  /** The whole object. */
  get json(): string {
    const { kind, apiVersion } = this.object;
    return `{"kind":"${kind}","apiVersion":"${apiVersion}",${this.bareJson.slice(1)}`;
  }
}

/** Where an object stands in its collection: `namespace/name`, or the name alone. */
export function keyOf(name: string, namespace?: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The condition of that type, of a node, a pod, or anything else that has some. */
export function conditionOf(object: KubeObject, type: string): Loose {
  return object.status?.conditions?.find((condition: Loose) => condition.type === type);
}

/** The owner that controls an object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true);
}
