/** The kubeconfig of the demo cluster, written as K3s writes its own. */

import type { Identity } from '../certificates/authority.ts';

/** How somebody proves who they are. */
export type Credentials = Identity | { readonly token: string };

/** The text of a kubeconfig; K3s calls everything `default`. */
export function kubeconfigText(server: string, authority: string, credentials: Credentials, name = 'default'): string {
  const user =
    'token' in credentials
      ? [`    token: ${credentials.token}`]
      : [`    client-certificate-data: ${base64(credentials.cert)}`, `    client-key-data: ${base64(credentials.key)}`];
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${base64(authority)}`,
    `    server: ${server}`,
    `  name: ${name}`,
    'contexts:',
    '- context:',
    `    cluster: ${name}`,
    `    user: ${name}`,
    `  name: ${name}`,
    `current-context: ${name}`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: ${name}`,
    '  user:',
    ...user,
    '',
  ].join('\n');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
