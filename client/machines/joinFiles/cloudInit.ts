/** Joining at the first start of a machine: user-data for cloud-init. */

import { configText } from '../join/plan.ts';
import { scalar } from '../yamlText.ts';
import { labelSteps } from './config.ts';
import { comment, type Install, installLines, placesOf, startLines, word } from './shell.ts';

/** Stands in place of the token until somebody puts one there; K3s is not started with it. */
export const PLACEHOLDER = 'REPLACE_WITH_THE_JOIN_TOKEN';

/** @param token only where a person asked for it: user-data is no place for a secret that lives long */
export function cloudInit(install: Install, token?: string): string {
  const { plan } = install;
  const { config, token: file } = placesOf(install);
  return [
    '#cloud-config',
    ...comment(
      'Joins the machine to a K3s cluster as an agent, at its first start.',
      ...(token === undefined
        ? [
            `Replace ${PLACEHOLDER} before use, or write ${file} on the machine later and start k3s-agent.`,
            'User-data is no safe place: take a token that expires soon.',
          ]
        : [
            'WARNING: the token below is a secret. Who may read user-data, at the provider, through the metadata service',
            'or on the machine, can join machines to the cluster until the token expires. Keep this file out of Git.',
          ]),
      ...labelSteps(install),
    ),
    'write_files:',
    ...file600(config, ['content: |', ...block(configText(plan), 2)]),
    ...file600(file, [`content: ${scalar(token ?? PLACEHOLDER)}`]),
    'runcmd:',
    '  - - sh',
    '    - -c',
    '    - |',
    ...block(commands(install, token === undefined).join('\n'), 6),
    '',
  ].join('\n');
}

function commands(install: Install, hasPlaceholder: boolean): readonly string[] {
  const { token } = placesOf(install);
  const later = `k3s-agent is not started: write the token into ${token}, then start it.`;
  return [
    'set -eu',
    ...installLines(install),
    ...(hasPlaceholder
      ? [`if grep -qx ${PLACEHOLDER} ${word(token)}; then`, `  echo ${word(later)} >&2`, '  exit 0', 'fi']
      : []),
    ...startLines(install),
  ];
}

/** An item of `write_files`. */
const file600 = (path: string, content: readonly string[]): readonly string[] => [
  `  - path: ${scalar(path)}`,
  '    owner: root:root',
  "    permissions: '0600'",
  ...content.map((line) => `    ${line}`),
];

/** A text of several lines for below a `|`, each indented so far. */
const block = (text: string, indent: number): readonly string[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`);
