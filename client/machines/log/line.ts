/** How serious a line of the log is: K3s, the components in it and systemd each have their own way to say so. */

export type Level = 'error' | 'warning' | 'info';

export interface LogLine {
  readonly text: string;
  readonly level: Level;
}

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  // K3s and containerd.
  [/\blevel=(?:error|fatal|panic)\b/, 'error'],
  [/\blevel=warn(?:ing)?\b/, 'warning'],
  [/\blevel=(?:info|debug|trace)\b/, 'info'],
  // The components of Kubernetes: `E1002 10:42:00.123456`.
  [/(?:^|\s)[EF]\d{4} \d\d:\d\d:\d\d\.\d+/, 'error'],
  [/(?:^|\s)W\d{4} \d\d:\d\d:\d\d\.\d+/, 'warning'],
  [/(?:^|\s)I\d{4} \d\d:\d\d:\d\d\.\d+/, 'info'],
  // etcd.
  [/"level":"(?:error|fatal|panic)"/, 'error'],
  [/"level":"warn"/, 'warning'],
  [/"level":"(?:info|debug)"/, 'info'],
  [/\bsystemd\[\d+\]: .*(?:Failed |status=[1-9]|killed)/, 'error'],
  [/\bsystemd\[\d+\]: /, 'info'],
  [/(?:^|\]: )(?:Error|panic|fatal error): /, 'error'],
];

/** Longer lines are cut off. */
export const LONGEST = 2000;

/** Made safe to show. What says nothing of its own, such as a stack trace, is as serious as the line before. */
export function logLine(raw: string, before: Level = 'info'): LogLine {
  const text = raw
    .slice(0, LONGEST)
    .replace(/\x1b\[[\d;]*[A-Za-z]/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => (sign === '\t' ? sign : ' '));
  const [, level] = LEVELS.find(([pattern]) => pattern.test(text)) ?? [undefined, before];
  return { text: raw.length > LONGEST ? `${text}…` : text, level };
}
