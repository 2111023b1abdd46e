/** What form a client wants its answer in: the object, its metadata only, or rows of a table. */

import { ApiError } from './status.ts';

/** The forms the server can give. */
export type Form = 'object' | 'table' | 'metadata' | 'discovery';

/** What was agreed on, and how the answer names it. */
export interface Agreed {
  readonly form: Form;
  readonly contentType: string;
}

interface Range {
  readonly media: string;
  readonly params: ReadonlyMap<string, string>;
}

/** The first form of the Accept header that this request can have; `list` because metadata of many has its own name. */
export function agree(
  header: string | undefined,
  offers: { list?: boolean; discovery?: boolean; table?: boolean },
): Agreed {
  const ranges = (header ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(parseRange);
  if (ranges.length === 0) return { form: 'object', contentType: 'application/json' };
  for (const { media, params } of ranges) {
    if (!['application/json', 'application/*', '*/*'].includes(media)) continue;
    const as = params.get('as');
    if (as === undefined) return { form: 'object', contentType: 'application/json' };
    const group = params.get('g');
    const version = params.get('v');
    if (offers.discovery === true) {
      if (as === 'APIGroupDiscoveryList' && group === 'apidiscovery.k8s.io' && version === 'v2')
        return {
          form: 'discovery',
          contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
        };
      continue;
    }
    if (group !== 'meta.k8s.io' || version !== 'v1') continue;
    if (as === 'Table' && offers.table !== false) return { form: 'table', contentType: 'application/json' };
    if (as === (offers.list === true ? 'PartialObjectMetadataList' : 'PartialObjectMetadata'))
      return { form: 'metadata', contentType: 'application/json' };
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io, ' +
      'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, ' +
      'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  );
}

function parseRange(text: string): Range {
  const [media = '', ...rest] = text.split(';').map((part) => part.trim());
  return {
    media: media.toLowerCase(),
    params: new Map(rest.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)])),
  };
}
