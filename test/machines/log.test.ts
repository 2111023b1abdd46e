/** The log of a service: how serious lines are, what is kept and shown, and following one through real shells. */

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import type { Place } from '../../client/machines/causes/cause.ts';
import { followLog } from '../../client/machines/log/follow.ts';
import { LONGEST, logLine } from '../../client/machines/log/line.ts';
import { logText, MOST_LINES, ServiceLog } from '../../client/machines/log/serviceLog.ts';
import type { Unit } from '../../client/machines/unit.ts';
import { shells } from '../host/rig.ts';
import { INIT, patient } from './patient.ts';

const PLACE: Place = {
  unit: { name: 'k3s-agent', init: 'systemd' },
  role: 'agent',
  dataDir: '/var/lib/rancher/k3s',
  server: undefined,
  kernelLine: undefined,
};

describe('how serious a line is', () => {
  const examples: readonly (readonly [string, string])[] = [
    [
      '2026-10-02T10:42:00+0000 w k3s[8]: time="2026-10-02T10:42:00Z" level=fatal msg="Error: --server is required"',
      'error',
    ],
    ['time="2026-10-02T10:42:00Z" level=warning msg="Unable to set swap"', 'warning'],
    ['time="2026-10-02T10:42:00Z" level=info msg="level of error"', 'info'],
    ['2026-10-02 w k3s[8]: E1002 10:42:00.123456     812 kubelet.go:2412] "Error getting node"', 'error'],
    ['2026-10-02 w k3s[8]: W1002 10:42:00.123456     812 reflector.go:561] failed to list', 'warning'],
    ['2026-10-02 w k3s[8]: I1002 10:42:00.123456     812 server.go:1] E1 is nothing', 'info'],
    ['{"level":"warn","ts":"2026","msg":"apply request took too long"}', 'warning'],
    ["2026-10-02 w systemd[1]: k3s-agent.service: Failed with result 'exit-code'.", 'error'],
    ['2026-10-02 w systemd[1]: k3s-agent.service: Main process exited, code=exited, status=1/FAILURE', 'error'],
    ['2026-10-02 w systemd[1]: Started Lightweight Kubernetes.', 'info'],
    ['2026-10-02 w k3s[8]: Error: failed to parse kubelet flag: unknown flag: --no-such-flag', 'error'],
  ];
  for (const [line, level] of examples)
    it(`${level}: ${line.slice(0, 100)}`, () => assert.equal(logLine(line).level, level));
  it('a line that says nothing of its own is as serious as the one before', () => {
    assert.equal(logLine('goroutine 1 [running]:', 'error').level, 'error');
  });
});

describe('what is shown', () => {
  it('the cause on top, with a command to copy, then the lines', () => {
    const log = new ServiceLog();
    log.add('time="2026" level=info msg="Starting k3s agent v1.32.0+k3s1 (cca8facaa33a)"');
    log.add(
      'time="2026" level=info msg="Waiting to retrieve agent configuration; server is not ready: not authorized"',
    );
    const text = logText(log, PLACE, 'Log of k3s-agent on worker-7', 'Follows.');
    const lines = text.split('\n');
    assert.deepEqual(lines.slice(0, 4), [
      'Log of k3s-agent on worker-7',
      'Follows.',
      '',
      'Cause: The server rejects the token.',
    ]);
    assert.ok(lines.includes('      sudo systemctl restart k3s-agent'));
    assert.match(
      text,
      /─\ntime="2026" level=info msg="Starting k3s agent .*\ntime="2026" level=info msg="Waiting .*\n$/,
    );
  });
  it('a cause that is over is there no more', () => {
    const log = new ServiceLog();
    log.add('server is not ready: not authorized');
    log.add('level=info msg="Remotedialer connected to proxy"');
    assert.deepEqual(log.findings(PLACE), []);
  });
  it('by level and by words, and says so', () => {
    const log = new ServiceLog();
    for (const line of [
      'level=info msg="etcd is fine"',
      'level=warning msg="etcd is slow"',
      'level=error msg="kubelet"',
    ])
      log.add(line);
    log.filter = { level: 'warning', text: '' };
    assert.deepEqual(log.lines, ['level=warning msg="etcd is slow"', 'level=error msg="kubelet"']);
    log.filter = { level: 'warning', text: 'ETCD  slow' };
    assert.deepEqual(log.lines, ['level=warning msg="etcd is slow"']);
    assert.match(logText(log, PLACE, '', ''), /Filter: warnings and errors only, lines with "ETCD {2}slow" only/);
  });
  it('so many lines and no more, however many come', () => {
    const log = new ServiceLog();
    for (let i = 1; i <= 10_000; i++) log.add(`line ${i}`);
    assert.equal(log.lines.length, MOST_LINES);
    assert.equal(log.lines.at(-1), 'line 10000');
    assert.equal(log.forgotten, 10_000 - MOST_LINES);
    assert.match(logText(log, PLACE, '', ''), /\(8000 older lines are no longer here\)/);
  });
  it('a hostile line as text, and not all of it', () => {
    const log = new ServiceLog();
    log.add('\x1b[2J\x1b]8;;http://x\x07a\u202eb\u2028c\rd\te');
    log.add('x'.repeat(1_000_000));
    assert.deepEqual(log.lines, [' ]8;;http://x a b c d\te', `${'x'.repeat(LONGEST)}…`]);
  });
});

