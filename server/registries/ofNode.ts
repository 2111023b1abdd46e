/** The registries of a machine: its registries.yaml with what its config.yaml says beside it. */

import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';
import type { Generated, Options } from './host.ts';
import { generate } from './hosts.ts';
import { type Idle, idleEntries } from './idle.ts';
import { type Registries, readRegistries } from './model.ts';

export interface NodeRegistries {
  readonly registries: Registries;
  readonly options: Options;
  readonly generated: Generated;
  readonly idle: readonly Idle[];
}

/** What is read of a file, and what comes of it by what counts besides: mostly the same for a server and an agent. */
const known = new WeakMap<ConfigDocument, { registries: Registries; byOptions: Map<string, NodeRegistries> }>();

/** What K3s makes of the file; undefined where the machine has none that can be read. */
export function registriesOf(node: NodeConfig): NodeRegistries | undefined {
  const file = node.sources.registries;
  if (file?.kind !== 'document') return undefined;
  let ofFile = known.get(file.document);
  if (!ofFile) {
    ofFile = { registries: readRegistries(file.document), byOptions: new Map() };
    known.set(file.document, ofFile);
  }
  const { registries, byOptions } = ofFile;
  const options = optionsOf(node, registries);
  const id = JSON.stringify(options);
  let found = byOptions.get(id);
  if (!found) {
    const generated = generate(registries, options);
    found = { registries, options, generated, idle: idleEntries(registries, generated, options) };
    byOptions.set(id, found);
  }
  return found;
}

/** The passwords and tokens in the file, each with the key of the block it stands in. */
export function secretsOf(node: NodeConfig): readonly { readonly at: Span; readonly text: string }[] {
  return [...(registriesOf(node)?.registries.configs.values() ?? [])].flatMap(({ auth }) =>
    [auth?.password, auth?.auth, auth?.identityToken].flatMap((field) =>
      auth && field ? [{ at: auth.key, text: field.text }] : [],
    ),
  );
}

/** Whether the embedded registry is on, only servers say; agents hear of it when they join. */
function optionsOf(node: NodeConfig, { mirrors }: Registries): Options {
  const { release, role } = node.flags;
  const matters = [...mirrors.values()].some(({ endpoints }) => endpoints.length === 0);
  return {
    release,
    noDefaultEndpoint: isOn(node, 'disable-default-registry-endpoint'),
    mayEmbed: matters && role === 'agent',
    ...(role === 'server' && isOn(node, 'embedded-registry') ? { embedded: embeddedOn(node) } : {}),
  };
}

/** K3s asks itself on its own port, with certificates of its own. (`InjectMirror` of pkg/spegel) */
function embeddedOn(node: NodeConfig): NonNullable<Options['embedded']> {
  const data = given(node, 'data-dir')?.text || '/var/lib/rancher/k3s';
  const port = given(node, 'https-listen-port')?.text || '6443';
  const file = (name: string): string => `${data}/agent/${name}`;
  return {
    address: `127.0.0.1:${port}`,
    caFile: file('server-ca.crt'),
    certFile: file('client-kubelet.crt'),
    keyFile: file('client-kubelet.key'),
  };
}
