/** The choices of a join: a menu that says what each is now, and is asked again until somebody starts or leaves. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { plain } from '../explorer/model/text.ts';
import { planFlaw } from '../machines/join/flaws.ts';
import type { LocalFile, Source } from '../machines/join/order.ts';
import type { JoinPlan, TokenMode } from '../machines/join/plan.ts';
import { type Machined, ready } from '../machines/join/planText.ts';
import { MOST_AT_ONCE } from '../operations/operation.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Seen } from './join.ts';
import { askInMenu, type MenuItem } from './menu.ts';
import { planItems } from './planMenu.ts';

export interface JoinChoices {
  readonly plan: JoinPlan;
  readonly source: Source;
  /** How many machines join at the same time. */
  readonly atOnce: number;
  /** Nodes of the same names that are not ready may go. */
  readonly replace: boolean;
}

export interface JoinAsked extends Pick<Seen, 'name' | 'defaults'> {
  readonly targets: readonly Target[];
  readonly choices: JoinChoices;
  /** What the look at the machines showed; undefined before it, and when something was changed since. */
  readonly looks: readonly Machined[] | undefined;
  /** The configuration that a person wrote. */
  readonly config: string | undefined;
  readonly flaw: string | undefined;
}

export type JoinSaid =
  | { readonly kind: 'look' | 'start' | 'config' | 'copyPlan' }
  | { readonly kind: 'choices'; readonly choices: JoinChoices };

/** Undefined when the person left. */
export async function askForJoinChoices(asked: JoinAsked): Promise<JoinSaid | undefined> {
  const names = asked.targets.map((target) => plain(targetName(target), 40));
  return askInMenu(menu(asked), {
    title: asked.name === '' ? l10n.t('Join {0}', few(names)) : l10n.t('Join {0} to {1}', few(names), asked.name),
    placeHolder: placeHolder(asked),
  });
}

const few = (names: readonly string[]): string =>
  names.length > 3 ? l10n.t('{0} machines', names.length) : names.join(', ');

function placeHolder({ looks }: JoinAsked): string {
  if (!looks) return l10n.t('Choose, then look at the machines; nothing is changed by that.');
  return l10n.t('{0} of {1} machines can join. The plan is in the editor.', ready(looks).length, looks.length);
}

function menu(asked: JoinAsked): MenuItem<JoinSaid>[] {
  const { choices, targets, looks, config, defaults } = asked;
  const { plan, source, atOnce, replace } = choices;
  const change = (some: Partial<JoinChoices>): JoinSaid => ({ kind: 'choices', choices: { ...choices, ...some } });
  const plans = (some: Partial<JoinPlan>): JoinSaid => change({ plan: { ...plan, ...some } });
  const own = config !== undefined;
  return [
    ...steps(asked),
    { label: l10n.t('Choices'), kind: QuickPickItemKind.Separator },
    // What a document says is not asked for again.
    ...planItems(plan, defaults)
      .slice(0, own ? 2 : undefined)
      .map(({ change: changed, ...item }) => ({
        ...item,
        run: async () => {
          const next = await changed();
          return next && change({ plan: next });
        },
      })),
    {
      label: `$(cloud-download) ${l10n.t('Where K3s comes from…')}`,
      description: source.kind === 'online' ? plain(source.script, 80) : l10n.t('files of this computer'),
      run: async () => {
        const next = await askForSource(source);
        return next && change({ source: next });
      },
    },
    {
      label: `$(key) ${l10n.t('Token…')}`,
      description: tokenWords(plan.token),
      run: async () => {
        const token = await askForTokenMode(asked.name !== '');
        return token && plans({ token });
      },
    },
    {
      label: `$(json) ${l10n.t('Configuration…')}`,
      description: own ? l10n.t('as it is in the editor') : l10n.t('made of the choices; opens as a document'),
      run: () => ({ kind: 'config' }),
    },
    ...(targets.length > 1
      ? [
          {
            label: `$(split-horizontal) ${l10n.t('Machines at the same time…')}`,
            description: String(atOnce),
            run: async () => {
              const text = await ask(
                l10n.t('How many machines join at the same time, 1 to {0}', MOST_AT_ONCE),
                String(atOnce),
                (input) =>
                  /^[1-9]\d?$/.test(input) && Number(input) <= MOST_AT_ONCE
                    ? undefined
                    : l10n.t('Write a number from 1 to {0}.', MOST_AT_ONCE),
              );
              return text === undefined ? undefined : change({ atOnce: Number(text) });
            },
          },
        ]
      : []),
    {
      label: `$(${replace ? 'check' : 'blank'}) ${l10n.t('Replace Nodes of the same name that are not ready')}`,
      description: replace ? l10n.t('yes') : l10n.t('no'),
      run: () => change({ replace: !replace }),
    },
    ...(looks
      ? [
          { label: l10n.t('Copy'), kind: QuickPickItemKind.Separator },
          { label: `$(copy) ${l10n.t('Copy Plan')}`, run: () => ({ kind: 'copyPlan' }) as const },
        ]
      : []),
  ];
}

