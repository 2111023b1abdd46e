/** Files of the kubelet as parts of a machine: outline, definition, links, the line on top, the view, and moves. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { relativeTo } from '../../server/uri.ts';
import { readText } from '../../server/yaml/document.ts';
import {
  actionsAt,
  asked,
  changed,
  definition,
  diagnose,
  fix,
  hover,
  lenses,
  links,
  outline,
  view,
} from '../support/ask.ts';
import { dropIn, FOLDER, HEADER, onMachine } from '../support/dropIn.ts';
import { ROOT } from '../support/machine.ts';

/** A machine whose first file is a drop-in. */
const first = (text: string, more = '', version = 'v1.34'): string =>
  `-- ${FOLDER}/50-user.conf --\n${HEADER}${text}${more}-- config.yaml --\n# k3s: role=server version=${version}\n`;
const file = (name: string, text: string): string => `-- ${FOLDER}/${name} --\n${HEADER}${text}`;

describe('the outline', () => {
  it('shows fields with theirs below them', async () =>
    assert.deepEqual(await outline(first('maxPods: 5\nlogging:\n  verbosity: 3\nclusterDNS:\n- 10.43.0.10\n')), [
      'apiVersion kubelet.config.k8s.io/v1beta1',
      'kind KubeletConfiguration',
      'maxPods 5',
      'logging',
      '  verbosity 3',
      'clusterDNS',
      '  10.43.0.10',
    ]));
  it('numbers items that have fields', async () =>
    assert.deepEqual((await outline(first('reservedMemory:\n- numaNode: 0\n  limits: {memory: 1Gi}\n'))).slice(2), [
      'reservedMemory',
      '  item 1',
      '    numaNode 0',
      '    limits',
      '      memory 1Gi',
    ]));
  it('shows JSON', async () =>
    assert.deepEqual(await outline(`-- ${FOLDER}/50.conf --\n{"kind": "KubeletConfiguration", "maxPods": 5}`), [
      'kind KubeletConfiguration',
      'maxPods 5',
    ]));
  it('hides headers with tokens', async () => {
    const lines = await outline(first('staticPodURLHeader:\n  Authorization: [Bearer CANARY]\n'));
    assert.ok(!lines.join('\n').includes('CANARY'));
    assert.ok(lines.some((line) => line.includes('••••')));
  });
  it('shows what can be read of a broken file', async () =>
    assert.ok((await outline(first('maxPods: 5\nlogging: @x\n'))).includes('maxPods 5')));
});

describe('go to definition', () => {
  it('leads from a replaced field to the one in force', () =>
    definition(`${dropIn('max|Pods: 5\n')}${file('90-b.conf', 'maxPods: 6\n')}`).leadsTo('90-b.conf:3'));
  it('leads from the one in force to those it replaced', () =>
    definition(`${dropIn('maxPods: 5\n')}${file('90-b.conf', 'max|Pods: 6\n')}`).leadsTo('50-user.conf:3'));
  it('works key by key in maps', () =>
    definition(
      `${dropIn('evictionHard:\n  pid.available: 5%\n  memory.avail|able: 1Gi\n')}${file('90-b.conf', 'evictionHard:\n  memory.available: 2Gi\n')}`,
    ).leadsTo('90-b.conf:4'));
  it('leads to the argument that wins', () =>
    definition(onMachine('max|Pods: 5\n', 'kubelet-arg:\n- v=2\n- max-pods=9\n')).leadsTo('config.yaml:4'));
  it('leads from the argument to the fields that lose', () =>
    definition(`-- config.yaml --\nkubelet-arg:\n- max-po|ds=9\n${file('50-user.conf', 'maxPods: 5\n')}`).leadsTo(
      '50-user.conf:3',
    ));
  it('leads nowhere from a field that stands alone', () => definition(dropIn('max|Pods: 5\n')).leadsTo());
});

