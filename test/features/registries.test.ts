/** registries.yaml in the editor: hover, outline, definition, links and lenses. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { definition, hover, lenses, links, outline } from '../support/ask.ts';

const V = '# k3s: role=server version=v1.33.4\n';
/** The file, on a server with this config.yaml. */
const file = (text: string, config = ''): string => `-- registries.yaml --\n${text}\n-- config.yaml --\n${V}${config}`;

const mirrors = `mirrors:
  docker.io:
    endpoint:
      - mirror.lan:8443
      - http://plain.lan:5000
    rewrite:
      "^library/(.*)": hub/$1
  quay.io:
    endpoint: ["https://harbor.lan/v2/quay"]
  "*":
    endpoint: [https://user:s3cret@all.lan]
configs:
  mirror.lan:8443:
    auth: {username: me, password: s3cret}
    tls: {ca_file: /etc/ssl/mirror.pem}
  harbor.lan:
    auth:
      identity_token: s3cret
  unused.lan:443x:
    tls:
      insecure_skip_verify: true
`;
const at = (words: string, marked: string, config = ''): string => {
  assert.ok(mirrors.includes(words), words);
  return file(mirrors.replace(words, marked.replace('|', '‸')), config);
};

describe('hover on a field says what it does', () => {
  for (const [words, marked, ...says] of [
    [
      'mirrors:',
      'mir|rors:',
      'registries by name',
      /asked in its place, in order/,
      /Since v1\.33\.0\+k3s1|Since v1\.29/,
    ],
    ['configs:', 'con|figs:', 'exactly as the endpoint writes it', 'v1.33.3+k3s1'],
    ['    endpoint:\n', '    end|point:\n', 'list of addresses', '/v2/<project>'],
    ['rewrite:', 'rew|rite:', 'regular expression of Go', '`$1` for a group'],
    ['auth: {', 'au|th: {', 'credentials'],
    ['tls: {', 'tl|s: {', 'TLS settings'],
    ['username', 'user|name', 'Name of the user'],
    ['password', 'pass|word', 'Password of the user'],
    ['identity_token', 'identity|_token', 'OAuth refresh token'],
    ['ca_file', 'ca_|file', 'authority to trust'],
    ['insecure_skip_verify', 'insecure|_skip_verify', 'Takes any certificate', 'not make the host speak plain HTTP'],
  ] as const) {
    it(words.trim(), () => hover(at(words, marked)).says(...says, '*K3s v1.33.4+k3s1, server*'));
  }
  for (const [text, ...says] of [
    ['configs: {a.lan: {auth: {au|th: x}}}', 'base64 of `user:password`'],
    ['configs: {a.lan: {tls: {cert_|file: /c, key_file: /k}}}', 'needs `key_file`'],
    ['configs: {a.lan: {tls: {cert_file: /c, key_|file: /k}}}', 'needs `cert_file`'],
    ['aut|hs: {}', 'uses for nothing'],
  ] as const) {
    it(text.replace('|', ''), () => hover(file(text)).says(...says));
  }
  it('and what this release does not have yet', () =>
    hover(`-- registries.yaml --\nmir|rors: {}\n-- config.yaml --\n# k3s: version=v1.29.0\n`).says(
      /\*\*Not in v1\.29\.0\+k3s1\*\*, first in v1\.29\.3\+k3s1: `"\*"`/,
    ));
  it('but nothing about what K3s does not know', () => hover(file('mirrors: {a.lan: {endpo|ints: []}}')).isSilent());
});

