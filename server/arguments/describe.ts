/** Hover over one item of a `*-arg` list: the argument, its value, or the gate, plugin or signal under the mouse. */

import { admissionPlugins } from '../knowledge/admissionPlugins.ts';
import { EVICTION_SIGNALS } from '../knowledge/argumentWords.ts';
import { listOf } from '../knowledge/componentFlags/lists.ts';
import {
  etcdPresence,
  etcdRow,
  etcdVersion,
  flagDefault,
  flagRow,
  isDeprecated,
  multiOf,
  type Program,
  presence,
} from '../knowledge/componentFlags/lookup.ts';
import { type Owned, ownedAt } from '../knowledge/componentFlags/owned.ts';
import type { Component, ComponentFlag, EtcdSetting, Multi } from '../knowledge/componentFlags/row.ts';
import { flagText } from '../knowledge/componentFlags/texts.ts';
import type { Release } from '../knowledge/flag.ts';
import { kubernetesOf, minorText, numberOf } from '../knowledge/kubernetes.ts';
import { minorOf } from '../knowledge/versions.ts';
import { gateLines } from '../words/gate.ts';
import { say } from '../words/say.ts';
import { typeText } from './complete.ts';
import { cursorIn, type Stretch } from './cursor.ts';
import { flagName } from './words.ts';

export interface Description {
  readonly from: number;
  readonly to: number;
  readonly markdown: string;
}

/** What stands at an offset of an item, in Markdown; undefined where there is nothing to say. */
export function describeArgument(
  component: Component,
  text: string,
  offset: number,
  release: Release,
): Description | undefined {
  const { minor, facts } = kubernetesOf(release);
  const cursor = cursorIn(component, text, offset);
  const told = (stretch: Stretch, lines: readonly string[] | undefined): Description | undefined => {
    if (!lines) return undefined;
    const note =
      facts === 'newest known'
        ? [say('What is known of Kubernetes {0} stands for this release.', minorText(minor))]
        : [];
    return { from: stretch.from, to: stretch.to, markdown: [...lines, ...note].join('\n\n') };
  };
  if (cursor.kind === 'name') {
    const lines =
      component === 'etcd'
        ? settingLines(cursor.name.text, minor)
        : flagLines(component, flagName(cursor.name.text), minor, numberOf(minorOf(release)));
    return told(cursor.name, lines);
  }
  const word = cursor.right ?? cursor.key;
  if (cursor.row?.valuesFrom === 'featureGates')
    return told(cursor.element, gateLines(bareGate(cursor.key.text), minor));
  if (cursor.row?.valuesFrom === 'admissionPlugins') return told(word, pluginLines(word.text.trim(), minor));
  if (cursor.flag.startsWith('eviction-') && Object.hasOwn(EVICTION_SIGNALS, cursor.key.text)) {
    return told(cursor.key, [`**${cursor.key.text}**`, say(SIGNALS[cursor.key.text] ?? '')]);
  }
  const lines =
    component === 'etcd'
      ? settingLines(cursor.flag, minor)
      : flagLines(component, cursor.flag, minor, numberOf(minorOf(release)));
  return told({ text, from: cursor.item.nameFrom, to: text.length }, lines);
}

const bareGate = (text: string): string => text.trim().replace(/^kube:/, '');

/** The Markdown of one argument, also for completion. */
export function flagLines(component: Program, flag: string, minor: number, k3sMinor = minor): string[] | undefined {
  const row = flagRow(component, flag);
  if (!row) return undefined;
  const text = flagText(component, flag);
  return [
    `**${flag}** · ${component} · ${typeText(row)}`,
    ...(text ? [say(text)] : []),
    ...facts(row, minor),
    ...ownedLines(ownedAt(component, k3sMinor).get(flag), k3sMinor, flag),
    `\`${listOf(component)}\``,
  ];
}

