/** What is wrong with single values of a plan to join, in sentences, while they are typed. */

import { serverFlaw } from '../../../server/node/endpoints.ts';
import { isLabelValue, isQualifiedName, isSubdomain, taintFlaw } from '../../../server/node/labels.ts';
import { say } from '../../say.ts';
import { isLoopback, isRelease } from './defaults.ts';
import type { JoinPlan } from './plan.ts';

/** Each undefined where nothing is wrong. */
export function registrationFlaw(url: string): string | undefined {
  const example = say('Write it like https://k3s.example.org:6443.');
  const flaw = serverFlaw(url);
  if (flaw && flaw.flaw !== 'port-missing') return example;
  if (/[^!-~]/.test(url)) return example;
  const { hostname: host = '', username = '', pathname = '', search = '', hash = '' } = URL.parse(url) ?? {};
  if (host === '' || username !== '' || pathname !== '/' || search !== '' || hash !== '') return example;
  if (isLoopback(host)) return say('An agent on another machine cannot reach {0}.', host);
  return flaw ? say('Name the port, usually 6443; without one K3s tries 443.') : undefined;
}

export const versionFlaw = (version: string): string | undefined =>
  version === '' || isRelease(version) ? undefined : say('Write a release like v1.34.2+k3s1, or nothing.');

export const nodeNameFlaw = (name: string): string | undefined =>
  name === '' || isSubdomain(name)
    ? undefined
    : say('Use small letters, digits, dashes and dots; begin and end with a letter or a digit.');

export function labelFlaw(label: string): string | undefined {
  const at = label.indexOf('=');
  if (at < 0) return say('Write {0} as key=value.', label);
  if (!isQualifiedName(label.slice(0, at))) return say('{0} is no key of a label.', label.slice(0, at));
  return isLabelValue(label.slice(at + 1)) ? undefined : say('{0} is no value of a label.', label.slice(at + 1));
}

export function nodeTaintFlaw(taint: string): string | undefined {
  return taintFlaw(taint)
    ? say('Write {0} as key=value:NoSchedule, or with PreferNoSchedule or NoExecute.', taint)
    : undefined;
}

/** The first flaw of a whole plan. */
export function planFlaw({ server, version, nodeName = '', labels, taints }: JoinPlan): string | undefined {
  return (
    registrationFlaw(server) ??
    versionFlaw(version) ??
    nodeNameFlaw(nodeName) ??
    labels.map(labelFlaw).find(Boolean) ??
    taints.map(nodeTaintFlaw).find(Boolean)
  );
}
