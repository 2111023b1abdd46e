/** Values of another type than K3s wants: the node does not come up with them. */

import { say } from '../../words/say.ts';
import { restOfLine } from '../../yaml/diagnosis/lines.ts';
import { asScalar, contentStart, replace } from '../../yaml/edits.ts';
import { inBrackets } from '../../yaml/listItems.ts';
import type { TypeItem } from '../decode.ts';
import type { Registries } from '../model.ts';
import type { Check, Found } from './check.ts';
import { withoutUser } from './endpoint.ts';

export const type: Check = {
  id: 'registry-type',
  message: {
    list: 'The node does not come up: K3s wants a list of addresses here. Write each one behind a dash.',
    'url-blank': 'The node does not come up: the blank behind the colon makes this a map. Write {0} without it.',
    text: 'The node does not come up: K3s wants one text here, not a list or a map.',
    bool: 'The node does not come up: K3s wants true or false without quotes here.',
    rewrite: 'The node does not come up: rewrites are no list. Write "pattern: replacement", without a dash.',
    names: 'The node does not come up: "{0}" holds no list. Write each registry as a key with a colon, without a dash.',
    mirror: 'The node does not come up: K3s wants "endpoint:" below the registry. Indent the addresses below that.',
    settings: 'The node does not come up: K3s wants "auth:" or "tls:" below the host here.',
    auth: 'The node does not come up: "auth" is a block here. Write "username:" and "password:" below it.',
    tls: 'The node does not come up: "tls" is a block. Write "insecure_skip_verify: true" or "ca_file: …" below it.',
    file: 'The node does not come up: K3s finds no keys in the file. It begins with "mirrors:" or "configs:".',
    tag: 'The node does not come up: the value does not fit its tag. Remove the tag.',
    self: 'The node does not come up: what this alias stands for holds the alias itself. Write the value out.',
    aliasing: 'The node does not come up: aliases repeat so much that K3s refuses to read on. Write the values out.',
    merge: 'The node does not come up: behind "<<" K3s wants a map, or a list of maps.',
  },
  *check({ registries }) {
    const { document, error } = registries;
    // What no reader of YAML could read is told by the rules for that.
    if (error?.kind === 'yaml-syntax' && document.root) {
      const say = /contains itself/.test(error.message)
        ? 'self'
        : /^map merge/.test(error.message)
          ? 'merge'
          : 'aliasing';
      yield { at: restOfLine(document.text, error.at.start), say };
    }
    if (error?.kind === 'yaml-value') yield { at: error.at, say: 'tag' };
    if (error?.kind === 'yaml-type') for (const item of error.items) yield foundOf(registries, item);
  },
};

function foundOf({ document }: Registries, { node, shape, path }: TypeItem): Found {
  const at = node;
  switch (shape.kind) {
    case 'list': {
      if (node.kind !== 'scalar') return { at, say: 'list' };
      const edits = [
        replace(document, { start: contentStart(document, node), end: node.end }, `[${inBrackets(node.text)}]`),
      ];
      return { at, say: 'list', fix: () => [{ title: say('Write it as a list'), edits, safe: true }] };
    }
    case 'bool': {
      if (node.kind !== 'scalar' || !/^(true|false)$/i.test(node.text)) return { at, say: 'bool' };
      const text = node.text.toLowerCase();
      const edits = [replace(document, { start: contentStart(document, node), end: node.end }, text)];
      return { at, say: 'bool', fix: () => [{ title: say('Remove the quotes'), edits, safe: true }] };
    }
    case 'text': {
      const [pair, second] = node.kind === 'mapping' ? node.pairs : [];
      if (pair && !second && pair.key.kind === 'scalar' && pair.value.kind === 'scalar') {
        const url = `${pair.key.text}:${pair.value.text}`;
        if (/^https?:\/\//.test(url)) {
          const edits = [replace(document, { start: pair.key.start, end: pair.value.end }, asScalar(url))];
          return {
            at,
            say: 'url-blank',
            args: [withoutUser(url)],
            fix: () => [{ title: say('Remove the blank'), edits, safe: true }],
          };
        }
      }
      return { at, say: 'text' };
    }
    case 'map':
      return path.at(-1) === 'rewrite' ? { at, say: 'rewrite' } : { at, say: 'names', args: [path.at(-1) ?? ''] };
    case 'struct': {
      const names = { Mirror: 'mirror', RegistryConfig: 'settings', AuthConfig: 'auth', TLSConfig: 'tls' };
      return { at, say: names[shape.name as keyof typeof names] ?? 'file' };
    }
  }
}
