/** How root's files are named: `k3s-root://here/etc/rancher/k3s/config.yaml`, or with what ssh calls the machine. */

import { isHost } from '../host/hostName.ts';
import type { Target } from '../operations/target.ts';

export const ROOT_SCHEME = 'k3s-root';

const HERE = 'here';

/**
 * What stands for a machine in a URI. Editors write that part in small letters and take some characters for their own,
 * so everything but small letters, digits, dots and dashes is `_` with two hexadecimal digits.
 */
export function authorityOf(target: Target): string {
  if (target.kind === 'here') return HERE;
  const plain = target.host.replace(/[^a-z0-9.-]/g, hex);
  return plain === HERE ? `${hex('h')}ere` : plain;
}

/** The machine again; undefined for what names none. */
export function targetOf(authority: string): Target | undefined {
  if (authority === HERE) return { kind: 'here' };
  const host = authority.replace(/_([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return isHost(host) ? { kind: 'ssh', host } : undefined;
}

const hex = (character: string): string => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
