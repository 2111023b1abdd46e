/** A bootstrap token from the cluster, after a look at what the person may do; everything about it but the secret is told. */

import { l10n, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { rightWords } from '../explorer/items/words.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import { clusterAuthority } from '../machines/token/authority.ts';
import { LONGEST, type Minted, mint, SHORTEST } from '../machines/token/bootstrap.ts';
import { missingRights } from '../machines/token/rights.ts';
import { kubeconfigs } from './kubeconfigs.ts';
import { inView, reachOf } from './subjects.ts';

/** Seconds; undefined when the person left. */
export async function askForLife(title: string): Promise<number | undefined> {
  const lives: readonly (readonly [number, string])[] = [
    [SHORTEST, l10n.t('5 minutes')],
    [3600, l10n.t('1 hour')],
    [8 * 3600, l10n.t('8 hours')],
    [24 * 3600, l10n.t('1 day')],
    [LONGEST, l10n.t('7 days')],
  ];
  const other = l10n.t('Another life…');
  const picked = await window.showQuickPick(
    [...lives.map(([seconds, label]) => ({ label, seconds })), { label: `$(edit) ${other}`, seconds: undefined }],
    { title, placeHolder: l10n.t('How long may agents join with it?'), ignoreFocusOut: true },
  );
  if (!picked || picked.seconds !== undefined) return picked?.seconds;
  const minutes = await window.showInputBox({
    title,
    prompt: l10n.t('Minutes, from {0} to {1}', SHORTEST / 60, LONGEST / 60),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\d{1,5}$/.test(text.trim()) && Number(text) * 60 >= SHORTEST && Number(text) * 60 <= LONGEST
        ? undefined
        : l10n.t('Write a whole number from {0} to {1}.', SHORTEST / 60, LONGEST / 60),
  });
  return minutes === undefined ? undefined : Number(minutes) * 60;
}

/** Undefined when it did not work, or the person does not want it; that has been told. */
export async function mintToken(
  source: ClusterSource,
  seconds: number,
  description: string,
): Promise<Minted | undefined> {
  const { api, access } = reachOf(source);
  const missing = await inView(() => missingRights(access, 'mint'));
  if (missing.length > 0) {
    const needed = missing.map(rightWords).join(', ');
    void window.showErrorMessage(l10n.t('You may not make a token in {0}: {1}.', nameOf(source), needed));
    return undefined;
  }
  const { file, context } = source.entry;
  const { trustedAuthority } = await kubeconfigs();
  const authority = await inView(async () => clusterAuthority(api, await trustedAuthority(file, context)));
  if (!authority.ok) return told(authority.trouble);
  if (authority.differs && !(await agreesToOther(source))) return undefined;
  const order = { seconds, description, authority: authority.pem, now: systemClock.now() };
  const minted = await inView(() => mint(api, order));
  return minted.ok ? minted : told(minted.trouble);
}

/** Behind a proxy that is as it should be; otherwise somebody may stand between. */
async function agreesToOther(source: ClusterSource): Promise<boolean> {
  const go = l10n.t('Make the Token');
  const detail = l10n.t(
    'That is so behind a proxy, such as Rancher. The token then names the CA of the cluster, which agents find at its own servers.',
  );
  const text = l10n.t('The CA of {0} is another one than your kubeconfig trusts.', nameOf(source));
  return (await window.showWarningMessage(text, { modal: true, detail }, go)) === go;
}

function told({ message, next = '' }: { readonly message: string; readonly next?: string }): undefined {
  void window.showErrorMessage(plain([message, next].join(' ').trim(), 500));
}

export const nameOf = ({ entry }: ClusterSource): string => plain(entry.name, 60);
