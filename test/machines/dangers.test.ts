/** What must not become a removal of something else: hostile names, folders that are not K3s's own, mounts of others. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { dataDirProblem } from '../../client/machines/remove/dataDir.ts';
import { removeKind } from '../../client/machines/remove/kind.ts';
import { orderOf } from '../../client/machines/remove/order.ts';
import { defaultChoices, planRemoval } from '../../client/machines/remove/plan.ts';
import { removalText } from '../../client/machines/remove/planText.ts';
import { findOn, readMachine } from '../../client/machines/remove/readFacts.ts';
import { shells } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { sandbox, type Wishes } from './installed.ts';
import { CANARY } from './k3sFiles.ts';
import { operate } from './operate.ts';
import { leftOf } from './removing.ts';

const none = new AbortController().signal;

/** On the machine itself, with no cluster known. */
async function alone(t: Parameters<typeof sandbox>[0], wishes: Wishes = {}) {
  const place = sandbox(t, wishes);
  const backups = folder(t, {}).at('backups');
  const facts = { target: { kind: 'here' as const }, machine: await readMachine(place.machine, undefined, none) };
  const plan = planRemoval(facts, defaultChoices(facts));
  const order = orderOf(plan, { id: 'r1', backups, now: 0 });
  return { place, plan, order };
}

for (const shell of shells) {
  const { skip } = shell;

  test(`${shell.name}: on the machine itself, without a cluster`, { skip }, async (t) => {
    const { place, plan, order } = await alone(t, { shell });
    assert.deepEqual(plan.blocks, []);
    assert.match(plan.notes.join(' '), /No cluster is known here: pods are not sent away, and the Node stays/);
    assert.match(removalText('', [plan]), /^# Uninstall worker-1\n\nPlan without a cluster\./);
    const { result, states, summary } = await operate(removeKind, order, place);
    assert.equal(result, 'done', summary);
    assert.deepEqual(states, [
      'machine done',
      'backup done',
      'mounts skipped',
      'killall done',
      'uninstall done',
      'clean done',
    ]);
    assert.match(
      summary,
      /^K3s is off the machine\. If it was a node, its Node is still in the cluster: delete it there\. The configuration is saved in /,
    );
    assert.deepEqual(leftOf(place), []);
  });

  test(`scenario 44: ${shell.name}: uninstalled under OpenRC`, { skip }, async (t) => {
    const { place, order } = await alone(t, { shell, init: 'openrc' });
    const { result, summary, told } = await operate(removeKind, order, place);
    assert.equal(result, 'done', `${summary} ${told.join('\n')}`);
    assert.ok(!place.has('etc/init.d/k3s-agent') && !place.has('etc/runlevels/default/k3s-agent'));
    assert.deepEqual(leftOf(place), []);
  });

  test(`${shell.name}: a custom name and a data folder elsewhere`, { skip }, async (t) => {
    const { place, order } = await alone(t, {
      shell,
      dataDir: '/srv/k3s',
      units: [{ name: 'k3s-agent-blue', words: 'agent' }],
      files: { 'etc/rancher/k3s/config.yaml.d/10-data.yaml': 'data-dir: /srv/k3s\n', 'srv/other/data': 'of others' },
    });
    const { result, summary } = await operate(removeKind, order, place);
    assert.equal(result, 'done', summary);
    assert.ok(place.calls.includes('uninstall k3s-agent-blue of /srv/k3s'));
    assert.ok(!place.has('srv/k3s') && place.has('srv/other/data'));
  });

  test(`${shell.name}: values of a machine are never shell text`, { skip }, async (t) => {
    const canary = folder(t, {}).at('touched');
    const words = fc.constantFrom(
      '$(touch X)',
      '`touch X`',
      "'; touch X; '",
      '"; touch X; "',
      '$IFS',
      '*',
      '-rf',
      '\\',
      '%s%n',
      '\n',
    );
    const hostile = fc
      .array(words, { minLength: 1, maxLength: 3 })
      .map((some) => some.join(' ').replaceAll('X', canary));
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const place = sandbox(t, {
          shell,
          files: {
            'etc/rancher/k3s/config.yaml': `data-dir: ${JSON.stringify(`/srv/${text}`)}\nnode-name: ${JSON.stringify(text)}\n`,
            'var/lib/rancher/k3s/storage/x/y': '',
            [`etc/rancher/k3s/config.yaml.d/${text.replace(/[/\n]/g, '_')}.yaml`]: 'a: b\n',
            'etc/systemd/system/k3s-$(touch x)`id`.service': '[Service]\nExecStart=/usr/local/bin/k3s agent\n',
          },
        });
        place.write(
          'proc/mounts',
          `filer:/${text.replace(/\s/g, '\\040')} /var/lib/kubelet/${text.replace(/\s/g, '\\040')} nfs rw 0 0\n`,
        );
        const found = await findOn(place.machine, none);
        assert.ok(found.ok);
        await readMachine(place.machine, undefined, none);
        assert.ok(!existsSync(canary), text);
      }),
      { numRuns: 6 },
    );
  });
}

