/** Finds the file a command is about: the one it was called on, else the one in the active editor. */

import { type TextDocument, Uri, window, workspace } from 'vscode';
import { sourceOf } from './effective.ts';
import { isOurs } from './protocol.ts';

/** Any text file; for the effective view, the configuration it was made from. */
export async function anyDocument(argument: unknown): Promise<TextDocument | undefined> {
  // A lens of the server names the file by its text.
  const named = typeof argument === 'string' ? Uri.parse(argument, true) : argument;
  const uri = named instanceof Uri ? named : window.activeTextEditor?.document.uri;
  return uri && workspace.openTextDocument(sourceOf(uri) ?? uri);
}

export async function configurationDocument(argument: unknown): Promise<TextDocument | undefined> {
  const document = await anyDocument(argument);
  return document && isOurs(document) ? document : undefined;
}
