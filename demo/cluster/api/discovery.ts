/** Discovery: which groups, versions and resources there are, plain and aggregated. */

import { agree } from './accept.ts';
import type { Backend } from './backend.ts';
import type { Reply } from './reply.ts';
import { header, type Incoming } from './request.ts';
import { groupVersion, type ResourceType, verbsOf } from './resources.ts';

/** Answers `/api`, `/apis` and the documents below them; false when the path is none of them. */
export async function discovery(backend: Backend, request: Incoming, reply: Reply): Promise<boolean> {
  const parts = request.path.split('/').filter((part) => part !== '');
  const [root, group, version] = parts;
  if (root === 'api' && parts.length <= 2) {
    if (group === undefined) {
      const versions = {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: request.headers.host ?? '' }],
      };
      await offer(backend, request, reply, true, versions);
      return true;
    }
    return resources(backend, reply, '', group);
  }
  if (root !== 'apis' || parts.length > 3) return false;
  if (group === undefined) {
    await offer(backend, request, reply, false, {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groupNames(backend).map((name) => groupDocument(backend, name)),
    });
    return true;
  }
  if (version !== undefined) return resources(backend, reply, group, version);
  if (!groupNames(backend).includes(group)) return false;
  await reply.send(200, { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(backend, group) });
  return true;
}

/** The plain document, or everything at once where the client asks for that. */
async function offer(backend: Backend, request: Incoming, reply: Reply, core: boolean, plain: object): Promise<void> {
  const { form, contentType } = agree(header(request, 'accept'), { discovery: true });
  reply.header('Vary', 'Accept');
  if (form !== 'discovery') return reply.send(200, plain);
  const groups = core ? [''] : groupNames(backend);
  const items = groups.map((name) => ({
    metadata: { creationTimestamp: null, ...(name === '' ? {} : { name }) },
    versions: versionsOf(backend, name).map((version) => ({
      version,
      resources: typesOf(backend, name, version).map(aggregated),
      freshness: 'Current',
    })),
  }));
  return reply.send(
    200,
    { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items },
    contentType,
  );
}

async function resources(backend: Backend, reply: Reply, group: string, version: string): Promise<boolean> {
  const types = typesOf(backend, group, version);
  if (types.length === 0) return false;
  const all = types.flatMap((type) => [
    plainResource(type),
    ...(type.subresources ?? []).map((name) => plainSubresource(type, name)),
  ]);
  const list = {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: groupVersion({ group, version }),
    resources: all,
  };
  await reply.send(200, list);
  return true;
}

function typesOf({ types }: Backend, group: string, version: string): ResourceType[] {
  return types
    .filter((type) => type.group === group && type.version === version)
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

function groupNames({ types }: Backend): string[] {
  return [...new Set(types.map(({ group }) => group))].filter((group) => group !== '');
}

function versionsOf({ types }: Backend, group: string): string[] {
  return [...new Set(types.filter((type) => type.group === group).map(({ version }) => version))];
}

function groupDocument(backend: Backend, name: string): object {
  const versions = versionsOf(backend, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function plainResource(type: ResourceType): object {
  const { resource, kind, namespaced, shortNames, categories } = type;
  return {
    name: resource,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: verbsOf(type),
    ...(shortNames === undefined ? {} : { shortNames }),
    ...(categories === undefined ? {} : { categories }),
  };
}

function plainSubresource({ resource, namespaced, kind }: ResourceType, name: string): object {
  const eviction = name === 'eviction' ? { group: 'policy', version: 'v1', kind: 'Eviction' } : { kind };
  return { name: `${resource}/${name}`, singularName: '', namespaced, ...eviction, verbs: subresourceVerbs(name) };
}

function subresourceVerbs(name: string): string[] {
  return name === 'eviction' ? ['create'] : name === 'finalize' ? ['update'] : ['get', 'patch', 'update'];
}

function aggregated(type: ResourceType): object {
  const { resource, kind, namespaced, shortNames, categories, subresources = [] } = type;
  return {
    resource,
    responseKind: ownKind(type),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: verbsOf(type),
    ...(shortNames === undefined ? {} : { shortNames }),
    ...(categories === undefined ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : { subresources: subresources.map((name) => aggregatedSubresource(type, name)) }),
  };
}

/** Group and version are empty where they are those it stands in, but not for what definitions add. */
const ownKind = ({ group, version, kind, columns }: ResourceType): object =>
  columns === undefined ? { group: '', version: '', kind } : { group, version, kind };

function aggregatedSubresource(type: ResourceType, name: string): object {
  const responseKind = name === 'eviction' ? { group: 'policy', version: 'v1', kind: 'Eviction' } : ownKind(type);
  return { subresource: name, responseKind, verbs: subresourceVerbs(name) };
}
