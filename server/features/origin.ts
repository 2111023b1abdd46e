/** Where a value in force comes from, as a place to show: a line of a configuration file or of a service's files. */

import { type FlagValue, printDuration } from '../node/commandLine.ts';
import type { NodeConfig } from '../node/config.ts';
import { commandLine } from '../node/given.ts';
import type { Source } from '../node/loader.ts';
import { nameOf, relativeTo } from '../uri.ts';
import { type ConfigDocument, positionAt } from '../yaml/document.ts';

export interface Origin {
  readonly uri: string;
  readonly file: string;
  /** 1-based; 0 when the place is no line of a file. */
  readonly line: number;
  /** The environment variable that holds the value. */
  readonly variable?: string;
}

export function originOf(node: NodeConfig, { document, entry }: Source): Origin {
  return originAt(node, document, entry.key.start);
}

export function originAt(node: NodeConfig, document: ConfigDocument, offset: number): Origin {
  const { line } = positionAt(document, offset);
  return { uri: document.uri, file: relativeTo(node.sources.main, document.uri), line: line + 1 };
}

/** What the words of the service set an option to; they win over the files. */
export function typedFor(node: NodeConfig, name: string): { value: FlagValue; origin: Origin } | undefined {
  const value = commandLine(node).get(name);
  const { service } = node;
  if (!value || !service) return undefined;
  const names = [name, ...(node.flags.all.get(name)?.aliases ?? [])].join('|');
  return { value, origin: inService(node, service.uri, new RegExp(`(?:^|[\\s'"])--?(?:${names})(?:[\\s='"]|$)`)) };
}

/** A value as texts, one per element. */
export function textsOf(value: FlagValue): readonly string[] {
  if (value.type === 'list') return value.value;
  return [value.type === 'duration' ? printDuration(value.value) : String(value.value)];
}

/** The names of all options the words of the service set. */
export function typedNames(node: NodeConfig): string[] {
  return node.service ? [...commandLine(node).keys()] : [];
}

export function variableOrigin(node: NodeConfig, variable: string): Origin {
  const uri = node.service?.envFrom[variable] ?? node.service?.uri ?? node.sources.main;
  return { ...inService(node, uri, new RegExp(`^[ \\t]*(?:export[ \\t]+)?${variable}=`)), variable };
}

function inService({ service }: NodeConfig, uri: string, pattern: RegExp): Origin {
  const lines = (service?.texts?.[uri] ?? '').split(/\r?\n/);
  return { uri, file: nameOf(uri), line: lines.findLastIndex((line) => pattern.test(line)) + 1 };
}
