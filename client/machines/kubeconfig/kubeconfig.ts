/** All that reads and changes kubeconfigs of others: a file of its own, because of the library, that is loaded at first use. */

export { speakWith } from '../../say.ts';
export { prepareImport, reachedAt, saveImport } from './importing.ts';
export { clashOf, isName, nameOfSame } from './merge.ts';
export { readTarget } from './target.ts';
export { trustedAuthority } from './trusted.ts';
