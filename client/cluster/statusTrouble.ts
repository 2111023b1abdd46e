/** What an API server says when it refuses: its Status, or what somebody else on the way sent instead. */

import { type Redactor, short } from '../redact.ts';
import { say } from '../say.ts';
import { asArray, asNumber, asRecord, asText, at, parseJson } from './json.ts';
import { type Trouble, type TroubleKind, trouble } from './trouble.ts';
import { clientCertificate, type Way } from './wayTrouble.ts';

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** A refusal with what callers decide by. */
export interface Refusal {
  readonly ok: false;
  readonly trouble: Trouble;
  readonly status?: number;
  /** The Status's own word: `NotFound`, `AlreadyExists`, `Expired`, … */
  readonly reason?: string;
  /** The server's words, for the log and for details. */
  readonly words?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterMs?: number;
}

const KINDS: Readonly<Record<number, TroubleKind>> = {
  400: 'rejected',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  405: 'rejected',
  406: 'rejected',
  409: 'conflict',
  410: 'gone',
  413: 'tooLarge',
  415: 'rejected',
  422: 'rejected',
  429: 'busy',
};

/** An answer that is no success. */
export function refusal(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  way: Way,
  redactor: Redactor,
): Refusal {
  const answer = asRecord(parseJson(body));
  if (answer && at(answer, 'kind') === 'Status') return fromStatus(answer, status, headers, way, redactor);
  if (/Client sent an HTTP request to an HTTPS server/.test(body))
    return {
      ok: false,
      status,
      trouble: trouble(
        'notTls',
        say('{0} speaks TLS only.', way.server.host),
        say('Write https:// in the kubeconfig.'),
      ),
    };
  if (status === 401) return { ok: false, status, trouble: unauthorized(way) };
  if (status === 404)
    return {
      ok: false,
      status,
      trouble: trouble('missing', say('The server does not know this path.')),
      ...retryAfter(headers),
    };
  if (status === 429 || status >= 500)
    return {
      ok: false,
      status,
      trouble: trouble(
        status === 429 ? 'busy' : 'server',
        say('{0} answers with {1}.', way.server.host, status),
        say('The API server may be starting, or a proxy does not reach it. It is tried again.'),
      ),
      ...retryAfter(headers),
    };
  return { ok: false, status, trouble: notKubernetes(way) };
}

/** For success codes with a body that cannot be from an API server. */
export const notKubernetes = ({ server }: Way): Trouble =>
  trouble(
    'notKubernetes',
    say('What answers on {0} is no Kubernetes API server.', server.host),
    say(
      'Does a login page of the network or a proxy stand in between? Open any page in the browser, and check the address in the kubeconfig.',
    ),
  );

/** A Status object, which comes as a body, and as the object of an ERROR event of a watch. */
export function fromStatus(
  answer: object,
  httpStatus: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  way: Way,
  redactor: Redactor,
): Refusal {
  const status = asNumber(at(answer, 'code')) ?? httpStatus;
  const reason = asText(at(answer, 'reason'));
  const words = redactor.redact(short(asText(at(answer, 'message')) ?? ''));
  const causes = (asArray(at(answer, 'details', 'causes')) ?? []).map((cause) => ({
    reason: asText(at(cause, 'reason')) ?? '',
    message: redactor.redact(short(asText(at(cause, 'message')) ?? '')),
    ...(asText(at(cause, 'field')) ? { field: asText(at(cause, 'field')) as string } : undefined),
  }));
  const seconds = asNumber(at(answer, 'details', 'retryAfterSeconds'));
  return {
    ok: false,
    status,
    trouble: statusTrouble(status, reason, words, way),
    ...(reason ? { reason } : undefined),
    ...(words ? { words } : undefined),
    ...(causes.length > 0 ? { causes } : undefined),
    ...(seconds ? { retryAfterMs: Math.min(seconds, 3600) * 1000 } : retryAfter(headers)),
  };
}

function statusTrouble(status: number, reason: string | undefined, words: string, way: Way): Trouble {
  if (status === 401) return unauthorized(way);
  if (status === 403)
    return trouble(
      'forbidden',
      say('You may not do this: {0}', words || '403'),
      say('Ask who runs the cluster for the missing right.'),
    );
  if (reason === 'AlreadyExists') return trouble('exists', words || say('It exists already.'));
  if (status === 429)
    return trouble('busy', say('The API server asks us to wait: {0}', words || '429'), say('It is tried again.'));
  if (status === 410 || reason === 'Expired')
    return trouble('gone', say('The server no longer has what was asked for.'), say('It is read again.'));
  if (status >= 500)
    return trouble('server', say('The API server failed: {0}', words || status), say('It is tried again.'));
  return trouble(
    (Object.hasOwn(KINDS, status) && KINDS[status]) || 'rejected',
    words || say('The API server answered with {0}.', status),
  );
}

function unauthorized(way: Way): Trouble {
  if (way.expires && way.expires.getTime() < Date.now()) return { ...clientCertificate(way), kind: 'unauthorized' };
  return trouble(
    'unauthorized',
    say('{0} does not know who you are (401).', way.server.host),
    say('Token or certificate may be old: import the kubeconfig again, or sign in again.'),
  );
}

function retryAfter(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): { retryAfterMs: number } | undefined {
  const text = [headers['retry-after']].flat()[0];
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return ms > 0 ? { retryAfterMs: Math.min(ms, 3_600_000) } : undefined;
}
