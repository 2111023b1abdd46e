/** Times as people read them: how long ago, in how long, and on the clock. */

import { say } from '../../../server/words/say.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest unit that is worth telling: `40 s`, `5 min`, `3 h`, `12 d`, `2 y`. */
export function span(milliseconds: number): string {
  const length = Math.max(milliseconds, 0);
  if (length < 2 * MINUTE) return say('{0} s', Math.floor(length / SECOND));
  if (length < 2 * HOUR) return say('{0} min', Math.floor(length / MINUTE));
  if (length < 2 * DAY) return say('{0} h', Math.floor(length / HOUR));
  if (length < 2 * 365 * DAY) return say('{0} d', Math.floor(length / DAY));
  return say('{0} y', Math.floor(length / (365 * DAY)));
}

/** How long something has been there; empty when nobody knows since when. */
export const age = (since: number | undefined, now: number): string => (since === undefined ? '' : span(now - since));

const two = (number: number): string => String(number).padStart(2, '0');

/** A time of today as `10:42`, another as `2026-10-02 10:42`. */
export function clock(time: number, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '–';
  const hours = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === new Date(now).toDateString() ? hours : `${day(date)} ${hours}`;
}

const day = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