describe('hover on a registry', () => {
  it('says which images it counts for and who is asked', () =>
    hover(at('docker.io:', 'doc|ker.io:')).says(
      '`docker.io/…`',
      '`nginx`',
      '1. `https://mirror.lan:8443/v2`\n2. `http://plain.lan:5000/v2`',
      'Last, the registry itself: `https://registry-1.docker.io/v2`',
      'for this node only, after a restart of K3s',
    ));
  it('says that nobody else is asked', () =>
    hover(at('quay.io:', 'qu|ay.io:', 'disable-default-registry-endpoint: true')).says(
      '`https://harbor.lan/v2/quay`',
      'never asked, because disable-default-registry-endpoint',
    ));
  it('says what the wildcard is for', () =>
    hover(at('"*":', '"|*":')).says(
      'every registry that has no entry of its own',
      'Last, the registry that the image names',
    ));
  it('names the other nodes where they share images', () =>
    hover(file('mirrors:\n  docker|.io:\n', 'embedded-registry: true')).says(
      '1. The other nodes, through the embedded',
    ));
  it('says why it does nothing', () =>
    hover(file('mirrors:\n  https://reg|.lan: {endpoint: [a.lan]}\n')).says(
      '**This does nothing.**',
      'Write "reg.lan"',
    ));
  it('says that it stands again', () =>
    hover(file('mirrors:\n  a|.lan: {endpoint: [b.lan]}\n  a.lan: {endpoint: [c.lan]}\n')).says(
      'K3s drops this, because `a.lan` stands again further down.',
    ));
  it('also while another line cannot be read', () =>
    hover(file('mirrors:\n  docker|.io:\n    endpoint: [a.lan]\n  quay\nconfigs: {}\n')).says('https://a.lan/v2'));
});

describe('hover on an endpoint', () => {
  it('says what is asked, with which settings, and how', () =>
    hover(at('mirror.lan:8443\n      - http', 'mirror|.lan:8443\n      - http')).says(
      '`https://mirror.lan:8443/v2`',
      'No scheme is written, so K3s takes https.',
      'K3s puts the usual path /v2 behind it',
      'Settings: `mirror.lan:8443` below `configs`.',
      'TLS: checked against the authorities of the system and /etc/ssl/mirror.pem.',
      'Credentials: user name and password.',
      'For `docker.io/library/busybox:1.0` containerd asks `https://mirror.lan:8443/v2/hub/busybox/manifests/1.0`',
    ));
  it('says that it has no settings', () =>
    hover(at('http://plain.lan:5000', 'http://plain|.lan:5000')).says(
      'there is no `plain.lan:5000` below `configs`',
      'TLS: none, plain HTTP.',
      'Credentials: none.',
    ));
  it('says that https is tried before http where there are TLS settings', () =>
    hover(
      file(
        'mirrors: {a.lan: {endpoint: ["http://b|.lan:5000"]}}\nconfigs: {"b.lan:5000": {tls: {insecure_skip_verify: true}}}',
      ),
    ).says('TLS: any certificate is taken; https is tried before http.'));
  it('says that a path stays as it is', () =>
    hover(at('https://harbor.lan/v2/quay', 'https://harbor|.lan/v2/quay')).says(
      'The path /v2/quay is taken as it stands',
      'Credentials: identity token.',
      'https://harbor.lan/v2/quay/team/app/manifests/1.0',
    ));
  it('shows no user and no password of an address', () =>
    hover(at('https://user:s3cret@all.lan', 'https://user:s3cret@all|.lan')).saysNot('user:', 's3cret'));
  it('that is refused says so', () =>
    hover(file('mirrors: {docker.io: {endpoint: ["https://a b|.lan"]}}')).says('K3s does not use this address'));
  it('that is the registry itself says so', () =>
    hover(file('mirrors: {a.lan: {endpoint: [b.lan, "https://a|.lan"], rewrite: {x: y}}}')).says(
      'the registry itself, so it is asked last and without rewrites',
    ));
});

describe('hover on a host below configs', () => {
  it('says which endpoints use it', () =>
    hover(at('configs:\n  mirror.lan:8443', 'configs:\n  mirror|.lan:8443')).says(
      'Used for:\n\n- the endpoint `https://mirror.lan:8443/v2` of `docker.io`',
      'Credentials: user name and password',
    ));
  it('says why nobody does', () =>
    hover(
      file('mirrors: {docker.io: {endpoint: [https://a.lan:5000]}}\nconfigs: {a|.lan: {auth: {username: u}}}'),
    ).says('**This does nothing.**', 'the port belongs to the name'));
  it('says that it counts for the registry itself only', () =>
    hover(file('mirrors: {docker.io: {endpoint: [https://a.lan]}}\nconfigs: {docker|.io: {auth: {username: u}}}')).says(
      '**No endpoint uses this.**',
      'under the host of the endpoint',
      '- the registry `docker.io` itself',
    ));
  it('never shows what is in it', async () => {
    for (const words of ['password', 's3cret}', 's3cret\n']) {
      await hover(at(words, `${words.slice(0, 3)}|${words.slice(3)}`)).saysNot('s3cret');
    }
  });
});

