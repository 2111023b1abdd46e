/** A machine out of a way to its shell. */

import { Answer } from './answer.ts';
import type { HostNeeds } from './ask.ts';
import { Lines } from './lines.ts';
import type { Machine, ScriptOptions } from './machine.ts';
import { putFile } from './put.ts';
import { type Script, unsendable } from './script.ts';
import { Talk, type TalkOptions } from './talk.ts';
import type { Way } from './way.ts';

const TIMEOUT_MS = 60_000;
const OUTPUT_LIMIT = 1024 * 1024;
/** Lines of what a stream complains about. */
const ERROR_LINES = 100;

export function machineBy(way: Way, needs: HostNeeds): Machine {
  return {
    name: way.name,
    run: async (script, options = {}) => {
      const wrong = prepare(script, needs);
      if (wrong) return wrong;
      const answer = new Answer(options.outputLimit ?? OUTPUT_LIMIT);
      const end = await new Talk(way, script, answer, complete(options), needs).run();
      return typeof end === 'number' ? answer.result(end, script, needs.redactor) : end;
    },
    stream: async (script, { onLine, ...options }) => {
      const wrong = prepare(script, needs);
      if (wrong) return wrong;
      const last: string[] = [];
      const lines = new Lines(needs.redactor, (...line) => options.signal?.aborted || onLine(...line));
      const errors = new Lines(needs.redactor, (line) => {
        last.push(line);
        if (last.length > ERROR_LINES) last.shift();
      });
      const sink = {
        eager: true,
        section: (name: string) => lines.section(name),
        content: (bytes: Buffer) => lines.content(bytes),
        error: (bytes: Buffer) => errors.content(bytes),
      };
      const end = await new Talk(way, script, sink, complete(options), needs).run();
      lines.end();
      errors.end();
      return typeof end === 'number' ? { ok: true, code: end, stderr: last.join('\n') } : end;
    },
    put: (from, to, options = {}) => putFile(way, needs, from, to, options),
  };
}

/** The redactor knows the secrets before anything can show them. */
function prepare(script: Script, { redactor }: HostNeeds): ReturnType<typeof unsendable> {
  for (const secret of script.secrets ?? []) redactor.learn(secret);
  return unsendable(script);
}

function complete({
  asRoot = false,
  timeoutMs = TIMEOUT_MS,
  silenceMs = timeoutMs,
  signal,
}: ScriptOptions): TalkOptions {
  return { asRoot, timeoutMs, silenceMs, ...(signal ? { signal } : undefined) };
}
