/** Diagnosis of a machine through real shells: scenario 43, what hangs, what is missing, what nobody may see. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { unseen } from '../../client/machines/diagnose/diagnose.ts';
import { diagnosisReport } from '../../client/machines/diagnose/report.ts';
import { LATEST_MS, LIMITS } from '../../client/machines/diagnose/script.ts';
import { shells } from '../host/rig.ts';
import { HANGS, INIT, MISSING, patient, prints, UNIT } from './patient.ts';

const k3s = (level: string, message: string): string =>
  `2026-10-02T10:42:00+0000 worker-7 k3s[812]: time="2026-10-02T10:42:00Z" level=${level} msg="${message}"`;
const waiting = (why: string): string =>
  k3s('info', `Waiting to retrieve agent configuration; server is not ready: ${why}`);
const journal = (...lines: readonly string[]): Record<string, string> => ({ 'bin/journalctl': prints(...lines) });
const df = (kind: string, row: string): string =>
  `#!/bin/sh\ncase $1 in ${kind}) printf 'Filesystem a b c d Mounted on\\n${row}\\n' ;; esac\n`;
const NOT_RUNNING = prints(
  'Id=k3s-agent.service',
  'ActiveState=activating',
  'SubState=auto-restart',
  'Result=exit-code',
  'NRestarts=17',
  'ExecMainStatus=1',
  'UnitFileState=enabled',
);
const REFUSED = `#!/bin/sh\necho "curl: (7) Failed to connect to 10.0.0.5 port 6443: Connection refused" >&2; exit 7\n`;
const NO_NAME = `#!/bin/sh\necho "curl: (6) Could not resolve host: k3s.example.com" >&2; exit 6\n`;

/** What is done to a machine that is well, and the cause that has to come first. */
const faults: readonly (readonly [string, Record<string, string | undefined>, string])[] = [
  [
    'the clock is wrong, as the log says',
    journal(k3s('error', 'failed to get CA certs: x509: certificate has expired or is not yet valid')),
    'clock',
  ],
  [
    'the clock is wrong, as the server says',
    { 'bin/curl': prints('HTTP/1.1 401 Unauthorized', 'Date: Thu, 01 Jan 2026 00:00:00 GMT') },
    'clock',
  ],
  [
    'the disk is full',
    {
      'bin/df': df('-Pk', '/dev/sda1 1000 1000 0 100%% /'),
      ...journal(k3s('fatal', 'failed to start containerd: exit status 1')),
    },
    'diskFull',
  ],
  [
    'no inodes are left',
    {
      'bin/df': `#!/bin/sh\ncase $1 in -Pk) u=40% ;; *) u=100% ;; esac\nprintf 'h\\n/dev/sda1 1000000 2 600000 %s /\\n' $u\n`,
    },
    'inodesFull',
  ],
  ['the disk became read-only', journal('kernel: EXT4-fs (sda1): Remounting filesystem read-only'), 'readOnlyDisk'],
  [
    'the certificate authority has changed',
    journal(k3s('error', 'CA cert validation failed: x509: certificate signed by unknown authority')),
    'otherCluster',
  ],
  ['the token is wrong', journal(waiting('failed to retrieve configuration from server: not authorized')), 'token'],
  [
    'the port is closed',
    {
      'bin/curl': REFUSED,
      ...journal(k3s('error', 'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": EOF')),
    },
    'port',
  ],
  [
    'the name of the server has no address',
    {
      'bin/curl': NO_NAME,
      'bin/getent': '#!/bin/sh\nexit 2\n',
      'etc/systemd/system/k3s-agent.service.env': 'K3S_URL=https://k3s.example.com:6443\n',
      ...journal(k3s('error', 'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": EOF')),
    },
    'dns',
  ],
  ['the memory cgroup is missing', { 'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids\n' }, 'memoryCgroup'],
  [
    'the memory cgroup is switched off, cgroup v1',
    {
      'sys/fs/cgroup/cgroup.controllers': undefined,
      'proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t1\t1\npids\t4\t1\t1\nmemory\t0\t39\t0\n',
    },
    'memoryCgroup',
  ],
  [
    'two machines have one name',
    journal(
      waiting(
        "serving-kubelet.crt: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match",
      ),
    ),
    'nodePassword',
  ],
  [
    'an option is misspelt',
    journal(k3s('fatal', 'Error: flag provided but not defined: -flanel-iface')),
    'unknownFlag',
  ],
  [
    'the configuration is no YAML',
    { 'etc/rancher/k3s/config.yaml': 'token: a\n server: b\n' },
    'configurationUnreadable',
  ],
  [
    'the machine ran out of memory',
    { 'bin/systemctl': NOT_RUNNING, ...journal('kernel: Out of memory: Killed process 812 (k3s-agent) total-vm:1kB') },
    'outOfMemory',
  ],
  ['there is no default route', { 'proc/net/route': 'Iface\tDestination\n' }, 'noRoute'],
  [
    'SELinux denies',
    {
      'sys/fs/selinux/enforce': '1',
      'var/log/audit/audit.log':
        'type=AVC msg=audit(1): avc:  denied  { execute } comm="k3s" path="/usr/local/bin/k3s"\n',
    },
    'selinux',
  ],
  [
    'containerd hangs',
    { 'usr/local/bin/k3s': `#!/bin/sh\ncase $1 in crictl) exec sleep 1000 ;; esac\n` },
    'containerd',
  ],
  ['pods have no network', { 'var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist': undefined }, 'cni'],
  [
    'another program has the port',
    { 'bin/ss': prints('tcp LISTEN 0 4096 *:10250 *:* users:(("kubelite",pid=7,fd=3))') },
    'portTaken',
  ],
  [
    'the service was stopped',
    {
      'bin/systemctl': prints(
        'Id=k3s-agent.service',
        'ActiveState=inactive',
        'SubState=dead',
        'Result=success',
        'NRestarts=0',
        'UnitFileState=enabled',
      ),
    },
    'stopped',
  ],
  [
    'K3s is not there',
    { 'usr/local/bin/k3s': undefined, 'etc/systemd/system/k3s-agent.service': undefined },
    'notInstalled',
  ],
  [
    'the tunnel is broken',
    journal(k3s('error', 'Sending HTTP/1.1 502 response: failed to find Session for client worker-7')),
    'tunnel',
  ],
  [
    'flannel sends more than fits',
    { 'sys/class/net/flannel.1/mtu': '1500', 'sys/class/net/flannel.1/operstate': 'unknown' },
    'mtu',
  ],
  ['settings stand in a file that nobody reads', { 'etc/rancher/k3s/k3s-agent.env': 'K3S_TOKEN=x\n' }, 'fileNotRead'],
  ['it restarts again and again, and nobody knows why', { 'bin/systemctl': NOT_RUNNING }, 'restartLoop'],
  ['a firewall is in the way of pods', { 'bin/ufw': prints('Status: active', '22/tcp ALLOW Anywhere') }, 'firewall'],
  ['nobody sets the clock', { 'bin/timedatectl': prints('NTPSynchronized=no') }, 'clockFree'],
];

