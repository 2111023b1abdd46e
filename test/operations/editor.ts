/** A person in front of an editor that is not there: what they are told and asked, and what they answer. */

import { registerHooks } from 'node:module';

/** A button, a line of a menu, or nothing. */
type Answer = string | undefined;

export interface Asked {
  readonly text: string;
  /** What there was to choose from. */
  readonly choices: readonly string[];
}

/** Sees everything, and answers what was agreed. */
export class Person {
  readonly asked: Asked[] = [];
  /** Whether they trust the folder that is open. */
  trusts = true;
  /** By their whole names; those of the person, not of the folder. */
  readonly settings = new Map<string, unknown>();
  /** The same of the folder, which the editor hides while it is not trusted, where the manifest says so. */
  readonly folderSettings = new Map<string, unknown>();
  /** Who gives the texts of documents that are no files, by the scheme. */
  readonly texts = new Map<string, { provideTextDocumentContent(uri: unknown): unknown }>();
  /** What their editor can do, by name. */
  readonly commands = new Map<string, (...args: readonly unknown[]) => unknown>();
  readonly #will: { readonly about: RegExp; readonly answer: Answer }[] = [];
  /** Presses the button of the progress notification that is shown. */
  cancel: () => void = () => undefined;

  /** Answers so, the next time somebody asks about that. */
  will(about: RegExp, answer: Answer): void {
    this.#will.push({ about, answer });
  }

  ask(text: string, choices: readonly string[]): Answer {
    this.asked.push({ text, choices });
    const at = this.#will.findIndex(({ about }) => about.test(text));
    return at < 0 ? undefined : this.#will.splice(at, 1)[0]?.answer;
  }

  /** The texts of everything that was said, and forgets it. */
  heard(): string[] {
    return this.asked.splice(0).map(({ text }) => text);
  }
}

/** The one who sits there now. */
let person = new Person();

const labelOf = (choice: string | { readonly label: string }): string =>
  typeof choice === 'string' ? choice : choice.label;

async function message(text: string, ...rest: readonly unknown[]): Promise<Answer> {
  return person.ask(
    text,
    rest.filter((one): one is string => typeof one === 'string'),
  );
}

const fill = (template: string, ...args: readonly unknown[]): string =>
  template.replace(/\{(\d+)\}/g, (gap, index: string) => String(args[Number(index)] ?? gap));

/** As much of the editor as actions use. */
const vscode = {
  l10n: { t: fill, bundle: undefined },
  ProgressLocation: { Notification: 15 },
  ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
  QuickPickItemKind: { Separator: -1 },
  // Asked for by what is loaded along with an action; nobody uses them here.
  Uri: {},
  extensions: {},
  EventEmitter: Object,
  Disposable: { from: () => ({ dispose: () => undefined }) },
  Range: Object,
  TabInputText: Object,
  WorkspaceEdit: Object,
  QuickInputButtons: { Back: {} },
  commands: {
    getCommands: async () => [...person.commands.keys()],
    executeCommand: async (name: string, ...args: readonly unknown[]) => person.commands.get(name)?.(...args),
  },
  workspace: {
    get isTrusted() {
      return person.trusts;
    },
    registerTextDocumentContentProvider: (
      scheme: string,
      texts: { provideTextDocumentContent(uri: unknown): unknown },
    ) => void person.texts.set(scheme, texts),
    onDidCloseTextDocument: () => undefined,
    getConfiguration: (section: string) => ({
      get: (name: string, preset: unknown) =>
        person.folderSettings.get(`${section}.${name}`) ?? person.settings.get(`${section}.${name}`) ?? preset,
      update: async (name: string, value: unknown, target: number) =>
        void (target === 1 ? person.settings : person.folderSettings).set(`${section}.${name}`, value),
      inspect: (name: string) => ({
        globalValue: person.settings.get(`${section}.${name}`),
        workspaceValue: person.folderSettings.get(`${section}.${name}`),
      }),
    }),
  },
  env: { clipboard: { writeText: async (text: string) => person.ask(`clipboard: ${text}`, []) } },
  window: {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    async showQuickPick(items: readonly { readonly label: string }[], options: { readonly placeHolder?: string } = {}) {
      const answer = person.ask(options.placeHolder ?? '', items.map(labelOf));
      return items.find((item) => labelOf(item) === answer);
    },
    createQuickPick: () => new Pick(),
    withProgress: async <T>(_options: unknown, task: (progress: object, token: object) => Promise<T>): Promise<T> => {
      const onCancellationRequested = (stop: () => void): void => {
        person.cancel = stop;
      };
      return task({ report: () => undefined }, { onCancellationRequested });
    },
  },
};

/** A menu that is answered as soon as it is shown. */
class Pick {
  placeholder = '';
  items: readonly { readonly label: string }[] = [];
  selectedItems: readonly { readonly label: string }[] = [];
  #accepted: () => void = () => undefined;
  #hidden: () => void = () => undefined;
  onDidAccept = (listener: () => void): void => {
    this.#accepted = listener;
  };
  onDidHide = (listener: () => void): void => {
    this.#hidden = listener;
  };
  onDidTriggerButton = (): void => undefined;
  dispose = (): void => undefined;
  hide = (): void => this.#hidden();

  show(): void {
    const answer = person.ask(this.placeholder, this.items.map(labelOf));
    this.selectedItems = this.items.filter(({ label }) => label === answer);
    if (this.selectedItems.length > 0) this.#accepted();
    else this.#hidden();
  }
}

Object.assign(globalThis, { [Symbol.for('editor of a test')]: vscode });
const SOURCE = `const it = globalThis[Symbol.for('editor of a test')];
${Object.keys(vscode)
  .map((name) => `export const ${name} = it.${name};`)
  .join('\n')}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: 'editor:vscode', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === 'editor:vscode' ? { format: 'module', source: SOURCE, shortCircuit: true } : next(url, context),
});

/** Somebody new sits down. Only now may anything be loaded that asks for the editor. */
export function sitDown(): Person {
  person = new Person();
  return person;
}
