/** What the program that ssh starts for a question and the extension say to each other: one line each way. */

/** Where to ask, and what proves that the asker may: a file that nobody else can read. */
export interface Place {
  readonly socket: string;
  readonly secret: string;
}

export interface Question {
  readonly secret: string;
  readonly prompt: string;
  /** What ssh says about it in `SSH_ASKPASS_PROMPT`. */
  readonly hint: string;
}

export interface Reply {
  /** Without it the answer is no. */
  readonly text?: string;
}

/** A question is a few lines; whoever says more is somebody else. */
export const LINE_LIMIT = 64 * 1024;
