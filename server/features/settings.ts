/** With what the files of a machine would start K3s now, masked: to be held against what a running node says. */

import { isSecretKey } from '../words/mask.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { effective } from './effective.ts';
import type { Feature } from './feature.ts';

export interface StartSettings {
  readonly role?: 'server' | 'agent';
  readonly release: string;
  /** As the files say it; absent when they do not. */
  readonly nodeName?: string;
  /** The words K3s sees after its own name, as it would write them on the node. */
  readonly arguments: readonly string[];
  /** Those of K3s, which it writes on the node as well. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where each option stands: URI, and a 1-based line or 0. */
  readonly places: readonly {
    readonly option: string;
    readonly uri: string;
    readonly file: string;
    readonly line: number;
  }[];
  /** Why K3s does not start with the files, or without them; the arguments are then not known. */
  readonly error?: string;
}

export const startSettings: Feature<StartSettings> = ({ node }) => {
  const { arguments: words = [], values, error, ignored } = effective(node);
  const { role } = node.role;
  const nodeName = node.setting('node-name')?.parts.at(-1)?.text ?? node.service?.env.K3S_NODE_NAME;
  const trouble = error ?? ignored;
  return {
    ...(role ? { role } : {}),
    release: node.flags.release,
    ...(nodeName ? { nodeName: nodeName.trim().toLowerCase() } : {}),
    arguments: words,
    variables: Object.fromEntries(
      Object.entries(node.service?.env ?? {}).flatMap(([name, value]) => {
        if (!name.startsWith('K3S_')) return [];
        const option = name.replace(/^K3S_/, '').toLowerCase().replaceAll('_', '-');
        const isSecret = isSecretKey(node.flags, option) || option === 'cluster-secret';
        return [[name, isSecret && value !== '' ? MASK : withoutPassword(value)]];
      }),
    ),
    places: values.flatMap(({ key, option = key, origin }) =>
      origin.slice(0, 1).map(({ uri, file, line }) => ({ option, uri, file, line })),
    ),
    ...(trouble ? { error: trouble } : {}),
  };
};