describe('links', () => {
  it('lead to files of the machine', async () =>
    assert.deepEqual(
      await links(first('tlsCertFile: /etc/ssl/kubelet.crt\nauthentication: {x509: {clientCAFile: /etc/ca}}\n')),
      [`/etc/ssl/kubelet.crt → ${ROOT}/etc/ssl/kubelet.crt`, `/etc/ca → ${ROOT}/etc/ca`],
    ));
  it('do not lead to folders, nor out of the machine', async () =>
    assert.deepEqual(await links(first('staticPodPath: /etc/pods\nresolvConf: ../x\ntlsCertFile: /../x\n')), []));
});

describe('the line on top', () => {
  it('says as which file it is read', async () => {
    assert.deepEqual(await lenses(first('', file('90-b.conf', ''))), [
      '1: Read as number 2 of 3, between 00-k3s-defaults.conf and 90-b.conf',
    ]);
    assert.deepEqual(await lenses(first('')), ['1: Read as number 2 of 2, after 00-k3s-defaults.conf']);
    assert.deepEqual(await lenses(`${file('00-a.conf', '')}-- config.yaml --\n`), [
      '1: Read as number 1 of 2, before 00-k3s-defaults.conf',
    ]);
  });
  it('knows the copies of what arguments name', async () =>
    assert.deepEqual(
      await lenses(
        `-- etc/k8s/kubelet.yaml --\n${HEADER}-- config.yaml --\nkubelet-arg: [config=/etc/k8s/kubelet.yaml]\n${file('50.conf', '')}`,
      ),
      ['1: Read as number 2 of 3, between 00-k3s-defaults.conf and 50.conf'],
    ));
  it('says that a file is passed over', async () =>
    assert.deepEqual(await lenses(`${file('50-user.yaml', '')}-- config.yaml --\n`), [
      '1: Passed over: the kubelet reads only names that end in .conf',
    ]));
  it('says that older K3s does not read it', async () =>
    assert.deepEqual(await lenses(first('', '', 'v1.31')), ['1: Not read: K3s reads this folder from v1.32 on']));
  it('says nothing of a file that belongs to no machine', async () => {
    const question = await asked(`-- etc/other.yaml --\n${HEADER}|`);
    assert.equal(question.language, 'kubelet');
    assert.deepEqual(await lenses(`-- etc/other.yaml --\n${HEADER}`), []);
  });
});

