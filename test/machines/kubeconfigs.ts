/** Kubeconfigs as K3s writes them, with keys of their own, and who may read them in tests. */

import { type Imported, readImported } from '../../client/machines/kubeconfig/imported.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { base64 } from '../cluster/reach.ts';

/** A sudo that asks for nothing and changes nothing: what only root may read elsewhere lies in a folder of the test. */
export const SUDO = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n';

/** What K3s writes on a server, for an administrator. */
export function k3sYaml(authority = createAuthority('k3s-server-ca'), port = 6443): string {
  const { cert, key } = authority.client('system:admin', ['system:masters']);
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(authority.cert)}
    server: https://127.0.0.1:${port}
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    client-certificate-data: ${base64(cert)}
    client-key-data: ${base64(key)}
`;
}

/** The same, read, with the address that was chosen. */
export function importedFrom(text = k3sYaml(), server = 'https://10.0.0.5:6443'): Imported {
  const read = readImported(text);
  if (!read.ok) throw new Error(read.message);
  return { ...read.imported, server: new URL(server) };
}
