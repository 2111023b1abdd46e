/** Files and fields that belong to K3s. */

import { kubeletFields } from '../knowledge/kubelet.ts';
import { writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { firstLine } from './file.ts';
import type { JsonNode } from './json.ts';
import type { Message } from './messages.ts';
import { isUsers, note, type Read, textOf } from './note.ts';
import { COPIED_FILE, COPIED_FOLDER, K3S_FILE } from './order.ts';
import type { Problem } from './problem.ts';
import type { KubeletInput } from './read.ts';
import { placeOf } from './settings.ts';

/** Files that belong to K3s itself. */
export function* ownFiles({ read }: Read, { words = [] }: KubeletInput): Iterable<Problem> {
  const named = (flag: string): boolean => words.some((word) => word?.startsWith(`--${flag}=`));
  for (const { name, origin } of read) {
    const about = {
      class: 'owned',
      severity: 'information',
      file: name,
      place: { uri: origin.document.uri, at: firstLine(origin.document) },
    } as const;
    if (name === K3S_FILE) yield note({ ...about, say: 'k3sOwnFile' });
    else if (name === COPIED_FILE && !named('config')) yield note({ ...about, say: 'oldCopy', args: ['config='] });
    else if (name.startsWith(`${COPIED_FOLDER}/`) && !named('config-dir'))
      yield note({ ...about, say: 'oldCopy', args: ['config-dir='] });
  }
}

const WORDS = { elsewhere: 'ownedElsewhere', unsafe: 'ownedUnsafe', breaks: 'ownedBreaks' } as const;

/** Where something else comes of it than of most fields. */
const OWN_WORDS: Readonly<Record<string, Message>> = {
  cgroupDriver: 'ownedDriver',
  registerWithTaints: 'ownedTaints',
  staticPodPath: 'ownedStaticPods',
};

/** Where K3s has them, below its data directory. */
const STATIC_PODS = '/agent/pod-manifests';

/** The value may be the one of K3s, or do no harm. */
const MILD: ReadonlySet<string> = new Set(['cgroupDriver', 'staticPodPath']);

/** Fields K3s counts on. */
export function* owned({ configuration }: Read): Iterable<Problem> {
  for (const [path, { owned }] of Object.entries(kubeletFields)) {
    const setting = owned && configuration.settings.get(path);
    if (!setting || !isUsers(setting.from)) continue;
    const ours = setting.earlier.findLast(
      ({ from }) => from.kind === 'k3s' || (from.kind === 'file' && from.name === K3S_FILE),
    );
    const constant = writtenByK3s[path]?.value ?? setting.field.default;
    const own = textOf(setting.member?.value);
    if (own !== undefined && (own === textOf(ours?.value) || own === String(constant))) continue;
    if (path === 'staticPodPath' && own?.endsWith(STATIC_PODS)) continue;
    if (ours && JSON.stringify(plain(ours.value)) === JSON.stringify(plain(setting.member?.value))) continue;
    // Without "node-taint" there is nothing that the list could replace.
    if (path === 'registerWithTaints' && !ours) continue;
    const place = placeOf(setting, true);
    const { how, option } = owned;
    const say = OWN_WORDS[path] ?? (how === 'breaks' && option ? 'ownedOption' : WORDS[how]);
    const about = {
      class: 'owned',
      severity: how === 'elsewhere' || MILD.has(path) ? 'information' : 'warning',
      fields: [path],
    } as const;
    yield note({ ...about, say, args: [path, option ?? ''], file: setting.from.name, ...(place ? { place } : {}) });
  }
}

function plain(node: JsonNode | undefined): unknown {
  if (!node || 'text' in node) return node?.text;
  return node.kind === 'array'
    ? node.items.map(plain)
    : [...node.members].map(([name, one]) => [name, plain(one.value)]);
}
