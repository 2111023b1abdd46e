/** All causes, in the order in which one leads to the next: what is found first here explains what is found below. */

import type { Cause } from './cause.ts';
import { certificateEnds, certificateExpired, clock, clockFree } from './clock.ts';
import {
  badTaint,
  cardMissing,
  configurationUnreadable,
  fileNotRead,
  kubeletFlag,
  reservedLabel,
  serverMissing,
  settingsDiffer,
  tokenMissing,
  unknownFlag,
} from './configuration.ts';
import { diskErrors, diskFull, diskNearlyFull, inodesFull, readOnlyDisk } from './disk.ts';
import { apparmor, kernelDefaults, kernelModules, memoryCgroup, selinux, tooManyFiles } from './kernel.ts';
import { littleMemory, outOfMemory, processKilled } from './memory.ts';
import { dns, firewall, mtu, noRoute, refused, serverStarting, tls, tunnel } from './reach.ts';
import { cni, containerd, imagePull, portTaken } from './runtime.ts';
import { needsReboot, notEnabled, notInstalled, restartLoop, stopped } from './service.ts';
import { leaseConflict, nodePassword, otherAuthority, otherCluster, sameName, tokenRejected } from './trust.ts';

export const causes: readonly Cause[] = [
  notInstalled,
  diskFull,
  inodesFull,
  readOnlyDisk,
  memoryCgroup,
  configurationUnreadable,
  unknownFlag,
  serverMissing,
  tokenMissing,
  reservedLabel,
  badTaint,
  kubeletFlag,
  kernelDefaults,
  cardMissing,
  settingsDiffer,
  clock,
  certificateExpired,
  noRoute,
  dns,
  refused,
  tls,
  otherAuthority,
  otherCluster,
  tokenRejected,
  nodePassword,
  sameName,
  portTaken,
  kernelModules,
  apparmor,
  selinux,
  tooManyFiles,
  outOfMemory,
  containerd,
  cni,
  stopped,
  serverStarting,
  leaseConflict,
  tunnel,
  mtu,
  fileNotRead,
  diskErrors,
  diskNearlyFull,
  processKilled,
  littleMemory,
  imagePull,
  restartLoop,
  firewall,
  clockFree,
  certificateEnds,
  notEnabled,
  needsReboot,
];
