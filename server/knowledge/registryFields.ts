/** The words for each field of registries.yaml, and names that people fill in. */

import type { RegistryChanges } from './registries.ts';

export interface RegistryField {
  /** What kind of value it takes, for a heading. */
  readonly type: string;
  readonly doc: string;
  /** Facts that came later than the field itself. */
  readonly changes?: readonly { readonly since: keyof RegistryChanges; readonly doc: string }[];
}

/** The blocks of the file: which fields can stand in them. */
export type RegistryBlock = 'file' | 'mirror' | 'host' | 'auth' | 'tls';

/** Every field, by the block it stands in, in the order in which people write them. */
export const registryFields: Readonly<Record<RegistryBlock, Readonly<Record<string, RegistryField>>>> = {
  file: {
    mirrors: {
      type: 'registries by name',
      doc:
        'Where images are pulled from. Each name is a registry as images call it, with its port if they name one, and ' +
        'below it stand the addresses that are asked in its place, in order. The registry itself comes last. The file ' +
        'counts for this node only, after a restart of K3s.',
      changes: [
        { since: 'wildcard', doc: '`"*"` stands for every registry without an entry of its own' },
        { since: 'hostsToml', doc: 'a file `hosts.toml` per registry, so that `crictl info` shows no mirrors' },
      ],
    },
    configs: {
      type: 'hosts by name',
      doc:
        'Credentials and TLS settings. Each name is the host of an endpoint exactly as the endpoint writes it, with ' +
        'its port and without scheme and path. For a registry without endpoints it is the name of the registry.',
      changes: [{ since: 'dockerHubAlias', doc: 'credentials under `docker.io` count for Docker Hub again' }],
    },
    auths: {
      type: 'hosts by name',
      doc: 'An old form that K3s still reads and uses for nothing. Credentials belong below `configs`.',
    },
  },
  mirror: {
    endpoint: {
      type: 'list of addresses',
      doc:
        'Addresses that are asked in this order until one has the image. Without a scheme K3s takes https, and http ' +
        'for a port of this very machine. Without a path, with `/` or with `/v2` the registry is asked below `/v2`; ' +
        'any other path is taken as it stands, so a proxy cache wants `/v2/<project>`.',
    },
    rewrite: {
      type: 'patterns and replacements',
      doc:
        'Other repository names at the endpoints. On the left stands a regular expression of Go, on the right what ' +
        'takes the place of the match, with `$1` for a group. It sees the repository only, neither registry nor tag, ' +
        'and counts neither for the registry itself nor for the embedded registry.',
    },
  },
  host: {
    auth: {
      type: 'credentials',
      doc: 'What the host is shown: user name and password, or an identity token, or both in one text.',
    },
    tls: { type: 'TLS settings', doc: 'How the certificate of the host is checked, and what certificate it is shown.' },
  },
  auth: {
    username: {
      type: 'text',
      doc: 'Name of the user. It counts before `identity_token` and `auth`, and a password without it counts nothing.',
    },
    password: {
      type: 'secret',
      doc:
        'Password of the user, or an access token in its place. Quotes keep signs such as `#` and `*` from being read ' +
        'as YAML.',
    },
    auth: {
      type: 'secret',
      doc:
        'The base64 of `user:password`, as in the configuration of Docker. It is no place for an access token, which ' +
        'goes to `password`.',
    },
    identity_token: {
      type: 'secret',
      doc: 'An OAuth refresh token, which containerd changes into access tokens at the token server of the registry.',
    },
  },
  tls: {
    ca_file: {
      type: 'path',
      doc: 'Certificate of the authority to trust besides those of the system. The file has to lie on every node.',
    },
    cert_file: { type: 'path', doc: 'Client certificate to show to the host. It needs `key_file` beside it.' },
    key_file: { type: 'path', doc: 'Private key of the client certificate. It needs `cert_file` beside it.' },
    insecure_skip_verify: {
      type: 'true or false',
      doc:
        'Takes any certificate, so that everybody on the way can read and change what is pulled. It does not make the ' +
        'host speak plain HTTP: that is `http://` in the endpoint.',
    },
  },
};

/** Registries that most clusters pull from. */
export const wellKnownRegistries: Readonly<Record<string, string>> = {
  'docker.io': 'Docker Hub, where images without a registry come from as well.',
  'ghcr.io': 'The registry of GitHub.',
  'quay.io': 'The registry of Red Hat.',
  'registry.k8s.io': 'The images of Kubernetes itself.',
  'gcr.io': 'The registry of Google.',
};