test('a data folder that the script would take apart, or that is more than K3s’s, is refused', () => {
  const own = { isData: true, foreign: [] };
  for (const good of ['/var/lib/rancher/k3s', '/srv/k3s', '/mnt/disk-1/k3s_data', '/data/k3s@2'])
    assert.equal(dataDirProblem(good, own), undefined, good);
  for (const bad of [
    '/',
    '/var',
    '/var/lib',
    '/home',
    '/srv',
    '/mnt',
    '/usr/local',
    '/srv/my data',
    '/srv/a/../..',
    '/srv/*',
    '/srv/$HOME',
    'srv',
    '/srv/k3s/',
    '/srv//k3s',
    "/srv/'",
    '/srv/a;b',
    '/srv/\n/x',
  ])
    assert.ok(dataDirProblem(bad, own), bad);
  assert.match(
    dataDirProblem('/srv/shared', { isData: false, foreign: ['photos'] }) ?? '',
    /does not look like a data folder/,
  );
  assert.equal(dataDirProblem('/srv/shared', { isData: true, foreign: ['photos'] }), undefined, 'it is told, and goes');
});

test('a mount inside the data folder forbids the removal, whoever mounted it (k3s#3264)', async (t) => {
  const mounted =
    'filer:/photos /var/lib/rancher/k3s/storage/photos nfs rw 0 0\n/dev/sdb1 /var/lib/rancher/k3s/server/db ext4 rw 0 0\n';
  const place = sandbox(t);
  place.write('proc/mounts', mounted);
  const facts = { target: { kind: 'here' as const }, machine: await readMachine(place.machine, undefined, none) };
  const { blocks } = planRemoval(facts, defaultChoices(facts));
  assert.match(
    blocks[0]?.message ?? '',
    /would remove what is on it: \/var\/lib\/rancher\/k3s\/storage\/photos, \/var\/lib\/rancher\/k3s\/server\/db\./,
  );
});

test('mounted after the plan was made, it stops the removal before anything is removed', async (t) => {
  const { place, order } = await alone(t);
  place.write('proc/mounts', `${place.read('proc/mounts')}/dev/sdb1 /var/lib/kubelet/of-others/x ext4 rw 0 0\n`);
  place.write('var/lib/kubelet/of-others/x/data', 'of others');
  const { result, states, summary } = await operate(removeKind, order, place);
  assert.equal(result, 'partlyDone');
  assert.match(summary, /mounted/);
  assert.ok(states.includes('uninstall todo') || states.includes('uninstall failed'), states.join());
  assert.equal(place.read('var/lib/kubelet/of-others/x/data'), 'of others');
  assert.ok(place.has('usr/local/bin/k3s'));
});

test('without K3s’s script, or without K3s, there is nothing to start', async (t) => {
  const place = sandbox(t);
  place.remove('usr/local/bin/k3s-agent-uninstall.sh');
  const plan = async () => {
    const facts = { target: { kind: 'here' as const }, machine: await readMachine(place.machine, undefined, none) };
    return planRemoval(facts, defaultChoices(facts)).blocks.map(({ class: what }) => what);
  };
  assert.deepEqual(await plan(), ['no-script']);
  place.remove('etc/systemd/system/k3s-agent.service');
  assert.deepEqual(await plan(), ['no-service']);
});

test('no secret of the machine is in a plan, an order or a document', async (t) => {
  const { plan, order } = await alone(t, {
    files: {
      'etc/rancher/k3s/config.yaml': `token: ${CANARY}\nagent-token: ${CANARY}\n`,
      'etc/default/k3s-agent': `K3S_TOKEN=${CANARY}\n`,
    },
    units: [{ name: 'k3s-agent', words: `agent --token ${CANARY}` }],
  });
  const all = JSON.stringify([plan, order]) + removalText('', [plan]);
  assert.ok(
    !all.includes('canary5b1f0e77'),
    all.slice(Math.max(0, all.indexOf('canary5b') - 300), all.indexOf('canary5b') + 20),
  );
});
