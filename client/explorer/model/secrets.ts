/** What must not be shown of a node's arguments although K3s wrote it on the node, where many may read it. */

import type { FlagsInForce } from '../../../server/node/config.ts';
import { isSecretKey } from '../../../server/words/mask.ts';
import { MASK, withoutPassword } from '../../../server/words/password.ts';

/** A value as it may be shown, and whether something secret stood in it for everybody to read. */
export interface Shown {
  readonly text: string;
  readonly exposed: boolean;
}

/** K3s's own mask. */
const isMasked = (value: string): boolean => value === '' || /^\*+$/.test(value);

/** Named like a secret, and holds where it is, how long it lives or what it is called. */
const ABOUT = /(file|path|dir|ttl|name|id|mode|config|lifetime|expiration|audiences?|issuer|webhook-version)$/;

/** A value of an option, be it secret as a whole or in a part: a URL, an argument for a component. */
export function shownValue(flags: FlagsInForce, option: string, value: string): Shown {
  if (isSecretKey(flags, option)) return { text: MASK, exposed: !isMasked(value) };
  return option.endsWith('-arg') ? shownArgument(flags, value) : shownText(value);
}

/** `kubelet-arg` and its like: `name=value`. */
function shownArgument(flags: FlagsInForce, argument: string): Shown {
  const [begin, name = ''] = /^-*([\w.-]+)[=\s]+(?=.)/s.exec(argument) ?? [];
  if (begin === undefined || ABOUT.test(name) || !isSecretKey(flags, name)) return shownText(argument);
  return { text: begin + MASK, exposed: !isMasked(argument.slice(begin.length)) };
}

function shownText(value: string): Shown {
  const text = withoutPassword(value);
  return { text, exposed: text !== value && !/:\/\/[^@]*:\*+@/.test(value) };
}

/** An environment variable. */
export function shownVariable(flags: FlagsInForce, name: string, value: string): Shown {
  const option = name.replace(/^K3S_/, '').toLowerCase().replaceAll('_', '-');
  if (isSecretVariable(flags, option)) return { text: MASK, exposed: !isMasked(value) };
  return shownText(value);
}

const isSecretVariable = (flags: FlagsInForce, option: string): boolean =>
  option === 'cluster-secret' || (!ABOUT.test(option) && isSecretKey(flags, option));