const [dash] = shells;
const ONE = dash as (typeof shells)[number];

describe('scenario 43: the first finding is the cause', { concurrency: 4 }, () => {
  for (const [index, [what, changes, cause]] of faults.entries()) {
    // A busybox uses its own programs, whatever comes first in the path.
    const own = 'bin/df' in changes;
    const shell = (own ? undefined : shells[index % shells.length]) ?? ONE;
    it(`${what} (${shell.name})`, { skip: shell.skip }, async (t) => {
      const hangs = cause === 'containerd' ? { limits: { quick: '30', slow: '1', whole: 300 } } : {};
      const { findings } = await patient(t, shell, changes).look(hangs);
      assert.equal(findings[0]?.id, cause, JSON.stringify(findings, null, 1));
    });
  }
});

for (const shell of shells)
  describe(`through ${shell.name}`, { skip: shell.skip, concurrency: 4 }, () => {
    it('a machine that is well has no findings', async (t) => {
      const found = await patient(t, shell).look();
      assert.deepEqual(found.findings, []);
      assert.deepEqual(found.facts.late, []);
      assert.deepEqual(found.facts.skipped, []);
      assert.deepEqual(found.facts.units, ['k3s-agent']);
      assert.equal(found.facts.version, 'v1.32.0+k3s1');
      assert.equal(found.facts.servers[0]?.server, '10.0.0.5:6443');
      assert.ok(Math.abs(found.facts.clockAhead ?? 99) < 5);
    });

    it('scenario 43: what hangs is ended, and everything else is told', async (t) => {
      const sick = patient(t, shell, {
        'bin/systemctl': `#!/bin/sh\necho $$ >"\${0%/*}/systemctl.pid"\nsleep 1000\n`,
        'usr/local/bin/k3s': `#!/bin/sh\ncase $1 in crictl) echo $$ >"\${0%/*}/crictl.pid"; exec sleep 1000 ;; esac\n`,
        ...journal(waiting('not authorized')),
      });
      const { facts, findings } = await sick.look({ limits: { quick: '2', slow: '2', whole: 300 } });
      assert.ok(facts.late.includes('service'), facts.late.join());
      assert.ok(facts.late.includes('runtime'), facts.late.join());
      // Asked once, it is not asked again.
      assert.ok(facts.skipped.includes('containers'));
      assert.equal(findings[0]?.id, 'token');
      for (const name of ['bin/systemctl.pid', 'usr/local/bin/crictl.pid']) {
        const pid = readFileSync(sick.root.at(name), 'utf8').trim();
        const state = readdirSync('/proc').includes(pid) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
        assert.match(state, /^$|\) Z /, name);
      }
    });

    it('scenario 43: the whole ends in time when everything hangs', async (t) => {
      const all = [
        'systemctl',
        'journalctl',
        'dmesg',
        'df',
        'curl',
        'ss',
        'timedatectl',
        'ufw',
        'firewall-cmd',
        'getent',
        'modprobe',
      ];
      const hanging = Object.fromEntries(all.map((name) => [`bin/${name}`, HANGS]));
      const { facts } = await patient(t, shell, { ...hanging, 'usr/local/bin/k3s': HANGS }).look({
        limits: { quick: '0.3', slow: '0.3', whole: 1 },
      });
      assert.ok(facts.skipped.length > 5, facts.skipped.join());
      assert.ok(facts.clockAhead !== undefined, 'it came to its end');
    });

    it('without programs it says what it could see', async (t) => {
      const names = [
        'systemctl',
        'journalctl',
        'dmesg',
        'df',
        'curl',
        'ss',
        'timedatectl',
        'ufw',
        'firewall-cmd',
        'getent',
        'modprobe',
      ];
      const none = Object.fromEntries(names.map((name) => [`bin/${name}`, MISSING]));
      const found = await patient(t, shell, { ...none, 'usr/local/bin/k3s': undefined }).look();
      assert.deepEqual(found.findings, []);
      assert.match(unseen(found).join(' '), /no log of the service/);
    });

    it('scenario 44: a machine with OpenRC', async (t) => {
      const { facts, findings } = await patient(t, shell, {
        'run/systemd/system/': undefined,
        'etc/systemd/system/k3s-agent.service': undefined,
        'sbin/openrc-run': '#!/bin/sh\n',
        'etc/init.d/k3s-agent': INIT,
        'etc/rancher/k3s/k3s-agent.env': "export K3S_URL='https://10.0.0.9:6443'\nK3S_TOKEN=hunter2\n",
        'var/log/k3s-agent.log': 'time="2026-10-02T10:42:00Z" level=fatal msg="Error: --token is required"\n',
        'bin/rc-service': '#!/bin/sh\necho " * status: crashed"\n',
      }).look();
      assert.equal(facts.init, 'openrc');
      assert.equal(facts.servers[0]?.server, '10.0.0.9:6443');
      assert.equal(findings[0]?.id, 'tokenMissing');
      assert.ok(findings[0]?.fixes.some(({ command }) => command === 'sudo rc-service k3s-agent restart'));
      assert.deepEqual(
        facts.services.map(({ unit, state }) => [unit, state]),
        [['k3s-agent', 'failed']],
      );
    });

    it('a service with a name of its own, data elsewhere, and one that only sounds like it', async (t) => {
      const { facts } = await patient(t, shell, {
        'etc/systemd/system/k3s-agent.service': undefined,
        'etc/systemd/system/k3s-agent-foo.service': `${UNIT}\t'--data-dir' \\\n\t'/srv/k3s' \\\n`,
        'etc/systemd/system/k3s-cleanup.service': '[Service]\nExecStart=/usr/bin/find /tmp -delete\n',
        'etc/systemd/system/k3s-agent-$(reboot).service': UNIT,
      }).look();
      assert.deepEqual(facts.units, ['k3s-agent-foo']);
      assert.equal(facts.dataDir, '/srv/k3s');
      assert.equal(facts.role, 'agent');
    });
  });

