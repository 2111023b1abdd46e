/** Import Kubeconfig from Node: read on the server, then which address, into which file, under which name, and written. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import { env, l10n, ProgressLocation, type QuickPickItem, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { kubeconfigPaths } from '../cluster/kubeconfigPaths.ts';
import { readSmallFile } from '../cluster/smallFile.ts';
import { choice, plain } from '../explorer/model/text.ts';
import { places } from '../explorer/places.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { sshSettings } from '../host/sshSettings.ts';
import type { HostTrouble } from '../host/trouble.ts';
import { isLoopback } from '../machines/join/defaults.ts';
import { type Address, serverUrl, tlsSanAdvice } from '../machines/kubeconfig/addresses.ts';
import type { Imported } from '../machines/kubeconfig/imported.ts';
import type { Importable, Offered } from '../machines/kubeconfig/importing.ts';
import type { Target as Kubeconfig } from '../machines/kubeconfig/target.ts';
import type { MachineTrouble } from '../machines/trouble.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { askForMachine } from './askForMachine.ts';
import { kubeconfigs } from './kubeconfigs.ts';
import { ssh } from './machines.ts';
import { targetOf, tellTrouble } from './target.ts';

/** @param subject the server it was called on, if any */
export async function importKubeconfig(actions: Actions, subject: NodeSubject | undefined): Promise<void> {
  const title = l10n.t('Import Kubeconfig');
  const target = await (subject ? targetOf(actions, subject) : askForMachine(actions, title));
  if (!target) return;
  const { readTarget, reachedAt, saveImport, ...names } = await kubeconfigs();
  const found = await read(actions, target, subject);
  if (!found.ok) return 'kind' in found ? tellTrouble(actions, found, subject) : tell(found);
  const address = await askForAddress(found);
  const imported = address && reachedAt(found.imported, address);
  if (!imported) return;
  const file = await askForFile();
  if (file === undefined) return;
  const text = await readSmallFile(file);
  if (!text.ok && text.trouble.kind !== 'noFile') return tell({ ...text.trouble, next: text.trouble.next ?? '' });
  const there = readTarget(text.ok ? text.value : '');
  if (!there.ok) return tell({ message: there.message, next: l10n.t('Repair it first: {0}', short(file)) });
  const name = await askForName(names, there.target, imported, namesFor(found, imported, subject, target));
  if (name === undefined) return;
  const written = await saveImport(file, name, imported, systemClock.now());
  if (!written.ok) return tell({ message: written.message, next: '' });
  await actions.explorer.reload();
  const kept = written.backup === undefined ? '' : l10n.t('What was there before is in {0}.', short(written.backup));
  const done = l10n.t('{0} is in {1}, which only you can read.', plain(name, 100), short(written.file));
  void window.showInformationMessage([done, kept].join(' ').trim());
}

function read(
  { operations }: Actions,
  target: Target,
  subject: NodeSubject | undefined,
): Thenable<Importable | HostTrouble | MachineTrouble> {
  const title = l10n.t('Reading the kubeconfig on {0}', plain(targetName(target), 60));
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (_, token) => {
    const { prepareImport } = await kubeconfigs();
    const stopper = new AbortController();
    token.onCancellationRequested(() => stopper.abort());
    return prepareImport({
      machine: operations.machine(target),
      here: target.kind === 'here',
      reachedBy: await reachedBy(target, subject, stopper.signal),
      signal: stopper.signal,
    });
  });
}

/** What an alias of SSH stands for; the address in the kubeconfig of the view, and those that the node tells of. */
async function reachedBy(
  target: Target,
  subject: NodeSubject | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const settings = target.kind === 'ssh' ? await sshSettings(target.host, ssh(), signal) : undefined;
  const server = URL.parse(subject?.source.entry.server ?? '')?.hostname;
  return [
    ...(settings && 'hostname' in settings ? [settings.hostname] : []),
    ...(server && !isLoopback(server) ? [server] : []),
    ...(subject?.node.addresses ?? []).map(({ address }) => address),
  ];
}

interface AddressItem extends QuickPickItem {
  readonly address?: Offered;
}

