/** The file that SSH_ASKPASS names: it may have no arguments of its own, so it has to be one that knows them. */

export interface Wrapped {
  readonly node: string;
  readonly main: string;
  readonly place: string;
  readonly windows: boolean;
}

/** VS Code is a Node when it is told so. */
export function wrapper({ node, main, place, windows }: Wrapped): { readonly name: string; readonly text: string } {
  if (windows) {
    const words = [node, main, place].map((path) => `"${path.replaceAll('%', '%%')}"`).join(' ');
    return { name: 'ask.cmd', text: `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n${words} %1\r\n` };
  }
  const words = [node, main, place].map((path) => `'${path.replaceAll("'", "'\\''")}'`).join(' ');
  return { name: 'ask', text: `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${words} "$1"\n` };
}
