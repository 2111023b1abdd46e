/**
 * Judges the cases of config.json: what the real loader of K3s made of a set of files, words and variables, and
 * whether the findings tell it.
 */

import { isDeepStrictEqual } from 'node:util';
import { memory } from '../../server/files.ts';
import type { Release, Role } from '../../server/knowledge/flag.ts';
import { type FlagValue, printDuration } from '../../server/node/commandLine.ts';
import { NodeConfig } from '../../server/node/config.ts';
import { readStack } from '../../server/node/stack.ts';
import { namedConfigFile, type Started } from '../../server/node/start.ts';
import { unreported } from './reported.ts';

interface Expectation {
  outcome: string;
  args?: string[];
  flags?: Record<string, unknown>;
  dropped?: string[];
  error?: {
    class: string;
    flag?: string;
    flags?: string[];
    value?: string;
    file?: string;
    line?: number;
    lines?: number[];
  };
}

interface Case {
  id: string;
  command: Role;
  argv: string[];
  env: Record<string, string>;
  files: Record<string, string | { base64: string }>;
  expect: Expectation;
  otherVersions?: Record<string, 'same' | Expectation>;
}

const ROOT = 'memory:/work';
const EXPECTED_FROM: Release = 'v1.32.0+k3s1';

/** Every version of the case must agree. */
export async function config(testCase: Case): Promise<string | undefined> {
  const versions = { [EXPECTED_FROM]: testCase.expect, ...testCase.otherVersions };
  for (const [version, expected] of Object.entries(versions)) {
    const node = await machineOf(testCase, version as Release);
    const why = compare(node.started, expected === 'same' ? testCase.expect : expected) ?? unreported(node);
    if (why !== undefined) return `${version}: ${why}`;
  }
  return undefined;
}

async function machineOf(testCase: Case, release: Release): Promise<NodeConfig> {
  const contents = new Map(
    Object.entries(testCase.files).map(([path, content]) => [
      uriOf(path),
      typeof content === 'string'
        ? new TextEncoder().encode(content)
        : Uint8Array.from(Buffer.from(content.base64, 'base64')),
    ]),
  );
  const main = namedConfigFile(testCase.argv, testCase.env) ?? 'config.yaml';
  const files = main === '' ? [] : await readStack(memory(contents), uriOf(main));
  const { command: role, argv, env } = testCase;
  const envFrom = Object.fromEntries(Object.keys(env).map((name) => [name, `${ROOT}/k3s.service.env`]));
  const services = [{ role, uri: `${ROOT}/k3s.service`, argv, env, envFrom }];
  return new NodeConfig({ main: uriOf(main), files, services }, { role, version: release });
}

const uriOf = (path: string): string => `${ROOT}/${path.split('/').map(encodeURIComponent).join('/')}`;

function compare(actual: Started, expected: Expectation): string | undefined {
  const differ = (what: string, ours: unknown, theirs: unknown): string | undefined =>
    isDeepStrictEqual(ours, theirs)
      ? undefined
      : `${what} is ${JSON.stringify(ours)}, K3s says ${JSON.stringify(theirs)}`;
  return (
    differ('outcome', actual.outcome, expected.outcome) ??
    differ(
      'args',
      actual.args?.map(({ text }) => text),
      expected.args,
    ) ??
    (expected.outcome === 'ok' ? differ('flags', flagsOf(actual), expected.flags) : undefined) ??
    differ(
      'dropped',
      actual.dropped.map(({ arg }) => arg.split('=')[0]),
      expected.dropped ?? [],
    ) ??
    differ('error', errorOf(actual, expected.error), wanted(expected.error))
  );
}

function flagsOf({ flags }: Started): Record<string, unknown> {
  return Object.fromEntries(
    [...flags]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, flag]) => [name, { type: flag.type, value: json(flag) }]),
  );
}

function json(flag: FlagValue): unknown {
  if (flag.type === 'duration') return printDuration(flag.value);
  if (flag.type !== 'int') return flag.value;
  return Number.isSafeInteger(Number(flag.value)) ? Number(flag.value) : String(flag.value);
}

function wanted(error: Expectation['error']): unknown {
  if (!error) return undefined;
  const { class: kind, flag, flags, value, file, line, lines } = error;
  return JSON.parse(JSON.stringify({ kind, flag, flags, value, file, line, lines }));
}

/** Our error in the words of the cases, as far as the case names them. */
function errorOf({ error }: Started, expected: Expectation['error']): unknown {
  if (!error) return undefined;
  const has = (field: string): boolean => expected !== undefined && field in expected;
  const found: Record<string, unknown> = { kind: error.kind };
  if (error.kind === 'problem') {
    found.kind = error.problem.kind;
    if (has('line') || error.problem.line !== 0) found.line = error.problem.line;
    if (error.problem.kind === 'yaml-structure') {
      found.lines = error.problem.lines;
      delete found.line;
    }
    if (has('file')) found.file = relative(error.document.uri);
  } else if (error.kind === 'file-read') {
    if (has('file')) found.file = relative(error.uri);
  } else {
    if ('flag' in error) found.flag = error.flag;
    if ('flags' in error) found.flags = error.flags;
    if ('value' in error) found.value = error.value;
  }
  return sorted(found, wanted(expected));
}

/** Same order of fields as the expectation, so that a difference reads well. */
function sorted(found: Record<string, unknown>, like: unknown): unknown {
  const order = Object.keys((like ?? {}) as object);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

const relative = (uri: string): string => decodeURIComponent(uri.slice(ROOT.length + 1));
