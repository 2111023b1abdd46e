/** The choices of a plan to join, as lines of a menu that say what each is now and ask for another. */

import { l10n, type QuickPickItem, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import type { JoinDefaults } from '../machines/join/defaults.ts';
import { labelFlaw, nodeNameFlaw, nodeTaintFlaw, registrationFlaw, versionFlaw } from '../machines/join/flaws.ts';
import { type JoinPlan, labelsForApi } from '../machines/join/plan.ts';

export interface PlanItem extends QuickPickItem {
  /** Undefined when the person left the question. */
  readonly change: () => Promise<JoinPlan | undefined>;
}

/** One line for each choice. */
export function planItems(plan: JoinPlan, defaults: JoinDefaults): readonly PlanItem[] {
  const { server, version, nodeName, labels, taints } = plan;
  const advice = loadBalancerAdvice(plan, defaults);
  const later = labelsForApi(plan).length;
  return [
    {
      label: `$(globe) ${l10n.t('Registration address…')}`,
      description: choice(server, 100) || l10n.t('not chosen yet'),
      ...(advice === undefined ? {} : { detail: advice }),
      change: () => askForServer(plan, defaults),
    },
    {
      label: `$(tag) ${l10n.t('K3s version…')}`,
      description: plain(version, 60) || l10n.t('the newest stable one'),
      change: () =>
        typed(l10n.t('A release such as v1.34.2+k3s1, not newer than the servers. Empty: the newest stable one.'), {
          value: version,
          flaw: versionFlaw,
          use: (text) => ({ ...plan, version: text }),
        }),
    },
    {
      label: `$(server) ${l10n.t('Node name…')}`,
      description: plain(nodeName, 100) || l10n.t('that of the machine'),
      change: () =>
        typed(l10n.t('For one machine only. Empty: every machine keeps its own name.'), {
          value: nodeName ?? '',
          flaw: nodeNameFlaw,
          use: (text) => {
            const { nodeName: _, ...rest } = plan;
            return text === '' ? rest : { ...rest, nodeName: text };
          },
        }),
    },
    {
      label: `$(bookmark) ${l10n.t('Labels…')}`,
      description: choice(labels.join(', '), 100) || l10n.t('none'),
      ...(later === 0 ? {} : { detail: l10n.t('{0} of them can only be set when the node is there.', later) }),
      change: () =>
        typed(l10n.t('key=value, several with commas between'), {
          value: labels.join(', '),
          flaw: (text) => listed(text).map(labelFlaw).find(Boolean),
          use: (text) => ({ ...plan, labels: listed(text) }),
        }),
    },
    {
      label: `$(circle-slash) ${l10n.t('Taints…')}`,
      description: choice(taints.join(', '), 100) || l10n.t('none'),
      change: () =>
        typed(l10n.t('key=value:NoSchedule, several with commas between. They count when the node registers.'), {
          value: taints.join(', '),
          flaw: (text) => listed(text).map(nodeTaintFlaw).find(Boolean),
          use: (text) => ({ ...plan, taints: listed(text) }),
        }),
    },
  ];
}

/** An address of one of several servers is gone with that server. */
function loadBalancerAdvice({ server }: JoinPlan, { servers, registrations }: JoinDefaults): string | undefined {
  const own = registrations.some(({ url, from }) => url === server && from !== 'kubeconfig');
  return servers > 1 && (own || server === '')
    ? l10n.t('There are {0} servers: an address in front of all of them outlives each of them.', servers)
    : undefined;
}

async function askForServer(plan: JoinPlan, { registrations }: JoinDefaults): Promise<JoinPlan | undefined> {
  const other = { label: `$(edit) ${l10n.t('Another address…')}`, url: undefined };
  const from = {
    kubeconfig: l10n.t('as in the kubeconfig'),
    InternalIP: l10n.t('a server, from inside'),
    ExternalIP: l10n.t('a server, from outside'),
    Hostname: l10n.t('a server by its name'),
  };
  const picked = await window.showQuickPick(
    [
      ...registrations.map((one) => ({ label: choice(one.url, 100), description: from[one.from], url: one.url })),
      other,
    ],
    { title: l10n.t('Registration Address'), ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  if (picked.url !== undefined) return { ...plan, server: picked.url };
  return typed(l10n.t('Where agents reach the servers, such as https://k3s.example.org:6443'), {
    value: plan.server,
    flaw: registrationFlaw,
    use: (server) => ({ ...plan, server }),
  });
}

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

interface Typed {
  readonly value: string;
  flaw(text: string): string | undefined;
  use(text: string): JoinPlan;
}

async function typed(prompt: string, { value, flaw, use }: Typed): Promise<JoinPlan | undefined> {
  const text = await window.showInputBox({
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (input) => flaw(input.trim()),
  });
  return text === undefined ? undefined : use(text.trim());
}
