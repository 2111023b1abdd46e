/** What the files of a machine tell K3s, without secrets: nothing of them is shown but names and values that are known. */

import { environment, execStart, unitEnvironment } from '../../../server/node/unit.ts';
import { isSecretKey } from '../../../server/words/mask.ts';
import { readText } from '../../../server/yaml/document.ts';
import { type Settings, startedWith } from '../../explorer/model/settings.ts';

export interface FileSettings extends Pick<Settings, 'options' | 'variables'> {
  readonly path: string;
  /** Why K3s cannot read it. */
  readonly problem: { readonly message: string; readonly line: number } | undefined;
}

export interface ReadFiles {
  readonly files: readonly FileSettings[];
  /** What must not be seen anywhere else either. */
  readonly secrets: readonly string[];
}

interface Told {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly problem?: FileSettings['problem'];
}

/**
 * @param texts of each file its path on the first line, then its content
 * @param version as `k3s --version` says it; decides which options there are
 */
export function readFiles(texts: readonly string[], role: Settings['role'], version: string): ReadFiles {
  const secrets = new Set<string>();
  const files = texts.flatMap((whole): FileSettings[] => {
    const end = whole.indexOf('\n');
    if (end < 0) return [];
    const path = whole.slice(0, end).trim();
    const told = toldBy(path, whole.slice(end + 1));
    const { options, variables, flags } = startedWith(told.words, told.variables, role, version);
    for (const [name, value] of said(told)) if (isSecretKey(flags, name)) secrets.add(value);
    return [{ path, options, variables, problem: told.problem }];
  });
  return { files, secrets: [...secrets].filter((secret) => secret.trim() !== '') };
}

function toldBy(path: string, text: string): Told {
  if (/\.ya?ml$/.test(path)) return configuration(text);
  if (/\.(?:service|conf)$/.test(path)) return { words: execStart(text), variables: unitEnvironment(text) };
  if (path.includes('/init.d/')) return { words: openRcWords(text), variables: environment(text) };
  return { words: [], variables: environment(text) };
}

/** `command_args="agent --flag value >>log 2>&1"`, over several lines, as the install script writes it. */
function openRcWords(text: string): string[] {
  const [, , args = ''] = /^command_args=(["'])([\s\S]*?)\1/m.exec(text) ?? [];
  return execStart(`ExecStart=/k3s ${args.replace(/\\?\n/g, ' ').replace(/>>.*$/, '')}`);
}

function configuration(text: string): Told {
  const { entries, problem } = readText('config.yaml', text);
  const words = entries.flatMap(({ name, texts }) => texts.map((item) => `--${name}=${item.text}`));
  return problem
    ? { words, variables: {}, problem: { message: problem.message, line: problem.line } }
    : { words, variables: {} };
}

/** Every value with the name it stands behind: of words `--name=value` and `--name value`, of variables without `K3S_`. */
function* said({ words, variables }: Told): Iterable<readonly [string, string]> {
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--?([^=\s]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) yield [name, value];
    else if (/^--?[^=\s]+$/.test(word)) yield [word.replace(/^--?/, ''), words[index + 1] ?? ''];
  }
  for (const [name, value] of Object.entries(variables))
    yield [name.replace(/^K3S_/, '').toLowerCase().replaceAll('_', '-'), value];
}
