/** Repairs of the kubelet's files: header, names, quotes and units, words that were nearly right, lines nobody needs. */

import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import type { Fix } from '../rules/rule.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { asScalar, contentStart, type Edit, lineBreak, linesOf, replace } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { looksLikeJson } from './content.ts';
import type { JsonObject, Member } from './json.ts';
import type { Message } from './messages.ts';
import type { Problem } from './problem.ts';
import type { Kubelet } from './read.ts';
import { isSecret } from './secret.ts';

/** Messages whose line is best taken out. */
const NEEDLESS: ReadonlySet<Message> = new Set<Message>([
  'gateGone',
  'gateDropped',
  'gateNotYet',
  'gateLockedOn',
  'gateLockedOff',
  'runOnce',
  'noEffect',
  'mergeThresholds',
]);

/** What is certain to be meant, so that "fix all" may write it. */
const SURE: ReadonlySet<Message> = new Set<Message>([
  'kindMissing',
  'apiVersionMissing',
  'typeInt',
  'typeBool',
  'typeStringQuote',
  'durationNumber',
  'fieldCaseWorks',
  'fieldCaseLoses',
]);

/** The fixes of a problem in a file; none for those in arguments. */
export function fixesOf(problem: Problem, kubelet: Kubelet): readonly Fix[] {
  const { place } = problem;
  if (!place || !('at' in place)) return [];
  const file = [...kubelet.read, ...(kubelet.base ? [kubelet.base] : [])].find(
    ({ origin }) => origin.document.uri === place.uri,
  );
  if (!file) return [];
  const { document } = file.origin;
  const safe = SURE.has(problem.say) ? { safe: true as const } : {};
  if (['fileEmpty', 'kindMissing', 'apiVersionMissing'].includes(problem.say)) {
    const edit = header(document, file.value);
    return edit ? [{ title: say('Add the missing header'), edits: [edit], ...safe }] : [];
  }
  if (NEEDLESS.has(problem.say)) {
    const chain = file.value ? membersAt(file.value, place.at) : [];
    const edit = withoutLine(document, chain);
    return edit ? [{ title: say('Remove "{0}"', chain.at(-1)?.name ?? ''), edits: [edit] }] : [];
  }
  if (problem.meant === undefined || problem.class === 'skipped') return [];
  const edit = rewrite(document, problem, place.at);
  const isHidden = isSecret(problem.fields[0] ?? '');
  const title = isHidden ? say('Change what stands here') : say('Change to {0}', edit?.text ?? '');
  return edit ? [{ title, edits: [edit], ...safe }] : [];
}

function header(document: ConfigDocument, value: JsonObject | undefined): Edit | undefined {
  if (looksLikeJson(document.text) || (document.text.trim() !== '' && document.problem?.kind === 'yaml-syntax'))
    return undefined;
  const kind = value?.members.get('kind');
  const version = value?.members.get('apiVersion');
  // A key that is there without a value gets it.
  for (const [member, text] of [
    [kind, kubeletKind],
    [version, kubeletApiVersion],
  ] as const) {
    if (member?.value.kind === 'null')
      return replace(
        document,
        { start: member.key.end, end: Math.max(member.key.end, member.value.at.end) },
        `: ${text}`,
      );
  }
  const lines = [...(version ? [] : [`apiVersion: ${kubeletApiVersion}`]), ...(kind ? [] : [`kind: ${kubeletKind}`])];
  const first = [kind, version].find((member) => member !== undefined);
  const newline = lineBreak(document.text);
  const text = lines.join(newline) + newline;
  if (first) {
    const { end } = linesOf(document, { start: first.key.start, end: first.value.at.end });
    const open = end === document.text.length && !/[\r\n]$/.test(document.text);
    return replace(document, { start: end, end }, open ? newline + text : text);
  }
  const start =
    document.root?.kind === 'mapping'
      ? linesOf(document, document.root).start
      : document.text.charCodeAt(0) === 0xfeff
        ? 1
        : 0;
  return replace(document, { start, end: start }, text);
}

/** Another text for the value or the key that stands there. */
function rewrite(document: ConfigDocument, problem: Problem, at: Span): Edit | undefined {
  const meant = problem.meant as string;
  const written = document.text.slice(at.start, at.end);
  const json = looksLikeJson(document.text);
  if (problem.class === 'unknown-field') {
    const quote = /^["']/.exec(written)?.[0] ?? '';
    return replace(document, at, `${quote}${meant}${quote}`);
  }
  // Where the type is wrong, the text is one of YAML already.
  const literal = problem.class === 'wrong-type' && problem.fields[0] !== 'kind' && problem.fields[0] !== 'apiVersion';
  const yaml = literal ? meant : asScalar(meant);
  const text = json ? yaml.replace(/^'(.*)'$/s, (_all, inner: string) => JSON.stringify(inner)) : yaml;
  const start = contentStart(document, at);
  return start >= at.end ? undefined : replace(document, { start, end: at.end }, text);
}

/** The member whose key or value stands at a place, those around it in front; none when there is no such one. */
export function membersAt(object: JsonObject, at: Span): readonly Member[] {
  for (const member of object.members.values()) {
    if (member.key.start === at.start) return [member];
    const inside = member.value.kind === 'object' ? membersAt(member.value, at) : [];
    if (inside.length > 0) return [member, ...inside];
    if (member.value.at.start === at.start) return [member];
  }
  return [];
}

/** Takes out a member that has its lines for itself; with the map around it when that would be left empty. */
export function withoutLine(document: ConfigDocument, chain: readonly Member[]): Edit | undefined {
  let index = chain.length - 1;
  const isAlone = (member: Member | undefined): boolean =>
    member?.value.kind === 'object' && member.value.members.size === 1;
  // A map without content is null, and null takes out what earlier files set.
  while (index > 0 && isAlone(chain[index - 1])) index--;
  const member = chain[index];
  if (!member) return undefined;
  const span = { start: member.key.start, end: Math.max(member.key.end, member.value.at.end) };
  if (looksLikeJson(document.text)) return withoutMember(document, span);
  const lines = linesOf(document, span);
  const before = document.text.slice(lines.start, span.start);
  const behind = document.text.slice(span.end, lines.end);
  return before.trim() === '' && /^\s*(#.*)?\s*$/.test(behind) ? replace(document, lines, '') : undefined;
}

/** Takes a member out of JSON, with the comma that parts it from the next one or from the one before. */
function withoutMember(document: ConfigDocument, { start, end }: Span): Edit | undefined {
  const behind = /^\s*,\s*/.exec(document.text.slice(end));
  if (behind) return replace(document, { start, end: end + behind[0].length }, '');
  const before = /,\s*$/.exec(document.text.slice(0, start));
  return before ? replace(document, { start: before.index, end }, '') : undefined;
}
