/** Certificates for one test run, made by the openssl command: an authority, servers and clients, also bad ones. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const folder = mkdtempSync(join(tmpdir(), 'k3s-certificates-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const known = new Map<string, Pair>();
let serial = 1;

/** Tests that need certificates are left out where there is no openssl. */
export const noOpenssl = ((): string | false => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no openssl';
  }
})();

export const authority = (name = 'k3s-server-ca'): Pair =>
  remembered(`ca ${name}`, (at) =>
    openssl(`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=${name}`, at),
  );

/** For 127.0.0.1 and localhost, if not said otherwise; with -1 as `days` it ended yesterday. */
export const signed = ({
  by = 'k3s-server-ca',
  names = 'IP:127.0.0.1,DNS:localhost',
  days = 30,
  cn = 'k3s',
} = {}): Pair =>
  remembered(`cert ${by} ${names} ${days} ${cn}`, (at) => {
    const ca = authority(by);
    writeFileSync(`${at}.ca`, ca.cert);
    writeFileSync(`${at}.cakey`, ca.key);
    writeFileSync(`${at}.ext`, `subjectAltName=${names}\n`);
    openssl(
      `req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /O=system:masters/CN=${cn}`,
      at,
      '.csr',
    );
    run(
      ['x509', '-req', '-in', `${at}.csr`, '-CA', `${at}.ca`, '-CAkey', `${at}.cakey`, '-set_serial', String(serial++)],
      ['-days', String(days), '-extfile', `${at}.ext`, '-out', `${at}.cert`],
    );
  });

function remembered(name: string, make: (at: string) => void): Pair {
  const pair = known.get(name);
  if (pair) return pair;
  const at = join(folder, String(known.size));
  make(at);
  const made = { cert: readFileSync(`${at}.cert`, 'utf8'), key: readFileSync(`${at}.key`, 'utf8') };
  known.set(name, made);
  return made;
}

function openssl(words: string, at: string, suffix = '.cert'): void {
  run(words.split(' '), ['-keyout', `${at}.key`, '-out', `${at}${suffix}`]);
}

function run(...words: readonly (readonly string[])[]): void {
  execFileSync('openssl', words.flat(), { stdio: 'ignore' });
}
