/** Joining by hand: config.yaml with the steps of a person as comments, the last of which is one command. */

import { configText, labelsForApi } from '../join/plan.ts';
import { comment, type Install, installCommand, placesOf, word } from './shell.ts';

/** The text for the new machine. */
export function configFile(install: Install): string {
  const { plan } = install;
  const { config, token } = placesOf(install);
  const [first = '', ...rest] = configText(plan).split('\n');
  return [
    first,
    ...comment(
      'On the new machine, as root:',
      `1. Save this as ${config}, with mode 0600.`,
      `2. Put the token into ${token}, with mode 0600. This waits for it on the terminal, not on the command line:`,
      `     (umask 077; cat > ${word(token)})`,
      '3. Install and start K3s:',
      `     ${installCommand(install)}`,
      ...labelSteps(install),
    ),
    ...rest,
  ].join('\n');
}

/** What is left to do where kubectl is. */
export function labelSteps({ plan }: Install): readonly string[] {
  const labels = labelsForApi(plan);
  if (labels.length === 0) return [];
  const name = plan.nodeName ? word(plan.nodeName) : 'NAME';
  return [
    'Labels that a node must not give itself; once it is there, with kubectl:',
    `     kubectl label -- node ${name} ${labels.map(word).join(' ')}`,
  ];
}
