/** What can be generated so that a machine joins without us: the table of kinds, each with its file. */

import { say } from '../../say.ts';
import { planFlaw } from '../join/flaws.ts';
import { cloudInit } from './cloudInit.ts';
import { configFile } from './config.ts';
import { joinScript } from './script.ts';
import type { Install } from './shell.ts';

export type JoinFileKind = 'config' | 'cloudInit' | 'cloudInitWithToken' | 'script';

export interface JoinFile {
  readonly ok: true;
  readonly text: string;
  /** As editors call it. */
  readonly language: 'k3s-config' | 'yaml' | 'shellscript';
}

const LANGUAGES: Readonly<Record<JoinFileKind, JoinFile['language']>> = {
  config: 'k3s-config',
  cloudInit: 'yaml',
  cloudInitWithToken: 'yaml',
  script: 'shellscript',
};

/** The file, or what is wrong with the choices, in a sentence. Only `cloudInitWithToken` takes a token. */
export function joinFile(
  kind: JoinFileKind,
  install: Install,
  token?: string,
): JoinFile | { readonly ok: false; readonly flaw: string } {
  const flaw = planFlaw(install.plan) ?? installerFlaw(install.installer);
  if (flaw !== undefined) return { ok: false, flaw };
  return { ok: true, text: textOf(kind, install, token), language: LANGUAGES[kind] };
}

function textOf(kind: JoinFileKind, install: Install, token: string | undefined): string {
  if (kind === 'config') return configFile(install);
  if (kind === 'script') return joinScript(install);
  return cloudInit(install, kind === 'cloudInitWithToken' ? token : undefined);
}

/** Undefined where nothing is wrong. */
export function installerFlaw(address: string): string | undefined {
  const url = /^https:\/\/[!-~]+$/.test(address) ? URL.parse(address) : null;
  return url && url.username === '' ? undefined : say('Write an address that begins with https://.');
}
