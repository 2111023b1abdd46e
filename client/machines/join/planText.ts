/** The plan of a join as a Markdown document: for each machine what speaks against it, what will be done, what is written. */

import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { say } from '../../say.ts';
import type { Finding } from './findings.ts';
import { joinKind } from './kind.ts';
import type { JoinLook } from './look.ts';
import { CONFIG_FILE, type JoinOrder } from './order.ts';

/** A machine, and how the look at it went. */
export interface Machined {
  readonly name: string;
  readonly look: JoinLook | HostTrouble;
}

/** @param cluster its name; '' for a cluster that is not open here */
export function joinPlanText(cluster: string, machines: readonly Machined[]): string {
  const title =
    machines.length === 1 ? say('Join {0}', machines[0]?.name ?? '') : say('Join {0} machines', machines.length);
  return documentOf(
    prose(title),
    cluster === ''
      ? say('Nothing has been changed yet.')
      : say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster, 100)),
    ...machines.map(machineSection),
  );
}

/** Machines that can be begun with. */
export const ready = (machines: readonly Machined[]): readonly (Machined & { look: JoinLook })[] =>
  machines.filter(
    (one): one is Machined & { look: JoinLook } =>
      one.look.ok && !one.look.findings.some(({ severity }) => severity === 'stop'),
  );

function machineSection({ name, look }: Machined): string {
  if (!look.ok)
    return section(
      say('{0}: could not be looked at', prose(name, 100)),
      prose(look.message),
      prose(look.next),
      look.evidence && code(look.evidence),
    );
  const { order, findings, looked } = look;
  const of = (severity: Finding['severity']): string =>
    findings
      .filter((finding) => finding.severity === severity)
      .map(findingText)
      .join('\n');
  const stops = of('stop');
  return section(
    stops === ''
      ? say('{0} becomes the node {1}', prose(name, 100), prose(order.nodeName, 100))
      : say('{0} cannot join yet', prose(name, 100)),
    list(
      [
        [looked.os, looked.arch, looked.init].filter(Boolean).join(', '),
        looked.version === undefined ? say('No K3s is installed.') : say('K3s {0} is installed.', looked.version),
        look.member && say('It is this node already: what says the same stays as it is.'),
      ]
        .filter((line) => line !== false && line !== '')
        .map((line) => prose(String(line))),
    ),
    stops !== '' && `### ${say('What has to be mended first')}\n\n${stops}`,
    of('warning') !== '' && `### ${say('Warnings')}\n\n${of('warning')}`,
    of('note') !== '' && `### ${say('Good to know')}\n\n${of('note')}`,
    `### ${say('What is done')}`,
    list(joinKind.steps(order).map((step) => prose(step.title(order)))),
    `### ${CONFIG_FILE}`,
    `${say('Mode 0600. The token goes to {0}, for root only.', code(order.tokenFile))}`,
    fenced(order),
  );
}

function findingText({ text, commands }: Finding): string {
  const lines = commands?.map((command) => `  - ${code(command)}`) ?? [];
  return [`- ${prose(text)}`, ...lines].join('\n');
}

const fenced = ({ config }: JoinOrder): string => `\`\`\`yaml\n${config.replaceAll('```', "'''").trimEnd()}\n\`\`\``;
