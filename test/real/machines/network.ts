/** The network of the machines: a bridge in the network of the place, which leads nowhere else. */

import { execFileSync } from 'node:child_process';

/** At most 15 characters. */
export const BRIDGE = 'machines';
/** From a range that is nobody's, as is the address of the place itself. */
const NETWORK = '198.51.100';
export const MASK = 24;
/** Where we are on that network. */
export const GATEWAY = `${NETWORK}.1`;

/** The address of the machine with that number, from 1 on. */
export const addressOf = (number: number): string => `${NETWORK}.${10 + number}`;

const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Makes the bridge; one that a test left behind in this place, which ended in the middle, is taken away first. */
export function makeNetwork(): void {
  removeNetwork();
  ip('link', 'add', BRIDGE, 'type', 'bridge');
  ip('address', 'add', `${GATEWAY}/${MASK}`, 'dev', BRIDGE);
  ip('link', 'set', BRIDGE, 'up');
}

/** Takes the bridge away, if it is there. */
export function removeNetwork(): void {
  const links = execFileSync('ip', ['-brief', 'link', 'show', 'type', 'bridge'], { encoding: 'utf8' });
  if (new RegExp(`^${BRIDGE}\\s`, 'm').test(links)) ip('link', 'delete', BRIDGE);
}
