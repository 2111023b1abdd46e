/** Amounts as Kubernetes writes them: `500Mi`, `200m`, `1e3`. */

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+|)$/;

const SCALES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The amount, near enough for comparisons; undefined when Kubernetes cannot read it. (kubelet.md, syntax rules) */
export function readQuantity(text: string): number | undefined {
  const parts = QUANTITY.exec(text);
  if (!parts) return undefined;
  const [, number = '', unit = ''] = parts;
  const scale = SCALES[unit] ?? Number(`1${unit.toLowerCase()}`);
  return Number(number) * scale;
}

/** What a person means by `10MB`, `1gb`, `500mi`. */
export function meantQuantity(text: string): string | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([kmgtp])(i)?b?$/i.exec(text.trim());
  if (!parts) return undefined;
  const [, number = '', letter = '', binary] = parts;
  const unit = letter.toUpperCase() + (binary ? 'i' : '');
  return `${number}${unit === 'K' ? 'k' : unit}`;
}

/** Whether the amount is one of whole units: `100m` of something counted is none. */
export const isWhole = (text: string): boolean => Number.isInteger(readQuantity(text));

/** `15%` as 15; undefined for anything else. (pkg/kubelet/eviction) */
export function readPercent(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)%$/.test(text) ? Number(text.slice(0, -1)) : undefined;
}