/** Undefined when the person left. */
async function askForAddress(found: Importable): Promise<Address | undefined> {
  const items: AddressItem[] = [
    ...found.addresses.map((address) => ({
      label: `$(${address.answers ? (address.named ? 'pass' : 'warning') : 'circle-outline'}) ${choice(address.host, 100)}`,
      description: [
        address.answers ? l10n.t('answers here') : l10n.t('no answer from here'),
        address.named ? l10n.t('named in the certificate') : l10n.t('not named in the certificate'),
      ].join(', '),
      address,
    })),
    { label: `$(edit) ${l10n.t('Another address…')}` },
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Address of the Cluster'),
    placeHolder: l10n.t('The file on the server says {0}. How is it reached from here?', found.imported.server.host),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  const chosen = picked && (picked.address ?? (await askForOther(found)));
  if (!chosen || chosen.named) return chosen;
  return (await agreesToName(chosen)) ? chosen : askForAddress(found);
}

async function askForOther({ addresses, imported }: Importable): Promise<Address | undefined> {
  const host = await window.showInputBox({
    title: l10n.t('Address of the Cluster'),
    prompt: l10n.t('A name or an address; the port stays {0}.', imported.server.port || '443'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      serverUrl(text.trim(), '6443')?.hostname.replace(/^\[|\]$/g, '') === text.trim().toLowerCase()
        ? undefined
        : l10n.t('Write one name or address, such as k3s.example.org or 10.0.0.5.'),
  });
  if (host === undefined) return undefined;
  const known = addresses.find((one) => one.host === host.trim().toLowerCase());
  return known ?? { host: host.trim(), named: false, serverName: 'kubernetes' };
}

/** The certificate is not for the address: what helps in the end, and what helps until then. */
async function agreesToName({ host, serverName }: Address): Promise<boolean> {
  const use = l10n.t('Use It');
  const copy = l10n.t('Copy Lines for config.yaml');
  const detail =
    serverName === undefined
      ? tlsSanAdvice(host)
      : [tlsSanAdvice(host), l10n.t('"Use It" writes tls-server-name: {0}.', serverName)].join('\n\n');
  const text = l10n.t('The certificate of the server is not for {0}.', plain(host, 100));
  const answer = await window.showWarningMessage(text, { modal: true, detail }, use, copy);
  if (answer === copy) await env.clipboard.writeText(`tls-san:\n  - ${host}\n`);
  return answer === use;
}

/** The files that are read anyway, without the one that belongs to K3s. */
async function askForFile(): Promise<string | undefined> {
  const files = kubeconfigPaths(places()).filter(({ origin }) => origin !== 'k3s');
  const [only] = files;
  if (files.length === 1) return only?.path;
  const home = join(homedir(), '.kube', 'config');
  const picked = await window.showQuickPick(
    files.map(({ path }) => ({ label: choice(short(path)), description: path === home ? 'kubectl' : '', path })),
    { title: l10n.t('Import Kubeconfig'), placeHolder: l10n.t('Into which file?'), ignoreFocusOut: true },
  );
  return picked?.path;
}

/** What it may be called, best first: as in the view, else as the machine is called. */
function namesFor(
  found: Importable,
  imported: Imported,
  subject: NodeSubject | undefined,
  target: Target,
): readonly string[] {
  const { hostname } = imported.server;
  const host = isLoopback(hostname) ? [] : [hostname];
  const names = [
    subject?.source.entry.context ?? '',
    target.kind === 'ssh' ? target.host : '',
    found.hostname,
    ...host,
  ];
  return names.filter((name) => name !== 'default');
}

type Names = Pick<Awaited<ReturnType<typeof kubeconfigs>>, 'clashOf' | 'isName' | 'nameOfSame'>;

/** What is of the same cluster may be replaced, once a person says so; anything else needs another name. */
async function askForName(
  { clashOf, isName, nameOfSame }: Names,
  there: Kubeconfig,
  imported: Imported,
  names: readonly string[],
): Promise<string | undefined> {
  const isFree = (name: string): boolean => clashOf(there, name, imported).kind !== 'other';
  let value = nameOfSame(there, imported) ?? names.find((name) => isName(name) && isFree(name)) ?? '';
  for (;;) {
    const typed = await window.showInputBox({
      title: l10n.t('Name of the Cluster'),
      prompt: l10n.t('Cluster, user and context get this name. K3s calls all three of them default.'),
      value,
      ignoreFocusOut: true,
      validateInput: (text) => {
        if (!isName(text.trim())) return l10n.t('Use letters, digits and . - _ @ : / +; at most 100.');
        return isFree(text.trim())
          ? undefined
          : l10n.t('Something else has this name in the file. Choose another one.');
      },
    });
    if (typed === undefined) return undefined;
    value = typed.trim();
    if (clashOf(there, value, imported).kind === 'none' || (await agreesToReplace(value))) return value;
  }
}

async function agreesToReplace(name: string): Promise<boolean> {
  const replace = l10n.t('Replace');
  const detail = l10n.t('It is of the same cluster. Its address, CA and key are replaced; everything else stays.');
  const text = l10n.t('{0} is there already.', plain(name, 100));
  return (await window.showWarningMessage(text, { modal: true, detail }, replace)) === replace;
}

const short = (path: string): string => {
  const home = homedir();
  return plain(path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path, 200);
};

/** Nobody has to answer. */
function tell({ message, next }: Pick<MachineTrouble, 'message' | 'next'>): void {
  void window.showErrorMessage(plain([message, next].join(' '), 500));
}
