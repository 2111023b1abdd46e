/** The sessions each server goes through: a fresh start, a warm hour of work, and a long one for its memory. */

import { fileURLToPath } from 'node:url';
import type { Contender, Diagnostic } from './client.ts';
import type { Kind, Size, Text } from './corpus.ts';
import { Editor } from './editor.ts';
import type { FigureId, Samples } from './figures.ts';

/** How often everything is done. */
export interface Effort {
  readonly spawns: number;
  readonly warmProcesses: number;
  readonly memoryProcesses: number;
  readonly strokes: number;
  readonly requests: number;
  readonly edits: number;
  readonly reopened: number;
}

export const efforts = {
  full: { spawns: 11, warmProcesses: 3, memoryProcesses: 3, strokes: 20, requests: 200, edits: 500, reopened: 200 },
  quick: { spawns: 3, warmProcesses: 1, memoryProcesses: 1, strokes: 10, requests: 50, edits: 500, reopened: 200 },
} as const satisfies Record<string, Effort>;

export interface Scene {
  readonly contender: Contender;
  readonly root: string;
  readonly texts: Readonly<Record<Size, Text>>;
  readonly effort: Effort;
  readonly samples: Samples;
}

type Session = (scene: Scene) => Promise<void>;

/** Does something with a started server and ends it, whatever happens. */
async function withEditor<T>(
  { contender, root }: Scene,
  work: (editor: Editor, initialized: number) => Promise<T>,
  nodeArgs: readonly string[] = [],
): Promise<T> {
  const editor = new Editor(contender, nodeArgs);
  try {
    return await work(editor, await editor.start(root));
  } finally {
    await editor.client.close();
  }
}

/** A fresh process that is given one file. */
const spawnWith =
  (size: Size, figure: FigureId): Session =>
  (scene) =>
    withEditor(scene, async (editor, initialized) => {
      const { name } = scene.contender;
      const { at } = await editor.openText(scene.texts[size]);
      scene.samples.add(name, figure, at - editor.client.startedAt);
      if (size !== 'small') return;
      scene.samples.add(name, 'initialize', initialized);
      const used = editor.client.used;
      if (!used) return;
      scene.samples.add(name, 'memoryStart', used.memory);
      scene.samples.add(name, 'processorStart', used.processor);
    });

export const spawnSmall = spawnWith('small', 'firstSmall');
export const spawnLarge = spawnWith('large', 'firstLarge');

/** Keystrokes that are dropped before counting starts: the engine has not compiled the code yet. */
const WARM_UP = 5;

/** Typing in each file, waiting for the findings each time. */
export const typing: Session = (scene) =>
  withEditor(scene, async (editor) => {
    const { contender, texts, effort, samples } = scene;
    const rows = {
      small: ['strokeSmall', 'workSmall'],
      middle: ['strokeMiddle', 'workMiddle'],
      large: ['strokeLarge', 'workLarge'],
    } as const;
    for (const [size, [stroke, work]] of Object.entries(rows) as [Size, [FigureId, FigureId]][]) {
      const text = texts[size];
      await editor.openText(text);
      for (let i = 0; i < WARM_UP; i++) await editor.type(text);
      for (let i = 0; i < effort.strokes; i++) {
        const took = await editor.type(text);
        samples.add(contender.name, stroke, took);
        samples.add(contender.name, work, took - contender.debounce);
      }
      editor.close(text.uri);
    }
  });

/** Typing in the files that are no plain config.yaml, each in a process of its own, because its memory is asked for. */
export const others: Session = async (scene) => {
  const { contender, texts, effort, samples } = scene;
  const rows = {
    arguments: ['strokeArguments', 'memoryArguments'],
    registries: ['strokeRegistries', 'memoryRegistries'],
    kubelet: ['strokeKubelet', 'memoryKubelet'],
  } as const;
  for (const [kind, [stroke, memory]] of Object.entries(rows) as [Kind, [FigureId, FigureId]][]) {
    await withEditor(scene, async (editor) => {
      await editor.openText(texts[kind]);
      for (let i = 0; i < WARM_UP; i++) await editor.type(texts[kind]);
      for (let i = 0; i < effort.strokes; i++) {
        samples.add(contender.name, stroke, await editor.type(texts[kind]));
      }
      const used = editor.client.used;
      if (used) samples.add(contender.name, memory, used.memory);
    });
  }
};

