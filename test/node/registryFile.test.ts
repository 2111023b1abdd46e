/** Files that registries.yaml names, on the machine itself: there what is not found does not exist. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadEngines } from '../../server/engines.ts';
import { memory } from '../../server/files.ts';
import { findings } from '../../server/rules/run.ts';
import { Workspace } from '../../server/workspace.ts';
import { fix } from '../support/ask.ts';

await loadEngines();

const FOLDER = 'file:///etc/rancher/k3s';

/** The findings on this very machine, as `rule: words`. */
async function found(files: Readonly<Record<string, string>>): Promise<string[]> {
  const bytes = Object.entries(files).map(
    ([path, text]) => [`file://${path}`, new TextEncoder().encode(text)] as const,
  );
  const node = await new Workspace(memory(new Map(bytes))).node(`${FOLDER}/config.yaml`, { role: 'server' });
  return findings(node).map(({ rule, message }) => `${rule}: ${message}`);
}

const REGISTRIES = '/etc/rancher/k3s/registries.yaml';
const CONFIG = '/etc/rancher/k3s/config.yaml';

describe('on the machine itself', () => {
  it('a certificate that is not there is an error', async () => {
    const tls = 'configs: {a.lan: {tls: {ca_file: /etc/ssl/a.pem}}}\n';
    assert.deepEqual(await found({ [REGISTRIES]: tls }), [
      'registry-file-missing: Every pull from here fails: there is no /etc/ssl/a.pem on this machine. ' +
        'Put the file there, or name the right "ca_file".',
    ]);
    assert.deepEqual(await found({ [REGISTRIES]: tls, '/etc/ssl/a.pem': 'x' }), []);
  });
  it('one that an anchor names twice is told once', async () => {
    const tls = 'configs: {a.lan: {tls: &t {ca_file: /etc/a.pem}}, b.lan: {tls: *t}}\n';
    assert.equal((await found({ [REGISTRIES]: tls })).length, 1);
  });
  it('a section that stands twice counts as one', async () => {
    const twice = { [CONFIG]: 'embedded-registry: true\n', [REGISTRIES]: 'mirrors: {docker.io: }\nmirrors: {}\n' };
    assert.deepEqual(
      (await found(twice)).filter((line) => line.startsWith('embedded-registry')),
      [],
    );
  });
  it('a missing registries.yaml keeps the nodes from sharing images', async () => {
    assert.deepEqual(await found({ [CONFIG]: 'embedded-registry: true\n' }), [
      'embedded-registry-mirrors: The nodes share no image without a registries.yaml. ' +
        'Write one with "*": under "mirrors", on every node.',
    ]);
  });
  it('and makes disable-default-registry-endpoint idle', async () => {
    const [only, ...more] = await found({ [CONFIG]: 'disable-default-registry-endpoint: true\n' });
    assert.match(only ?? '', /^option-without-effect: .*there is none/);
    assert.deepEqual(more, []);
  });
});

describe('the wildcard is added', () => {
  const added = (registries: string, after: string): Promise<void> =>
    fix(
      `-- config.yaml --\n# k3s: role=server version=v1.33\nembedded|-registry: true\n-- registries.yaml --\n${registries}`,
      'Add "*": under "mirrors"',
    )
      .action()
      .then(({ edit }) => {
        const [[uri, [change]] = ['', []]] = Object.entries(edit?.changes ?? {});
        assert.ok(change);
        assert.match(uri, /registries\.yaml$/);
        const lines = registries.split('\n');
        lines.splice(change.range.start.line, 0, ...change.newText.replace(/\n$/, '').split('\n'));
        assert.equal(lines.join('\n'), after);
      });
  it('to an empty section', () => added('mirrors:\nconfigs: {}\n', 'mirrors:\n  "*":\nconfigs: {}\n'));
  it('with a section of its own', () => added('configs: {}\n', 'configs: {}\nmirrors:\n  "*":\n'));
  it('to an empty file', () => added('', 'mirrors:\n  "*":\n'));
});
