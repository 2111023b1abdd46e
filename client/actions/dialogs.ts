/** Questions on the way to a machine, as dialogs: passwords, passphrases, the key of a host nobody knows yet. */

import { l10n, ProgressLocation, window } from 'vscode';
import { plain } from '../explorer/model/text.ts';
import type { Ask, HostKeyQuestion, SecretQuestion } from '../host/ask.ts';

export const dialogs: Ask = {
  secret: (question, signal) => askForSecret(question, signal),
  hostKey: (question) => askAboutHostKey(question),
  touch(machine, signal) {
    const title = l10n.t('Touch your security key to connect to {0}.', plain(machine, 60));
    void window.withProgress({ location: ProgressLocation.Notification, title }, () => ended(signal));
  },
};

/** Goes away by itself when nobody waits for the answer any more. */
async function askForSecret(question: SecretQuestion, signal: AbortSignal): Promise<string | undefined> {
  const input = window.createInputBox();
  input.password = true;
  input.ignoreFocusOut = true;
  input.title = titleOf(question);
  input.prompt = question.again ? l10n.t('That was not right. {0}', promptOf(question)) : promptOf(question);
  const close = (): void => input.hide();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await new Promise((resolve) => {
      input.onDidAccept(() => {
        resolve(input.value);
        input.hide();
      });
      input.onDidHide(() => resolve(undefined));
      if (signal.aborted) resolve(undefined);
      else input.show();
    });
  } finally {
    signal.removeEventListener('abort', close);
    input.dispose();
  }
}

function titleOf({ kind, machine }: SecretQuestion): string {
  const name = plain(machine, 60);
  switch (kind) {
    case 'sudo':
      return l10n.t('Password for sudo on {0}', name);
    case 'password':
      return l10n.t('Password for {0}', name);
    case 'passphrase':
      return l10n.t('Passphrase of an SSH key for {0}', name);
    case 'pin':
      return l10n.t('PIN of a security key for {0}', name);
    case 'other':
      return l10n.t('{0} asks', name);
  }
}

function promptOf({ kind, detail }: SecretQuestion): string {
  const text = plain(detail, 300);
  if (kind === 'other') return text;
  return text === ''
    ? l10n.t('It goes to that machine only, is in no log, and is forgotten after a while.')
    : l10n.t('{0}: it goes to that machine only, is in no log, and is forgotten after a while.', text);
}

async function askAboutHostKey({ machine, host, type, fingerprint }: HostKeyQuestion): Promise<boolean> {
  const connect = l10n.t('Connect and Remember');
  const detail = [
    l10n.t('Key: {0} {1}', plain(type, 40), plain(fingerprint, 100)),
    l10n.t('Compare it with what the machine itself says: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'),
  ].join('\n\n');
  const text = l10n.t(
    'Is {0} the machine you mean? Nobody has connected to {1} from here before.',
    plain(host, 100),
    plain(machine, 60),
  );
  return (await window.showWarningMessage(text, { modal: true, detail }, connect)) === connect;
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
