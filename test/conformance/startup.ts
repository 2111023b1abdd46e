/** Judges startup.json: a real K3s was started on these files; what it did must be told, and nothing else. */

import { loadEngines } from '../../server/engines.ts';
import { memory } from '../../server/files.ts';
import type { Role } from '../../server/knowledge/flag.ts';
import { NodeConfig } from '../../server/node/config.ts';
import { readStack } from '../../server/node/stack.ts';
import { namedConfigFile } from '../../server/node/start.ts';
import type { Finding } from '../../server/rules/rule.ts';
import { findings } from '../../server/rules/run.ts';
import { withSurroundings } from '../../server/workspace.ts';

interface Case {
  id: string;
  role: Role;
  argv: string[];
  env: Record<string, string>;
  files: Record<string, string>;
  expect: {
    outcome: 'starts' | 'starts-degraded' | 'fatal' | 'hangs';
    class?: string;
    key?: string | null;
    file?: string;
    visible?: boolean;
    host?: string;
  };
}

await loadEngines();

const ROOT = 'memory:/machine';
const DEFAULT = '/etc/rancher/k3s/config.yaml';

/** Cases that no file alone can decide, each with its reason. */
const UNDECIDABLE: Readonly<Record<string, string>> = {
  'agent-v6-node-ip-in-v4':
    'the pod range is set on the servers, and an agent learns it when it joins; the same file is right elsewhere',
};

export async function startup(testCase: Case): Promise<string | undefined> {
  const { expect } = testCase;
  if (testCase.id in UNDECIDABLE) return undefined;
  const node = await machineOf(testCase);
  const found = findings(node);
  const errors = found.filter(({ severity }) => severity === 'error');
  if (expect.outcome === 'starts')
    return errors[0] && `K3s starts, but we say: ${errors[0].message} [${errors[0].rule}]`;
  if (expect.outcome === 'starts-degraded')
    return found.length > 0 ? undefined : `not a word about ${expect.key} (${expect.class})`;
  if (expect.outcome === 'hangs' && expect.visible !== true) return undefined;
  if (expect.host !== undefined) return undefined;
  if (errors.some((finding) => blames(node, finding, expect))) return undefined;
  const said = errors.map(({ rule }) => rule).join(', ');
  return `no error at ${expect.file ?? expect.key} (${expect.class})${said ? `, but: ${said}` : ''}`;
}

async function machineOf(testCase: Case): Promise<NodeConfig> {
  const bytes = Object.entries(testCase.files).map(
    ([path, text]) => [ROOT + path, new TextEncoder().encode(text)] as const,
  );
  const files = memory(new Map(bytes));
  const main = ROOT + (namedConfigFile(testCase.argv, testCase.env) ?? DEFAULT);
  const stack = await readStack(files, main);
  const service = { role: testCase.role, uri: `${ROOT}/unit`, argv: testCase.argv, env: testCase.env, envFrom: {} };
  const sources = { root: ROOT, main, files: stack, services: [service] };
  const choices = { role: testCase.role, version: 'v1.32.0+k3s1' };
  return new NodeConfig(await withSurroundings(files, sources), choices);
}

/** Whether a finding stands at the key to blame, or names it. */
function blames(node: NodeConfig, finding: Finding, { key, file }: Case['expect']): boolean {
  if (file !== undefined && file !== DEFAULT && finding.uri !== ROOT + file) return false;
  if (key === null || key === undefined) return true;
  const places = [{ uri: finding.uri, at: finding.at }, ...finding.related];
  const names = places.flatMap(({ uri, at }) =>
    (node.document(uri)?.entries ?? [])
      .filter(({ span }) => span.start <= at.start && at.start <= span.end)
      .map(({ name }) => node.flags.find(name)?.name ?? name),
  );
  const long = node.flags.find(key)?.name ?? key;
  return names.includes(long) || finding.message.includes(`"${long}"`) || finding.message.includes(`\`${long}\``);
}
