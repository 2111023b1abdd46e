/** Editor features asked in one sentence: a text with the cursor as `|`, several files under `-- path --` headers. */

import assert from 'node:assert/strict';
import type { CodeAction, CompletionItem, Diagnostic, DocumentSymbol } from 'vscode-languageserver-types';
import { type ActionParams, actions, FIX_ALL } from '../../server/features/actions.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import {
  type Effective,
  type EffectiveValue,
  effectiveText,
  effective as effectiveValues,
} from '../../server/features/effective.ts';
import type { Asked } from '../../server/features/feature.ts';
import { format as formatFeature } from '../../server/features/format.ts';
import { type Status, statusOf } from '../../server/features/status.ts';
import { memory } from '../../server/files.ts';
import { featuresFor } from '../../server/languages.ts';
import type { Choices } from '../../server/node/config.ts';
import type { Severities } from '../../server/rules/lint.ts';
import { relativeTo } from '../../server/uri.ts';
import { Workspace } from '../../server/workspace.ts';
import { type ConfigDocument, offsetAt } from '../../server/yaml/document.ts';
import { applyEdits } from '../../server/yaml/edits.ts';
import { filesOf, uriOf } from './machine.ts';

/** How the person has set things up: role and version chosen, severities changed. */
export type Setup = Choices & { readonly severities?: Severities };

/** Stands for the cursor where the text itself needs a `|`. */
const OTHER_CURSOR = '‸';

/** Puts the cursor aside: which file it is in, where, and all files without it. */
export function cursorIn(marked: string): { text: string; path: string; offset: number } {
  const cursor = marked.includes(OTHER_CURSOR) ? OTHER_CURSOR : '|';
  assert.ok(marked.split(cursor).length <= 2, `more than one cursor in ${JSON.stringify(marked)}`);
  const files = [...filesOf(marked)];
  const [path, content] = files.find(([, text]) => text.includes(cursor)) ?? (files[0] as [string, string]);
  return { text: marked.replace(cursor, ''), path, offset: Math.max(content.indexOf(cursor), 0) };
}

/** What a feature gets for a marked text: the file with the cursor open in an editor, and the place. */
export function asked(marked: string, setup: Setup = {}): Promise<Asked> {
  return askedAt(cursorIn(marked), setup);
}

/** What a feature about a whole file gets: the first file open in an editor. */
export function opened(text: string, setup: Setup = {}): Promise<Asked> {
  const [path = ''] = filesOf(text).keys();
  return askedAt({ text, path, offset: 0 }, setup);
}

async function askedAt(
  { text, path, offset }: ReturnType<typeof cursorIn>,
  { severities = {}, ...choices }: Setup,
): Promise<Asked> {
  const uri = uriOf(path);
  const contents = [...filesOf(text)].map(
    ([name, content]) => [uriOf(name), new TextEncoder().encode(content)] as const,
  );
  const workspace = new Workspace(memory(new Map(contents)));
  workspace.change(uri, 1, filesOf(text).get(path) ?? '');
  const node = await workspace.node(uri, choices);
  const document = workspace.document(uri);
  assert.ok(document);
  const language = node.languageOf(uri);
  return { node, document, language, offset, lint: { severities }, cancelled: () => false };
}

interface TextChange {
  readonly range: {
    readonly start: { line: number; character: number };
    readonly end: { line: number; character: number };
  };
  readonly newText: string;
}

/** The text of a file after changes the protocol describes. */
export function changed(document: ConfigDocument, changes: readonly TextChange[]): string {
  return applyEdits(
    document.text,
    changes.map(({ range, newText }) => ({
      uri: document.uri,
      at: { start: offsetAt(document, range.start), end: offsetAt(document, range.end) },
      text: newText,
    })),
  );
}

const textIn = (document: ConfigDocument, { range }: Pick<TextChange, 'range'>): string =>
  document.text.slice(offsetAt(document, range.start), offsetAt(document, range.end));

