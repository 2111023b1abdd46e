/** Labels and taints as the kubelet reads and checks them. */

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** A name that Kubernetes takes for an object, and so for a node. */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text);
}

/** A name of one part, as for a namespace. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && SUBDOMAIN.test(text) && !text.includes('.');
}

/** A key such as `zone` or `example.com/zone`. */
export function isQualifiedName(text: string): boolean {
  const [first = '', second, third] = text.split('/');
  if (third !== undefined) return false;
  const name = second ?? first;
  return name.length <= 63 && NAME.test(name) && (second === undefined || isSubdomain(first));
}

export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && NAME.test(text));
}

const OWN_PREFIXES = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const OWN_KEYS = new Set([
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);

const isUnder = (name: string, parent: string): boolean => name === parent || name.endsWith(`.${parent}`);

/** Whether the kubelet refuses to set a label because Kubernetes keeps it to itself. */
export function isReservedLabel(key: string): boolean {
  const prefix = key.includes('/') ? (key.split('/')[0] ?? '') : '';
  if (!isUnder(prefix, 'kubernetes.io') && !isUnder(prefix, 'k8s.io')) return false;
  return !OWN_KEYS.has(key) && !OWN_PREFIXES.some((own) => isUnder(prefix, own));
}

export type TaintFlaw =
  | { readonly kind: 'form' }
  | { readonly kind: 'effect'; readonly from: number; readonly effect: string }
  | { readonly kind: 'no-effect' }
  /** The form with a dash at the end: K3s reads it and does nothing. */
  | { readonly kind: 'removal' };

/** What is wrong with one taint, in the order in which Kubernetes looks. */
export function taintFlaw(text: string): TaintFlaw | undefined {
  const removal = text.endsWith('-');
  const [left = '', effect, third] = (removal ? text.slice(0, -1) : text).split(':');
  if (third !== undefined) return { kind: 'form' };
  if (effect !== undefined && !(EFFECTS as readonly string[]).includes(effect)) {
    return effect === '' ? { kind: 'no-effect' } : { kind: 'effect', from: left.length + 1, effect };
  }
  const [key = '', value = '', more] = effect === undefined ? [left] : left.split('=');
  if (effect === undefined && isQualifiedName(key.split('=')[0] ?? '') && !removal) return { kind: 'no-effect' };
  if (more !== undefined || !isQualifiedName(key) || !isLabelValue(value)) return { kind: 'form' };
  return removal ? { kind: 'removal' } : undefined;
}
