/** Why K3s does not start, out of what it logged: the cause as a diagnosis knows it, else its own last words. */

import { short } from '../../redact.ts';
import { say } from '../../say.ts';
import { LogCauses } from '../causes/inLog.ts';
import type { PlannedService } from './plan.ts';

export interface Why {
  readonly words: string;
  readonly next: string;
}

/** Undefined where the log does not tell. */
export function whyNot(
  log: string,
  service: Pick<PlannedService, 'name' | 'init' | 'role' | 'dataDir'>,
): Why | undefined {
  const { name, init, role, dataDir } = service;
  const causes = new LogCauses();
  const lines = log.split('\n');
  for (const line of lines) causes.read(line);
  const place = { unit: { name, init }, role, dataDir, server: undefined, kernelLine: undefined };
  const found = causes.findings(place).find(({ weight }) => weight === 'stops');
  if (found) {
    const { finding, why, fixes } = found;
    return { words: `${finding} ${why}`, next: fixes.map(({ words }) => words).join(' ') };
  }
  const line = lines.findLast((one) => FATAL.test(one)) ?? lines.findLast((one) => ERROR.test(one));
  if (line === undefined) return undefined;
  const said = /\bmsg="((?:\\.|[^"\\])*)"/.exec(line)?.[1]?.replace(/\\(.)/g, '$1') ?? line;
  return { words: say('It said: {0}', short(said)), next: say('Remove that cause on the machine, then resume.') };
}

const FATAL = /\blevel=(?:fatal|panic)\b|^(?:Error|panic|Incorrect Usage):/;
const ERROR = /\blevel=error\b|^[EF]\d{4} /;