test('scenario 20: how far the clock is off is told', async (t) => {
  // Half a minute more, so that it does not matter how long the test takes.
  const date = new Date(Date.now() + (3 * 3600 + 12 * 60 + 30) * 1000).toUTCString();
  const { findings } = await patient(t, ONE, {
    'bin/curl': prints('HTTP/1.1 401 Unauthorized', `Date: ${date}`),
  }).look();
  assert.equal(findings[0]?.finding, 'The clock of this machine is 3 h 12 min behind that of 10.0.0.5:6443.');
});

test('scenario 43: twenty seconds are never exceeded', () => {
  const longest = Math.max(Number(LIMITS.quick), Number(LIMITS.slow));
  assert.ok(longest <= LIMITS.whole);
  assert.ok(LIMITS.whole * 1000 <= LATEST_MS - 2000);
  assert.ok(LATEST_MS <= 20_000);
});

describe('scenario 43: what nobody may see', () => {
  const CANARY = 'correct horse battery staple';
  const secretly = {
    'etc/systemd/system/k3s-agent.service': `${UNIT}\t'--token' \\\n\t'${CANARY} one' \\\n\t'--vpn-auth=name=tailscale,joinKey=${CANARY.replaceAll(' ', '')}two' \\\n`,
    'etc/systemd/system/k3s-agent.service.env': `K3S_TOKEN='${CANARY} three'\nK3S_URL=https://me:${CANARY.replaceAll(' ', '')}four@10.0.0.5:6443\n`,
    'etc/rancher/k3s/config.yaml': `token: >-\n  ${CANARY}\n  five\nserver: https://10.0.0.5:6443\nkubelet-arg: ["v=4"]\nagent-token: {"a": "${CANARY} six"}\n`,
    'etc/rancher/k3s/config.yaml.d/10.yaml': `etcd-s3-secret-key: "${CANARY}\n\n seven"\nnode-label: [zone=a]\n`,
    'etc/rancher/k3s/config.yaml.d/20.yaml': `token: "${CANARY} eight\n  broken: [\n`,
    'etc/rancher/node/password': `${CANARY} nine\n`,
    'var/lib/rancher/k3s/agent/etc/k3s-agent-load-balancer.json':
      '{"ServerURL":"https://10.0.0.5:6443","ServerAddresses":["10.0.0.6:6443"]}',
    ...journal(
      k3s('info', `Running k3s agent --token ${CANARY} one`),
      k3s('info', `joining with "${CANARY} three"`),
      k3s('info', `using K10${'ab'.repeat(32)}::node:tenten abcdef.0123456789abcdef`),
    ),
  };
  it('is in no command line and no environment on the machine', async (t) => {
    const used = ['cat', 'sed', 'head', 'tail', 'tr', 'grep', 'cut', 'df', 'uname', 'date', 'sha256sum', 'sleep'];
    const recorder = (name: string): string =>
      `#!/bin/sh\n{ printf '%s\\n' "$0 $*"; env; } >>"\${0%/*}/../trace"\nexec "$(PATH=/usr/bin:/bin command -v ${name})" "$@"\n`;
    const recorders = Object.fromEntries(used.map((name) => [`bin/${name}`, recorder(name)]));
    const sick = patient(t, ONE, { ...secretly, ...recorders, trace: '' });
    await sick.look();
    const trace = readFileSync(sick.root.at('trace'), 'utf8');
    assert.match(trace, /\/bin\/cat .*config\.yaml/);
    assert.doesNotMatch(trace, /horse|tenten/);
  });
  for (const shell of shells)
    it(`is in no part of a diagnosis (${shell.name})`, { skip: shell.skip }, async (t) => {
      const found = await patient(t, shell, secretly).look();
      const report = diagnosisReport(found, 'worker-7');
      for (const text of [
        report,
        JSON.stringify(found.facts),
        JSON.stringify([...found.sections]),
        JSON.stringify(found.findings),
      ])
        for (const word of ['horse', 'tenten', 'abcdef.0123456789abcdef', 'staple'])
          assert.ok(
            !text.includes(word),
            `${word} in ${text.slice(Math.max(0, text.indexOf(word) - 200), text.indexOf(word) + 50)}`,
          );
      // What is no secret is told.
      assert.match(report, /`kubelet-arg`: `v=4`/);
      assert.match(report, /`node-label`: `zone=a`/);
      assert.deepEqual(found.facts.servers.map(({ server }) => server).includes('10.0.0.6:6443'), true);
    });
});

