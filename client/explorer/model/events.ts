/** Events, in the old and the new form, newest first. */

import { numberAt, textAt, timeAt } from './raw.ts';

export interface Event {
  readonly raw: object;
  readonly warning: boolean;
  readonly reason: string;
  readonly message: string;
  /** What it is about: kind and name. */
  readonly kind: string;
  readonly name: string;
  readonly last: number | undefined;
  readonly count: number;
}

export function eventOf(raw: object): Event {
  const times = [
    timeAt(raw, 'series', 'lastObservedTime'),
    timeAt(raw, 'lastTimestamp'),
    timeAt(raw, 'deprecatedLastTimestamp'),
    timeAt(raw, 'eventTime'),
    timeAt(raw, 'firstTimestamp'),
    timeAt(raw, 'metadata', 'creationTimestamp'),
  ];
  const about = (key: string): string => textAt(raw, 'involvedObject', key) ?? textAt(raw, 'regarding', key) ?? '';
  return {
    raw,
    warning: textAt(raw, 'type') === 'Warning',
    reason: textAt(raw, 'reason') ?? '',
    message: textAt(raw, 'message') ?? textAt(raw, 'note') ?? '',
    kind: about('kind'),
    name: about('name'),
    last: times.find((time) => time !== undefined),
    count: numberAt(raw, 'series', 'count') ?? numberAt(raw, 'count') ?? numberAt(raw, 'deprecatedCount') ?? 1,
  };
}

export function eventsOf(items: readonly object[]): readonly Event[] {
  return items.map(eventOf).sort((a, b) => (b.last ?? 0) - (a.last ?? 0));
}

/** What K3s calls certificates of a node that end soon: a restart renews them; and authorities, which it does not. */
const ENDING = new Set(['CertificateExpirationWarning', 'CACertificateExpirationWarning']);

export interface CertificateWarning {
  readonly node: string;
  readonly message: string;
  readonly last: number | undefined;
}

/** The newest one per node, of its certificates and of authorities. */
export function certificateWarnings(events: readonly Event[]): readonly CertificateWarning[] {
  const newest = new Map<string, CertificateWarning>();
  for (const { reason, name, message, last } of events) {
    const key = `${reason} ${name}`;
    if (ENDING.has(reason) && !newest.has(key)) newest.set(key, { node: name, message, last });
  }
  return [...newest.values()];
}
