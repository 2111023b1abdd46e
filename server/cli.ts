/** Entry of the command `k3s-config`: the engine of the editor for terminals, pipelines and other editors. */

import { pathToFileURL } from 'node:url';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { CommandInput, Format, Outcome } from './commands/command.ts';
import { effectiveCommand } from './commands/effective.ts';
import { explainCommand } from './commands/explain.ts';
import { kubeletCommand } from './commands/kubelet.ts';
import { lintCommand } from './commands/lint.ts';
import { registriesCommand } from './commands/registries.ts';
import { schemaCommand } from './commands/schema.ts';
import { isLanguage } from './node/language.ts';
import { isProfile } from './node/lintFile.ts';

const HELP = `k3s-config reads K3s configuration as K3s does.

  k3s-config lint [PATH…]        what K3s would refuse, change or silently ignore
  k3s-config effective [PATH]    the values in force after all drop-ins, and where each comes from
  k3s-config registries [PATH]   which endpoints images are pulled from, and which entries do nothing
  k3s-config kubelet [PATH]      what the kubelet runs with: K3s, its files and kubelet-arg together
  k3s-config explain RULE        what a rule means; without a rule: all of them
  k3s-config schema              the JSON Schema of config.yaml, or of another file with --for
  k3s-config server --stdio      the language server, for other editors

PATH is a file, a machine (a folder with etc/rancher/k3s in it), or a folder with machines in it; "-" reads one
file from standard input. Without PATH: the current folder.

  --role server|agent            the role, when the files do not tell
  --k3s VERSION                  the K3s version, for example v1.33 (otherwise the newest known)
  --root DIR                     the machine's root folder, for example a mounted image
  --profile default|hardened|off which rules speak; beats the profile in .k3slint.yaml
  --for config|registries|kubelet  which schema
  --image IMAGE                  registries: the endpoints that this image is pulled from, in order
  --format text|json|sarif       how the result is printed; sarif for lint only
  --format text|json             how the result is printed
  --all                          with "kubelet": defaults as well
  --show-secrets                 print the values of secrets instead of hiding them
  --help, --version

Exit code: 0 nothing found (notes and hints do not count), 1 warnings or errors found, 2 wrong usage or unreadable.
`;

const OPTIONS = {
  role: { type: 'string' },
  k3s: { type: 'string' },
  root: { type: 'string' },
  profile: { type: 'string' },
  for: { type: 'string' },
  image: { type: 'string' },
  format: { type: 'string', default: 'text' },
  'show-secrets': { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  stdio: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** The sub-commands, by name. */
const commands: Readonly<Record<string, (input: CommandInput) => Promise<Outcome>>> = {
  lint: lintCommand,
  effective: effectiveCommand,
  registries: registriesCommand,
  kubelet: kubeletCommand,
  explain: explainCommand,
  schema: schemaCommand,
};

declare const PRODUCT_VERSION: string | undefined;

/**
 * Runs one command.
 *
 * @param words the words after the program name
 * @returns what to print and the exit code
 */
export async function run(words: readonly string[], stdin: () => Promise<Uint8Array>): Promise<Outcome> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [name, ...paths] = positionals;
  if (values.version)
    return { code: 0, out: `${typeof PRODUCT_VERSION === 'string' ? PRODUCT_VERSION : 'development'}\n`, err: '' };
  if (values.help) return { code: 0, out: HELP, err: '' };
  if (name === undefined) return usage('Say what to do.');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return usage(`There is no command "${name}".`);
  const { role, format, profile, image } = values;
  if (role !== undefined && role !== 'server' && role !== 'agent')
    return usage(`--role is server or agent, not "${role}".`);
  if (profile !== undefined && !isProfile(profile))
    return usage(`--profile is default, hardened or off, not "${profile}".`);
  const { for: language } = values;
  if (language !== undefined && !isLanguage(language))
    return usage(`--for is config, registries or kubelet, not "${language}".`);
  if (!isFormat(format)) return usage(`--format is text or json, for lint also sarif, not "${format}".`);
  if (format === 'sarif' && name !== 'lint') return usage(`Only lint prints sarif; "${name}" prints text or json.`);
  if (image !== undefined && name !== 'registries') return usage('--image belongs to the command registries.');
  return command({
    paths,
    choices: { ...(role ? { role } : {}), ...(values.k3s ? { version: values.k3s } : {}), now: true },
    lint: { ...(profile ? { profile } : {}), now: true },
    format,
    showSecrets: values['show-secrets'],
    all: values.all,
    stdin,
    ...(values.root === undefined ? {} : { root: values.root }),
    ...(language === undefined ? {} : { language }),
    ...(image === undefined ? {} : { image }),
  });
}

const isFormat = (word: string): word is Format => word === 'text' || word === 'json' || word === 'sarif';

const parse = (words: readonly string[]): { values: Values; positionals: string[] } =>
  parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });

interface Values {
  role?: string | undefined;
  k3s?: string | undefined;
  root?: string | undefined;
  profile?: string | undefined;
  for?: string | undefined;
  image?: string | undefined;
  format: string;
  'show-secrets': boolean;
  all: boolean;
  stdio: boolean;
  help: boolean;
  version: boolean;
}

function usage(problem: string): Outcome {
  return { code: 2, out: '', err: `${problem}\nTry "k3s-config --help".\n` };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const isServer = words[0] === 'server' && !words.some((word) => word === '--help' || word === '-h');
  if (isServer && words.some((word) => /^--(stdio|node-ipc|pipe|socket)\b/.test(word))) {
    await import('./main.ts');
    return;
  }
  const { code, out, err } = isServer
    ? usage('Say how the language server is spoken to: server --stdio.')
    : await run(words, readStdin);
  process.stderr.write(err);
  process.exitCode = code;
  process.stdout.on('error', () => undefined);
  process.stdout.write(out);
}

if (process.argv[1] !== undefined && isThisProgram(process.argv[1])) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  });
}

/** True when this file is run, false when a test imports it. */
function isThisProgram(script: string): boolean {
  return typeof PRODUCT_VERSION === 'string' || import.meta.url === pathToFileURL(script).href;
}
