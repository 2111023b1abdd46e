/** What the service files of a machine say: the words K3s is started with and its environment. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environment, execStart, isOpenEnded, unitEnvironment } from '../../server/node/unit.ts';

describe('ExecStart', () => {
  it('with a comment between continued lines, which systemd leaves out', () => {
    const unit = '[Service]\nExecStart=/usr/local/bin/k3s \\\n  server \\\n# for the edge\n; and more\n  --debug\n';
    assert.deepEqual(execStart(unit), ['server', '--debug']);
  });

  it('as install.sh writes it', () => {
    // create_systemd_service_file: every argument quoted on a line of its own.
    const unit = `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-/etc/systemd/system/k3s.service.env
KillMode=process
Delegate=yes
User=root
LimitNOFILE=1048576
Restart=always
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s \\
    server \\
\t'--cluster-init' \\
\t'--tls-san' \\
\t'a b.example' \\
\t'--kubelet-arg=v=2' \\

`;
    assert.deepEqual(execStart(unit), ['server', '--cluster-init', '--tls-san', 'a b.example', '--kubelet-arg=v=2']);
  });
  it('on one line', () =>
    assert.deepEqual(execStart('[Service]\nExecStart=/usr/local/bin/k3s agent --node-name x\n'), [
      'agent',
      '--node-name',
      'x',
    ]));
  it('with CRLF', () =>
    assert.deepEqual(execStart('[Service]\r\nExecStart=/usr/local/bin/k3s \\\r\n  server \\\r\n  --debug\r\n'), [
      'server',
      '--debug',
    ]));
  it('with prefixes of systemd', () =>
    assert.deepEqual(execStart('ExecStart=-@/usr/local/bin/k3s server\n'), ['server']));
  it('behind an env command', () =>
    assert.deepEqual(execStart('ExecStart=/usr/bin/env A=1 /usr/local/bin/k3s server\n'), ['server']));
  it('with double quotes', () =>
    assert.deepEqual(execStart('ExecStart=/usr/local/bin/k3s server "--node-label=a b"\n'), [
      'server',
      '--node-label=a b',
    ]));
  it('the last of several counts', () =>
    assert.deepEqual(
      execStart('ExecStart=\nExecStart=/usr/local/bin/k3s server\nExecStart=/usr/local/bin/k3s agent\n'),
      ['agent'],
    ));
  it('is not in a comment', () => assert.deepEqual(execStart('#ExecStart=/usr/local/bin/k3s server\n'), []));
  it('may be that of another program', () => assert.deepEqual(execStart('ExecStart=/usr/bin/sleep 1\n'), []));
  it('may be missing', () => assert.deepEqual(execStart(''), []));
  it('keeps quotes within a word together', () =>
    assert.deepEqual(execStart(`ExecStart=/usr/local/bin/k3s server --node-label='a b' --debug\n`), [
      'server',
      '--node-label=a b',
      '--debug',
    ]));
});

describe('an environment file', () => {
  it('has a variable per line', () =>
    assert.deepEqual(environment('K3S_TOKEN=abc\nK3S_URL=https://a:6443\n'), {
      K3S_TOKEN: 'abc',
      K3S_URL: 'https://a:6443',
    }));
  it('may quote values, as install.sh does', () =>
    assert.deepEqual(environment(`K3S_TOKEN='a b'\nHTTP_PROXY="http://p"\n`), {
      K3S_TOKEN: 'a b',
      HTTP_PROXY: 'http://p',
    }));
  it('has comments', () =>
    assert.deepEqual(environment('# K3S_TOKEN=x\n; K3S_URL=y\n\nK3S_DEBUG=true\n'), { K3S_DEBUG: 'true' }));
  it('may hold equals signs in values', () =>
    assert.deepEqual(environment('K3S_TOKEN=a=b==\n'), { K3S_TOKEN: 'a=b==' }));
  it('may hold empty values', () => assert.deepEqual(environment('K3S_TOKEN=\n'), { K3S_TOKEN: '' }));
  it('the last of several counts', () =>
    assert.deepEqual(environment('K3S_TOKEN=a\nK3S_TOKEN=b\n'), { K3S_TOKEN: 'b' }));
  it('may have CRLF', () => assert.deepEqual(environment('K3S_TOKEN=a\r\n'), { K3S_TOKEN: 'a' }));
});

describe('what a unit leaves open', () => {
  const braced = (name: string): string => `$${'{'}${name}}`;
  const start = (words: string): string => `[Service]\nExecStart=/usr/local/bin/k3s server ${words}\n`;
  it('is a variable alone, which may stand for any number of words', () => {
    assert.deepEqual(execStart(start(`--debug $K3S_EXTRA ${braced('K3S_MORE')}`)), ['server', '--debug']);
    assert.ok(isOpenEnded(start('$K3S_EXTRA'), 'server'));
  });
  it('is the value of an option, which stays one word', () => {
    assert.deepEqual(execStart(start(`--node-name ${braced('NAME')}`)), ['server', '--node-name', braced('NAME')]);
    assert.ok(isOpenEnded(start('--node-name=%H'), 'server'));
  });
  it('is what a shell does', () => assert.ok(isOpenEnded("ExecStart=/bin/sh -c 'k3s server'\n", 'server')));
  it('is an environment file that lies elsewhere', () => {
    assert.ok(isOpenEnded(`EnvironmentFile=/etc/k3s.env\n${start('')}`, 'server'));
    assert.ok(!isOpenEnded(`EnvironmentFile=-/etc/default/%N\n${start('')}`, 'server'));
    assert.ok(!isOpenEnded(`EnvironmentFile=-/etc/systemd/system/k3s.service.env\n${start('')}`, 'server'));
  });
  it('is nothing where all words are there', () => assert.ok(!isOpenEnded(start('--tls-san=a'), 'server')));
  it('is not what the unit sets itself', () =>
    assert.deepEqual(unitEnvironment('Environment="K3S_URL=https://a:6443" K3S_TOKEN=b\nEnvironment=A=\'c d\'\n'), {
      K3S_URL: 'https://a:6443',
      K3S_TOKEN: 'b',
      A: 'c d',
    }));
});
