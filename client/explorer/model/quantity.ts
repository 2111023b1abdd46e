/** Amounts: how Kubernetes writes them and how people read them. */

import { readQuantity } from '../../../server/arguments/quantity.ts';

/** An amount as a number of its base unit: cores, bytes, pieces. Undefined for what is none, or below nothing. */
export function amount(value: unknown): number | undefined {
  const text = typeof value === 'string' && value.length <= LONGEST ? readQuantity(value) : undefined;
  const read = typeof value === 'number' ? value : text;
  return read !== undefined && Number.isFinite(read) && read >= 0 ? read : undefined;
}

const LONGEST = 64;

/** How much of a whole is used, in percent; undefined without both numbers. */
export function percent(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : Math.round((part / whole) * 100);
}

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `3.4 GiB`: three digits at most. */
export function bytes(amount: number): string {
  let rest = amount;
  let step = 0;
  while (rest >= 1000 && step < STEPS.length - 1) {
    rest /= 1024;
    step += 1;
  }
  return `${step > 0 && rest < 10 ? rest.toFixed(1) : Math.round(rest)} ${STEPS[step]}`;
}
