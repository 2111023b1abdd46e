/** Hover: what an option does, its facts for this role and version, and what is in force on this machine. */

import { describe, it } from 'node:test';
import { hover } from '../support/ask.ts';

describe('hover on a key', () => {
  it('is about the key', () => hover('flannel-back|end: vxlan').on('flannel-backend'));
  it('says what the option does', () => hover('tls-s|an: [a]').says('**tls-san**', 'certificate'));
  it('works at both ends of it', async () => {
    await hover('|token: x').says('**token**');
    await hover('token|: x').says('**token**');
  });
  it('says its type', async () => {
    await hover('clus|ter-init: true').says('true or false');
    await hover('https|-listen-port: 6443').says('number');
    await hover('tls|-san: [a]').says('list');
    await hover('etcd-s3-time|out: 5m').says('duration');
  });
  it('says its default', async () => {
    await hover('flannel|-backend: vxlan').says('Default: `vxlan`');
    await hover('https|-listen-port: 6443').says('Default: `6443`');
    await hover('clus|ter-init: true').says('Default: `false`');
    await hover('tls|-san: [a]').says('Default: none');
  });
  it('says which release stands in for one that is not known', () =>
    hover('tok|en: x', { version: 'v1.99' }).says('v1.99 is newer than what is known here'));
  it('says where what is known of the components ends', () =>
    hover('kubelet|-arg: [v=2]', { version: 'v1.37' }).says('as in Kubernetes 1.36', 'does not reach 1.37'));
  it('names the environment variable and what wins', () =>
    hover('data|-dir: /x').says('`K3S_DATA_DIR`', 'the file wins'));
  it('lists the values', () => hover('flannel|-backend: vxlan').says('`host-gw`', '`wireguard-native`'));
  it('says since when it is there', () => hover('nonroot|-devices: true').says('v1.31.3', 'v1.32.0'));
  it('says that it is not there yet', () =>
    hover('nonroot|-devices: true', { version: 'v1.31.2' }).says('Not in v1.31.2+k3s1', 'v1.31.3+k3s1'));
  it('says that it is gone', () =>
    hover('no-de|ploy: traefik', { version: 'v1.33' }).says('**Removed** in v1.26.0+k3s1'));
  it('says what to write instead of a deprecated one', () =>
    hover('helm-job|-image: x', { version: 'v1.37.0' }).says('**Deprecated**', 'helm-controller-arg'));
  it('says that it belongs to the other role', () =>
    hover('tls|-san: [a]', { role: 'agent' }).says('Only for the role server'));
  it('says what must be restarted', async () => {
    await hover('kubelet|-arg: [v=2]', { role: 'server' }).says(/restart `k3s`/);
    await hover('kubelet|-arg: [v=2]', { role: 'agent' }).says(/restart `k3s-agent`/);
  });
  it('says that all servers must agree', () => hover('cluster|-cidr: 10.42.0.0/16').says('same on all servers'));
  it('links to the documentation of K3s', () =>
    hover('flannel|-backend: vxlan').says('https://docs.k3s.io/cli/server'));
  it('knows the short name', () => hover('|t: x').says('**token**'));
  it('knows the key behind a plus', () => hover('tls-sa|n+: [a]').says('**tls-san**'));
  it('works with CRLF', () => hover('debug: true\r\nflannel-back|end: vxlan\r\n').on('flannel-backend'));
  it('works below a syntax error', () => hover('token: @x\nflannel-back|end: vxlan').says('**flannel-backend**'));
  it('says which version and role it speaks of', () =>
    hover('tok|en: x', { role: 'agent', version: 'v1.33.4' }).says('K3s v1.33.4+k3s1, agent'));
  it('is silent on a key K3s does not know', () => hover('tok|n: x').isSilent());
  it('is silent in a comment', () => hover('# tok|en\ntoken: x').isSilent());
  it('is silent on a blank line', () => hover('token: x\n|\ndebug: true').isSilent());
});

describe('hover on a value', () => {
  it('is about the value', () => hover('flannel-backend: host|-gw').on('host-gw'));
  it('says what the value means', () => hover('flannel-backend: host|-gw').says('routes'));
  it('on an item of a list', () => hover('disable:\n  - trae|fik').says('Ingress'));
});

describe('hover on what is in force', () => {
  const overridden = (cursor: 'first' | 'second'): string => `-- config.yaml --
# k3s: role=server
flannel-back${cursor === 'first' ? '|' : ''}end: vxlan
-- config.yaml.d/50-net.yaml --
flannel-back${cursor === 'second' ? '|' : ''}end: host-gw
`;

  it('names the value and where it comes from', () =>
    hover(overridden('second')).says('In force: `host-gw`', '[config.yaml.d/50-net.yaml:1]'));
  it('names what was replaced', () => hover(overridden('second')).says(/replaces.*\[config\.yaml:2\]/));
  it('says that a line has no effect', () =>
    hover(overridden('first')).says('**This line has no effect**', 'In force: `host-gw`'));
  it('does not say so of the one that counts', () => hover(overridden('second')).saysNot('no effect'));
  it('counts what is appended', () =>
    hover('tls-san: [a.example]\ntls|-san+: [b.example]')
      .says('a.example, b.example')
      .then(() => hover('tls|-san: [a.example]\ntls-san+: [b.example]').saysNot('no effect')));
  it('names what K3s reads, not what stands there', () => hover('https|-listen-port: 0x1F90').says('In force: `8080`'));
  it('knows that the words of the service win', () =>
    hover(`-- config.yaml --
flannel-back|end: vxlan
-- etc/systemd/system/k3s.service --
[Service]
ExecStart=/usr/local/bin/k3s server --flannel-backend=host-gw
`).says('**This line has no effect**', 'In force: `host-gw`', 'k3s.service'));
});

describe('hover on a secret', () => {
  for (const key of ['token', 'agent-token', 'datastore-endpoint', 'etcd-s3-secret-key', 'vpn-auth']) {
    it(`masks ${key}`, async () => {
      const marked = `${key.slice(0, 3)}|${key.slice(3)}: CANARY\n`;
      await hover(marked).says('••••');
      await hover(marked).saysNot('CANARY');
      await hover(`${key}: CAN|ARY\n`).saysNot('CANARY');
    });
  }
  it('masks it under its short name', () => hover('|t: CANARY').saysNot('CANARY'));
  it('masks it when it is replaced', () => hover('tok|en: CANARY\ntoken: CANARY2').saysNot('CANARY'));
});
