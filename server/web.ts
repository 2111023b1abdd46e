/** Entry of the language server in a browser worker: every file comes from the editor. */

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from './connection.ts';
import { editorFiles } from './editorFiles.ts';

const worker = globalThis as unknown as Parameters<typeof createWorkerConnection>[0];

function createWorkerConnection(
  port: ConstructorParameters<typeof BrowserMessageReader>[0],
): ReturnType<typeof createConnection> {
  return createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
}

serve(createWorkerConnection(worker), (connection) =>
  editorFiles((method, params) => connection.sendRequest(method, params)),
);
