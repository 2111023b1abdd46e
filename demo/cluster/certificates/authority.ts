/** Certificate authorities made on the spot: their own certificate, and those they give to servers and users. */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, identifier, implicit, integer, octets, sequence, set, tagged, text, time, yes } from './der.ts';

/** From when until when a certificate holds. */
export interface Validity {
  readonly from?: Date;
  readonly until?: Date;
}

/** A certificate with its private key, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Somebody who signs. */
export interface Authority {
  /** The certificate to trust, as PEM. */
  readonly cert: string;
  /** For a server, reached under these names and addresses. */
  server(names: readonly string[], validity?: Validity): Identity;
  /** For a user; groups are what Kubernetes reads from the organisation. */
  client(user: string, groups?: readonly string[], validity?: Validity): Identity;
}

const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const ORGANISATION = '2.5.4.10';
const HOUR = 3_600_000;

/** A new authority, with a key of its own. */
export function createAuthority(name = 'demo-server-ca', validity: Validity = {}): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = distinguishedName(name, []);
  const keyId = identifierOf(keys.publicKey);
  const issue = (
    of: Buffer,
    publicKey: KeyObject,
    extensions: readonly Buffer[],
    { from = new Date(Date.now() - HOUR), until = new Date(Date.now() + 365 * 24 * HOUR) }: Validity,
  ) => {
    const body = sequence(
      tagged(0, integer(2)),
      integer(randomBytes(16)),
      ECDSA_WITH_SHA256,
      subject,
      sequence(time(from), time(until)),
      of,
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, sequence(...extensions)),
    );
    return pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, keys.privateKey))));
  };
  const leaf = (of: Buffer, usage: string, more: readonly Buffer[], validity: Validity = {}) => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const extensions = [
      extension('2.5.29.15', bits(Buffer.from([0xa0]), 5), true),
      extension('2.5.29.37', sequence(identifier(usage))),
      extension('2.5.29.35', sequence(implicit(0, keyId))),
      ...more,
    ];
    return { cert: issue(of, own.publicKey, extensions, validity), key: privateKey(own.privateKey) };
  };
  return {
    cert: issue(
      subject,
      keys.publicKey,
      [
        extension('2.5.29.19', sequence(yes), true),
        extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true),
        extension('2.5.29.14', octets(keyId)),
      ],
      validity,
    ),
    server: (names, validity) =>
      leaf(distinguishedName('k3s', ['k3s']), '1.3.6.1.5.5.7.3.1', [alternativeNames(names)], validity),
    client: (user, groups = [], validity) => leaf(distinguishedName(user, groups), '1.3.6.1.5.5.7.3.2', [], validity),
  };
}

function distinguishedName(user: string, groups: readonly string[]): Buffer {
  const part = (type: string, value: string) => set(sequence(identifier(type), text(value)));
  return sequence(...groups.map((group) => part(ORGANISATION, group)), part(COMMON_NAME, user));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(identifier(id), ...(critical ? [yes] : []), octets(value));
}

function alternativeNames(names: readonly string[]): Buffer {
  const items = names.map((name) =>
    isIP(name) ? implicit(7, addressBytes(name)) : implicit(2, Buffer.from(name, 'latin1')),
  );
  return extension('2.5.29.17', sequence(...items));
}

/** Loopback and IPv4 addresses are all that a demo needs. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  if (address === '::1') return Buffer.from([...Array(15).fill(0), 1]);
  throw new Error(`Only IPv4 addresses and ::1 can stand in a certificate of the demo, not ${address}`);
}

/** The usual key identifier: SHA-1 over the bits of the public key, which for P-256 are the last 65 bytes. */
function identifierOf(key: KeyObject): Buffer {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(der.subarray(-65)).digest();
}

function privateKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
