/** Asks the kubelet engine about files in memory: short texts in, short lines out. */

import { check, type KubeletFinding } from '../../server/kubelet/check.ts';
import { effectiveFields, nameOf } from '../../server/kubelet/effective.ts';
import type { K3sValues } from '../../server/kubelet/k3sFile.ts';
import { withCopies } from '../../server/kubelet/order.ts';
import { type Kubelet, readKubelet } from '../../server/kubelet/read.ts';
import { wordsOf } from '../../server/kubelet/words.ts';
import { readText } from '../../server/yaml/document.ts';
import { applyEdits } from '../../server/yaml/edits.ts';

export const HEADER = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';

export interface Setup {
  readonly minor?: number;
  /** Items of `kubelet-arg`. */
  readonly args?: readonly string[];
  /** Values of config.yaml; `false` for a kubelet without K3s. */
  readonly k3s?: K3sValues | false;
  readonly base?: string;
  /** Texts as they are, without the header put in front. */
  readonly bare?: true;
}

/** Texts of files by name; one text alone is `50-user.conf`. */
export type Texts = string | Readonly<Record<string, string>>;

/** The kubelet of K3s v1.36 with these files, unless the setup says otherwise. */
export function kubelet(texts: Texts, { minor = 36, args = [], k3s = {}, base, bare }: Setup = {}): Kubelet {
  const head = bare ? '' : HEADER;
  const files = typeof texts === 'string' ? { '50-user.conf': texts } : texts;
  const file = (name: string, text: string) => ({ name, document: readText(`memory:/${name}`, head + text) });
  const words = wordsOf(args, minor);
  return readKubelet({
    minor,
    files: withCopies(
      Object.entries(files).map(([name, text]) => file(name, text)),
      {},
    ),
    words,
    ...(base === undefined ? {} : { base: file('kubelet.yaml', base) }),
    ...(k3s === false ? {} : { k3s }),
  });
}

/** What is told, one line each: severity, rule, and the text that is blamed. */
export function told(texts: Texts, setup: Setup = {}): string[] {
  return check(kubelet(texts, setup)).map((finding) =>
    `${finding.severity} ${finding.id} ${blamed(finding, texts, setup)}`.trim(),
  );
}

/** The sentences themselves. */
export function sentences(texts: Texts, setup: Setup = {}): string[] {
  return check(kubelet(texts, setup)).map(({ message }) => message);
}

function blamed({ uri, arg, at }: KubeletFinding, texts: Texts, { bare, args = [] }: Setup): string {
  if (arg !== undefined) return args[arg] ?? '';
  const name = (uri ?? '').replace('memory:/', '');
  const text = (bare ? '' : HEADER) + (typeof texts === 'string' ? texts : (texts[name] ?? ''));
  return text.slice(at.start, at.end);
}

/** The text of `50-user.conf` after the first fix of the first problem that has one. */
export function fixed(text: string, setup: Setup = {}): string | undefined {
  const fix = check(kubelet(text, setup)).flatMap((finding) => finding.fix)[0];
  const whole = (setup.bare ? '' : HEADER) + text;
  if (!fix) return undefined;
  const result = applyEdits(whole, fix.edits);
  return setup.bare ? result : result.replace(HEADER, '');
}

/** A field in the end and who said it: `200 from 50-user.conf`. */
export function effective(path: string, texts: Texts, setup: Setup = {}): string | undefined {
  const found = effectiveFields(kubelet(texts, setup), { all: true }).filter((one) => one.path === path);
  if (found.length === 0) return undefined;
  return found
    .map(({ key, text, from }) => `${key === undefined ? '' : `${key}: `}${text} from ${nameOf(from)}`)
    .join('; ');
}