/** `await complete('flannel-backend: |').offers('vxlan', 'host-gw')` */
export function complete(marked: string, setup: Setup = {}) {
  const answer = asked(marked, setup).then(async (question) => {
    const { completion, resolve } = await featuresFor(question.language);
    return { question, items: completion(question, undefined), resolve };
  });
  const labels = async (): Promise<string[]> => inOrder((await answer).items).map(({ label }) => label);
  const item = async (label: string): Promise<CompletionItem> => {
    const found = (await answer).items.find((candidate) => candidate.label === label);
    assert.ok(found, `"${label}" is not offered, only: ${(await labels()).join(', ') || 'nothing'}`);
    return found;
  };
  return {
    labels,
    item,
    /** All of these are among what is offered. */
    async offers(...wanted: string[]): Promise<void> {
      for (const label of wanted) await item(label);
    },
    async offersNot(...unwanted: string[]): Promise<void> {
      const offered = await labels();
      assert.deepEqual(
        unwanted.filter((label) => offered.includes(label)),
        [],
      );
    },
    /** These and no others, in this order. */
    async offersOnly(...wanted: string[]): Promise<void> {
      assert.deepEqual(await labels(), wanted);
    },
    async offersNothing(): Promise<void> {
      assert.deepEqual(await labels(), []);
    },
    /** Picking one of them leads to this text. */
    taking(label: string) {
      return {
        async gives(text: string): Promise<void> {
          const { document } = (await answer).question;
          const { textEdit } = await item(label);
          assert.ok(textEdit && 'range' in textEdit, `"${label}" changes nothing`);
          assert.equal(changed(document, [textEdit]), text);
        },
      };
    },
    /** The documentation the editor asks for when it shows the item. */
    async documents(label: string): Promise<string> {
      const { documentation } = (await answer).resolve(await item(label));
      assert.ok(typeof documentation === 'object', `"${label}" has no documentation`);
      return documentation.value;
    },
  };
}

const inOrder = (items: readonly CompletionItem[]): CompletionItem[] =>
  [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));

/** `await hover('flannel-back|end: vxlan').says('…')` */
export function hover(marked: string, setup: Setup = {}) {
  const answer = asked(marked, setup).then(async (question) => ({
    question,
    shown: (await featuresFor(question.language)).hover(question, undefined),
  }));
  const text = async (): Promise<string> => {
    const { shown } = await answer;
    assert.ok(shown, 'nothing is shown here');
    assert.ok(typeof shown.contents === 'object' && 'value' in shown.contents);
    return shown.contents.value;
  };
  return {
    text,
    async says(...wanted: (string | RegExp)[]): Promise<void> {
      const said = await text();
      for (const part of wanted) assert.ok(holds(said, part), `${part} is not in:\n${said}`);
    },
    async saysNot(...unwanted: (string | RegExp)[]): Promise<void> {
      const said = await text();
      for (const part of unwanted) assert.ok(!holds(said, part), `${part} is in:\n${said}`);
    },
    /** The words of the file the hover is about. */
    async on(words: string): Promise<void> {
      const { question, shown } = await answer;
      assert.ok(shown?.range, 'nothing is shown here');
      assert.equal(textIn(question.document, { range: shown.range }), words);
    },
    async isSilent(): Promise<void> {
      assert.equal((await answer).shown, null);
    },
  };
}

const holds = (text: string, part: string | RegExp): boolean =>
  typeof part === 'string' ? text.includes(part) : part.test(text);

/** The actions offered at the cursor; `only` as an editor asks for kinds. */
export async function actionsAt(marked: string, setup: Setup = {}, only?: readonly string[]): Promise<CodeAction[]> {
  const question = await asked(marked, setup);
  const params: ActionParams = { start: question.offset, end: question.offset, ...(only ? { only } : {}) };
  return actions(question, params, (await featuresFor(question.language)).refactorings);
}

/** `await fix('cluster-inn|it: true', 'Change to "cluster-init"').gives('cluster-init: true')` */
export function fix(marked: string, title: string, setup: Setup = {}) {
  const found = actionsAt(marked, setup).then((list) => {
    const action = list.find((candidate) => candidate.title === title);
    assert.ok(action, `"${title}" is not offered, only: ${list.map((candidate) => candidate.title).join(', ')}`);
    return action;
  });
  return {
    action: () => found,
    async gives(text: string): Promise<void> {
      assert.equal(await edited(await asked(marked, setup), await found), text);
    },
  };
}

/** `await fixAll('cluster_init: true').gives('cluster-init: true')` */
export function fixAll(text: string, setup: Setup = {}) {
  return {
    async gives(wanted: string): Promise<void> {
      const question = await opened(text, setup);
      const [all] = actions(question, { start: 0, end: 0, only: [FIX_ALL] });
      assert.ok(all, 'there is nothing to fix');
      assert.equal(await edited(question, all), wanted);
    },
    async hasNothingToDo(): Promise<void> {
      assert.deepEqual(actions(await opened(text, setup), { start: 0, end: 0, only: [FIX_ALL] }), []);
    },
  };
}