function facts(row: ComponentFlag, minor: number): string[] {
  const lines: string[] = [];
  const standard = flagDefault(row, minor);
  const shown = Array.isArray(standard) ? standard.join(',') : String(standard);
  if (shown !== '') lines.push(say('Default of the program: `{0}`', shown));
  const here = presence(row, minor);
  if (typeof here === 'object' && 'since' in here) lines.push(say('Comes with Kubernetes {0}.', minorText(here.since)));
  else if (row.since) lines.push(say('Since Kubernetes {0}.', minorText(row.since)));
  if (row.removed) lines.push(say('Dropped in Kubernetes {0}.', minorText(row.removed)));
  const multi = MULTIS[multiOf(row)];
  if (multi) lines.push(say(multi));
  if (row.config) lines.push(say('Field of the kubelet configuration: `{0}`', row.config));
  if (isDeprecated(row, minor)) {
    if (row.use) lines.push(say('On its way out. Use {0}.', row.use.join(', ')));
    else if (!row.config) lines.push(say('On its way out.'));
  }
  if (row.alpha) lines.push(say('Experimental.'));
  return lines;
}

const MULTIS: Readonly<Partial<Record<Multi, string>>> = {
  append: 'Elements stand at commas; several items add up.',
  repeat: 'One element per item; several items add up.',
  merge: 'Pairs stand at commas; several items add up, and later ones win.',
};

function ownedLines(row: Owned | undefined, k3sMinor: number, flag: string): string[] {
  if (!row) return [];
  const lines: string[] = [];
  const set = row.value ? say('K3s sets `{0}`.', row.value) : say('K3s sets it.');
  lines.push(row.onlyWithOption ? say('K3s sets it from `{0}`.', row.option ?? '') : set);
  const inFile = row.inFileSince !== undefined && k3sMinor >= row.inFileSince;
  if (!inFile && row.value?.includes(',')) lines.push(say('`{0}+=…` keeps that and adds to it.', flag));
  if (row.grip === 'vital') lines.push(say('K3s relies on it: leave it alone.'));
  if (row.option && !row.onlyWithOption) lines.push(say('The option of K3s for it: `{0}`', row.option));
  return lines;
}

function settingLines(name: string, minor: number): string[] | undefined {
  const row: EtcdSetting | undefined = etcdRow(name);
  if (!row) return undefined;
  const version = etcdVersion(minor);
  const text = flagText('etcd', name);
  const here = etcdPresence(row, version);
  const lines = [`**${name}** · etcd ${version} · ${row.values?.filter(Boolean).join(' | ') ?? row.type}`];
  if (text) lines.push(say(text));
  if (row.default !== undefined) lines.push(say('Default of the program: `{0}`', String(row.default)));
  if (here === 'no key') lines.push(say('Only on the command line of etcd; here it does nothing.'));
  else if (typeof here === 'object' && 'since' in here) lines.push(say('Comes with etcd {0}.', here.since));
  if (row.removed) lines.push(say('Dropped in etcd {0}.', row.removed));
  lines.push('`etcd-arg`');
  return lines;
}

function pluginLines(name: string, minor: number): string[] | undefined {
  const row = Object.hasOwn(admissionPlugins, name) ? admissionPlugins[name] : undefined;
  if (!row) return undefined;
  const here = presence(row, minor);
  const lines = [`**${name}** · ${say('admission plugin')}`];
  if (typeof here === 'object') {
    lines.push(
      'since' in here
        ? say('Comes with Kubernetes {0}.', minorText(here.since))
        : say('Dropped in Kubernetes {0}.', minorText(here.removed)),
    );
  } else if (row.on) lines.push(say('On without being named.'));
  else lines.push(name === 'NodeRestriction' ? say('K3s switches it on.') : say('Off until named.'));
  return lines;
}

const SIGNALS: Readonly<Record<string, string>> = {
  'memory.available': 'Memory that is free, or could be freed at once.',
  'nodefs.available': 'Room on the disk with pods, logs and volumes.',
  'nodefs.inodesFree': 'Files that can still be made on that disk.',
  'imagefs.available': 'Room on the disk with images.',
  'imagefs.inodesFree': 'Files that can still be made on that disk.',
  'pid.available': 'Processes that can still be started.',
  'containerfs.available': 'Room for writable layers of containers; taken from one of the other two disks.',
  'containerfs.inodesFree': 'Files for writable layers; taken from one of the other two disks.',
  'allocatableMemory.available': 'Memory that pods may still ask for; of use inside the kubelet only.',
};
