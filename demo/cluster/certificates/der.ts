/** Writes DER, the bytes that certificates are made of. */

/** One element: its tag, its length, its contents. */
export function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

/** The long form counts the bytes of the length itself. */
function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** SEQUENCE */
export function sequence(...items: Uint8Array[]): Buffer {
  return element(0x30, ...items);
}

/** SET */
export function set(...items: Uint8Array[]): Buffer {
  return element(0x31, ...items);
}

/** INTEGER, not negative: a leading zero keeps the sign bit free. */
export function integer(value: Uint8Array | number): Buffer {
  const bytes = typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value);
  const from = bytes.findIndex((byte) => byte !== 0);
  const short = from < 0 ? Buffer.from([0]) : bytes.subarray(from);
  return element(0x02, (short[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short);
}

/** OBJECT IDENTIFIER from its dotted text. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let more = Math.floor(part / 128); more > 0; more = Math.floor(more / 128))
      groups.unshift((more & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** BOOLEAN true; false is the default everywhere and never written. */
export const yes = element(0x01, Buffer.from([0xff]));

/** BIT STRING; `unused` bits at its end mean nothing. */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return element(0x03, Buffer.from([unused]), bytes);
}

/** OCTET STRING */
export function octets(bytes: Uint8Array): Buffer {
  return element(0x04, bytes);
}

/** UTF8String */
export function text(value: string): Buffer {
  return element(0x0c, Buffer.from(value, 'utf8'));
}

/** UTCTime up to 2049, GeneralizedTime after it, as RFC 5280 asks. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  return at.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : element(0x18, Buffer.from(`${digits}Z`));
}

/** A field with a context tag of its own around it. */
export function tagged(number: number, ...contents: Uint8Array[]): Buffer {
  return element(0xa0 | number, ...contents);
}

/** A field whose own tag is replaced by a context tag. */
export function implicit(number: number, contents: Uint8Array): Buffer {
  return element(0x80 | number, contents);
}
