/** Where to look for somebody who may not look everywhere: namespaces in which they may list a resource. */

import type { Access } from './access.ts';
import { asArray, asText, at } from './json.ts';
import type { Api } from './request.ts';

/** More are not asked about: each costs a question of its own. */
const MOST = 10;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

export class Namespaces {
  readonly #api: Pick<Api, 'request'>;
  readonly #access: Pick<Access, 'may'>;
  /** That of the context, the one that everybody has, the one of K3s, and those that the server named. */
  #known: readonly string[];
  #asked: Promise<void> | undefined;

  /** @param own the namespace of the kubeconfig's context */
  constructor(own: string | undefined, api: Pick<Api, 'request'>, access: Pick<Access, 'may'>) {
    this.#api = api;
    this.#access = access;
    this.#known = [...new Set([own || 'default', 'default', 'kube-system'])];
  }

  /** Those that may be worth a question, as far as they are known. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** @param name of the resource, with its group: `helmcharts.helm.cattle.io` */
  async listable(name: string): Promise<readonly string[]> {
    await this.look();
    const [resource = '', ...group] = name.split('.');
    const wanted = { verb: 'list', group: group.join('.'), resource };
    const answers = await Promise.all(this.#known.map((namespace) => this.#access.may({ ...wanted, namespace })));
    return this.#known.filter((_, index) => answers[index] !== 'no');
  }

  /** Asks which namespaces there are, once; whoever may not know is told of the usual ones. */
  look(): Promise<void> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  /** They are asked for again by whoever needs them next. */
  forget(): void {
    this.#asked = undefined;
  }

  async #ask(): Promise<void> {
    const answer = await this.#api.request({ path: '/api/v1/namespaces', query: { limit: MOST }, accept: METADATA });
    if (!answer.ok) {
      if (answer.trouble.kind !== 'forbidden') this.#asked = undefined;
      return;
    }
    const names = (asArray(at(answer.body, 'items')) ?? []).flatMap((one) => asText(at(one, 'metadata', 'name')) ?? []);
    this.#known = [...new Set([...this.#known, ...names])].slice(0, MOST);
  }
}
