/** How far a machine gets on its way to a server: name, connection, TLS, an answer. */

export interface ServerReach {
  /** Host and port. */
  readonly server: string;
  readonly result:
    | 'answers'
    | 'starting'
    | 'dns'
    | 'refused'
    | 'timeout'
    | 'unreachable'
    | 'tls'
    | 'closed'
    | 'unknown';
  /** What the program that tried said. */
  readonly said: string;
  /** Its clock, in milliseconds since 1970. */
  readonly date: number | undefined;
  /** SHA-256 of the certificate authority it shows. */
  readonly authority: string | undefined;
}

/** What curl, wget and nc say, whichever there is. */
const RESULTS: readonly (readonly [RegExp, ServerReach['result']])[] = [
  [/^\s*HTTP\/[\d.]+ 503\b/im, 'starting'],
  // Nobody may ask without a certificate: 401 and 403 are answers too.
  [/^\s*HTTP\/[\d.]+ \d{3}\b|HTTP\/1\.\d 40[13]|response from server/im, 'answers'],
  [/curl: \(6\)|bad address|unable to resolve|name or service not known|temporary failure in name/i, 'dns'],
  [/connection refused/i, 'refused'],
  [/no route to host|network is unreachable/i, 'unreachable'],
  [/curl: \(28\)|timed out|timeout/i, 'timeout'],
  [/curl: \((?:35|52|56|60)\)|\bssl|\btls/i, 'tls'],
  // Too old to say why.
  [/curl: \(7\)/, 'refused'],
  [/^open$/m, 'answers'],
  [/^closed$/m, 'closed'],
];

/** From the section `reach`: lines that begin with the server they are about. */
export function readReach(text: string): readonly ServerReach[] {
  const told = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, server = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (rest === 'tried') told.set(server, []);
    else told.get(server)?.push(rest);
  }
  return [...told].map(([server, lines]) => {
    const said = lines.join('\n');
    const date = Date.parse(/^\s*date: *(.+)$/im.exec(said)?.[1] ?? '');
    return {
      server: server.slice(0, 300),
      result: resultOf(said),
      said: lines.find((line) => !/^(?:named|addresses |authority |\s*date:)/i.test(line))?.slice(0, 300) ?? '',
      date: Number.isNaN(date) ? undefined : date,
      authority: /^authority ([0-9a-f]{64})\b/m.exec(said)?.[1],
    };
  });
}

function resultOf(said: string): ServerReach['result'] {
  const [, result] = RESULTS.find(([pattern]) => pattern.test(said)) ?? [];
  if (result) return result;
  // Nobody gave the name an address, in time or at all.
  if (/^named$/m.test(said) && !/^addresses \S/m.test(said)) return 'dns';
  return 'unknown';
}
