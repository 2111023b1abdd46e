/** A diagnosis as Markdown: the cause first, what else was found, what could not be seen, then what the machine said. */

import { clock } from '../../explorer/model/age.ts';
import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, fenced, list, section } from '../../explorer/report/markdown.ts';
import { say } from '../../say.ts';
import type { Finding } from '../causes/cause.ts';
import { type Diagnosis, unseen } from './diagnose.ts';
import type { FileSettings } from './readFiles.ts';

/** @param title what was looked at, as a person knows it */
export function diagnosisReport(diagnosis: Diagnosis, title: string): string {
  const { facts, findings, sections } = diagnosis;
  const [first, ...others] = findings.filter(({ weight }) => weight !== 'note');
  const notes = findings.filter(({ weight }) => weight === 'note');
  return documentOf(
    say('Diagnosis of {0}', prose(title, 100)),
    say(
      '{0} on {1}, {2}.',
      facts.version ? `K3s ${code(facts.version, 60)}` : 'K3s',
      code(diagnosis.machine, 100),
      clock(facts.at, 0),
    ),
    first
      ? section(`${say('Cause')}: ${prose(first.finding)}`, ...body(first))
      : section(say('Nothing Found'), prose(say('Nothing of what is known to stop K3s was found on this machine.'))),
    section(say('Also Found'), ...others.map(small)),
    section(say('Good to Know'), ...notes.map(small)),
    section(say('Not Seen'), list(unseen(diagnosis).map((line) => prose(line)))),
    section(say('The Machine'), list(machineLines(diagnosis))),
    section(say('What K3s Is Told'), ...facts.settings.map(fileSection)),
    section(say('What the Machine Said'), ...SHOWN.map(([name, words]) => said(words(), sections.get(name)))),
  );
}

const small = (finding: Finding): string => [`### ${prose(finding.finding)}`, ...body(finding)].join('\n\n');

function body({ why, evidence, fixes }: Finding): string[] {
  return [
    prose(why),
    `${say('Seen')}: ${code(evidence, 400)}`,
    ...fixes.map(({ words, command }) =>
      command === undefined ? prose(words) : `${prose(words)}\n\n${fenced(command, 'sh')}`,
    ),
  ];
}

function machineLines({ facts }: Diagnosis): string[] {
  const lines: (readonly [string, string])[] = [
    [say('Host name'), facts.hostname],
    [say('System'), facts.system],
    [say('Kernel'), facts.kernel],
    [say('Data'), facts.dataDir],
    ...facts.services.map(
      ({ unit, state, detail }) => [unit, `${state} ${detail === '' ? '' : `(${detail})`}`] as const,
    ),
    ...facts.servers.map(({ server, result }) => [say('Server {0}', server), RESULTS[result]()] as const),
    ...facts.disks.map(({ place, usedPercent }) => [say('Disk of {0}', place), `${usedPercent} %`] as const),
  ];
  return lines.filter(([, value]) => value.trim() !== '').map(([name, value]) => `${prose(name)}: ${code(value)}`);
}

const RESULTS: Readonly<Record<Diagnosis['facts']['servers'][number]['result'], () => string>> = {
  answers: () => say('answers'),
  starting: () => say('is starting'),
  dns: () => say('name cannot be resolved'),
  refused: () => say('refuses the connection'),
  timeout: () => say('does not answer'),
  unreachable: () => say('cannot be reached'),
  tls: () => say('does not speak TLS as K3s does'),
  closed: () => say('does not answer'),
  unknown: () => say('could not be tried'),
};

function fileSection({ path, options, variables, problem }: FileSettings): string {
  const lines = [
    ...options.map(({ option, values }) => `${code(option)}: ${values.map((value) => code(value)).join(', ')}`),
    ...variables.map(({ name, value }) => `${code(name)}: ${code(value)}`),
  ];
  const wrong = problem && prose(say('Cannot be read from line {0}: {1}', problem.line, problem.message));
  return [`### ${prose(path)}`, wrong, lines.length > 0 ? list(lines) : !wrong && say('Nothing.')]
    .filter(Boolean)
    .join('\n\n');
}

const SHOWN: readonly (readonly [string, () => string])[] = [
  ['service', () => say('Service')],
  ['log', () => say('Log of the service')],
  ['containerd', () => say('Log of containerd')],
  ['kernel', () => say('Kernel')],
  ['runtime', () => say('Container runtime')],
  ['containers', () => say('Containers')],
  ['disk', () => say('Disks')],
  ['memory', () => say('Memory')],
  ['network', () => say('Network')],
  ['reach', () => say('Way to the servers')],
  ['ports', () => say('Ports')],
  ['clock', () => say('Clock')],
  ['firewall', () => say('Firewall')],
  ['cgroup', () => say('Control groups')],
  ['cni', () => 'CNI'],
  ['selinux', () => 'SELinux'],
  ['audit', () => say('Denied')],
];

/** The last of it; lines are cut off, and what a terminal would act on is gone. */
const LINES = 120;

function said(heading: string, text = ''): string {
  const lines = text
    .split('\n')
    .map((line) =>
      line
        .slice(0, 600)
        .replace(/\x1b\[[\d;]*[A-Za-z]/g, '')
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .trimEnd(),
    )
    .filter((line) => line !== '');
  return lines.length === 0 ? '' : `### ${prose(heading)}\n\n${fenced(lines.slice(-LINES).join('\n'))}`;
}
