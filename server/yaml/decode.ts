/** Turns the bytes of a file into text the way the YAML reader inside K3s does: UTF-8, or UTF-16 with a mark. */

/** Text that can be scanned, or up to where it can be. */
export interface Decoded {
  readonly text: string;
  /** Where the reader gives up, as offset into `text`, and its words for it. */
  readonly bad?: BadInput;
}

export interface BadInput {
  readonly at: number;
  readonly why: string;
  /** What stands there, for a message: `U+0000`, `byte 0xE9`. */
  readonly what: string;
}

const CONTROL = 'control characters are not allowed';

/**
 * Decodes file content.
 *
 * @param bytes the raw content of the file
 * @returns the text, without a leading byte order mark, and the first place K3s cannot read, if any
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, 'utf-16be');
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const body = start === 0 ? bytes : bytes.subarray(start);
  const wrong = firstWrongOctet(body);
  if (wrong === undefined) return inspect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body));
  const before = inspect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(0, wrong.at)));
  if (before.bad) return { ...before, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(body) };
  const what = `byte 0x${(body[wrong.at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  return {
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(body),
    bad: { at: before.text.length, why: wrong.why, what },
  };
}

/** Text that an editor hands over: already decoded, may still hold characters K3s refuses. */
export function inspect(text: string): Decoded {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const at = firstForbidden(bare);
  if (at < 0) return { text: bare };
  const code = bare.codePointAt(at) ?? 0;
  return { text: bare, bad: { at, why: CONTROL, what: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` } };
}

const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function firstForbidden(text: string): number {
  return FORBIDDEN.exec(text)?.index ?? -1;
}

function decodeUtf16(bytes: Uint8Array, label: 'utf-16le' | 'utf-16be'): Decoded {
  const whole = bytes.length % 2 === 0 ? bytes : bytes.subarray(0, bytes.length - 1);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const units: string[] = [];
  for (let i = 2; i < whole.byteLength; i += 2)
    units.push(String.fromCharCode(view.getUint16(i, label === 'utf-16le')));
  const decoded = inspect(units.join(''));
  if (decoded.bad || whole.length === bytes.length) return decoded;
  return { ...decoded, bad: { at: decoded.text.length, why: 'incomplete UTF-16 character', what: 'half a character' } };
}

function firstWrongOctet(bytes: Uint8Array): { at: number; why: string } | undefined {
  for (let i = 0; i < bytes.length; ) {
    const octet = bytes[i] as number;
    if (octet < 0x80) {
      i++;
      continue;
    }
    const width =
      octet >= 0xc0 && octet < 0xe0 ? 2 : octet >= 0xe0 && octet < 0xf0 ? 3 : octet >= 0xf0 && octet < 0xf8 ? 4 : 0;
    if (width === 0) return { at: i, why: 'invalid leading UTF-8 octet' };
    if (i + width > bytes.length) return { at: i, why: 'incomplete UTF-8 octet sequence' };
    let value = octet & (0xff >> (width + 1));
    for (let k = 1; k < width; k++) {
      const next = bytes[i + k] as number;
      if ((next & 0xc0) !== 0x80) return { at: i, why: 'invalid trailing UTF-8 octet' };
      value = (value << 6) | (next & 0x3f);
    }
    if (value < (width === 2 ? 0x80 : width === 3 ? 0x800 : 0x10000)) {
      return { at: i, why: 'invalid length of a UTF-8 sequence' };
    }
    if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return { at: i, why: 'invalid Unicode character' };
    i += width;
  }
  return undefined;
}
