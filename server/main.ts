/** Entry of the language server in Node: over stdio or the pipe an editor opens. */

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './connection.ts';
import { disk } from './disk.ts';
import { byScheme, editorFiles } from './editorFiles.ts';

serve(createConnection(ProposedFeatures.all), (connection) =>
  byScheme(
    disk,
    editorFiles((method, params) => connection.sendRequest(method, params)),
  ),
);
