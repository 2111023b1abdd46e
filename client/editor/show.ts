/** Commands that open a view: of K3s itself, of registries, of the kubelet, or of one image. */

import { l10n, type TextDocument, window } from 'vscode';
import type { App } from '../app.ts';
import type { View } from './protocol.ts';

const OWN: Readonly<Record<string, View>> = { 'k3s-registries': 'registries', 'k3s-kubelet': 'kubelet' };

/** The view of the file's own language. */
export function showEffective({ effective }: App, { uri, languageId }: TextDocument): Promise<void> {
  return effective.show(uri, OWN[languageId] ?? 'config');
}

/** One of the views, whichever file of the machine is open. */
export const showAs =
  (view: View) =>
  ({ effective }: App, { uri }: TextDocument): Promise<void> =>
    effective.show(uri, view);

/** Asks for an image and shows what it would be pulled from. */
export async function showPullEndpoints({ effective, memory }: App, { uri }: TextDocument): Promise<void> {
  const image = await window.showInputBox({
    title: l10n.t('Endpoints of an Image'),
    prompt: l10n.t('The image as a pod names it'),
    placeHolder: 'nginx:1.27',
    value: memory.get<string>(LAST, 'nginx:1.27'),
    validateInput: (text) => (/^\S+$/.test(text.trim()) ? undefined : l10n.t('Write one image, such as nginx:1.27.')),
  });
  if (image === undefined) return;
  await memory.update(LAST, image.trim());
  await effective.show(uri, 'registries', image.trim());
}

const LAST = 'k3s.lastImage';
