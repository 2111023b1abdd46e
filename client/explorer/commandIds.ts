/** The commands of the explorer by name: all that has to be known of them before the first one is called. */

export const explorerCommands = [
  'k3s.explorer.refresh',
  'k3s.explorer.groupBy',
  'k3s.explorer.filter',
  'k3s.explorer.clearFilter',
  'k3s.cluster.retry',
  'k3s.cluster.report',
  'k3s.cluster.compareSettings',
  'k3s.node.report',
  'k3s.node.openConfiguration',
  'k3s.node.compareWithFile',
  'k3s.node.changeFile',
  'k3s.node.terminal',
  'k3s.node.window',
  'k3s.node.changeHost',
  'k3s.node.cordon',
  'k3s.node.uncordon',
  'k3s.node.drain',
  'k3s.node.labels',
  'k3s.node.taints',
  'k3s.node.delete',
  'k3s.operation.show',
  'k3s.operation.cancel',
  'k3s.operation.resume',
  'k3s.operation.remove',
  'k3s.node.copyName',
  'k3s.node.openInKubernetes',
] as const;

export type ExplorerCommand = (typeof explorerCommands)[number];