describe('scenario 43: a report', () => {
  it('begins with the cause, with what was seen, and with commands to copy', async (t) => {
    const found = await patient(t, ONE, {
      ...journal(waiting('not authorized')),
      'bin/ufw': prints('Status: active'),
    }).look();
    const report = diagnosisReport(found, 'worker-7');
    assert.match(
      report,
      /^# Diagnosis of worker-7\n\nK3s `v1\.32\.0\+k3s1` on `this machine`, \d{4}-\d\d-\d\d \d\d:\d\d\.\n\n## Cause: The server rejects the token\.\n/,
    );
    assert.match(report, /Seen: `.*not authorized.*`/);
    assert.match(report, /\n```sh\nsudo systemctl restart k3s-agent\n```\n/);
    assert.match(report, /\n## Good to Know\n\n### ufw is active/);
  });
  it('says that nothing was found, and what was not seen', async (t) => {
    const found = await patient(t, ONE, {
      'bin/id': '#!/bin/sh\necho 1000\n',
      'bin/sudo': '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n',
    }).look();
    const report = diagnosisReport(found, 'worker-7');
    assert.equal(found.facts.asRoot, false);
    assert.notEqual(found.notRoot, '');
    assert.match(report, /\n## Nothing Found\n/);
    assert.match(report, /\n## Not Seen\n\n- Not seen as root/);
  });
  it('shows lines of a hostile log as text', async (t) => {
    const evil = [
      '\x1b[2J\x1b]0;owned\x07[click](command:evil) <script>',
      '```',
      '# heading',
      'not authorized ` level=info msg="not authorized `',
      'a'.repeat(1_000_000),
    ];
    const found = await patient(t, ONE, journal(...evil)).look();
    const report = diagnosisReport(found, 'worker`-7\n# x');
    assert.doesNotMatch(report, /[\x00-\x08\x0b-\x1f\x7f\u202e]/);
    assert.ok(report.length < 200_000);
    const fences = report.split('\n').filter((line) => /^`{3,}/.test(line));
    assert.ok(fences.length % 2 === 0 || fences.includes('````text'));
    assert.doesNotMatch(report.split('\n')[0] ?? '', /\n/);
  });
  it('another machine under the name of the node comes before all that is only said', async (t) => {
    const node = { name: 'worker-7', ready: true, bootId: 'another', machineId: '0123456789abcdef0123456789abcdef' };
    const { findings } = await patient(t, ONE).look({ node });
    assert.equal(findings[0]?.id, 'sameName');
    assert.match(findings[0]?.why ?? '', /clone/);
  });
});