/** Asking in each file: the first time, then warm, then right after a change. */
export const asking: Session = (scene) =>
  withEditor(scene, async (editor) => {
    const { contender, texts, effort, samples } = scene;
    const add = (figure: FigureId, value: number): void => samples.add(contender.name, figure, value);
    const hover = async (text: Text, i: number): Promise<number> =>
      (await editor.ask('hover', text, text.keys[i % text.keys.length] as Text['end'])).took;
    const complete = async (text: Text): Promise<number> => (await editor.ask('completion', text, text.end)).took;

    await editor.openText(texts.small);
    add('hoverFirst', await hover(texts.small, 0));
    add('completionFirst', await complete(texts.small));
    for (const [text, hovers, completions] of [
      [texts.small, ['hoverSmall', 'hoverSmallFar'], ['completionSmall', 'completionSmallFar']],
      [texts.large, ['hoverLarge'], ['completionLarge']],
    ] as const) {
      if (text === texts.large) await editor.openText(text);
      const times = text === texts.large ? Math.ceil(effort.requests / 5) : effort.requests;
      for (let i = -WARM_UP; i < times; i++) {
        const took = await hover(text, i + WARM_UP);
        if (i >= 0) for (const figure of hovers) add(figure, took);
      }
      for (let i = -WARM_UP; i < times; i++) {
        const took = await complete(text);
        if (i >= 0) for (const figure of completions) add(figure, took);
      }
    }
    for (let i = -WARM_UP; i < effort.strokes * 2; i++) {
      const took = await editHover(editor, texts.large, i + WARM_UP);
      if (i >= 0) add('editHoverLarge', took);
    }
    await editor.knowsMistake(texts.large, texts.large.uri, () => editor.change(texts.large));
    const used = editor.client.used;
    if (used) add('memoryLarge', used.memory);
  });

async function editHover(editor: Editor, text: Text, i: number): Promise<number> {
  const from = performance.now();
  editor.change(text);
  await editor.ask('hover', text, text.keys[i % text.keys.length] as Text['end']);
  return performance.now() - from;
}

/** A long session in a small file. */
export const editing: Session = (scene) =>
  withEditor(scene, async (editor) => {
    const { contender, texts, effort, samples } = scene;
    await editor.openText(texts.small);
    const before = editor.client.used;
    for (let i = 0; i < effort.edits - 1; i++) {
      const took = await editHover(editor, texts.small, i);
      if (i >= WARM_UP) samples.add(contender.name, 'editHoverSmall', took);
    }
    await editor.type(texts.small);
    const after = editor.client.used;
    if (!before || !after) return;
    samples.add(contender.name, 'memoryEdits', after.memory);
    samples.add(contender.name, 'processorEdits', after.processor - before.processor);
  });

/** So many files are open at a time, so that a debounce is paid once for all of them. */
const AT_ONCE = 20;
const PROBE = fileURLToPath(new URL('./probe.cjs', import.meta.url));

/** Opens and closes files one would never open again; what stays in memory is lost. */
export const reopening: Session = (scene) =>
  withEditor(
    scene,
    async (editor) => {
      const { contender, texts, effort, samples } = scene;
      const round = async (number: number): Promise<void> => {
        const uris = Array.from({ length: AT_ONCE }, (_, i) =>
          texts.middle.uri.replace('/middle/', `/middle-${number}-${i}/`),
        );
        await Promise.all(uris.map((uri) => editor.openText(texts.middle, uri)));
        for (const uri of uris) editor.close(uri);
      };
      // The first round fills what is filled once.
      await round(0);
      const before = await editor.client.heap();
      for (let number = 1; number <= effort.reopened / AT_ONCE; number++) await round(number);
      samples.add(contender.name, 'growth', (await editor.client.heap()) - before);
    },
    ['--expose-gc', '--require', PROBE],
  );

export interface Work {
  readonly lines: readonly number[];
  readonly labels: ReadonlySet<string>;
  readonly hovers: number;
}

/** What a server has to say about a text: the lines it reports (1-based), the keys it offers, the keys it explains. */
export const workOn = (scene: Scene, text: Text): Promise<Work> =>
  withEditor(scene, async (editor) => {
    const { found } = await editor.openText(text);
    const { result } = await editor.ask<Items | Items['items']>('completion', text, text.end);
    let hovers = 0;
    for (const place of text.keys) if ((await editor.ask<unknown>('hover', text, place)).result) hovers++;
    return { lines: linesOf(found), labels: labelsOf(result), hovers };
  });

interface Items {
  readonly items: readonly { readonly label: string }[];
}

const linesOf = (found: readonly Diagnostic[]): number[] =>
  [...new Set(found.map(({ range }) => range.start.line + 1))].sort((a, b) => a - b);

const labelsOf = (result: Items | Items['items']): Set<string> =>
  new Set(('items' in result ? result.items : result).map(({ label }) => label));
