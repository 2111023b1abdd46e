/** What we may do, asked before it is offered: one review for all of a namespace, single ones for the rest. */

import { type Clock, steady } from './clock.ts';
import { asArray, at } from './json.ts';
import type { Api } from './request.ts';

export interface Wanted {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  /** Absent: the whole cluster. */
  readonly namespace?: string;
}

export type May = 'yes' | 'no' | 'unknown';

interface Rule {
  readonly verbs: readonly unknown[];
  readonly groups: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly names: readonly unknown[];
}

const REMEMBERED_MS = 300_000;
const REVIEWS = '/apis/authorization.k8s.io/v1/';

export class Access {
  readonly #api: Pick<Api, 'request'>;
  readonly #clock: Clock;
  readonly #rules = new Map<string, { readonly at: number; readonly rules: Promise<readonly Rule[]> }>();
  readonly #answers = new Map<string, { readonly at: number; readonly answer: Promise<May> }>();

  constructor(api: Pick<Api, 'request'>, clock: Clock) {
    this.#api = api;
    this.#clock = steady(clock);
  }

  /** `unknown` where the server does not say. */
  async may(wanted: Wanted): Promise<May> {
    if (wanted.namespace) {
      const rules = await this.#rulesOf(wanted.namespace);
      // The list of rules may be incomplete, so only a "yes" is final.
      if (rules.some((rule) => allows(rule, wanted))) return 'yes';
    }
    const key = JSON.stringify(Object.entries(wanted).sort());
    const known = this.#answers.get(key);
    if (known && this.#fresh(known)) return known.answer;
    const answer = this.#ask(wanted);
    this.#answers.set(key, { at: this.#clock.now(), answer });
    // What was not answered is asked again.
    if ((await answer) === 'unknown') this.#answers.delete(key);
    return answer;
  }

  /** After a 403, or when somebody says that rights have changed. */
  invalidate(): void {
    this.#rules.clear();
    this.#answers.clear();
  }

  #fresh = ({ at: since }: { readonly at: number }): boolean => this.#clock.now() - since < REMEMBERED_MS;

  async #ask({ namespace, ...wanted }: Wanted): Promise<May> {
    const resourceAttributes = { ...wanted, ...(namespace ? { namespace } : undefined) };
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    };
    const answer = await this.#api.request({ method: 'POST', path: `${REVIEWS}selfsubjectaccessreviews`, body });
    const allowed = answer.ok ? at(answer.body, 'status', 'allowed') : undefined;
    return allowed === true ? 'yes' : allowed === false ? 'no' : 'unknown';
  }

  #rulesOf(namespace: string): Promise<readonly Rule[]> {
    const known = this.#rules.get(namespace);
    if (known && this.#fresh(known)) return known.rules;
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
    const rules = this.#api
      .request({ method: 'POST', path: `${REVIEWS}selfsubjectrulesreviews`, body })
      .then((answer) => {
        if (!answer.ok) this.#rules.delete(namespace);
        return answer.ok ? rulesIn(answer.body) : [];
      });
    this.#rules.set(namespace, { at: this.#clock.now(), rules });
    return rules;
  }
}

function rulesIn(review: unknown): Rule[] {
  return (asArray(at(review, 'status', 'resourceRules')) ?? []).map((rule) => ({
    verbs: asArray(at(rule, 'verbs')) ?? [],
    groups: asArray(at(rule, 'apiGroups')) ?? [],
    resources: asArray(at(rule, 'resources')) ?? [],
    names: asArray(at(rule, 'resourceNames')) ?? [],
  }));
}

/** As RBAC matches. */
function allows(
  { verbs, groups, resources, names }: Rule,
  { verb, group = '', resource, subresource, name }: Wanted,
): boolean {
  const full = subresource ? `${resource}/${subresource}` : resource;
  const wild = subresource ? [`*/${subresource}`] : [];
  const one = (list: readonly unknown[], ...accepted: readonly string[]): boolean =>
    list.some((item) => item === '*' || accepted.some((value) => item === value));
  const named = names.length === 0 || (name !== undefined && names.includes(name));
  return one(verbs, verb) && one(groups, group) && one(resources, full, ...wild) && named;
}
