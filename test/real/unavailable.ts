/** What this machine lacks for a test, which is no failure of what is tested. */

/** Something this machine lacks, as one sentence. */
export class Unavailable extends Error {}
