/** What can be done to nodes, clusters, tokens and operations: the table that the commands of the explorer call. */

import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { labelField } from '../operations/edit/labels.ts';
import { taintField } from '../operations/edit/taints.ts';
import type { Known } from '../operations/operations.ts';
import type { Actions } from './actions.ts';
import { setCordon } from './cordon.ts';
import { askForDelete } from './delete.ts';
import { diagnoseHere, diagnoseNodes } from './diagnose.ts';
import { askForDrain } from './drain.ts';
import { editNodes } from './edit.ts';
import { getJoinToken } from './getToken.ts';
import { importKubeconfig } from './importKubeconfig.ts';
import { askForJoin } from './join.ts';
import { generateJoinFiles } from './joinFiles.ts';
import { cancel, operationFor, remove, resume } from './operation.ts';
import { askForRecovery, recoverHere } from './recover.ts';
import { askToRevoke } from './revoke.ts';
import { actAt, actHere, actOn } from './service.ts';
import { filterLog, showServiceLogHere, showServiceLogs } from './serviceLog.ts';
import { askForUninstall, uninstallHere } from './uninstall.ts';

/** On the nodes that are selected. */
const onNodes = {
  cordon: setCordon(true),
  uncordon: setCordon(false),
  drain: askForDrain,
  labels: editNodes(labelField),
  taints: editNodes(taintField),
  delete: askForDelete,
  diagnose: diagnoseNodes,
  serviceLog: showServiceLogs,
  restart: actOn('restart'),
  stop: actOn('stop'),
  killall: actOn('killall'),
  recover: askForRecovery,
  uninstall: askForUninstall,
} satisfies Record<string, (actions: Actions, subjects: readonly NodeSubject[]) => Promise<void>>;

/** On the machine this window runs on, or on what is open in it. */
const onWindow = {
  diagnoseHere,
  serviceLogHere: showServiceLogHere,
  filterLog,
  stopHere: actHere('stop'),
  killallHere: actHere('killall'),
  recoverHere,
  uninstallHere,
} satisfies Record<string, (actions: Actions) => Promise<void>>;

/** On a cluster, or without one. */
const onCluster = {
  join: askForJoin,
} satisfies Record<string, (actions: Actions, source: ClusterSource | undefined) => Promise<void>>;

/** On whatever else there is; each says what it wants. */
const onOthers = {
  importKubeconfig,
  joinToken: getJoinToken,
  joinFiles: generateJoinFiles,
  revoke: askToRevoke,
  restartAt: actAt('restart'),
};

/** On one operation. */
const onOperation = {
  show: ({ documents }, { operation }) => documents.show(operation.id),
  cancel,
  resume,
  remove,
} satisfies Record<string, (actions: Actions, known: Known) => Promise<void>>;

export type Commands = {
  readonly [Name in keyof typeof onNodes]: (subjects: readonly NodeSubject[]) => Promise<void>;
} & {
  readonly [Name in keyof typeof onCluster]: (source: ClusterSource | undefined) => Promise<void>;
} & {
  readonly [Name in keyof typeof onOthers]: (
    subject: Parameters<(typeof onOthers)[Name]>[1],
  ) => ReturnType<(typeof onOthers)[Name]>;
} & {
  readonly [Name in keyof typeof onOperation]: (id: string | undefined) => Promise<void>;
} & {
  readonly [Name in keyof typeof onWindow]: () => Promise<void>;
};

/** The table, for one window. */
export function commandsOf(actions: Actions): Commands {
  const nodes = Object.entries(onNodes).map(
    ([name, run]) => [name, (subjects: readonly NodeSubject[]) => run(actions, subjects)] as const,
  );
  const own = Object.entries(onWindow).map(([name, run]) => [name, () => run(actions)] as const);
  const clusters = Object.entries(onCluster).map(
    ([name, run]) => [name, (source: ClusterSource | undefined) => run(actions, source)] as const,
  );
  const others = Object.entries<(actions: Actions, subject: never) => Promise<unknown>>(onOthers).map(
    ([name, run]) => [name, (subject: never) => run(actions, subject)] as const,
  );
  const operations = Object.entries(onOperation).map(
    ([name, run]) =>
      [
        name,
        async (id: string | undefined) => {
          const known = await operationFor(actions, id);
          if (known) await run(actions, known);
        },
      ] as const,
  );
  return Object.fromEntries([...nodes, ...own, ...clusters, ...others, ...operations]) as Commands;
}
