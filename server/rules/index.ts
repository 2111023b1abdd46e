/** All rules, in the order they run and are listed. Adding one means: a file, a line here, a page, fixtures. */

import { argCamelcase } from './argCamelcase.ts';
import { argFilePath } from './argFilePath.ts';
import { argMapEntry } from './argMapEntry.ts';
import { argMissingEquals } from './argMissingEquals.ts';
import { badFormat } from './badFormat.ts';
import { bindAddressHint } from './bindAddressHint.ts';
import { brokenManifest } from './brokenManifest.ts';
import { cidrOverlap } from './cidrOverlap.ts';
import { cidrTooSmall } from './cidrTooSmall.ts';
import { cliSyntaxInYaml } from './cliSyntaxInYaml.ts';
import { clusterDnsRange } from './clusterDnsRange.ts';
import { commandLineError } from './commandLineError.ts';
import { componentArguments } from './componentArguments.ts';
import { componentNotInstalled } from './componentNotInstalled.ts';
import { conflictingOptions } from './conflictingOptions.ts';
import { criEndpoint } from './criEndpoint.ts';
import { datastoreNeedsToken } from './datastoreNeedsToken.ts';
import { deprecatedFlag } from './deprecatedFlag.ts';
import { duplicateKeyLastWins } from './duplicateKeyLastWins.ts';
import { egressWithoutAgent } from './egressWithoutAgent.ts';
import { embeddedRegistryMirrors } from './embeddedRegistryMirrors.ts';
import { envFilePath } from './envFilePath.ts';
import { environmentValue } from './environmentValue.ts';
import { envShadowed } from './envShadowed.ts';
import { etcdUnused } from './etcdUnused.ts';
import { fileUnreadable } from './fileUnreadable.ts';
import { firstServerJoin } from './firstServerJoin.ts';
import { flannelIfaceHint } from './flannelIfaceHint.ts';
import { hardening } from './hardening.ts';
import { helpKey } from './helpKey.ts';
import { ipFamilyMismatch } from './ipFamilyMismatch.ts';
import { keepsAll } from './keepsAll.ts';
import { kubeconfigGenerated } from './kubeconfigGenerated.ts';
import { kubeconfigMode } from './kubeconfigMode.ts';
import { kubelet } from './kubelet.ts';
import { lintFile } from './lintFile.ts';
import { listForSingleValue } from './listForSingleValue.ts';
import { mapValue } from './mapValue.ts';
import { mergeKeyDropped } from './mergeKeyDropped.ts';
import { missingCompanion } from './missingCompanion.ts';
import { modelineWord } from './modelineWord.ts';
import { multicloudSet } from './multicloudSet.ts';
import { multiDocumentIgnored } from './multiDocumentIgnored.ts';
import { needsRoot } from './needsRoot.ts';
import { nestedListLoss } from './nestedListLoss.ts';
import { noClusterResetInFile } from './noClusterResetInFile.ts';
import { notAbove } from './notAbove.ts';
import { notInVersion } from './notInVersion.ts';
import { nullValue } from './nullValue.ts';
import { octalMode } from './octalMode.ts';
import { optionWithoutEffect } from './optionWithoutEffect.ts';
import { pathOnMachine } from './pathOnMachine.ts';
import { pathUnchecked } from './pathUnchecked.ts';
import { plusOnScalar } from './plusOnScalar.ts';
import { portConflict } from './portConflict.ts';
import { protectKernel } from './protectKernel.ts';
import { registries } from './registries.ts';
import { registryFileMissing } from './registryFileMissing.ts';
import { registryUnused } from './registryUnused.ts';
import { removedFlag } from './removedFlag.ts';
import { rke2Key } from './rke2Key.ts';
import { roleMismatch } from './roleMismatch.ts';
import type { Rule } from './rule.ts';
import { s3Complete } from './s3Complete.ts';
import { secretInFile } from './secretInFile.ts';
import { selinuxHint } from './selinuxHint.ts';
import { shadowedByDropin } from './shadowedByDropin.ts';
import { shortKey } from './shortKey.ts';
import { textLostByIndentation } from './textLostByIndentation.ts';
import { tlsArgument } from './tlsArgument.ts';
import { twoServices } from './twoServices.ts';
import { twoSpellings } from './twoSpellings.ts';
import { unitBoolFlag } from './unitBoolFlag.ts';
import { unknownGroup } from './unknownGroup.ts';
import { unknownKey } from './unknownKey.ts';
import { unknownValue } from './unknownValue.ts';
import { vpnAddress } from './vpnAddress.ts';
import { wrongRole } from './wrongRole.ts';
import { wrongType } from './wrongType.ts';
import { yamlGluedKey } from './yamlGluedKey.ts';
import { yamlNotAMap } from './yamlNotAMap.ts';
import { yamlScalarTrap } from './yamlScalarTrap.ts';
import { yamlSyntax } from './yamlSyntax.ts';
import { yamlTabs } from './yamlTabs.ts';
import { yamlTagValue } from './yamlTagValue.ts';

export const rules: readonly Rule[] = [
  yamlSyntax,
  yamlTabs,
  yamlGluedKey,
  yamlNotAMap,
  yamlTagValue,
  textLostByIndentation,
  multiDocumentIgnored,
  mergeKeyDropped,
  kubeconfigGenerated,
  unknownKey,
  wrongRole,
  notInVersion,
  removedFlag,
  deprecatedFlag,
  helpKey,
  conflictingOptions,
  missingCompanion,
  optionWithoutEffect,
  duplicateKeyLastWins,
  plusOnScalar,
  shortKey,
  twoSpellings,
  nestedListLoss,
  mapValue,
  argMapEntry,
  argMissingEquals,
  argCamelcase,
  cliSyntaxInYaml,
  yamlScalarTrap,
  octalMode,
  nullValue,
  wrongType,
  listForSingleValue,
  unknownValue,
  badFormat,
  notAbove,
  ipFamilyMismatch,
  clusterDnsRange,
  cidrOverlap,
  cidrTooSmall,
  portConflict,
  tlsArgument,
  ...componentArguments,
  ...registries,
  embeddedRegistryMirrors,
  registryUnused,
  registryFileMissing,
  ...kubelet,
  rke2Key,
  componentNotInstalled,
  selinuxHint,
  protectKernel,
  criEndpoint,
  egressWithoutAgent,
  vpnAddress,
  multicloudSet,
  flannelIfaceHint,
  bindAddressHint,
  pathOnMachine,
  argFilePath,
  pathUnchecked,
  unknownGroup,
  brokenManifest,
  envShadowed,
  twoServices,
  roleMismatch,
  envFilePath,
  unitBoolFlag,
  needsRoot,
  keepsAll,
  firstServerJoin,
  datastoreNeedsToken,
  noClusterResetInFile,
  etcdUnused,
  s3Complete,
  secretInFile,
  kubeconfigMode,
  hardening,
  modelineWord,
  shadowedByDropin,
  lintFile,
  fileUnreadable,
  environmentValue,
  commandLineError,
];