async function edited({ document }: Asked, action: CodeAction): Promise<string> {
  return changed(document, action.edit?.changes?.[document.uri] ?? []);
}

/** The findings of the file with the cursor, or of the first one. */
export function diagnose(marked: string, setup: Setup = {}) {
  const answer = asked(marked, setup).then((question) => ({ question, found: diagnostics(question, undefined) }));
  const at = async (rule: string): Promise<Diagnostic> => {
    const { found } = await answer;
    const match = found.find(({ code }) => code === rule);
    assert.ok(match, `no ${rule} among: ${found.map(({ code }) => code).join(', ') || 'nothing'}`);
    return match;
  };
  return {
    all: async () => (await answer).found,
    at,
    async include(rule: string, words: string): Promise<void> {
      assert.equal(textIn((await answer).question.document, await at(rule)), words);
    },
    async lack(rule: string): Promise<void> {
      assert.deepEqual(
        (await answer).found.filter(({ code }) => code === rule),
        [],
      );
    },
  };
}

/** `await format('token:   x').gives('token: x\n')` */
export function format(text: string) {
  return {
    async gives(wanted: string): Promise<void> {
      const question = await opened(text);
      assert.equal(changed(question.document, formatFeature(question, undefined)), wanted);
    },
    async changesNothing(): Promise<void> {
      assert.deepEqual(formatFeature(await opened(text), undefined), []);
    },
  };
}

/** The outline as indented lines, name and detail. */
export async function outline(text: string, setup: Setup = {}): Promise<string[]> {
  const lines = (list: readonly DocumentSymbol[], indent: string): string[] =>
    list.flatMap(({ name, detail, children = [] }) => [
      `${indent}${name}${detail ? ` ${detail}` : ''}`,
      ...lines(children, `${indent}  `),
    ]);
  const question = await opened(text, setup);
  return lines((await featuresFor(question.language)).symbols(question, undefined), '');
}

/** `await definition('tls-|san: a').leadsTo('config.yaml.d/50.yaml:1')`; lines count from 1. */
export function definition(marked: string, setup: Setup = {}) {
  return {
    async leadsTo(...places: string[]): Promise<void> {
      const question = await asked(marked, setup);
      const feature = (await featuresFor(question.language)).definition;
      const found = feature(question, undefined).map(
        ({ uri, range }) => `${relativeTo(uriOf('config.yaml'), uri)}:${range.start.line + 1}`,
      );
      assert.deepEqual(found, places);
    },
  };
}

/** Titles of the lenses above the lines of a file: `3: 2 endpoints`; lines count from 1. */
export async function lenses(text: string, setup: Setup = {}): Promise<string[]> {
  const question = await opened(text, setup);
  const found = (await featuresFor(question.language)).lenses(question, undefined);
  return found.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
}

/** The links of a file, each with its text and where it leads. */
export async function links(text: string, setup: Setup = {}): Promise<string[]> {
  const question = await opened(text, setup);
  const found = (await featuresFor(question.language)).links(question, undefined);
  return found.map(({ range, target }) => `${textIn(question.document, { range })} → ${target}`);
}

/** The view of the language of a file, as a person reads it. */
export async function view(text: string, { image, ...setup }: Setup & { image?: string } = {}): Promise<string> {
  const { node, language } = await opened(text, setup);
  return (await featuresFor(language)).view(node, image === undefined ? {} : { image }).text;
}

/** What is in force on a machine. */
export function effective(text: string, { showSecrets = false, ...setup }: Setup & { showSecrets?: boolean } = {}) {
  const node = opened(text, setup).then((question) => question.node);
  const view = async (): Promise<Effective> => effectiveValues(await node, { showSecrets });
  return {
    view,
    /** One value; its places are `file:line`. */
    async at(key: string): Promise<Pick<EffectiveValue, 'value' | 'type'> & { origin: string[]; overrode: string[] }> {
      const { values } = await view();
      const found = values.find((value) => value.key === key);
      assert.ok(found, `${key} is not in force, only: ${values.map((value) => value.key).join(', ')}`);
      const places = (list: EffectiveValue['origin']): string[] => list.map(({ file, line }) => `${file}:${line}`);
      return {
        value: found.value,
        type: found.type,
        origin: places(found.origin),
        overrode: places(found.overrode),
      };
    },
    text: async () => effectiveText(await node, { showSecrets }).text,
    links: async () => effectiveText(await node, { showSecrets }).links,
  };
}

/** What the status item tells. */
export async function status(text: string, setup: Setup = {}): Promise<Status> {
  return statusOf(await opened(text, setup), undefined);
}
