/** The look at a machine before it joins, through the shells that machines have, on a folder that stands for the machine. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { here } from '../../client/host/here.ts';
import { type Looked, looked } from '../../client/machines/join/looked.ts';
import { lookScript } from '../../client/machines/join/lookScript.ts';
import { needs, shells, standIns } from '../host/rig.ts';
import { folder } from '../support/folder.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUA\n-----END CERTIFICATE-----\n';

/** A small Debian. */
const DEBIAN = {
  'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'proc/sys/kernel/hostname': 'worker-7\n',
  'proc/sys/kernel/random/boot_id': '11111111-2222-3333-4444-555555555555\n',
  'proc/meminfo': 'MemTotal:        4028400 kB\nMemFree:          123456 kB\n',
  'proc/modules': 'overlay 151552 1 - Live 0x0\n',
  'proc/net/route': 'Iface\tDestination\tGateway\neth0\t00000000\t0101A8C0\neth0\t0001A8C0\t00000000\n',
  'proc/net/tcp':
    '  sl  local_address rem_address   st\n   0: 00000000:0016 00000000:0000 0A 0\n   1: 0100007F:280A 00000000:0000 01 0\n',
  'proc/net/tcp6': '  sl  local_address rem_address   st\n   0: 00000000000000000000000000000000:280A 0:0 0A 0\n',
  'run/systemd/system/x': '',
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
};

/** What the machine has as programs, and how the network is. */
const PROGRAMS = {
  curl: `#!/bin/sh
case "$*" in
  *cacerts*) printf '%s' '${CERTIFICATE}' ;;
  */ping*) printf 'HTTP/1.1 200 OK\\r\\nDate: Sat, 21 Nov 2026 12:00:00 GMT\\r\\n\\r\\n' ;;
esac
`,
  systemctl:
    '#!/bin/sh\ncase "$*" in --version) echo "systemd 252 (252)";; "is-active ufw") echo active;; *) echo inactive;; esac\n',
  getent: '#!/bin/sh\necho "10.0.0.5 STREAM k3s.example.com"; echo "10.0.0.5 DGRAM"\n',
  modprobe: '#!/bin/sh\nexit 1\n',
};

for (const { name, command, skip } of shells) {
  const look = async (
    test: import('node:test').TestContext,
    files: Readonly<Record<string, string>> = DEBIAN,
    programs: Readonly<Record<string, string>> = PROGRAMS,
    host = 'k3s.example.com',
  ): Promise<Looked> => {
    const root = folder(test, files).path;
    const machine = here(needs(), { shell: command, env: standIns(test, programs) });
    const answer = await machine.run(lookScript({ url: `https://${host}:6443`, host }, root));
    assert.ok(answer.ok, JSON.stringify(answer));
    assert.ok(answer.sections.has('end'), `${answer.output}\n${answer.stderr}`);
    return looked(answer.sections);
  };

  test(`${name}: what a machine is, and how far the way to the cluster leads`, { skip }, async (t) => {
    const found = await look(t);
    assert.equal(found.os, 'Debian GNU/Linux 12');
    assert.equal(found.hostname, 'worker-7');
    assert.equal(found.machineId, '0123456789abcdef0123456789abcdef');
    assert.equal(found.bootId, '11111111-2222-3333-4444-555555555555');
    assert.equal(found.init, 'systemd');
    assert.equal(found.memoryBytes, 4028400 * 1024);
    assert.equal(found.defaultRoute, true);
    assert.deepEqual([...found.ports].sort(), [10250, 22]);
    assert.deepEqual(found.firewalls, ['ufw']);
    assert.deepEqual(found.missingModules, ['br_netfilter']);
    assert.ok(found.cgroups.includes('memory'));
    assert.equal(found.resolved, true);
    assert.deepEqual(found.way, { reached: 'cluster', cacerts: CERTIFICATE });
    assert.equal(found.serverTime, Date.UTC(2026, 10, 21, 12));
    assert.deepEqual(found.units, []);
    assert.equal(found.version, undefined);
    assert.ok(found.disks.some(({ path, freeBytes }) => path === '/var/lib/rancher' && freeBytes > 0));
  });

  test(`${name}: an agent that is there, a server's data, an OpenRC machine`, { skip }, async (t) => {
    const found = await look(t, {
      'sbin/openrc-run': '',
      'etc/init.d/k3s-agent': '#!/sbin/openrc-run\n',
      'usr/local/bin/k3s': '',
      'var/lib/rancher/k3s/server/db/x': '',
      'var/lib/rancher/k3s/agent/x': '',
    });
    assert.deepEqual(found.units, ['/etc/init.d/k3s-agent']);
    assert.ok(found.folders.has('/var/lib/rancher/k3s/server/db'));
    assert.equal(found.init, undefined, 'a file that cannot be run is no init system');
  });

  test(`${name}: nothing answers, and nothing can be asked`, { skip }, async (t) => {
    const silent = await look(t, DEBIAN, { ...PROGRAMS, curl: '#!/bin/sh\nexit 7\n', getent: '#!/bin/sh\nexit 2\n' });
    assert.deepEqual(silent.way, { reached: 'nothing', why: 'refused' });
    assert.equal(silent.resolved, false);
  });

  test(`${name}: what the server says is text, whatever it is`, { skip }, async (t) => {
    const curl = '#!/bin/sh\nprintf "%s" "<html>\\$(touch /tmp/x) section end"\n';
    const found = await look(t, DEBIAN, { ...PROGRAMS, curl });
    assert.equal(found.way.reached, 'other');
  });

  test(`${name}: an address is not looked up`, { skip }, async (t) => {
    assert.equal((await look(t, DEBIAN, PROGRAMS, '10.0.0.5')).resolved, undefined);
  });
}
