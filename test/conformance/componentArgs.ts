/** Judges the cases of component-args.json: what the real components said to words of a command line. */

import { isDeepStrictEqual } from 'node:util';
import { inspectTyped } from '../../server/arguments/inspect.ts';
import { fatal, type Problem } from '../../server/arguments/problem.ts';
import { flagRow, type Program } from '../../server/knowledge/componentFlags/lookup.ts';
import { numberOf } from '../../server/knowledge/kubernetes.ts';
import type { Minor } from '../../server/knowledge/versions.ts';

interface ExpectedError {
  class: string;
  flag?: string;
  fields?: string[];
  gate?: string;
  valueKind?: string;
}

interface Case {
  id: string;
  kubernetes: Minor;
  component: Program;
  args: string[];
  expect: {
    outcome: 'ok' | 'error';
    stage?: string;
    errors?: ExpectedError[];
    deprecated?: string[];
    ignoredValues?: string[];
  };
}

/** Arguments that every case of a component has, unless it names them itself. (README of the cases) */
const BASE: Readonly<Partial<Record<Program, readonly string[]>>> = {
  'kube-apiserver': [
    'advertise-address=192.0.2.10',
    'allow-privileged=true',
    'anonymous-auth=false',
    'api-audiences=https://kubernetes.default.svc.cluster.local,k3s',
    'authorization-mode=Node,RBAC',
    'bind-address=127.0.0.1',
    'enable-admission-plugins=NodeRestriction',
    'etcd-servers=http://127.0.0.1:2379',
    'secure-port=6444',
    'service-account-issuer=https://kubernetes.default.svc.cluster.local',
    'service-cluster-ip-range=10.43.0.0/16',
    'service-node-port-range=30000-32767',
    'storage-backend=etcd3',
  ],
  'kube-controller-manager': [
    'allocate-node-cidrs=true',
    'bind-address=127.0.0.1',
    'cluster-cidr=10.42.0.0/16',
    'profiling=false',
    'secure-port=10257',
    'use-service-account-credentials=true',
  ],
  'kube-scheduler': ['bind-address=127.0.0.1', 'secure-port=10259'],
  'kube-proxy': ['cluster-cidr=10.42.0.0/16', 'healthz-bind-address=127.0.0.1', 'proxy-mode=iptables'],
};

/** The same outcome, stage, errors on the same flags, and the same things told beside them. */
export async function componentArgs({ component, kubernetes, args, expect }: Case): Promise<string | undefined> {
  const named = new Set(args.map((word) => word.replace(/^-*/, '').split('=')[0]));
  const base = (BASE[component] ?? []).filter((word) => !named.has(word.split('=')[0])).map((word) => `--${word}`);
  const { problems } = inspectTyped(component, [...base, ...args], numberOf(kubernetes));
  const errors = fatal(problems);
  const told = (kind: string): Problem[] => problems.filter((problem) => problem.class === kind);
  const stage = errors[0]?.stage;
  return (
    differ('stage', stage, expect.stage) ??
    differ('errors', errors.map(ours(component)).sort(), (expect.errors ?? []).map(theirs).sort()) ??
    unmatched(errors, expect.errors ?? []) ??
    // Nothing is printed about flags that could not be parsed.
    (stage === 'flags'
      ? undefined
      : differ(
          'deprecated',
          told('deprecated')
            .map(({ flags }) => flags[0])
            .sort(),
          expect.deprecated ?? [],
        )) ??
    differ(
      'ignored values',
      told('ignored').map((problem) => problem.args?.[0]),
      expect.ignoredValues ?? [],
    )
  );
}

function differ(what: string, ours: unknown, theirs: unknown): string | undefined {
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  return `${what}: ours ${JSON.stringify(ours)}, real ${JSON.stringify(theirs)}`;
}

/** Class and fields of an error of ours; fields only where the kubelet names its errors by field. */
const ours =
  (component: Program) =>
  (problem: Problem): string => {
    const fields = component === 'kubelet' ? problem.flags.map((flag) => flagRow(component, flag)?.config) : [];
    const known = fields.every((field) => field !== undefined) && FIELD_CLASSES.has(problem.class);
    return [problem.class, ...(known ? fields : []).sort()].join(' ');
  };

const theirs = (error: ExpectedError): string => [error.class, ...(error.fields ?? []).sort()].join(' ');

const FIELD_CLASSES: ReadonlySet<string> = new Set([
  'relation',
  'range',
  'enum',
  'syntax',
  'gate-required',
  'duplicate',
]);

/** Whether each expected error has one of ours on its flag, its gate, with its kind of value. */
function unmatched(errors: readonly Problem[], expected: readonly ExpectedError[]): string | undefined {
  for (const error of expected) {
    const found = errors.some(
      (problem) =>
        problem.class === error.class &&
        (error.flag === undefined || problem.flags[0] === error.flag) &&
        (error.gate === undefined || problem.gate === error.gate) &&
        (error.valueKind === undefined || problem.valueKind === error.valueKind),
    );
    if (!found) return `no problem of ours fits ${JSON.stringify(error)}: ${JSON.stringify(errors)}`;
  }
  return undefined;
}
