/** Reads what a client sends: objects and options, as JSON. */

import type { Draft, Loose } from '../store/object.ts';
import { header, type Incoming, type Target } from './request.ts';
import { groupVersion } from './resources.ts';
import { ApiError, type Cause } from './status.ts';

const KNOWN = ['application/json', 'application/vnd.kubernetes.json'];
/** What the real server says that it reads; here it is JSON only. */
const TOLD = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The body as JSON; undefined when there is none. */
export async function readJson(request: Incoming, accepted: readonly string[] = KNOWN): Promise<Loose> {
  const type = (header(request, 'content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = await request.body();
  if (bytes.length === 0) return undefined;
  if (!accepted.includes(type)) throw unreadable(TOLD);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw ApiError.badRequest(
      `the object provided is unrecognized (must be of type ${type}): couldn't get version/kind; json parse error: ${(error as Error).message}`,
    );
  }
}

/** The answer to a body in a form that is none of those. */
export function unreadable(accepted: readonly string[]): ApiError {
  const text = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiError(415, 'UnsupportedMediaType', text);
}

/** The object in the body; what it says about itself must fit the address. */
export async function readObject(
  request: Incoming,
  { type, namespace, name }: Target,
  updates: boolean,
): Promise<Draft> {
  const sent = await readJson(request);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    throw ApiError.badRequest(
      "the object provided is unrecognized: couldn't get version/kind; json parse error: unexpected end of JSON input",
    );
  const version = groupVersion(type);
  if (sent.kind === undefined || sent.apiVersion === undefined || sent.kind === '')
    throw ApiError.badRequest(`Object 'Kind' is missing in '${JSON.stringify(sent)}'`);
  if (sent.kind !== type.kind || sent.apiVersion !== version)
    throw ApiError.badRequest(
      `${sent.kind} in version ${JSON.stringify(sent.apiVersion)} cannot be handled as a ${type.kind}: ` +
        `no kind ${JSON.stringify(sent.kind)} is registered for version ${JSON.stringify(sent.apiVersion)}`,
    );
  return placed(
    { ...sent, metadata: sent.metadata ?? {} },
    type.namespaced ? namespace : undefined,
    updates ? name : undefined,
  );
}

/** Name and namespace come from the address; the object may repeat them, but not contradict. */
function placed(sent: Draft, namespace: string | undefined, name: string | undefined): Draft {
  const { metadata } = sent;
  if (
    namespace !== undefined &&
    metadata.namespace !== undefined &&
    metadata.namespace !== '' &&
    metadata.namespace !== namespace
  )
    throw ApiError.badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  if (name !== undefined && metadata.name !== undefined && metadata.name !== name)
    throw ApiError.badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  const { namespace: _, ...rest } = metadata;
  return {
    ...sent,
    metadata: { ...rest, ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) },
  };
}

/** Whether nothing may be kept of what is done. */
export function isDryRun(query: URLSearchParams, options: Loose = {}): boolean {
  const asked = [...query.getAll('dryRun'), ...(options?.dryRun ?? [])];
  const wrong: Cause[] = asked
    .filter((value) => value !== 'All')
    .map((value) => ({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
      field: 'dryRun',
    }));
  if (wrong.length > 0)
    throw ApiError.invalid(
      { group: 'meta.k8s.io', kind: 'CreateOptions', version: 'v1', resource: '', namespaced: false },
      '',
      wrong,
    );
  return asked.length > 0;
}