describe('the view', () => {
  it('lists the files in the order in which they are read', async () => {
    const text = await view(first('maxPods: 5\n', `${file('60.yaml', '')}${file('10.conf', '')}`));
    const names = [...text.matchAll(/^# {3}(\S+)(?: \((.*)\))?$/gm)].map(([, name, why]) =>
      `${name} ${why ?? ''}`.trim(),
    );
    assert.deepEqual(names.slice(0, 4), [
      '00-k3s-defaults.conf written by K3s at its start',
      '10.conf',
      '50-user.conf',
      '60.yaml passed over: the name does not end in .conf',
    ]);
  });
  it('shows every value with its origin', async () => {
    const text = await view(first('maxPods: 5\nevictionHard:\n  memory.available: 1Gi\n'));
    assert.match(text, /^maxPods: 5 +# 50-user\.conf:3$/m);
    assert.match(text, /^ {2}memory\.available: 1Gi +# 50-user\.conf:5$/m);
    assert.match(text, /^ {2}nodefs\.available: 5% +# K3s$/m);
  });
  it('shows what an argument replaces', async () =>
    assert.match(
      await view(`${first('maxPods: 5\n')}kubelet-arg: [max-pods=9]\n`),
      /^maxPods: 9 +# kubelet-arg max-pods, config\.yaml:2 replaces 50-user\.conf:3$/m,
    ));
  it('is YAML', async () =>
    assert.equal(readText('memory:/view', await view(first('maxPods: 5\n'))).problem, undefined));
  it('says why K3s does not start', async () =>
    assert.match(await view(first('maxPods: -1\n')), /^# K3s does not start: "maxPods"/m));
  it('says what only a start finds out', async () =>
    assert.match(await view(first('')), /^# K3s finds out at its start:\n(?:# .*\n)*# {3}tlsCertFile$/m));
  it('says what a kubelet before v1.32 reads by itself', async () => {
    const said = `${HEADER}podsPerCore: 5\nclusterDomain: example.test\n`;
    const named = '-- config.yaml --\n# k3s: role=server version=v1.31\nkubelet-arg: [config-dir=/etc/kubelet]\n';
    const text = `-- etc/kubelet/50-user.conf --\n${said}${named}`;
    const shown = await view(text);
    assert.match(shown, /50-user\.conf \(\/etc\/kubelet\/50-user\.conf, named by an argument\)/);
    assert.match(shown, /podsPerCore: 5 +# 50-user\.conf:3/);
    assert.match(shown, /clusterDomain: cluster\.local +# K3s replaces 50-user\.conf:4/);
    assert.deepEqual(await lenses(text), ['1: Read by the kubelet before K3s passes its own values, which win']);
    await hover(text.replace('podsPerCore', 'pods|PerCore')).says('In force: `5`');
    await hover(text.replace('clusterDomain', 'cluster|Domain')).says('what K3s passes itself wins');
  });
  it('says that older K3s has no such folder', async () =>
    assert.match(
      await view(first('maxPods: 5\n', '', 'v1.31')),
      /names no folder[\s\S]*50-user\.conf \(not read in this version\)/,
    ));
  it('hides headers with tokens', async () =>
    assert.ok(!(await view(first('staticPodURLHeader: {Authorization: [Bearer CANARY]}\n'))).includes('CANARY')));
});

describe('moving an argument into a file', () => {
  const machine = (items: string, more = ''): string =>
    `-- config.yaml --\n# k3s: role=server version=v1.34\nkubelet-arg:\n${items}${more}`;
  const title = 'Move into 50-kubelet-arg.conf, a file of the kubelet';
  const NEW = `${FOLDER}/50-kubelet-arg.conf`;

  it('writes a new file', () =>
    moved(machine('- v=2\n- max-po|ds=200\n'), title, {
      'config.yaml': '# k3s: role=server version=v1.34\nkubelet-arg:\n- v=2\n',
      [NEW]: `${HEADER}maxPods: 200\n`,
    }));
  it('takes out a list that would be empty', () =>
    moved(machine('- eviction-ha|rd=memory.available<500Mi\n'), title, {
      'config.yaml': '# k3s: role=server version=v1.34\n',
      [NEW]: `${HEADER}evictionHard:\n  memory.available: 500Mi\n`,
    }));
  it('adds to the file that is there', () =>
    moved(machine('- v=|4\n', file('50-kubelet-arg.conf', 'logging:\n  format: text\nmaxPods: 5\n')), title, {
      'config.yaml': '# k3s: role=server version=v1.34\n',
      [NEW]: `${HEADER}logging:\n  format: text\n  verbosity: 4\nmaxPods: 5\n`,
    }));
  it('takes the place of a field that lost against it', () =>
    moved(machine('- max-pods=|200\n', file('50-kubelet-arg.conf', 'maxPods: 5\n')), title, {
      'config.yaml': '# k3s: role=server version=v1.34\n',
      [NEW]: `${HEADER}maxPods: 200\n`,
    }));
  it('takes a name behind a file that would win', () =>
    moved(
      machine('- max-pods=|200\n', file('80-other.conf', 'maxPods: 5\n')),
      'Move into 99-kubelet-arg.conf, a file of the kubelet',
      {
        'config.yaml': '# k3s: role=server version=v1.34\n',
        [`${FOLDER}/99-kubelet-arg.conf`]: `${HEADER}maxPods: 200\n`,
      },
    ));
  it('goes where data-dir says', () =>
    moved(
      `-- config.yaml --\n# k3s: role=server version=v1.34\ndata-dir: /var/k3s\nkubelet-arg: [max-pods=|200, v=2]\n`,
      title,
      {
        'config.yaml': '# k3s: role=server version=v1.34\ndata-dir: /var/k3s\nkubelet-arg: [v=2]\n',
        'var/k3s/agent/etc/kubelet.conf.d/50-kubelet-arg.conf': `${HEADER}maxPods: 200\n`,
      },
    ));
  for (const [about, text] of Object.entries({
    'of a flag that no field says': machine('- node-lab|els=a=b\n'),
    'of a flag given twice': machine('- max-pods=|1\n- max-pods=2\n'),
    'of a value that cannot be read': machine('- max-pods=ma|ny\n'),
    'that another list repeats': onMachine('', 'kubelet-arg: &all\n- v=|2\nkube-proxy-arg: *all\n'),
    'that another list repeats in part': onMachine(
      '',
      'kubelet-arg: &all\n- v=|2\n- max-pods=2\nkube-proxy-arg: *all\n',
    ),
    'before v1.32': machine('- max-pods=|200\n').replace('v1.34', 'v1.31'),
    'on another list': '-- config.yaml --\nkube-proxy-arg: [v=|2]\n',
  }))
    it(`is not offered ${about}`, async () => assert.deepEqual(await rewrites(text), []));
});

describe('moving a field into an argument', () => {
  const config = '# k3s: role=server version=v1.34\n';
  it('writes a list', () =>
    moved(dropIn('max|Pods: 200\nlogging: {}\n'), 'Move "maxPods" into kubelet-arg', {
      'config.yaml': `${config}kubelet-arg:\n  - max-pods=200\n`,
      [`${FOLDER}/50-user.conf`]: `${HEADER}logging: {}\n`,
    }));
  it('adds to the list in force', () =>
    moved(
      onMachine('logging:\n  verb|osity: 4\n', 'kubelet-arg:\n- max-pods=5\n'),
      'Move "logging.verbosity" into kubelet-arg',
      {
        'config.yaml': `${config}kubelet-arg:\n- max-pods=5\n- v=4\n`,
        [`${FOLDER}/50-user.conf`]: HEADER,
      },
    ));
  it('takes along what K3s writes into a map, because an argument replaces all of it', () =>
    moved(
      onMachine('evictionHard:\n  memory.avail|able: 1Gi\n', 'debug: true\n'),
      'Move "evictionHard" into kubelet-arg',
      {
        'config.yaml': `${config}debug: true\nkubelet-arg:\n  - 'eviction-hard=imagefs.available<5%,memory.available<1Gi,nodefs.available<5%'\n`,
        [`${FOLDER}/50-user.conf`]: HEADER,
      },
    ));
  it('helps where K3s does not read the folder', () =>
    moved(dropIn('max|Pods: 200\n', 'v1.31'), 'Move "maxPods" into kubelet-arg', {
      'config.yaml': '# k3s: role=server version=v1.31\nkubelet-arg:\n  - max-pods=200\n',
      [`${FOLDER}/50-user.conf`]: HEADER,
    }));
  it('takes it out of JSON', async () => {
    const json = (fields: string): string =>
      `{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"${fields}}\n`;
    for (const [before, after] of [
      [', "max|Pods": 200, "logging": {}', ', "logging": {}'],
      [', "logging": {}, "max|Pods": 200', ', "logging": {}'],
      [',\n  "max|Pods": 200,\n  "logging": {}\n', ',\n  "logging": {}\n'],
    ] as const)
      await moved(
        `-- config.yaml --\n${config}-- ${FOLDER}/50-user.conf --\n${json(before)}`,
        'Move "maxPods" into kubelet-arg',
        {
          'config.yaml': `${config}kubelet-arg:\n  - max-pods=200\n`,
          [`${FOLDER}/50-user.conf`]: json(after),
        },
      );
  });
  it('takes it out of a folder that an older kubelet reads', () =>
    moved(
      `-- config.yaml --\n# k3s: role=server version=v1.31\nkubelet-arg:\n  - config-dir=/etc/k\n-- etc/k/a.conf --\n${HEADER}pods|PerCore: 5\n`,
      'Move "podsPerCore" into kubelet-arg',
      {
        'config.yaml': '# k3s: role=server version=v1.31\nkubelet-arg:\n  - config-dir=/etc/k\n  - pods-per-core=5\n',
        'etc/k/a.conf': HEADER,
      },
    ));
  for (const [about, text] of Object.entries({
    'whose value has the comma that parts the values of a flag': dropIn('staticPodURL|Header: {A: ["b,c:d"]}\n'),
    'with an anchor that is used elsewhere': dropIn(
      'evictionH|ard: &all\n  memory.available: 5%\nevictionMinimumReclaim: *all\n',
    ),
    'without a flag': dropIn('shutdownGrace|Period: 30s\n'),
    'that lost': onMachine('max|Pods: 5\n', 'kubelet-arg: [max-pods=6]\n'),
    'in the header': dropIn('').replace('kind', 'ki|nd'),
  }))
    it(`is not offered for a field ${about}`, async () => assert.deepEqual(await rewrites(text), []));
});

describe('a file with the wrong name', () => {
  it('can be renamed', async () => {
    const text = `${file('50-x.yaml', '').replace('api', '|api')}-- config.yaml --\n# k3s: version=v1.34\n`;
    const { edit } = await fix(text, 'Rename to 50-x.conf').action();
    assert.deepEqual(edit?.documentChanges, [
      {
        kind: 'rename',
        oldUri: `${ROOT}/${FOLDER}/50-x.yaml`,
        newUri: `${ROOT}/${FOLDER}/50-x.conf`,
        options: { overwrite: false },
      },
    ]);
  });
  it('stays where another file has the name', async () => {
    const text = `${file('50-x.yaml', '').replace('api', '|api')}${file('50-x.conf', '')}`;
    assert.ok(!(await actionsAt(text)).some(({ title }) => title.startsWith('Rename')));
  });
});

describe('findings', () => {
  const severity = async (text: string, version: string): Promise<number | undefined> =>
    (await diagnose(dropIn(text, version)).at('kubelet-validation')).severity;
  it('of names are milder in a Kubernetes that is newer than all that is known', async () => {
    for (const text of [
      'topologyManagerScope: |rack\n',
      'evictionHard:\n  gpu.available|: 5%\n',
      'featureGates:\n  Foo|: true\n',
    ]) {
      assert.equal(await severity(text, 'v1.36'), 1, text);
      assert.equal(await severity(text, 'v1.37'), 2, text);
    }
    assert.equal(await severity('maxPods: |-1\n', 'v1.37'), 1);
  });
  it('do not show tokens in headers, and neither do their fixes', async () => {
    const text = dropIn('staticPodURLHeader:\n  Authorization: Bearer CA|NARY\n');
    const shown = [
      ...(await diagnose(text).all()).map(({ message }) => String(message)),
      ...(await actionsAt(text)).map(({ title }) => title),
    ];
    assert.ok(shown.some((one) => one.includes('staticPodURLHeader')));
    assert.ok(!shown.join('\n').includes('CANARY'), shown.join('\n'));
  });
});

const rewrites = async (text: string): Promise<string[]> =>
  (await actionsAt(text, {}, ['refactor.rewrite'])).map(({ title }) => title);

/** All files that an action writes, by their path from the root or, in the folder of K3s, by their short name. */
async function moved(text: string, title: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const actions = await actionsAt(text, {}, ['refactor.rewrite']);
  const action = actions.find((one) => one.title === title);
  assert.ok(action, `"${title}" is not offered, only: ${actions.map((one) => one.title).join(', ')}`);
  assert.deepEqual(await written(text, action), wanted);
}

async function written(text: string, { edit }: CodeAction): Promise<Record<string, string>> {
  const { node } = await asked(text);
  const found: Record<string, string> = {};
  const created: string[] = [];
  for (const change of edit?.documentChanges ?? []) {
    if ('kind' in change) {
      assert.equal(change.kind, 'create');
      if (change.kind === 'create') created.push(change.uri);
      continue;
    }
    const { uri } = change.textDocument;
    const document = node.document(uri);
    assert.ok(document || created.includes(uri), `${uri} is not there`);
    const path = uri.includes('/etc/rancher/') ? relativeTo(node.sources.main, uri) : uri.slice(ROOT.length + 1);
    found[path] = changed(
      document ?? readText(uri, ''),
      change.edits.flatMap((one) => ('newText' in one ? [one] : [])),
    );
  }
  return Object.fromEntries(
    Object.entries(found).sort(([a], [b]) => (a === 'config.yaml' ? -1 : b === 'config.yaml' ? 1 : 0)),
  );
}
