/** What an agent joins with, as a person chose it, and the config.yaml that this makes: plain data, never a secret. */

import { isReservedLabel } from '../../../server/node/labels.ts';
import { entryLines } from '../yamlText.ts';

/** Where the token comes from. */
export type TokenMode =
  /** A bootstrap token of its own, minted through the API, with so many seconds to live. */
  | { readonly kind: 'mint'; readonly seconds: number }
  /** The token for agents, read from a server. */
  | { readonly kind: 'agentToken' }
  /** Typed or pasted by a person. */
  | { readonly kind: 'paste' };

export interface JoinPlan {
  /** The registration address: `https://k3s.example.org:6443`. */
  readonly server: string;
  /** The release to install, as K3s names it: `v1.34.2+k3s1`; '' for the newest stable one. */
  readonly version: string;
  readonly token: TokenMode;
  /** The file on the node that holds the token and nothing else. */
  readonly tokenFile: string;
  /** As another name than that of the machine. */
  readonly nodeName?: string;
  /** `key=value` each; also those that only the API may set. */
  readonly labels: readonly string[];
  /** `key=value:Effect` each; they count when the node registers, and never again. */
  readonly taints: readonly string[];
  /** Other options of the agent by their long names, such as `node-ip` or `kubelet-arg`. */
  readonly more: Readonly<Record<string, string | readonly string[]>>;
}

export const TOKEN_FILE = '/etc/rancher/k3s/token';

/** What is filled in by itself before anybody has chosen anything. */
export const NEW_PLAN: JoinPlan = {
  server: '',
  version: '',
  token: { kind: 'mint', seconds: 3600 },
  tokenFile: TOKEN_FILE,
  labels: [],
  taints: [],
  more: {},
};

const keyOf = (label: string): string => label.split('=', 1)[0] ?? '';

/** Labels that a kubelet refuses to give itself, and dies of: they are set through the API, once the node is there. */
export const labelsForApi = ({ labels }: JoinPlan): readonly string[] =>
  labels.filter((label) => isReservedLabel(keyOf(label)));

/**
 * The config.yaml of the agent. The first line tells editors and checkers what it is; whatever the values are, they
 * stay values, and every line is ASCII.
 */
export function configText(plan: JoinPlan): string {
  const { server, version, tokenFile, nodeName, labels, taints, more } = plan;
  const own = labels.filter((label) => !isReservedLabel(keyOf(label)));
  const release = /^v[\w.+-]+$/.test(version) ? ` version=${version}` : '';
  return [
    `# k3s: role=agent${release}`,
    ...entryLines('server', server),
    ...entryLines('token-file', tokenFile),
    ...(nodeName ? entryLines('node-name', nodeName) : []),
    ...entryLines('node-label', own),
    ...entryLines('node-taint', taints),
    ...Object.entries(more)
      .filter(([name]) => /^[a-z][a-z0-9-]*$/.test(name))
      .flatMap(([name, value]) => entryLines(name, value)),
    '',
  ].join('\n');
}
