/** The wiring table: which protocol method is which feature, and one guard around all of them. */

import {
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type TextDocumentsConfiguration,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { loadEngine, loadEnginesFor } from './engines.ts';
import { type ActionParams, actions, FIX_ALL, REFACTOR } from './features/actions.ts';
import { diagnostics, lintFileDiagnostics } from './features/diagnostics.ts';
import type { Asked, LanguageFeatures, TextView } from './features/feature.ts';
import { wantsKubelet } from './features/moveArgument.ts';
import { startSettings } from './features/settings.ts';
import { statusOf } from './features/status.ts';
import type { Files } from './files.ts';
import { releases } from './knowledge/versions.ts';
import { featuresFor } from './languages.ts';
import type { Cluster } from './node/cluster.ts';
import type { Choices } from './node/config.ts';
import { isLanguage } from './node/language.ts';
import { isLevel, isProfile } from './node/lintFile.ts';
import type { Lint } from './rules/lint.ts';
import { canonical } from './uri.ts';
import { speak } from './words/say.ts';
import { Workspace } from './workspace.ts';
import { offsetAt } from './yaml/document.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}

/** What the requests of the table have in common. */
interface RequestParams {
  readonly textDocument: { readonly uri: string };
  readonly position?: Position;
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly context?: { readonly only?: readonly string[] };
  readonly options?: unknown;
  /** Of `k3s/effective`: another view than that of the file's own language, and of which image. */
  readonly view?: string;
  readonly image?: string;
}

interface Wire {
  readonly capability: Partial<InitializeResult['capabilities']>;
  readonly handle: (asked: Asked, params: RequestParams, features: LanguageFeatures) => unknown;
  /** The answer when the file is not open or the machine cannot be read. */
  readonly empty: unknown;
}

const actionParams = ({ range, context }: RequestParams, { document }: Asked): ActionParams => ({
  start: range ? offsetAt(document, range.start) : 0,
  end: range ? offsetAt(document, range.end) : document.text.length,
  ...(context?.only ? { only: context.only } : {}),
});

/** Method → feature. Advertised capabilities come from the same rows. */
const wires: Readonly<Record<string, Wire>> = {
  'textDocument/hover': {
    capability: { hoverProvider: true },
    handle: (asked, _params, { hover }) => hover(asked, undefined),
    empty: null,
  },
  'textDocument/completion': {
    capability: {
      completionProvider: { resolveProvider: true, triggerCharacters: [':', ' ', '-', '[', ',', '=', '<'] },
    },
    handle: (asked, _params, { completion }) => ({ isIncomplete: false, items: completion(asked, undefined) }),
    empty: { isIncomplete: false, items: [] },
  },
  'textDocument/codeAction': {
    capability: { codeActionProvider: { codeActionKinds: ['quickfix', REFACTOR, FIX_ALL] } },
    handle: async (asked, params, { refactorings }) => {
      const at = actionParams(params, asked);
      if (wantsKubelet(asked, at.start)) await loadEngine('kubelet');
      return actions(asked, at, refactorings);
    },
    empty: [],
  },
  'textDocument/documentSymbol': {
    capability: { documentSymbolProvider: true },
    handle: (asked, _params, { symbols }) => symbols(asked, undefined),
    empty: [],
  },
  'textDocument/formatting': {
    capability: { documentFormattingProvider: true },
    // The library that lays text out is a chunk of its own, loaded when somebody formats.
    handle: async (asked) => (await import('./features/format.ts')).format(asked, undefined),
    empty: [],
  },
  'textDocument/definition': {
    capability: { definitionProvider: true },
    handle: (asked, _params, { definition }) => definition(asked, undefined),
    empty: [],
  },
  'textDocument/documentLink': {
    capability: { documentLinkProvider: {} },
    handle: (asked, _params, { links }) => links(asked, undefined),
    empty: [],
  },
  'textDocument/codeLens': {
    capability: { codeLensProvider: {} },
    handle: (asked, _params, { lenses }) => lenses(asked, undefined),
    empty: [],
  },
  'textDocument/diagnostic': {
    capability: {
      diagnosticProvider: { identifier: 'k3s', interFileDependencies: true, workspaceDiagnostics: false },
    },
    handle: (asked) => ({ kind: 'full', items: diagnostics(asked, undefined) }),
    empty: { kind: 'full', items: [] },
  },
  'k3s/effective': {
    capability: {},
    handle: async ({ node }, { view, image }, own) => {
      const { view: viewOf } = isLanguage(view) ? await featuresFor(view) : own;
      return effectiveAnswer(viewOf(node, image === undefined ? {} : { image }));
    },
    empty: { text: '', links: [], languageId: 'yaml' },
  },
  'k3s/settings': { capability: {}, handle: (asked) => startSettings(asked, undefined), empty: null },
  'k3s/status': { capability: {}, handle: (asked) => statusOf(asked, undefined), empty: null },
};

/** The effective view as the client shows it: links by range, to a 1-based line of a file. */
function effectiveAnswer({ text, links }: TextView): unknown {
  return {
    text,
    languageId: 'yaml',
    links: links.map(({ line, start, end, uri, targetLine }) => ({
      range: { start: { line, character: start }, end: { line, character: end } },
      uri,
      line: targetLine,
    })),
  };
}

/** All of clusters that findings depend on. */
const releasesIn = (clusters: readonly Cluster[]): string =>
  JSON.stringify(
    clusters.map(({ name, version, servers, nodes }) => [
      name,
      version,
      servers,
      nodes.map((node) => [node.name, node.version]),
    ]),
  );

interface Settings {
  readonly choices: Choices;
  readonly lint: Lint;
}

/** The settings as an editor writes them. */
interface WrittenSettings {
  version?: string | null;
  role?: string | null;
  lint?: { profile?: string | null; severity?: Record<string, string> | null } | null;
}

/** The `k3s` section as choices and how strict to be; anything unreadable counts as not set. */
export function settingsOf(written: WrittenSettings | null | undefined): Settings {
  const { version, role, lint } = written ?? {};
  return {
    choices: {
      ...(role === 'server' || role === 'agent' ? { role } : {}),
      ...(typeof version === 'string' && version.trim() !== '' ? { version } : {}),
    },
    lint: {
      ...(isProfile(lint?.profile) ? { profile: lint.profile } : {}),
      severities: Object.fromEntries(
        Object.entries(lint?.severity ?? {}).flatMap(([id, level]) => (isLevel(level) ? [[id, level]] : [])),
      ),
    },
  };
}

/**
 * Text documents whose lines are counted anew after every edit: the library's own way to carry them over counts a CR
 * and an LF that come to stand together as two line ends.
 */
const exactDocuments: TextDocumentsConfiguration<TextDocument> = {
  create: TextDocument.create,
  update: (document, changes, version) =>
    changes.reduce((before, change) => {
      const after = TextDocument.update(before, [change], version);
      return TextDocument.create(after.uri, after.languageId, version, after.getText());
    }, document),
};

/** How long a push waits after a change; while a person types quickly only the last text is looked at. */
const PUSH_AFTER_MS = 0;
/** Other views are told of changes at most this often. */
const TELL_AFTER_MS = 50;

/** Serves one client. `files` reads what is not open in the editor. */
export function serve(connection: Connection, filesFor: (connection: Connection) => Files): void {
  const workspace = new Workspace(filesFor(connection));
  const documents = new TextDocuments(exactDocuments);
  const scopes = new Map<string, Promise<Settings>>();
  let pulls = false;
  let asks = false;
  let pushed: Settings = settingsOf(undefined);
  let clusters: readonly Cluster[] = [];

  const settingsFor = (uri: string): Promise<Settings> => {
    if (!asks) return Promise.resolve(pushed);
    let settings = scopes.get(uri);
    if (!settings) {
      settings = connection.workspace
        .getConfiguration({ scopeUri: uri, section: 'k3s' })
        .then(settingsOf, () => pushed);
      // A file that is not open is never closed either, so what holds for it is not kept.
      if (workspace.version(uri) !== undefined) scopes.set(uri, settings);
    }
    return settings;
  };

  const ask = async (uri: string, cancelled: () => boolean, position?: Position): Promise<Asked | undefined> => {
    const { choices, lint } = await settingsFor(uri);
    const node = await workspace.node(uri, clusters.length > 0 ? { ...choices, clusters } : choices);
    const document = workspace.document(uri) ?? node.document(canonical(uri));
    if (!document) return undefined;
    await loadEnginesFor(node, document);
    const language = node.languageOf(document.uri);
    return { node, document, language, lint, cancelled, offset: position ? offsetAt(document, position) : 0 };
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { workspace: inWorkspace, textDocument } = params.capabilities;
    pulls = textDocument?.diagnostic !== undefined;
    asks = inWorkspace?.configuration === true;
    const options = params.initializationOptions as
      | { l10n?: Record<string, string>; settings?: WrittenSettings; commands?: boolean }
      | undefined;
    speak(options?.l10n);
    pushed = settingsOf(options?.settings);
    const capabilities: InitializeResult['capabilities'] = Object.assign(
      { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true } },
      ...Object.values(wires).map(({ capability }) => capability),
    );
    if (!pulls) delete capabilities.diagnosticProvider;
    // A lens that nobody can run is no help.
    if (!options?.commands) delete capabilities.codeLensProvider;
    return { capabilities, serverInfo: { name: 'k3s-config' } };
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    scopes.clear();
    pushed = settingsOf((settings as { k3s?: WrittenSettings } | null)?.k3s);
    lookAgain();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      workspace.forget(uri);
      forgetLintFile(uri);
    }
    lookAgain();
  });

  const lookAgain = (): void => {
    if (pulls) void connection.languages.diagnostics.refresh().catch(() => undefined);
    else for (const uri of workspace.openUris) push(workspace.original(uri));
    tell();
  };

  for (const [method, wire] of Object.entries(wires)) {
    connection.onRequest(method, async (params: RequestParams & { uri?: string }, token: CancellationToken) => {
      const uri = params.textDocument?.uri ?? params.uri ?? '';
      const version = workspace.version(uri);
      const outdated = (): boolean => token.isCancellationRequested || workspace.version(uri) !== version;
      try {
        const asked = await ask(uri, outdated, params.position);
        if (outdated()) return cancelled(token);
        const answer = asked ? await wire.handle(asked, params, await featuresFor(asked.language)) : wire.empty;
        if (outdated()) return cancelled(token);
        if (asked && method === 'textDocument/diagnostic') tellLintFile(asked);
        return answer;
      } catch (error) {
        report(method, uri, error);
        return wire.empty;
      }
    });
  }

  /** What was last said about each `.k3slint.yaml`; no editor asks for that, because it is not a configuration. */
  const saidOfLintFiles = new Map<string, string>();
  const tellLintFile = (asked: Asked): void => {
    const found = lintFileDiagnostics(asked);
    const said = JSON.stringify(found?.diagnostics ?? []);
    if (!found || (saidOfLintFiles.get(found.uri) ?? '[]') === said) return;
    saidOfLintFiles.set(found.uri, said);
    void connection.sendDiagnostics(found);
  };
  const forgetLintFile = (written: string): void => {
    const uri = canonical(written);
    if (saidOfLintFiles.delete(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
  };

  const report = (what: string, uri: string, error: unknown): void => {
    connection.console.error(
      `${what} ${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  };

  connection.onCompletionResolve(async (item) => {
    const { language } = (item.data ?? {}) as { language?: string };
    return (await featuresFor(isLanguage(language) ? language : 'config')).resolve(item);
  });
  // Only an editor that is connected to clusters says so, and only then what understands it is loaded.
  connection.onNotification('k3s/cluster', async (message: unknown) => {
    try {
      const { readClusters } = await loadEngine('live');
      const before = clusters;
      clusters = readClusters(message);
      if (releasesIn(clusters) !== releasesIn(before)) lookAgain();
    } catch (error) {
      report('k3s/cluster', '', error);
    }
  });
  connection.onRequest('k3s/versions', () => [...releases].reverse());

  const timers = new Map<string, NodeJS.Timeout>();
  const push = (uri: string): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => void pushNow(uri), PUSH_AFTER_MS),
    );
  };
  const pushNow = async (uri: string): Promise<void> => {
    timers.delete(uri);
    const version = workspace.version(uri);
    if (version === undefined) return;
    const outdated = (): boolean => workspace.version(uri) !== version;
    try {
      const asked = await ask(uri, outdated);
      const found = asked && !outdated() ? diagnostics(asked, undefined) : undefined;
      if (!asked || !found || outdated()) return;
      tellLintFile(asked);
      await connection.sendDiagnostics({ uri, version, diagnostics: found });
    } catch (error) {
      report('diagnostics', uri, error);
    }
  };

  let telling: NodeJS.Timeout | undefined;
  const tell = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined;
      void connection.sendNotification('k3s/changed', {
        uris: workspace.openUris.map((uri) => workspace.original(uri)),
      });
    }, TELL_AFTER_MS);
  };

  documents.onDidChangeContent(({ document }) => {
    workspace.change(document.uri, document.version, document.getText(), document.languageId);
    if (!pulls) for (const uri of workspace.relatives(document.uri)) push(uri);
    tell();
  });
  // Without somebody to watch the files, saving is the moment to look at them again.
  documents.onDidSave(({ document }) => {
    workspace.forget(document.uri);
    lookAgain();
  });
  documents.onDidClose(({ document }) => {
    workspace.close(document.uri);
    scopes.delete(document.uri);
    if (!pulls) {
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
      for (const uri of workspace.relatives(document.uri)) push(uri);
    }
    tell();
  });
  connection.onShutdown(() => {
    for (const timer of [...timers.values(), telling]) clearTimeout(timer);
  });
  documents.listen(connection);
  connection.listen();
}

function cancelled(token: CancellationToken): ResponseError<void> {
  return token.isCancellationRequested
    ? new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
    : new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
}
