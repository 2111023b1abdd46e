/** The log of K3s on a machine, followed in an editor, and what of it is shown. */

import { l10n, window } from 'vscode';
import { type Choice, pick } from '../ask/pick.ts';
import { plain } from '../explorer/model/text.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { Place } from '../machines/causes/cause.ts';
import { followLog } from '../machines/log/follow.ts';
import type { Level } from '../machines/log/line.ts';
import { ServiceLog } from '../machines/log/serviceLog.ts';
import type { Unit } from '../machines/unit.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import type { FollowedLog } from './logDocuments.ts';
import { targetOf, tellTrouble } from './target.ts';

export async function showServiceLogs(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const subject of subjects) {
    const target = await targetOf(actions, subject);
    if (!target) return;
    await follow(actions, target, plain(subject.node.name, 100), subject);
  }
}

/** Needs no cluster. */
export const showServiceLogHere = (actions: Actions): Promise<void> =>
  follow(actions, { kind: 'here' }, targetName({ kind: 'here' }));

/** Before the machine has said what it is. */
const place = (role: Place['role']): Place => ({
  unit: { name: role === 'agent' ? 'k3s-agent' : 'k3s', init: 'systemd' },
  role,
  dataDir: '/var/lib/rancher/k3s',
  server: undefined,
  kernelLine: undefined,
});

async function follow(actions: Actions, target: Target, name: string, subject?: NodeSubject): Promise<void> {
  const followed: FollowedLog = {
    title: l10n.t('Log of K3s on {0}', name),
    log: new ServiceLog(),
    place: place(subject && subject.node.role !== 'agent' ? 'server' : 'agent'),
    state: l10n.t('Connecting…'),
    stop: new AbortController(),
  };
  const folder = subject?.source.entry.name ?? 'k3s';
  await actions.logs.show(folder, name, followed, (update) => void read(actions, target, followed, update, subject));
}

async function read(
  actions: Actions,
  target: Target,
  followed: FollowedLog,
  update: () => void,
  subject?: NodeSubject,
): Promise<void> {
  const end = await followLog(actions.machines.at(target), {
    signal: followed.stop.signal,
    onUnits: (units) => {
      const [unit] = units;
      if (unit) followed.place = { ...followed.place, unit, role: roleOf(unit, followed.place.role) };
      const names = units.map((one) => one.name).join(', ');
      followed.state = l10n.t('{0}, followed as it grows; closing the editor ends it.', names);
      update();
    },
    onLine: (line) => {
      followed.log.add(line);
      update();
    },
  });
  if (end.ok) {
    followed.state =
      end.code === 3
        ? l10n.t('There is no service of K3s on this machine.')
        : l10n.t('The log has ended. {0}', plain(end.stderr, 300));
  } else followed.state = `${end.message} ${end.next}`;
  followed.stop.abort();
  update();
  if (!end.ok) await tellTrouble(actions, end, subject);
}

const roleOf = ({ name }: Unit, otherwise: Place['role']): Place['role'] =>
  name.startsWith('k3s-agent') ? 'agent' : name === 'k3s' ? 'server' : otherwise;

/** Of the log in the active editor. */
export async function filterLog({ logs }: Actions): Promise<void> {
  const { active } = logs;
  if (!active) {
    await window.showInformationMessage(l10n.t('Open the service log of a node first.'));
    return;
  }
  const { log, title } = active.followed;
  const levels: readonly (readonly [Level, string])[] = [
    ['info', l10n.t('Everything')],
    ['warning', l10n.t('Warnings and errors')],
    ['error', l10n.t('Errors')],
  ];
  const choices: readonly Choice<Level>[] = levels.map(([value, label]) => ({
    label,
    value,
    current: value === log.filter.level,
  }));
  const level = await pick({ title, placeholder: l10n.t('How serious?'), choices, step: [1, 2] });
  if (typeof level !== 'object') return;
  const text = await window.showInputBox({
    title,
    prompt: l10n.t('Words that occur in a line. Empty shows all of them.'),
    value: log.filter.text,
  });
  if (text === undefined) return;
  log.filter = { level: level.value, text };
  active.update();
}
