/** The view of the registries: what K3s makes of the file, and the way of one image. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { featuresFor } from '../../server/languages.ts';
import { readText } from '../../server/yaml/document.ts';
import { opened, view } from '../support/ask.ts';

const V = '# k3s: role=server version=v1.33.4\n';
const file = (text: string, config = ''): string => `-- registries.yaml --\n${text}\n-- config.yaml --\n${V}${config}`;

/** The view without its heading. */
async function body(text: string, config = ''): Promise<string> {
  const whole = await view(file(text, config));
  assert.equal(readText('memory:/view.yaml', whole).problem, undefined, `no YAML:\n${whole}`);
  return narrow(whole.slice(whole.indexOf('\n\n') + 2));
}

/** Places that stand in a column stand two blanks behind their line. */
const narrow = (text: string): string => text.replace(/ +(?=# registries)/g, '  ');

const heading = async (text: string, config = ''): Promise<string> =>
  (await view(file(text, config))).split('\n\n')[0] ?? '';

describe('the view', () => {
  it('has the endpoints of each registry in order, and the registry itself at the end', async () => {
    const text = `mirrors:
  docker.io:
    endpoint:
      - https://mirror.lan:8443
      - plain.lan
    rewrite:
      "^library/(.*)": hub/$1
configs:
  mirror.lan:8443:
    auth: {username: me, password: s3cret}
    tls: {ca_file: /etc/m.pem, cert_file: /etc/c.pem, key_file: /etc/k.pem}
  plain.lan:
    tls: {insecure_skip_verify: true}`;
    assert.equal(
      await body(text),
      `registries:
  docker.io:  # registries.yaml:2
    endpoints:
      - url: https://mirror.lan:8443/v2  # registries.yaml:4
        scheme: https
        path: the usual one
        capabilities: [pull, resolve]
        settings: mirror.lan:8443  # registries.yaml:9
        tls: checked against the authorities of the system and /etc/m.pem, with the client certificate /etc/c.pem
        credentials: user name and password
        rewrites:
          '^library/(.*)': 'hub/$1'
      - url: https://plain.lan/v2  # registries.yaml:5
        scheme: https  # none is written, K3s takes this
        path: the usual one
        capabilities: [pull, resolve]
        settings: plain.lan  # registries.yaml:12
        tls: any certificate is taken
        credentials: none
        rewrites:
          '^library/(.*)': 'hub/$1'
    default:
      url: https://registry-1.docker.io/v2
      asked: last, after all endpoints
      capabilities: [pull, resolve, push]
      tls: checked against the authorities of the system
      credentials: none
  # Asked themselves, with settings of their own
  mirror.lan:8443:  # registries.yaml:9
    url: https://mirror.lan:8443/v2
    tls: checked against the authorities of the system and /etc/m.pem, with the client certificate /etc/c.pem
    credentials: user name and password
  plain.lan:  # registries.yaml:12
    url: https://plain.lan/v2
    tls: any certificate is taken
    credentials: none
`,
    );
  });

  for (const [what, text, wanted, config = ''] of [
    ['a path as it stands', 'mirrors: {a.lan: {endpoint: [https://b.lan/v2/x]}}', /path: taken as it stands/],
    ['plain HTTP', 'mirrors: {a.lan: {endpoint: [http://b.lan]}}', /scheme: http\n.*\n.*\n +tls: none, plain HTTP/],
    [
      'a scheme that is guessed for this very machine',
      'mirrors: {a.lan: {endpoint: ["localhost:5000"]}}',
      /scheme: http {2}# none is written/,
    ],
    [
      'an identity token',
      'mirrors: {a.lan: {endpoint: [https://b.lan]}}\nconfigs: {b.lan: {auth: {identity_token: s3cret}}}',
      /credentials: identity token/,
    ],
    [
      'credentials that cannot be used',
      'mirrors: {a.lan: {endpoint: [https://b.lan]}}\nconfigs: {b.lan: {auth: {auth: s3cret}}}',
      /credentials: unreadable, so every pull fails/,
    ],
    [
      'a registry that is never asked',
      'mirrors: {a.lan: {endpoint: [https://b.lan]}}',
      /asked: never, because of disable-default-registry-endpoint/,
      'disable-default-registry-endpoint: true',
    ],
    [
      'a registry written as the last endpoint',
      'mirrors: {a.lan: {endpoint: [https://b.lan, https://a.lan]}}',
      /asked: last, after all endpoints; it is written as the last endpoint/,
    ],
    [
      'the wildcard',
      'mirrors: {"*": {endpoint: [https://b.lan]}}',
      / {2}"\*": .*\n(?:.*\n)*.*url: that of the registry in the image/,
    ],
    [
      'the other nodes',
      'mirrors: {a.lan: }',
      /- url: https:\/\/127\.0\.0\.1:6443\/v2\n +# The embedded registry: the other nodes/,
      'embedded-registry: true',
    ],
    [
      'endpoints K3s skips',
      'mirrors: {a.lan: {endpoint: [https://b.lan, "https://c d"]}}',
      /log:\n.*skips the endpoint "https:\/\/c d"/,
    ],
  ] as const) {
    it(`shows ${what}`, async () => assert.match(await body(text, config), wanted));
  }

  it('lists what does nothing, and why', async () => {
    const text =
      'mirrors:\n  reg.lan/team: {endpoint: [https://b.lan:5000]}\nconfigs:\n  b.lan: {tls: {insecure_skip_verify: true}}';
    const shown = await body(text);
    assert.match(
      shown,
      /idle:\n {2}- mirrors: reg\.lan\/team +# registries\.yaml:2\n {4}why: .*Write the host alone: "reg\.lan"/,
    );
    assert.match(shown, / {2}- configs: b\.lan +# registries\.yaml:4\n {4}why: .*the port belongs to the name/);
    assert.match(shown, /^registries: \{\}$/m);
  });

  it('shows no password, wherever it stands', async () => {
    const text = `mirrors:
  "https://me:s3cret@x.lan": {endpoint: [https://b.lan]}
  a.lan: {endpoint: ["https://me:s3cret@b.lan", "https://me:s3/cret@b.lan", "https://b.lan?token=s3cret"]}
configs: {b.lan: {auth: {username: s3cret, password: s3cret, auth: s3cret, identity_token: s3cret, token: s3cret}}}`;
    assert.doesNotMatch(await view(file(text)), /s3\/?cret/);
    assert.doesNotMatch(await view(file(text), { image: 'a.lan/x' }), /s3\/?cret/);
  });
});

describe('its heading', () => {
  it('says whom it is about, and that it counts for this node after a restart', async () =>
    assert.equal(
      await heading('mirrors: {}'),
      '# Registries: server, K3s v1.33.4+k3s1 (Kubernetes 1.33)\n' +
        '# registries.yaml is read once, when K3s starts, and counts for this node only.',
    ));
  it('says what config.yaml contributes, and where', async () =>
    assert.match(
      await heading('mirrors: {a.lan: }', 'embedded-registry: true\nsystem-default-registry: sys.lan\n'),
      /the other nodes are asked before all endpoints \(config\.yaml:2\)\n.*K3s takes its own images from sys\.lan \(config\.yaml:3\)/,
    ));
  it('says that the file does nothing beside another runtime', async () => {
    assert.match(
      await heading('mirrors: {}', 'docker: true'),
      /does nothing with the file, because "docker" .*\(config\.yaml:2\)/,
    );
    assert.match(
      await heading('mirrors: {}', 'container-runtime-endpoint: unix:///run/crio/crio.sock'),
      /because "container-runtime-endpoint"/,
    );
  });
  it('says first that K3s cannot read the file, and nothing else', async () => {
    const wrong = await view(file('mirrors:\n  docker.io:\n    endpoint: https://a.lan'));
    assert.match(
      wrong,
      /\n#\n# K3s cannot read registries\.yaml\. \(registries\.yaml:3\)\n# The node does not come up: .*list of addresses/,
    );
    assert.doesNotMatch(wrong, /a\.lan/);
    assert.match(await view(file('mirrors:\n  docker.io: {')), /line \d is no YAML that K3s can read/);
    assert.match(await view(file('mirrors:\n  *: {endpoint: [https://a.lan]}')), /Write "\*" in quotes/);
  });
  it('says on an agent that the servers tell whether images are shared', async () =>
    assert.match(
      await view('-- registries.yaml --\nmirrors: {}\n-- config.yaml --\n# k3s: role=agent\n'),
      /the servers tell this agent when it joins/,
    ));
  it('says that there is no file', async () => {
    const { node } = await opened('debug: true\n', { role: 'server' });
    const { text } = (await featuresFor('registries')).view(node, {});
    assert.match(text, /has no registries\.yaml, so each image comes from the registry in its name/);
  });
});

it('places are links to the lines they name', async () => {
  const text = file('mirrors:\n  a.lan: {endpoint: [https://b.lan]}', 'embedded-registry: true');
  const { node } = await opened(text);
  const { text: shown, links } = (await featuresFor('registries')).view(node, {});
  const lines = shown.split('\n');
  assert.deepEqual(
    links.map(({ line, start, end, uri, targetLine }) => [
      lines[line]?.slice(start, end),
      uri.split('/').at(-1),
      targetLine,
    ]),
    [
      ['config.yaml:2', 'config.yaml', 2],
      ['registries.yaml:2', 'registries.yaml', 2],
      ['registries.yaml:2', 'registries.yaml', 2],
    ],
  );
});

describe('the way of an image', () => {
  const mirrors = `mirrors:
  docker.io:
    endpoint: [https://mirror.lan]
    rewrite: {"^library/(.*)": hub/$1}
  "*": {endpoint: [https://all.lan]}
configs:
  mirror.lan: {auth: {username: me, password: s3cret}}`;
  const way = async (image: string, text = mirrors, config = ''): Promise<string> => {
    const whole = await view(file(text, config), { image });
    assert.equal(readText('memory:/view.yaml', whole).problem, undefined, `no YAML:\n${whole}`);
    return narrow(whole.slice(whole.indexOf('\n\n') + 2));
  };

  it('has each address with the manifest, the repository and the credentials', async () =>
    assert.equal(
      await way('nginx:1.27'),
      `image: docker.io/library/nginx:1.27
counts: the entry of docker.io
asked:
  - url: https://mirror.lan/v2/hub/nginx/manifests/1.27  # registries.yaml:3
    repository: hub/nginx
    settings: mirror.lan  # registries.yaml:7
    tls: checked against the authorities of the system
    credentials: user name and password
  - url: https://registry-1.docker.io/v2/library/nginx/manifests/1.27  # the registry itself
    repository: library/nginx
    tls: checked against the authorities of the system
    credentials: none
`,
    ));
  it('says that the wildcard counts', async () =>
    assert.match(
      await way('ghcr.io/x/y'),
      /counts: 'the entry "\*", because ghcr\.io has none of its own'|counts: the entry "\*", because/,
    ));
  it('says that no entry counts', async () =>
    assert.match(
      await way('ghcr.io/x/y', 'mirrors: {}'),
      /counts: none, containerd asks ghcr\.io itself\nasked:\n {2}- url: https:\/\/ghcr\.io\/v2\/x\/y\/manifests\/latest/,
    ));
  it('names the other nodes', async () =>
    assert.match(await way('quay.io/a/b:1', 'mirrors: {quay.io: }', 'embedded-registry: true'), /# the other nodes\n/));
  it('names all repositories that several rewrites may lead to', async () =>
    assert.match(
      await way('a.lan/x', 'mirrors: {a.lan: {endpoint: [https://b.lan], rewrite: {"^x": y, "x$": z}}}'),
      /repository: 'y'\n +# More than one rewrite fits.*\n +# {3}z\n/,
    ));
  it('says what blocks it', async () => {
    assert.match(
      await way('a.lan/x', 'mirrors: {a.lan: {endpoint: [https://b.lan]}}\nconfigs: {b.lan: {tls: {cert_file: /c}}}'),
      /blocked: A client certificate without its key/,
    );
    assert.match(
      await way('a.lan/x', 'mirrors: [a.lan]'),
      /blocked: K3s cannot read registries\.yaml|blocked: 'K3s cannot/,
    );
  });
  it('says that containerd cannot read the entry', async () =>
    assert.match(
      await way('a.lan/x', "mirrors: {a.lan: {endpoint: [https://b.lan], rewrite: {'a\\.b': y}}}"),
      /# containerd cannot read a rewrite of "a\.lan"/,
    ));
  it('says what an image looks like when it is none', async () => {
    for (const image of ['', 'https://nginx', 'a b', 'Nginx', 'nginx:', 'x'.repeat(5_000).concat('!')])
      assert.match(await view(file(mirrors), { image }), /is no name of an image\. Write it as in a manifest/, image);
  });
});

it('says that a rewrite could not be tried', async () => {
  const text =
    '-- registries.yaml --\nmirrors:\n  docker.io:\n    endpoint: [https://m.lan]\n    rewrite: {"(a*)*b$": x}\n';
  assert.match(await view(text, { image: 'nginx:1.27' }), /# A rewrite here is too intricate to be tried/);
  const plain = text.replace('(a*)*b$', 'a*b$');
  assert.doesNotMatch(await view(plain, { image: 'nginx:1.27' }), /too intricate/);
});
