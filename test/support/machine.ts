/** A machine out of one text, for tests: a single file, or several under `-- path --` headers. */

import { memory } from '../../server/files.ts';
import { type Choices, NodeConfig } from '../../server/node/config.ts';
import { environment, execStart, type Service } from '../../server/node/unit.ts';
import { readStack } from '../../server/node/stack.ts';

export const ROOT = 'memory:/machine';
const CONFIG = 'etc/rancher/k3s';

/** Paths to contents. A text without headers is `config.yaml`; short names lie in `etc/rancher/k3s`. */
export function filesOf(text: string): Map<string, string> {
  const parts = text.split(/^-- (.+?) --\r?\n/m);
  if (parts.length === 1) return new Map([[`${CONFIG}/config.yaml`, text]]);
  const files = new Map<string, string>();
  for (let i = 1; i < parts.length; i += 2) {
    const path = parts[i] as string;
    files.set(path.startsWith('etc/') ? path : `${CONFIG}/${path}`, parts[i + 1] ?? '');
  }
  return files;
}

/** The URI of a file of the machine, by its short name or path. */
export function uriOf(path: string): string {
  return `${ROOT}/${path.startsWith('etc/') ? path : `${CONFIG}/${path}`}`;
}

/** Reads the machine as K3s would. */
export async function machine(text: string, choices: Choices = {}): Promise<NodeConfig> {
  const contents = filesOf(text);
  const bytes = new Map([...contents].map(([path, content]) => [`${ROOT}/${path}`, new TextEncoder().encode(content)]));
  const main = uriOf('config.yaml');
  const files = await readStack(memory(bytes), main);
  return new NodeConfig({ root: ROOT, main, files, services: servicesOf(contents) }, choices);
}

function servicesOf(contents: ReadonlyMap<string, string>): Service[] {
  return (['server', 'agent'] as const).flatMap((role) => {
    const name = role === 'server' ? 'k3s' : 'k3s-agent';
    const unit = contents.get(`etc/systemd/system/${name}.service`);
    const env = contents.get(`etc/systemd/system/${name}.service.env`);
    if (unit === undefined && env === undefined) return [];
    const uri = `${ROOT}/etc/systemd/system/${name}.service${unit === undefined ? '.env' : ''}`;
    const argv = unit === undefined ? [] : execStart(unit);
    return [{ role, uri, argv: argv.length > 0 ? argv : [role], env: environment(env ?? ''), envFrom: {} }];
  });
}
