/** The log of a service as it is shown: what it means on top, then its last lines, those that are wanted. */

import { say } from '../../say.ts';
import type { Finding, Place } from '../causes/cause.ts';
import { LogCauses } from '../causes/inLog.ts';
import { type Level, type LogLine, logLine } from './line.ts';

export interface LogFilter {
  /** This serious, and more. */
  readonly level: Level;
  /** Words that occur in a line, however they are written; empty for all lines. */
  readonly text: string;
}

export const EVERYTHING: LogFilter = { level: 'info', text: '' };
const RANK: Readonly<Record<Level, number>> = { info: 0, warning: 1, error: 2 };

/** Lines that are kept; older ones are forgotten. */
export const MOST_LINES = 2000;

export class ServiceLog {
  filter: LogFilter = EVERYTHING;
  #lines: LogLine[] = [];
  #forgotten = 0;
  readonly #causes = new LogCauses();

  /** A line as the machine has it, without secrets. */
  add(raw: string): void {
    this.#causes.read(raw);
    this.#lines.push(logLine(raw, this.#lines.at(-1)?.level));
    // Cut off now and then, and not with every line.
    if (this.#lines.length >= 2 * MOST_LINES) this.#trim();
  }

  /** What is wrong by what it says now. */
  findings(place: Place): readonly Finding[] {
    return this.#causes.findings(place);
  }

  /** The lines that are wanted, oldest first. */
  get lines(): readonly string[] {
    this.#trim();
    const { level, text } = this.filter;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = (line: LogLine): boolean => {
      const low = words.length === 0 ? '' : line.text.toLowerCase();
      return RANK[line.level] >= RANK[level] && words.every((word) => low.includes(word));
    };
    return this.#lines.filter(wanted).map((line) => line.text);
  }

  /** How many older lines are no longer there. */
  get forgotten(): number {
    this.#trim();
    return this.#forgotten;
  }

  #trim(): void {
    const more = this.#lines.length - MOST_LINES;
    if (more <= 0) return;
    this.#lines = this.#lines.slice(more);
    this.#forgotten += more;
  }
}

/**
 * The whole as a text.
 *
 * @param state what is going on: that it follows, or why it ended
 */
export function logText(log: ServiceLog, place: Place, title: string, state: string): string {
  const { filter, lines, forgotten } = log;
  const head = [title, state, filterWords(filter)].filter((line) => line !== '');
  const found = log.findings(place).flatMap((finding) => ['', ...findingLines(finding)]);
  const older = forgotten > 0 ? [say('({0} older lines are no longer here)', forgotten)] : [];
  const none = lines.length === 0 ? [say('(no lines)')] : [];
  return `${[...head, ...found, '', '─'.repeat(80), ...older, ...none, ...lines].join('\n')}\n`;
}

function filterWords({ level, text }: LogFilter): string {
  const parts = [
    level === 'error' && say('errors only'),
    level === 'warning' && say('warnings and errors only'),
    text.trim() !== '' && say('lines with "{0}" only', text.trim()),
  ].filter(Boolean);
  return parts.length === 0 ? '' : say('Filter: {0}', parts.join(', '));
}

function findingLines({ finding, why, fixes, evidence }: Finding): string[] {
  return [
    say('Cause: {0}', finding),
    `  ${why}`,
    ...fixes.flatMap(({ words, command }) => [`  • ${words}`, ...(command === undefined ? [] : [`      ${command}`])]),
    `  ${say('Seen')}: ${logLine(evidence).text.slice(0, 400)}`,
  ];
}
