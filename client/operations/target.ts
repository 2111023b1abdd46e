/** A machine that an operation works on, as plain data that is written down. */

import { say } from '../say.ts';

/** The machine the editor's extensions run on, or one that ssh knows by this name. */
export type Target = { readonly kind: 'here' } | { readonly kind: 'ssh'; readonly host: string };

/** As a person calls it. */
export const targetName = (target: Target): string => (target.kind === 'here' ? say('this machine') : target.host);
