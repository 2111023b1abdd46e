/** Judges the cases of registries.json: what the real reader and generator of K3s made of a file. */

import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../server/knowledge/flag.ts';
import type { Embedded, Endpoint, Generated, Server } from '../../server/registries/host.ts';
import { generate } from '../../server/registries/hosts.ts';
import { type Auth, type Registries, readRegistries } from '../../server/registries/model.ts';
import { readText } from '../../server/yaml/document.ts';

interface Expectation {
  outcome: 'ok' | 'error';
  error?: { class: string; line?: number; items?: { line: number; from: string; into: string }[] };
  log?: unknown[];
  hosts?: Record<string, unknown>;
  runtimeConfig?: 'ok' | 'invalid';
  runtimeAuth?: unknown;
}

interface Case {
  id: string;
  registries: string | null;
  options: { disableDefaultRegistryEndpoint: boolean; embeddedRegistry: boolean };
  expect: Expectation;
  otherVersions?: Record<string, 'same' | Expectation>;
}

const EXPECTED_FROM: Release = 'v1.32.0+k3s1';
const EMBEDDED: Embedded = {
  address: '127.0.0.1:6443',
  caFile: 'SERVER-CA',
  certFile: 'CLIENT-CERT',
  keyFile: 'CLIENT-KEY',
};

/** Every version of the case must agree. */
export async function registries(testCase: Case): Promise<string | undefined> {
  const versions = { [EXPECTED_FROM]: testCase.expect, ...testCase.otherVersions };
  for (const [version, expected] of Object.entries(versions)) {
    const ours = judged(testCase, version as Release);
    const theirs = expected === 'same' ? testCase.expect : expected;
    const wanted: Expectation = JSON.parse(
      JSON.stringify(theirs, (field, value) => (field === 'contains' ? undefined : value)),
    );
    for (const field of new Set([...Object.keys(ours), ...Object.keys(wanted)]) as Set<keyof Expectation>) {
      if (isDeepStrictEqual(ours[field], wanted[field])) continue;
      return `${version}: ${field} is ${JSON.stringify(ours[field])}, K3s says ${JSON.stringify(wanted[field])}`;
    }
  }
  return undefined;
}

/** What we make of a case, in the words of the cases. */
export function judged({ registries: text, options }: Omit<Case, 'id' | 'expect'>, release: Release): Expectation {
  const read = readRegistries(readText('memory:/registries.yaml', text ?? ''));
  if (read.error) return { outcome: 'error', error: errorOf(read.error) };
  const generated = generate(read, {
    release,
    noDefaultEndpoint: options.disableDefaultRegistryEndpoint,
    ...(options.embeddedRegistry ? { embedded: EMBEDDED } : {}),
  });
  const invalid = generated.credentials.unreadable.length > 0;
  return {
    outcome: 'ok',
    log: logOf(generated),
    hosts: Object.fromEntries(
      [...generated.hosts].map(([folder, { server, endpoints, unreadable }]) => [
        folder,
        {
          server: server && serverOf(server),
          endpoints: endpoints.map(endpointOf),
          hostsToml: unreadable ? 'invalid' : 'ok',
        },
      ]),
    ),
    runtimeConfig: invalid ? 'invalid' : 'ok',
    runtimeAuth: invalid
      ? null
      : Object.fromEntries([...generated.credentials.byHost].map(([host, auth]) => [host, authOf(auth)])),
  };
}

function errorOf(error: NonNullable<Registries['error']>): NonNullable<Expectation['error']> {
  if (error.kind !== 'yaml-type') {
    return { class: 'yaml-syntax', ...(error.line > 0 ? { line: error.line } : {}) };
  }
  return { class: error.kind, items: error.items.map(({ line, from, into }) => ({ line, from, into })) };
}

function logOf({ log }: Generated): unknown[] {
  return log
    .map((entry) => {
      const { level, kind, registry } = entry;
      return entry.kind === 'invalid-registry'
        ? { level, kind, registry }
        : { level, kind, registry, index: entry.index, endpoint: entry.endpoint.text };
    })
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function settingsOf({ settings }: Server | Endpoint): object {
  return {
    skipVerify: settings?.skipVerify ?? false,
    ...(settings?.caFile ? { ca: settings.caFile } : {}),
    ...(settings?.certFile || settings?.keyFile ? { client: [settings.certFile, settings.keyFile] } : {}),
    hasAuth: settings?.auth !== undefined,
  };
}

const serverOf = (server: Server): object => ({
  url: server.url,
  // Without an address nothing is written, and then containerd allows everything.
  capabilities: server.url === null ? null : ['pull', 'resolve', 'push'],
  ...settingsOf(server),
});

const endpointOf = (endpoint: Endpoint): object => ({
  url: endpoint.url,
  capabilities: ['pull', 'resolve'],
  ...settingsOf(endpoint),
  overridePath: endpoint.overridePath,
  rewrites: Object.fromEntries(endpoint.rewrites),
});

const authOf = ({ username, password, auth, identityToken }: Auth): object =>
  JSON.parse(
    JSON.stringify({
      username: username?.text,
      password: password?.text,
      auth: auth?.text,
      identitytoken: identityToken?.text,
    }),
  );
