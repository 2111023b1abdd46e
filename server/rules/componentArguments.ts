/** The rules about what stands inside the items of `*-arg` lists; `server/arguments` knows it, once it is loaded. */

import type { ArgumentFinding, ArgumentFix } from '../arguments/check.ts';
import { argumentRules } from '../arguments/rules.ts';
import { loadedEngine } from '../engines.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn, isText, itemsOf } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { shown } from '../words/list.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { say } from '../words/say.ts';
import { placeOf, replacePiece } from '../yaml/places.ts';
import { type Fix, type Rule, rule } from './rule.ts';

interface Found {
  readonly finding: ArgumentFinding;
  readonly part: Part;
}

export const componentArguments: readonly Rule[] = Object.entries(argumentRules).map(([id, { severity, summary }]) =>
  rule<Found>({
    id,
    group: 'arguments',
    scope: 'machine',
    summary,
    severity,
    get message() {
      return (
        (loadedEngine('arguments')?.messages as Readonly<Record<string, Readonly<Record<string, string>>>>)?.[id] ?? {}
      );
    },
    *check({ node }) {
      for (const { finding, part } of foundOn(node)) {
        if (finding.id !== id || finding.say === TOO_COMMON) continue;
        yield {
          at: placeOf(part, finding.from, finding.to),
          within: part.node,
          in: part.document.uri,
          say: finding.say,
          // The second one names the argument, what follows is its value.
          args: finding.args.map((arg, index) => (index > 1 && isSecret(finding) ? MASK : shown(arg))),
          severity: finding.severity,
          ...(id === 'component-flag-deprecated' ? { tags: ['deprecated' as const] } : {}),
          data: { finding, part },
        };
      }
    },
    fix: ({ data }) => data?.finding.fix?.map((fix) => fixOf(data, fix)) ?? [],
  }),
);

/** The kubelet calls nearly everything deprecated that a file can say too; the hover tells the field. */
const TOO_COMMON = 'deprecatedField';

const isSecret = ({ args: [, name = ''] }: ArgumentFinding): boolean => withoutPassword(`${name}=x`).endsWith(MASK);

function fixOf({ finding, part }: Found, { text, from = finding.from, to = finding.to, sure }: ArgumentFix): Fix {
  const title =
    from === to && text === '+'
      ? say('Add to what K3s passes, with "+="')
      : isSecret(finding)
        ? say('Change what stands here')
        : say('Change to "{0}"', text);
  return {
    title,
    edits: [replacePiece(part, from, to, text)],
    ...(sure && finding.problem.class !== 'overrides' ? { safe: true as const } : {}),
  };
}

/** All findings of a machine, looked for once. */
function foundOn(node: NodeConfig): readonly Found[] {
  let found = known.get(node);
  if (!found) {
    found = look(node);
    if (loadedEngine('arguments')) known.set(node, found);
  }
  return found;
}

const known = new WeakMap<NodeConfig, readonly Found[]>();

function look(node: NodeConfig): readonly Found[] {
  const engine = loadedEngine('arguments');
  if (!engine) return [];
  const kubelet = loadedEngine('kubelet');
  const { facts } = kubernetesOf(node.flags.release);
  const lists = [...node.flags.all]
    .filter(([name, { format }]) => format === 'argList' && engine.componentLists[name] !== undefined)
    .map(([name]) => ({ name, parts: node.setting(name)?.parts ?? [], items: itemsOf(node, name) }));
  return lists.flatMap(({ name, parts, items }) => {
    const component = engine.componentLists[name];
    if (!component || parts.length === 0 || isIdle(node, name)) return [];
    const gates = new Map([
      ...(kubelet?.gatesBeside(node) ?? []),
      ...lists.filter((list) => list.name !== name).flatMap((list) => [...engine.gatesIn(list.items)]),
    ]);
    const beside = component === 'kubelet' ? kubelet?.settingsBeside(node) : undefined;
    const option = (other: string): string | undefined => optionOf(node, other);
    const found = engine.checkArguments(component, items, {
      release: node.flags.release,
      option,
      gates,
      ...(beside ? { beside } : {}),
    });
    const wrong = new Set(found.filter(({ severity }) => severity === 'error').map(({ item }) => item));
    return found
      .filter(({ item, problem }) => problem.class !== 'overrides' || !wrong.has(item))
      .flatMap((finding) => {
        const part = parts[finding.item];
        // Maps, and items without a value, have rules of their own.
        return part && isText(part) && isHeard(finding, facts === 'oldest known')
          ? [{ finding: facts === 'newest known' ? unsure(finding) : finding, part }]
          : [];
      });
  });
}

/** What is known to be true of the release, and not the matter of another rule. */
function isHeard({ id, args: [component], problem }: ArgumentFinding, isOld: boolean): boolean {
  const isTls = component === 'kube-apiserver' && TLS.has(problem.flags[0] ?? '');
  return !(isOld && !TIMELESS.has(id)) && !(isTls && id === 'component-value');
}

/** A name that nothing is known of may be new in a Kubernetes that is newer than all that is known. */
const unsure = (finding: ArgumentFinding): ArgumentFinding =>
  MAYBE_NEW.has(finding.say) ? { ...finding, severity: 'warning' } : finding;
const MAYBE_NEW: ReadonlySet<string> = new Set(['flagUnknown', 'gateUnknown', 'plugin']);

/** True of every Kubernetes, also of those older than all that is known. */
const TIMELESS: ReadonlySet<string> = new Set(['component-flag-syntax', 'component-arg-repeated']);
/** `tls-argument` reads these as K3s itself does. */
const TLS: ReadonlySet<string> = new Set(['tls-min-version', 'tls-cipher-suites']);

/** What an option of K3s is set to, lists with commas. */
function optionOf(node: NodeConfig, name: string): string | undefined {
  if (node.flags.all.get(name)?.type !== 'list') return given(node, name)?.text;
  const items = itemsOf(node, name);
  return items.length > 0 ? items.join(',') : given(node, name)?.text;
}

/** Options that keep a component from being started, whatever its arguments are. */
const OFF: Readonly<Record<string, readonly string[]>> = {
  'kubelet-arg': ['disable-agent'],
  'kube-proxy-arg': ['disable-agent', 'disable-kube-proxy'],
  'kube-apiserver-arg': ['disable-apiserver'],
  'kube-controller-manager-arg': ['disable-controller-manager'],
  'kube-controller-arg': ['disable-controller-manager'],
  'kube-scheduler-arg': ['disable-scheduler'],
  'kube-cloud-controller-manager-arg': ['disable-cloud-controller'],
  'kube-cloud-controller-arg': ['disable-cloud-controller'],
  'etcd-arg': ['disable-etcd', 'datastore-endpoint'],
};

/** Whether the component of a list is not started at all. */
export const isIdle = (node: NodeConfig, name: string): boolean =>
  (OFF[name] ?? []).some((option) => isOn(node, option));
