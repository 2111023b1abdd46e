/** All rules, in the order they run and are listed. Adding one means: a file, a line here, a page, fixtures. */

import { argCamelcase } from './argCamelcase.ts';
import { argMapEntry } from './argMapEntry.ts';
import { argMissingEquals } from './argMissingEquals.ts';
import { badFormat } from './badFormat.ts';
import { cliSyntaxInYaml } from './cliSyntaxInYaml.ts';
import { commandLineError } from './commandLineError.ts';
import { conflictingOptions } from './conflictingOptions.ts';
import { deprecatedFlag } from './deprecatedFlag.ts';
import { duplicateKeyLastWins } from './duplicateKeyLastWins.ts';
import { environmentValue } from './environmentValue.ts';
import { fileUnreadable } from './fileUnreadable.ts';
import { helpKey } from './helpKey.ts';
import { listForSingleValue } from './listForSingleValue.ts';
import { mapValue } from './mapValue.ts';
import { mergeKeyDropped } from './mergeKeyDropped.ts';
import { missingCompanion } from './missingCompanion.ts';
import { multiDocumentIgnored } from './multiDocumentIgnored.ts';
import { nestedListLoss } from './nestedListLoss.ts';
import { notAbove } from './notAbove.ts';
import { notInVersion } from './notInVersion.ts';
import { nullValue } from './nullValue.ts';
import { octalMode } from './octalMode.ts';
import { optionWithoutEffect } from './optionWithoutEffect.ts';
import { plusOnScalar } from './plusOnScalar.ts';
import { removedFlag } from './removedFlag.ts';
import type { Rule } from './rule.ts';
import { shadowedByDropin } from './shadowedByDropin.ts';
import { shortKey } from './shortKey.ts';
import { textLostByIndentation } from './textLostByIndentation.ts';
import { twoSpellings } from './twoSpellings.ts';
import { unknownKey } from './unknownKey.ts';
import { unknownValue } from './unknownValue.ts';
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
  shadowedByDropin,
  fileUnreadable,
  environmentValue,
  commandLineError,
];
