/** Offers once, quietly, to treat a YAML file as K3s configuration when its options look like it. */

import { type Disposable, l10n, languages, type TextDocument, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { isKubelet, languageOfText, looksLikeK3s, mayBeNamed, saysItself } from './looksLike.ts';
import { isOurs } from './protocol.ts';
import { treatAsConfiguration } from './treatAs.ts';

const ASKED = 'k3s.offered';
const NEVER = '*';
/** So many files are remembered; the oldest are forgotten. */
const REMEMBERED = 200;

export function offerToTreat(app: App): Disposable {
  const switched = new Set<string>();
  let asking = false;

  const look = async (document: TextDocument | undefined): Promise<void> => {
    if (!document || !isForeign(document)) return;
    if (saysItself(document.lineAt(0).text)) return switchOnce(document, switched);
    if (asking || !shouldAsk(app, document)) return;
    asking = true;
    await offer(app, document).finally(() => {
      asking = false;
    });
  };

  const lookQuietly = (document: TextDocument | undefined): void =>
    void look(document).catch((error: Error) => app.log.error('Offer:', error));
  lookQuietly(window.activeTextEditor?.document);
  return window.onDidChangeActiveTextEditor((editor) => lookQuietly(editor?.document));
}

/** A YAML file, or a template of one, that nobody has called K3s configuration. */
function isForeign(document: TextDocument): boolean {
  return !isOurs(document) && document.uri.scheme !== 'git' && mayBeNamed(document.uri.path);
}

/** VS Code asks the first line only for files whose ending means nothing to it; for `.yaml` this does. */
async function switchOnce(document: TextDocument, switched: Set<string>): Promise<void> {
  // Who switches back by hand means it.
  const key = document.uri.toString();
  if (switched.has(key)) return;
  switched.add(key);
  await languages.setTextDocumentLanguage(document, languageOfText(document.getText()));
}

function shouldAsk({ memory }: App, document: TextDocument): boolean {
  const asked = memory.get<string[]>(ASKED, []);
  if (asked.includes(NEVER) || asked.includes(document.uri.toString())) return false;
  const wanted = workspace.getConfiguration('k3s', document.uri).get('offerYamlFiles', true);
  return wanted && document.lineCount < 5000 && looksLike(document.getText());
}

const looksLike = (text: string): boolean => looksLikeK3s(text) || isKubelet(text);

async function offer({ memory }: App, document: TextDocument): Promise<void> {
  await remember(memory, document.uri.toString());
  const treat = l10n.t('Treat as K3s Configuration');
  const never = l10n.t('Never Ask in This Workspace');
  const question = l10n.t('{0} looks like a K3s configuration.', workspace.asRelativePath(document.uri));
  const answer = await window.showInformationMessage(question, treat, never);
  if (answer === treat) await treatAsConfiguration(document);
  if (answer === never) await remember(memory, NEVER);
}

async function remember(memory: App['memory'], what: string): Promise<void> {
  await memory.update(ASKED, [...memory.get<string[]>(ASKED, []), what].slice(-REMEMBERED));
}