for (const shell of shells)
  describe(`followed through ${shell.name}`, { skip: shell.skip }, () => {
    /** Follows until a line comes that contains `last`. */
    async function follow(
      t: Parameters<typeof patient>[0],
      changes: Parameters<typeof patient>[2],
      last: string,
      onFirst?: (root: string) => void,
    ) {
      const { machine, root } = patient(t, shell, changes);
      const lines: string[] = [];
      let units: readonly Unit[] = [];
      const enough = new AbortController();
      const end = await followLog(machine, {
        root: root.path,
        signal: enough.signal,
        onUnits: (found) => {
          units = found;
        },
        onLine: (line) => {
          lines.push(line);
          if (lines.length === 1) onFirst?.(root.path);
          if (line.includes(last)) enough.abort();
        },
      });
      return { lines, units, end };
    }

    it('the journal, of all services of K3s, with secrets hidden', async (t) => {
      const journalctl = `#!/bin/sh\necho "$@"\necho 'K3S_TOKEN=hunter2secret --token geheim12'\necho last\nexec sleep 1000\n`;
      const { lines, units, end } = await follow(t, { 'bin/journalctl': journalctl }, 'last');
      assert.equal(lines[0], '-q --no-pager -o short-iso -n 500 -f -u k3s-agent');
      assert.doesNotMatch(lines.join('\n'), /hunter2secret|geheim12/);
      assert.deepEqual(units, [{ name: 'k3s-agent', init: 'systemd' }]);
      assert.ok(!end.ok && end.kind === 'cancelled');
    });

    it('scenario 44: the file of OpenRC, what is in it and what comes', async (t) => {
      const openRc = {
        'run/systemd/system/': undefined,
        'etc/systemd/system/k3s-agent.service': undefined,
        'sbin/openrc-run': '#!/bin/sh\n',
        'etc/init.d/k3s-agent': INIT,
        'var/log/k3s-agent.log': 'level=info msg="first"\n',
      };
      const { lines, units } = await follow(t, openRc, 'second', (root) =>
        appendFileSync(`${root}/var/log/k3s-agent.log`, 'level=info msg="second"\n'),
      );
      assert.deepEqual(lines, ['level=info msg="first"', 'level=info msg="second"']);
      assert.deepEqual(units, [{ name: 'k3s-agent', init: 'openrc' }]);
    });

    it('there is no K3s', async (t) => {
      const { end, units } = await follow(t, { 'etc/systemd/system/k3s-agent.service': undefined }, 'never');
      assert.ok(end.ok && end.code === 3);
      assert.deepEqual(units, []);
    });
  });

test('nobody but root may see it: what is to be seen is shown', async () => {
  const tried: (boolean | undefined)[] = [];
  const machine = {
    stream: async (_script: unknown, { asRoot }: { asRoot?: boolean }) => {
      tried.push(asRoot);
      return asRoot
        ? ({ ok: false, kind: 'sudoNotAllowed', message: '', next: '', evidence: '' } as const)
        : ({ ok: true, code: 0, stderr: '' } as const);
    },
  };
  const end = await followLog(machine, {
    onLine: () => undefined,
    onUnits: () => undefined,
    signal: new AbortController().signal,
  });
  assert.ok(end.ok);
  assert.deepEqual(tried, [true, false]);
});
