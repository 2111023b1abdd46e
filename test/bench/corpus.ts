/** The files both servers are given: realistic, generated, the same in every run, each with one mistake. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Sizes of a config.yaml, and other files: many component arguments, many registries, a kubelet with drop-ins. */
export type Size = 'small' | 'middle' | 'large' | Kind;
export type Kind = 'arguments' | 'registries' | 'kubelet';
type Plain = Exclude<Size, Kind>;

/** Lines per size. */
const LINES: Readonly<Record<Plain, number>> = { small: 20, middle: 200, large: 2000 };

/** One text with its mistake: a key that nobody knows, whose last letter is the one that is typed. */
export interface Text {
  readonly size: Size;
  readonly uri: string;
  readonly text: string;
  /** What our server is told it is; the peer only knows YAML. */
  readonly languageId: string;
  /** The wrong key without its last letter, and the letter that would make it right. */
  readonly almost: string;
  readonly right: string;
  /** Where the last letter of the wrong key stands. */
  readonly mistake: { readonly line: number; readonly character: number };
  /** Places in keys to hover over. */
  readonly keys: readonly { readonly line: number; readonly character: number }[];
  /** The empty last line, where a key may be completed. */
  readonly end: { readonly line: number; readonly character: number };
}

const ALMOST = 'write-kubeconfig-mod';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** The letter typed at the nth keystroke: any but the one that makes the key right. */
export function letter({ right }: Pick<Text, 'right'>, stroke: number): string {
  const letters = ALPHABET.replace(right, '');
  return letters[stroke % letters.length] as string;
}

/** The wrong key after the nth keystroke, as both servers name it. */
export const wrongKey = (text: Pick<Text, 'almost' | 'right'>, stroke: number): string =>
  text.almost + letter(text, stroke);

const CONFIG = { languageId: 'k3s-config', almost: ALMOST, right: 'e' };

const head = `# Control plane of the Hamburg site.
# Changes go through review; see the runbook first.
cluster-init: true
token-file: /etc/rancher/k3s/token
node-name: hamburg-1
${wrongKey(CONFIG, 0)}: "0640"
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

function linesOf(size: Plain): string[] {
  const made = [...head];
  const toFill = LINES[size] - head.length;
  for (const { key, share, comment, item } of lists) {
    if (size === 'small' && key !== 'tls-san') continue;
    made.push(...list(key, size === 'small' ? toFill : Math.round(toFill * share), comment, item));
  }
  return made.slice(0, LINES[size]);
}

const ARGUMENTS = 100;
const HOSTS = 200;

/** A server with a hundred arguments for its components. */
function argumentLines(): string[] {
  const lists: readonly [string, (n: number) => string][] = [
    ['kubelet-arg', (n) => `"allowed-unsafe-sysctls=net.ipv4.conf.eth${n}.rp_filter"`],
    ['kube-apiserver-arg', (n) => `"tls-sni-cert-key=/etc/ssl/site-${n}.crt,/etc/ssl/site-${n}.key"`],
    ['kube-controller-manager-arg', (n) => `"flex-volume-plugin-dir=/opt/site-${n}"`],
    ['kube-proxy-arg', (n) => `"nodeport-addresses=10.${n}.0.0/16"`],
  ];
  return lists.flatMap(([key, item]) => [
    `${key}:`,
    ...Array.from({ length: ARGUMENTS / lists.length }, (_, n) => `  - ${item(n)}`),
  ]);
}

/** Every site has a mirror of its own, with credentials and a CA. */
function registryLines(): string[] {
  const host = (n: number): string => `registry-${n}.example.com:5000`;
  const every = Array.from({ length: HOSTS }, (_, n) => n);
  return [
    'mirrors:',
    ...every.flatMap((n) => [
      `  site-${n}.example.org:`,
      `    ${n === 0 ? wrongKey(REGISTRIES, 0) : 'endpoint'}:`,
      `      - https://${host(n)}`,
      ...(n % 4 === 0 ? ['    rewrite:', `      "^library/(.*)": "site-${n}/$1"`] : []),
    ]),
    'configs:',
    ...every.flatMap((n) => [
      `  ${host(n)}:`,
      '    auth:',
      `      username: site-${n}`,
      `      password: example-${n}`,
      '    tls:',
      `      ca_file: /etc/rancher/k3s/site-${n}.crt`,
    ]),
  ];
}

