/** The choices of a drain: a menu that says what each is now, and is asked again until somebody starts or leaves. */

import { l10n, QuickPickItemKind, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import type { Consent, DrainOptions, Need } from '../operations/drain/options.ts';
import type { Plan, PlanRow } from '../operations/drain/plan.ts';
import { planCounts } from '../operations/drain/planText.ts';
import { nameOf } from '../operations/drain/pod.ts';
import { lossWords } from '../operations/drain/verdictWords.ts';
import { askInMenu, type MenuItem } from './menu.ts';

export interface Asked {
  readonly cluster: string;
  readonly plans: readonly Plan[];
  readonly options: DrainOptions;
}

export type Chosen =
  | { readonly kind: 'start' | 'copyPlan' | 'copyCommand' }
  | { readonly kind: 'options'; readonly options: DrainOptions };

/** Undefined when the person left. */
export async function askForChoices(asked: Asked): Promise<Chosen | undefined> {
  const { cluster, plans } = asked;
  const names = plans.map(({ facts }) => plain(facts.node.name, 60));
  return askInMenu(menu(asked), {
    title: `${l10n.t('Drain {0}', names.join(', '))} (${cluster})`,
    placeHolder: plans.map((plan) => planCounts(plan)).join('; '),
  });
}

function menu(asked: Asked): MenuItem<Chosen>[] {
  const { plans, options } = asked;
  const errors = plans.flatMap((plan) => plan.errors);
  const needing = plans.flatMap(({ rows }) => rows.filter(({ needs }) => needs.length > 0));
  const change = (some: Partial<DrainOptions>): Chosen => ({ kind: 'options', options: { ...options, ...some } });
  const later = (run: () => Promise<DrainOptions | undefined>) => async (): Promise<Chosen | undefined> => {
    const next = await run();
    return next && { kind: 'options', options: next };
  };
  const first = errors[0];
  return [
    first
      ? {
          label: `$(circle-slash) ${l10n.t('Start is not possible yet')}`,
          detail: plain(first.message, 300),
          run: needing.length > 0 ? later(() => askForConsent(needing, options)) : async () => undefined,
        }
      : {
          label: `$(play) ${options.dryRun ? l10n.t('Try without changing anything') : l10n.t('Start')}`,
          detail: plans.map((plan) => planCounts(plan)).join('; '),
          run: async () => ({ kind: 'start' }),
        },
    ...(needing.length > 0
      ? [
          {
            label: `$(checklist) ${l10n.t('Pods that need your yes…')}`,
            description: l10n.t('{0} of {1} agreed', needing.filter(({ goes }) => goes).length, needing.length),
            run: later(() => askForConsent(needing, options)),
          },
        ]
      : []),
    { label: l10n.t('Options'), kind: QuickPickItemKind.Separator },
    {
      label: `$(history) ${l10n.t('Grace period…')}`,
      description:
        options.gracePeriodSeconds === undefined
          ? l10n.t("each pod's own")
          : l10n.t('{0} seconds', options.gracePeriodSeconds),
      run: later(async () => {
        const answer = await seconds(
          l10n.t("Grace period in seconds; empty: each pod's own"),
          options.gracePeriodSeconds,
        );
        const { gracePeriodSeconds: _, ...rest } = options;
        return answer && { ...rest, ...(answer.value === undefined ? {} : { gracePeriodSeconds: answer.value }) };
      }),
    },
    {
      label: `$(watch) ${l10n.t('Time limit…')}`,
      description: options.timeLimitSeconds === 0 ? l10n.t('none') : l10n.t('{0} seconds', options.timeLimitSeconds),
      run: later(async () => {
        const answer = await seconds(l10n.t('Time limit for each node in seconds; 0: none'), options.timeLimitSeconds);
        return answer && { ...options, timeLimitSeconds: answer.value ?? 0 };
      }),
    },
    {
      label: `$(split-horizontal) ${l10n.t('Requests at the same time…')}`,
      description: String(options.parallel),
      run: later(async () => {
        const answer = await seconds(
          l10n.t('How many evictions are asked for at the same time, 1 to 50'),
          options.parallel,
        );
        return answer && { ...options, parallel: Math.min(50, Math.max(1, answer.value ?? 1)) };
      }),
    },
    toggle(l10n.t('Leave pods of DaemonSets alone'), options.ignoreDaemonSets, async () =>
      change({ ignoreDaemonSets: !options.ignoreDaemonSets }),
    ),
    {
      label: `$(filter) ${l10n.t('Only pods with these labels…')}`,
      description: plain(options.podSelector, 60) || l10n.t('all pods'),
      run: later(async () => {
        const podSelector = await window.showInputBox({
          title: l10n.t('Pod Selector'),
          prompt: l10n.t('Such as app=web,tier!=cache. Empty: all pods.'),
          value: options.podSelector,
          ignoreFocusOut: true,
        });
        return podSelector === undefined ? undefined : { ...options, podSelector: podSelector.trim() };
      }),
    },
    {
      label: `$(clock) ${l10n.t('Do not wait for pods that are overdue…')}`,
      description:
        options.skipWaitSeconds === 0
          ? l10n.t('wait for all')
          : l10n.t('for longer than {0} seconds', options.skipWaitSeconds),
      run: later(async () => {
        const prompt = l10n.t(
          'Pods whose deletion is longer overdue than so many seconds are not waited for; 0: wait for all',
        );
        const answer = await seconds(prompt, options.skipWaitSeconds);
        return answer && { ...options, skipWaitSeconds: answer.value ?? 0 };
      }),
    },
    toggle(l10n.t('Try first, without changing anything'), options.dryRun, async () =>
      change({ dryRun: !options.dryRun }),
    ),
    toggle(l10n.t('Delete instead of evicting, which asks no budget'), options.way === 'delete', () =>
      askForDeletion(options),
    ),
    {
      label: `$(book) ${l10n.t('As in the guide')}`,
      description: '--ignore-daemonsets --delete-emptydir-data --grace-period=60',
      run: async () =>
        change({ ignoreDaemonSets: true, gracePeriodSeconds: 60, consent: { ...options.consent, emptyDir: 'all' } }),
    },
    { label: l10n.t('Copy'), kind: QuickPickItemKind.Separator },
    { label: `$(copy) ${l10n.t('Copy Plan')}`, run: async () => ({ kind: 'copyPlan' }) },
    { label: `$(terminal) ${l10n.t('Copy as kubectl')}`, run: async () => ({ kind: 'copyCommand' }) },
  ];
}

const toggle = (label: string, on: boolean, run: () => Promise<Chosen | undefined>): MenuItem<Chosen> => ({
  label: `$(${on ? 'check' : 'blank'}) ${label}`,
  description: on ? l10n.t('yes') : l10n.t('no'),
  run,
});

/** The one choice that can break what budgets protect. */
async function askForDeletion(options: DrainOptions): Promise<Chosen | undefined> {
  if (options.way === 'delete') return { kind: 'options', options: { ...options, way: 'evictOnly' } };
  const yes = l10n.t('Delete');
  const detail = l10n.t(
    'Budgets are there so that enough pods stay. A deletion asks none of them, and more pods may be gone at once than an application can bear.',
  );
  const answer = await window.showWarningMessage(
    l10n.t('Delete pods instead of evicting them?'),
    { modal: true, detail },
    yes,
  );
  return answer === yes ? { kind: 'options', options: { ...options, way: 'delete' } } : undefined;
}

/** Ticked pods go; the others are left out, so that the rest can start. */
export async function askForConsent(
  rows: readonly PlanRow[],
  options: DrainOptions,
): Promise<DrainOptions | undefined> {
  const items = rows.map((row) => ({
    label: choice(nameOf(row.pod), 150),
    detail: row.needs.map((need) => plain(lossWords(need, row.pod.emptyDirs))).join(' '),
    picked: row.goes,
    row,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Pods That Need Your Yes'),
    placeHolder: l10n.t('Ticked pods go. Pods that are not ticked stay on the node.'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  const yes = new Set(picked.map(({ row }) => row.pod.uid));
  const asked = new Set(rows.map(({ pod }) => pod.uid));
  const agreed = (need: Need): Consent =>
    rows.filter(({ pod, needs }) => yes.has(pod.uid) && needs.includes(need)).map(({ pod }) => pod.uid);
  return {
    ...options,
    consent: { emptyDir: agreed('emptyDir'), unmanaged: agreed('unmanaged'), orphan: agreed('orphan') },
    exclude: [...options.exclude.filter((uid) => !asked.has(uid)), ...[...asked].filter((uid) => !yes.has(uid))],
  };
}

/** A whole number, or nothing; undefined when the person left. */
async function seconds(prompt: string, value: number | undefined): Promise<{ value: number | undefined } | undefined> {
  const text = await window.showInputBox({
    prompt,
    value: value === undefined ? '' : String(value),
    ignoreFocusOut: true,
    validateInput: (input) =>
      /^\d{0,6}$/.test(input.trim()) ? undefined : l10n.t('Write a whole number of at most six digits.'),
  });
  if (text === undefined) return undefined;
  return { value: text.trim() === '' ? undefined : Number(text.trim()) };
}