/** What comes next: what is still wrong, the look, or the start. */
function steps({ choices: { plan }, looks, flaw }: JoinAsked): MenuItem<JoinSaid>[] {
  const wrong = plan.server === '' ? l10n.t('Choose the registration address.') : planFlaw(plan);
  const missing = plan.version === '' ? l10n.t('Choose the version.') : undefined;
  const first = wrong ?? missing ?? flaw;
  if (first !== undefined)
    return [{ label: `$(circle-slash) ${l10n.t('Something is missing')}`, detail: plain(first, 300) }];
  const look: MenuItem<JoinSaid> = {
    label: `$(search) ${looks ? l10n.t('Look again') : l10n.t('Look at the machines')}`,
    detail: l10n.t('Connects, looks, and shows the plan. Nothing is changed.'),
    run: () => ({ kind: 'look' }),
  };
  const able = ready(looks ?? []).length;
  if (looks && able === 0) return [nobody(looks), look];
  if (able === 0) return [look];
  return [
    {
      label: `$(play) ${l10n.t('Start')}`,
      detail:
        able === looks?.length
          ? l10n.t('{0} of {1} machines join.', able, able)
          : l10n.t('{0} of {1} machines join; those that cannot are left alone.', able, looks?.length ?? 0),
      run: () => ({ kind: 'start' }),
    },
    look,
  ];
}

/** Why none can join: the first reason, and that the others are in the plan. */
function nobody(looks: readonly Machined[]): MenuItem<JoinSaid> {
  const [first] = looks;
  if (!first) return { label: l10n.t('No machine can join yet') };
  const { look } = first;
  const why = look.ok ? look.findings[0]?.text : look.message;
  return {
    label: `$(circle-slash) ${l10n.t('No machine can join yet')}`,
    detail: plain(`${first.name}: ${why ?? ''}`, 300),
  };
}

async function ask(
  prompt: string,
  value: string,
  flaw: (text: string) => string | undefined,
): Promise<string | undefined> {
  const text = await window.showInputBox({
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (input) => flaw(input.trim()),
  });
  return text?.trim();
}

function tokenWords(token: TokenMode): string {
  switch (token.kind) {
    case 'mint':
      return l10n.t('made for this join, gone afterwards');
    case 'agentToken':
      return l10n.t('the agent token of a server');
    case 'paste':
      return l10n.t('asked for at the start');
  }
}

async function askForTokenMode(withCluster: boolean): Promise<TokenMode | undefined> {
  const modes: (QuickPickItem & { token: TokenMode })[] = [
    ...(withCluster
      ? [
          {
            label: l10n.t('Make one for this join'),
            detail: l10n.t('A bootstrap token that lives an hour at most and is taken back at the end.'),
            token: { kind: 'mint', seconds: 3600 } as const,
          },
        ]
      : []),
    {
      label: l10n.t('Read the token for agents from a server…'),
      detail: l10n.t('It never expires. It is read as root, at the start, and not shown.'),
      token: { kind: 'agentToken' },
    },
    {
      label: l10n.t('Paste one'),
      detail: l10n.t('An agent token or a bootstrap token. It is asked for at the start.'),
      token: { kind: 'paste' },
    },
  ];
  return (await window.showQuickPick(modes, { title: l10n.t('Token'), ignoreFocusOut: true }))?.token;
}

async function askForSource(source: Source): Promise<Source | undefined> {
  const online = l10n.t('The install script from an address…');
  const offline = l10n.t('Files of this computer…');
  const picked = await window.showQuickPick(
    [
      { label: online, detail: l10n.t('The machines download K3s themselves.') },
      {
        label: offline,
        detail: l10n.t('Binary, install script and images are copied; the machines need no internet.'),
      },
    ],
    { title: l10n.t('Where K3s Comes From'), ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  if (picked.label === online) {
    const script = await ask(
      l10n.t('Address of the install script'),
      source.kind === 'online' ? source.script : 'https://get.k3s.io',
      (text) => (/^https:\/\/[!-~]+$/.test(text) ? undefined : l10n.t('Write an address that begins with https://.')),
    );
    return script === undefined ? undefined : { kind: 'online', script };
  }
  const binary = await askForFile(l10n.t('The Binary k3s'));
  const script = binary && (await askForFile(l10n.t('The Install Script'), binary.path));
  if (!binary || !script) return undefined;
  const images = await askForFile(l10n.t('The Images (k3s-airgap-images…); Cancel for none'), script.path);
  return { kind: 'offline', binary, script, ...(images && { images }) };
}

/**
 * With its SHA-256, so that what arrives on the machines is what was chosen.
 *
 * @param beside another file; the dialog begins in its folder
 */
async function askForFile(title: string, beside?: string): Promise<LocalFile | undefined> {
  const near = beside === undefined ? {} : { defaultUri: Uri.file(dirname(beside)) };
  const options = { title, canSelectMany: false, openLabel: l10n.t('Use'), ...near };
  const [uri] = (await window.showOpenDialog(options)) ?? [];
  if (!uri) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(uri.fsPath)) hash.update(chunk as Buffer);
  return { path: uri.fsPath, sha256: hash.digest('hex') };
}
