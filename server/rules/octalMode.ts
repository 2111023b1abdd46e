/** File modes that reach K3s as another number, or that it cannot read. */

import { say } from '../words/say.ts';
import { contentStart, replace } from '../yaml/edits.ts';
import { elementsOf } from '../yaml/elements.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

/** Everybody may write. */
const OPEN = 0o002;

export const octalMode = rule<{ mode: string | undefined; start: number }>({
  id: 'octal-mode',
  group: 'values',
  summary: 'A file mode that K3s reads as another one.',
  severity: 'warning',
  message: {
    number: 'K3s reads `{0}` as the number {1}, so the kubeconfig gets mode {2}. Write {3} in quotes.',
    open: 'K3s reads `{0}` as the number {1}, so the kubeconfig gets mode {2} and everybody can write it. Write {3} in quotes.',
    refused:
      'K3s reads `{0}` as the number {1}, which is no octal mode: it logs an error and keeps 0600. Write {3} in quotes.',
    unreadable:
      '"{0}" is no octal mode: K3s logs an error and keeps 0600. Write digits from 0 to 7, such as 600 or 640.',
    writable:
      'With mode {2} everybody on the machine can change the kubeconfig of the administrator. Write 600 or 640.',
  },
  *check(context) {
    for (const { entry, flag } of optionEntries(context)) {
      if (flag.format !== 'octalMode') continue;
      for (const { text, node, target, value } of elementsOf(entry)) {
        if (target.kind !== 'scalar' || value.kind !== 'scalar' || text === '') continue;
        const written = target.text;
        const readable = /^[0-7]{1,6}$/.test(text);
        const mode = readable ? Number.parseInt(text, 8) : 0;
        const changed = value.type === 'int' && text !== written;
        const kind = changed
          ? !readable
            ? 'refused'
            : mode & OPEN
              ? 'open'
              : 'number'
          : !readable
            ? 'unreadable'
            : mode & OPEN
              ? 'writable'
              : undefined;
        if (!kind) continue;
        const meant = meantMode(written);
        const args = [written, text, mode.toString(8).padStart(4, '0'), meant === undefined ? '0600' : `'${meant}'`];
        yield {
          at: node,
          say: kind,
          args,
          data: { mode: kind === 'writable' ? undefined : meant, start: contentStart(context.file, target) },
        };
      }
    }
  },
  fix({ data, at }, { file }) {
    if (data?.mode === undefined || data.start < at.start || data.start > at.end) return [];
    return [
      {
        title: say("Change to '{0}'", data.mode),
        edits: [replace(file, { start: data.start, end: at.end }, `'${data.mode}'`)],
        safe: true,
      },
    ];
  },
});

const LETTERS = /^-?([r-])([w-])([x-])([r-])([w-])([x-])([r-])([w-])([x-])$/;

/** The octal digits a person had in mind; undefined when nobody can know. */
function meantMode(written: string): string | undefined {
  const digits = /^0[oO]?([0-7]{3,4})$/.exec(written)?.[1];
  if (digits) return digits.length === 3 ? `0${digits}` : digits;
  const letters = LETTERS.exec(written)?.slice(1);
  if (!letters) return undefined;
  return Number.parseInt(letters.map((letter) => (letter === '-' ? '0' : '1')).join(''), 2)
    .toString(8)
    .padStart(4, '0');
}
