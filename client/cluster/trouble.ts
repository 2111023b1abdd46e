/** What went wrong with a cluster, as a value: a sentence for a person and what to do next. */

/** The causes that somebody treats differently. */
export type TroubleKind =
  // the kubeconfig, and the files it names
  | 'noFile'
  | 'unreadable'
  | 'invalid'
  | 'untrusted'
  | 'unsupported'
  | 'plugin'
  // the way to the server
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'interrupted'
  | 'proxy'
  // TLS
  | 'authority'
  | 'expired'
  | 'hostname'
  | 'clientCertificate'
  | 'notTls'
  | 'tls'
  // what the server answers
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'exists'
  | 'conflict'
  | 'gone'
  | 'rejected'
  | 'busy'
  | 'server'
  | 'notKubernetes'
  | 'tooLarge'
  // ourselves
  | 'cancelled'
  | 'noSlot';

export interface Trouble {
  readonly kind: TroubleKind;
  /** One or two sentences. */
  readonly message: string;
  /** What a person can do about it. */
  readonly next?: string;
}

/** The answer of everything that may fail for outside reasons. */
export type Result<T> = { readonly ok: true; readonly value: T } | Failed;

export interface Failed {
  readonly ok: false;
  readonly trouble: Trouble;
}

export const done = <T>(value: T): Result<T> => ({ ok: true, value });

export function failed(kind: TroubleKind, message: string, next?: string): Failed {
  return { ok: false, trouble: trouble(kind, message, next) };
}

export function trouble(kind: TroubleKind, message: string, next?: string): Trouble {
  return { kind, message, ...(next === undefined ? undefined : { next }) };
}

const WAY: ReadonlySet<TroubleKind> = new Set<TroubleKind>([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'interrupted',
  'proxy',
  'authority',
  'expired',
  'hostname',
  'clientCertificate',
  'notTls',
  'tls',
  'unauthorized',
  'notKubernetes',
  'plugin',
  'untrusted',
  'unsupported',
  'invalid',
  'unreadable',
  'noFile',
]);

/** Whether the whole cluster is out of reach, not just one resource. */
export const concernsConnection = ({ kind }: Trouble): boolean => WAY.has(kind);

const LASTING: ReadonlySet<TroubleKind> = new Set<TroubleKind>(['plugin', 'unsupported']);

/** Whether trying again by itself would bother a person (a plugin may open a browser), or is useless for good. */
export const needsPerson = ({ kind }: Trouble): boolean => LASTING.has(kind);
