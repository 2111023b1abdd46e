/** What this client and our server say to each other beyond the Language Server Protocol. */

import type { Range } from 'vscode-languageclient/node';
import type { StartSettings } from '../../server/features/settings.ts';
import type { Status } from '../../server/features/status.ts';

/** The language ids of everything we read: config.yaml, registries.yaml, and files of the kubelet. */
export const LANGUAGES = ['k3s-config', 'k3s-registries', 'k3s-kubelet'] as const;
export type LanguageId = (typeof LANGUAGES)[number];

export const isOurs = ({ languageId }: { readonly languageId: string }): boolean =>
  (LANGUAGES as readonly string[]).includes(languageId);

/** What a machine makes of its files of one language. */
export type View = 'config' | 'registries' | 'kubelet';

export interface EffectiveParams {
  readonly uri: string;
  /** Absent: that of the file's own language. */
  readonly view?: View;
  /** Of registries: only what counts for this container image. */
  readonly image?: string;
}

/** The file in which a folder says how strict to be; the server finds and reads it. */
export const LINT_FILE = '.k3slint.yaml';

/** Names of the messages. */
export const messages = {
  /** Client to server: what the machine a file belongs to makes of its files. */
  effective: 'k3s/effective',
  /** Client to server: role, version and findings in short. */
  status: 'k3s/status',
  /** Client to server: every known release, newest first. */
  versions: 'k3s/versions',
  /** Client to server: what the machine a file belongs to would start K3s with. */
  settings: 'k3s/settings',
  /** Client to server: what is known of clusters a person is connected to; what was said before no longer counts. */
  cluster: 'k3s/cluster',
  /** Server to client: the configuration of some machine changed. */
  changed: 'k3s/changed',
  /** Server to client: files the server cannot reach itself. */
  stat: 'k3s/fs/stat',
  list: 'k3s/fs/list',
  read: 'k3s/fs/read',
} as const;

export interface FileParams {
  readonly uri: string;
}

export interface EffectiveResult {
  readonly text: string;
  /** From a place in the text to a 1-based line of a file; 0 when it is no line. */
  readonly links: readonly { readonly range: Range; readonly uri: string; readonly line: number }[];
}

export type StatusResult = Status & {
  /** What was left out because there was too much of it. */
  readonly limited?: string;
};

export type SettingsResult = StartSettings;
