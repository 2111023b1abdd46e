/** The options of lists and watches, checked as the real server checks them. */

import { parseFields } from '../store/fields.ts';
import { parseLabels, SelectorError } from '../store/labels.ts';
import type { KubeObject } from '../store/object.ts';
import type { Include } from './present.ts';
import { isTrue, type Target } from './request.ts';
import { ApiError, type Cause } from './status.ts';

/** What a list or a watch asks for. */
export interface ListOptions {
  readonly selected: (object: KubeObject) => boolean;
  /** Nothing is selected away, so what remains can be counted. */
  readonly everything: boolean;
  readonly limit: number;
  readonly token: string;
  readonly version: string;
  readonly match: string;
  readonly include: Include;
  readonly bookmarks: boolean;
  readonly initialEvents: boolean | undefined;
  readonly timeoutSeconds: number | undefined;
}

/** Reads the query of a list or a watch. */
export function listOptions(query: URLSearchParams, { type, namespace }: Target, watch: boolean): ListOptions {
  const text = (name: string) => query.get(name) ?? '';
  const labels = selector('labelSelector', text('labelSelector'), parseLabels);
  const fields = selector('fieldSelector', text('fieldSelector'), (raw) => parseFields(raw, type));
  const initial = query.get('sendInitialEvents');
  const options: ListOptions = {
    selected: ({ metadata }: KubeObject) => labels(metadata.labels ?? {}),
    everything: text('labelSelector') === '' && text('fieldSelector') === '',
    limit: integer(query, 'limit') ?? 0,
    token: text('continue'),
    version: text('resourceVersion'),
    match: text('resourceVersionMatch'),
    include: include(text('includeObject')),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    initialEvents: initial === null ? undefined : isTrue(initial),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
  const causes = watch ? watchMistakes(options) : listMistakes(options);
  if (causes.length > 0)
    throw ApiError.invalid(
      { group: 'meta.k8s.io', kind: 'ListOptions', version: 'v1', resource: '', namespaced: false },
      '',
      causes,
    );
  const here = type.namespaced && namespace !== undefined;
  return {
    ...options,
    selected: (object) =>
      (!here || object.metadata.namespace === namespace) && labels(object.metadata.labels ?? {}) && fields(object),
  };
}

function selector<T>(name: string, raw: string, parse: (raw: string) => T): T {
  try {
    return parse(raw);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw ApiError.badRequest(
      name === 'labelSelector' || !error.message.startsWith('field label')
        ? `unable to parse ${JSON.stringify(raw)} as ${name}: ${error.message}`
        : `Unable to find "" that match label selector "", field selector ${JSON.stringify(raw)}: ${error.message}`,
    );
  }
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const raw = query.get(name);
  if (raw === null || raw === '') return undefined;
  if (!/^-?\d+$/.test(raw))
    throw ApiError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(raw)}: invalid syntax`);
  return Number(raw);
}

function include(raw: string): Include {
  if (raw === '' || raw === 'Metadata') return 'Metadata';
  if (raw === 'None' || raw === 'Object') return raw;
  throw ApiError.badRequest(`unrecognized includeObject value: ${JSON.stringify(raw)}`);
}

function no(field: string, message: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${message}`, field };
}

function listMistakes({ match, version, token, initialEvents }: ListOptions): Cause[] {
  const causes: Cause[] = [];
  const field = 'resourceVersionMatch';
  if (match !== '') {
    if (version === '') causes.push(no(field, `${field} is forbidden unless resourceVersion is provided`));
    if (token !== '') causes.push(no(field, `${field} is forbidden when continue is provided`));
    if (match !== 'Exact' && match !== 'NotOlderThan') causes.push(unknownMatch(match, '"Exact", "NotOlderThan", ""'));
    if (match === 'Exact' && version === '0')
      causes.push(no(field, `${field} "exact" is forbidden for resourceVersion "0"`));
  }
  if (initialEvents !== undefined) causes.push(no('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return causes;
}

function watchMistakes({ match, token, initialEvents }: ListOptions): Cause[] {
  const causes: Cause[] = [];
  const field = 'resourceVersionMatch';
  if (initialEvents !== undefined && match !== 'NotOlderThan')
    causes.push(no(field, `sendInitialEvents requires setting ${field} to NotOlderThan`));
  if (match !== '') {
    if (initialEvents === undefined)
      causes.push(no(field, `${field} is forbidden for watch unless sendInitialEvents is provided`));
    if (match !== 'NotOlderThan') causes.push(unknownMatch(match, '"NotOlderThan"'));
    if (token !== '') causes.push(no(field, `${field} is forbidden when continue is provided`));
  }
  return causes;
}

function unknownMatch(match: string, known: string): Cause {
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(match)}: supported values: ${known}`,
    field: 'resourceVersionMatch',
  };
}
