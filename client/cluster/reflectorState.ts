/** How a resource stands that is kept up to date, and what its followers are told. */

import type { Trouble } from './trouble.ts';

export type ReflectorState =
  /** Nobody looks; nothing is asked. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  /** `polling`: read again every now and then, because it cannot be watched. */
  | { readonly kind: 'live'; readonly polling: boolean }
  | { readonly kind: 'stale'; readonly since: number; readonly trouble: Trouble; readonly retryAt: number }
  | { readonly kind: 'denied'; readonly verb: 'list'; readonly resource: string; readonly trouble: Trouble }
  /** Not served here. */
  | { readonly kind: 'missing'; readonly trouble: Trouble };

/** Which objects changed; `all` after a list. */
export type Change = { readonly keys: ReadonlySet<string> | 'all' };
