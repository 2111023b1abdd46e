/** The files both servers are given: realistic, generated, the same in every run, each with one mistake. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Size = 'small' | 'middle' | 'large';

/** Lines per size. */
const LINES: Readonly<Record<Size, number>> = { small: 20, middle: 200, large: 2000 };

/** One text with its mistake: a key that nobody knows, whose last letter is the one that is typed. */
export interface Text {
  readonly size: Size;
  readonly uri: string;
  readonly text: string;
  /** Where the last letter of the wrong key stands. */
  readonly mistake: { readonly line: number; readonly character: number };
  /** Places in keys to hover over. */
  readonly keys: readonly { readonly line: number; readonly character: number }[];
  /** The empty last line, where a key may be completed. */
  readonly end: { readonly line: number; readonly character: number };
}

const ALMOST = 'write-kubeconfig-mod';
/** Every letter but the one that makes the key right. */
const LETTERS = 'abcdfghijklmnopqrstuvwxyz';

/** The letter typed at the nth keystroke. */
export const letter = (stroke: number): string => LETTERS[stroke % LETTERS.length] as string;
/** The wrong key after the nth keystroke, as both servers name it. */
export const wrongKey = (stroke: number): string => ALMOST + letter(stroke);

const head = `# Control plane of the Hamburg site.
# Changes go through review; see the runbook first.
cluster-init: true
token-file: /etc/rancher/k3s/token
node-name: hamburg-1
${wrongKey(0)}: "0640"
cluster-cidr: 10.42.0.0/16
service-cidr: 10.43.0.0/16
flannel-backend: wireguard-native
secrets-encryption: true
disable:
  - traefik
  - servicelb
etcd-snapshot-retention: 12
etcd-snapshot-schedule-cron: "0 */6 * * *"
`.split('\n');
head.pop();

/** The lists that grow with the file, and how much of it each one takes. */
const lists: readonly { key: string; share: number; comment: (n: number) => string; item: (n: number) => string }[] = [
  {
    key: 'tls-san',
    share: 0.4,
    comment: (n) => `rack ${n}, reached through the load balancer`,
    item: (n) => (n % 3 === 0 ? `10.${20 + (n >> 8)}.${n & 255}.10` : `api-${n}.hamburg.example.com`),
  },
  {
    key: 'node-label',
    share: 0.35,
    comment: (n) => `set by the inventory, batch ${n}`,
    item: (n) => `example.com/slot-${n}=${['edge', 'core', 'storage', 'gpu'][n % 4]}`,
  },
  {
    key: 'kubelet-arg',
    share: 0.25,
    comment: (n) => `agreed with the network team, ticket OPS-${4000 + n}`,
    item: (n) => `"allowed-unsafe-sysctls=net.ipv4.conf.eth${n}.rp_filter"`,
  },
];

/** Every so many items a comment says where they come from. */
const ITEMS_PER_COMMENT = 9;

function list(key: string, lines: number, comment: (n: number) => string, item: (n: number) => string): string[] {
  const made = [`${key}:`];
  for (let n = 1; made.length < lines; n++) {
    made.push(n % (ITEMS_PER_COMMENT + 1) === 0 ? `  # ${comment(n)}` : `  - ${item(n)}`);
  }
  return made;
}

function linesOf(size: Size): string[] {
  const made = [...head];
  const toFill = LINES[size] - head.length;
  for (const { key, share, comment, item } of lists) {
    if (size === 'small' && key !== 'tls-san') continue;
    made.push(...list(key, size === 'small' ? toFill : Math.round(toFill * share), comment, item));
  }
  return made.slice(0, LINES[size]);
}

/** Writes the three machines below a folder, and gives their texts. */
export function writeCorpus(folder: string): Readonly<Record<Size, Text>> {
  const write = (size: Size): Text => {
    const path = join(folder, size, 'etc', 'rancher', 'k3s', 'config.yaml');
    const lines = linesOf(size);
    const text = `${lines.join('\n')}\n`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return {
      size,
      uri: pathToFileURL(path).href,
      text,
      mistake: { line: lines.findIndex((line) => line.startsWith(ALMOST)), character: ALMOST.length },
      keys: lines.flatMap((line, index) =>
        /^[a-z]/.test(line) && !line.startsWith(ALMOST) ? [{ line: index, character: 3 }] : [],
      ),
      end: { line: lines.length, character: 0 },
    };
  };
  return { small: write('small'), middle: write('middle'), large: write('large') };
}