describe('hover on a rewrite', () => {
  it('shows what becomes of a repository', () =>
    hover(at('"^library/', '"^lib|rary/')).says('It makes `hub/busybox` out of `library/busybox`'));
  it('says that it cannot be read', () =>
    hover(file('mirrors: {a.lan: {endpoint: [b.lan], rewrite: {"(|?!x)": y}}}')).says(
      'containerd cannot read this pattern',
    ));
});

describe('the outline', () => {
  it('has sections, registries, endpoints, and no secrets', async () => {
    assert.deepEqual(await outline(file(mirrors)), [
      'mirrors',
      '  docker.io',
      '    endpoint',
      '      mirror.lan:8443',
      '      http://plain.lan:5000',
      '    rewrite',
      '      ^library/(.*) hub/$1',
      '  quay.io',
      '    endpoint',
      '      https://harbor.lan/v2/quay',
      '  *',
      '    endpoint',
      '      https://••••••••@all.lan',
      'configs',
      '  mirror.lan:8443',
      '    auth',
      '      username ••••••••',
      '      password ••••••••',
      '    tls',
      '      ca_file /etc/ssl/mirror.pem',
      '  harbor.lan',
      '    auth',
      '      identity_token ••••••••',
      '  unused.lan:443x',
      '    tls',
      '      insecure_skip_verify true',
    ]);
  });
  it('stays while a line is being typed', async () => {
    assert.deepEqual(await outline(file('mirrors:\n  docker.io:\n    endpoint: [a.lan]\n  qu\nconfigs:\n  a.lan:')), [
      'mirrors',
      '  docker.io',
      '    endpoint',
      '      a.lan',
      'configs',
      '  a.lan',
    ]);
  });
  it('is empty for an empty file', async () => assert.deepEqual(await outline(file('')), []));
});

describe('go to definition leads from', () => {
  it('an endpoint to its settings', () =>
    definition(at('mirror.lan:8443\n      - http', 'mirror|.lan:8443\n      - http')).leadsTo('registries.yaml:13'));
  it('an endpoint without settings nowhere', () =>
    definition(at('http://plain.lan:5000', 'http://plain|.lan:5000')).leadsTo());
  it('settings to the endpoints that use them', () =>
    definition(at('  mirror.lan:8443:', '  mirror|.lan:8443:')).leadsTo('registries.yaml:4'));
  it('a registry to the settings of its endpoints', () =>
    definition(at('quay.io:', 'quay|.io:')).leadsTo('registries.yaml:16'));
  it('settings of a registry itself to its mirror', () =>
    definition(file('mirrors:\n  a.lan: {endpoint: [b.lan]}\nconfigs:\n  a|.lan: {auth: {username: u}}')).leadsTo(
      'registries.yaml:2',
    ));
});

describe('links', () => {
  it('lead from the paths of certificates to the files of the machine', async () => {
    const tls = 'configs: {a.lan: {tls: {ca_file: "/etc/ca.pem", cert_file: /c d/x, key_file: k}}}';
    assert.deepEqual(await links(file(tls)), [
      '/etc/ca.pem → memory:/machine/etc/ca.pem',
      '/c d/x → memory:/machine/c%20d/x',
    ]);
  });
  it('are none for endpoints', async () =>
    assert.deepEqual(await links(file('mirrors: {a.lan: {endpoint: [https://b.lan]}}')), []));
});

describe('lenses', () => {
  const ask = '1: Which endpoints is an image pulled from?';
  it('stand above each registry', async () => {
    assert.deepEqual(await lenses(file(mirrors)), [
      ask,
      '2: 2 endpoints, then registry-1.docker.io',
      '8: 1 endpoint, then quay.io',
      '10: 1 endpoint, then the registry itself',
    ]);
  });
  it('tell that nobody follows', async () =>
    assert.deepEqual(
      await lenses(file('mirrors:\n  quay.io: {endpoint: [a.lan]}', 'disable-default-registry-endpoint: true')),
      [ask, '2: 1 endpoint, then nobody'],
    ));
  it('tell that the nodes share images', async () =>
    assert.deepEqual(await lenses(file('mirrors:\n  quay.io:\n', 'embedded-registry: true')), [
      ask,
      '2: the other nodes, then quay.io',
    ]));
  it('leave out what does nothing', async () => assert.deepEqual(await lenses(file('mirrors:\n  quay.io:\n')), [ask]));
});