const REGISTRIES = { languageId: 'k3s-registries', almost: 'endpoin', right: 't' };
const KUBELET = { languageId: 'k3s-kubelet', almost: 'maxPod', right: 's' };
const HEADER = ['apiVersion: kubelet.config.k8s.io/v1beta1', 'kind: KubeletConfiguration'];

/** The drop-ins of one kubelet, by name; the first one is open. */
const kubeletFiles: Readonly<Record<string, readonly string[]>> = {
  '50-pods.conf': [
    ...HEADER,
    `${wrongKey(KUBELET, 0)}: 200`,
    'shutdownGracePeriod: 90s',
    'shutdownGracePeriodCriticalPods: 30s',
    'containerLogMaxSize: 20Mi',
    'containerLogMaxFiles: 3',
    'podPidsLimit: 4096',
    'registryPullQPS: 20',
    'registryBurst: 40',
    'maxParallelImagePulls: 4',
    'imageGCHighThresholdPercent: 80',
    'imageGCLowThresholdPercent: 70',
    'allowedUnsafeSysctls:',
    ...Array.from({ length: 40 }, (_, n) => `  - net.ipv4.conf.eth${n}.rp_filter`),
  ],
  '60-eviction.conf': [
    ...HEADER,
    'evictionHard:',
    '  memory.available: 200Mi',
    '  nodefs.available: 10%',
    'evictionSoft:',
    '  memory.available: 500Mi',
    'evictionSoftGracePeriod:',
    '  memory.available: 1m30s',
    'evictionMaxPodGracePeriod: 60',
  ],
  '70-reserved.conf': [
    ...HEADER,
    'systemReserved:',
    '  cpu: 200m',
    '  memory: 512Mi',
    'kubeReserved:',
    '  cpu: 200m',
    '  memory: 512Mi',
    'cpuManagerPolicy: static',
    'topologyManagerPolicy: best-effort',
  ],
  '80-gates.conf': [...HEADER, 'featureGates:', '  CPUManagerPolicyAlphaOptions: true', '  QOSReserved: true'],
  '90-logging.conf': [...HEADER, 'logging:', '  verbosity: 4', '  flushFrequency: 5s'],
};

/** Writes a machine per size below a folder, and gives their texts. */
export function writeCorpus(folder: string): Readonly<Record<Size, Text>> {
  const write = (
    size: Size,
    name: string,
    lines: readonly string[],
    wrong: Pick<Text, 'languageId' | 'almost' | 'right'> = CONFIG,
  ): Text => {
    const path = join(folder, size, name);
    const text = `${lines.join('\n')}\n`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const line = lines.findIndex((one) => one.trimStart().startsWith(wrong.almost));
    return {
      size,
      uri: pathToFileURL(path).href,
      text,
      ...wrong,
      mistake: { line, character: (lines[line] as string).indexOf(wrong.almost) + wrong.almost.length },
      keys: lines.flatMap((one, index) =>
        /^[a-z]/.test(one) && index !== line ? [{ line: index, character: 3 }] : [],
      ),
      end: { line: lines.length, character: 0 },
    };
  };
  const config = 'etc/rancher/k3s/config.yaml';
  const folderOfKubelet = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';
  const [open, ...others] = Object.entries(kubeletFiles) as [string, readonly string[]][];
  for (const [name, lines] of others) {
    const path = join(folder, 'kubelet', folderOfKubelet, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`);
  }
  return {
    small: write('small', config, linesOf('small')),
    middle: write('middle', config, linesOf('middle')),
    large: write('large', config, linesOf('large')),
    arguments: write('arguments', config, [...head, ...argumentLines()]),
    registries: write('registries', 'etc/rancher/k3s/registries.yaml', registryLines(), REGISTRIES),
    kubelet: write('kubelet', `${folderOfKubelet}/${(open as [string, unknown])[0]}`, open?.[1] ?? [], KUBELET),
  };
}
