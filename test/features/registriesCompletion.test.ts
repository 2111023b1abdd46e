/** Completion in registries.yaml, with the cursor as a bar. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from '../support/ask.ts';

const HEAD = '-- registries.yaml --\n';
const V = '# k3s: role=server version=v1.33.4\n';
const file = (text: string, config = ''): string => `${HEAD}${text}-- config.yaml --\n${V}${config}`;
/** What is in the file after an item was taken. */
const gives = (text: string, label: string, after: string, config = ''): Promise<void> =>
  complete(file(text, config)).taking(label).gives(after);

describe('sections', () => {
  it('are offered in an empty file', () => complete(file('|\n')).offersOnly('mirrors', 'configs'));
  it('are offered in half-typed words', () => complete(file('mir|\n')).offersOnly('mirrors', 'configs'));
  it('are not offered twice', () => complete(file('mirrors:\n  docker.io:\n|\n')).offersOnly('configs'));
  it('come with a line below them', () => gives('mir|\n', 'mirrors', 'mirrors:\n  \n'));
  it('keep a colon that stands there', () => gives('mir|: {}\n', 'mirrors', 'mirrors: {}\n'));
  it('are documented', async () => {
    assert.match(await complete(file('|\n')).documents('configs'), /exactly as the endpoint writes it/);
  });
});

describe('names of registries', () => {
  it('are those that people use', () =>
    complete(file('mirrors:\n  |\n')).offersOnly(
      'docker.io',
      'ghcr.io',
      'quay.io',
      'registry.k8s.io',
      'gcr.io',
      '"*"',
    ));
  it('come with an endpoint to fill in', () =>
    gives('mirrors:\n  |\n', 'docker.io', 'mirrors:\n  docker.io:\n    endpoint:\n      - \n'));
  it('stand alone where the nodes share images', () =>
    gives('mirrors:\n  |\n', '"*"', 'mirrors:\n  "*":\n', 'embedded-registry: true\n'));
  it('put quotes around the wildcard', () =>
    gives('mirrors:\n  "|"\n', '"*"', 'mirrors:\n  "*":\n    endpoint:\n      - \n'));
  it('leave out those that stand there', () =>
    complete(file('mirrors:\n  docker.io:\n    endpoint: [a.lan]\n  |\n')).offersNot('docker.io'));
  it('know the hosts of configs and of system-default-registry', () =>
    complete(
      file('mirrors:\n  |\nconfigs:\n  reg.lan:5000:\n    auth: {username: u}\n', 'system-default-registry: sys.lan\n'),
    ).offers('reg.lan:5000', 'sys.lan'));
  it('stand as far in as their neighbours', () =>
    gives(
      'mirrors:\n    quay.io:\n        endpoint: [a.lan]\n  |\n',
      'docker.io',
      'mirrors:\n    quay.io:\n        endpoint: [a.lan]\n    docker.io:\n        endpoint:\n            - \n',
    ));
  it('have no wildcard before the release that knows it', () =>
    complete(`${HEAD}mirrors:\n  |\n-- config.yaml --\n# k3s: version=v1.29.1\n`).offersNot('"*"'));
  it('are offered in the middle of a word', () =>
    gives(
      'mirrors:\n  qu|\nconfigs:\n  a.lan:\n',
      'quay.io',
      'mirrors:\n  quay.io:\n    endpoint:\n      - \nconfigs:\n  a.lan:\n',
    ));
});

describe('fields of a mirror', () => {
  it('are two', () => complete(file('mirrors:\n  a.lan:\n    |\n')).offersOnly('endpoint', 'rewrite'));
  it('are not offered twice', () =>
    complete(file('mirrors:\n  a.lan:\n    endpoint:\n      - b.lan\n    |\n')).offersOnly('rewrite'));
  it('come with what a list begins with', () =>
    gives('mirrors:\n  a.lan:\n    |\n', 'endpoint', 'mirrors:\n  a.lan:\n    endpoint:\n      - \n'));
  it('keep the line ends of the file', () =>
    gives('mirrors:\r\n  a.lan:\r\n    |\r\n', 'endpoint', 'mirrors:\r\n  a.lan:\r\n    endpoint:\r\n      - \r\n'));
});

describe('endpoints', () => {
  const others = 'configs:\n  reg.lan:5000:\n    auth: {username: u}\n';
  const mirror = (lines: string): string => `mirrors:\n  docker.io:\n${lines}${others}`;
  it('are hosts that the rest of the file knows, also as proxy caches', () =>
    complete(file(mirror('    endpoint:\n      - |\n'))).offersOnly(
      'https://reg.lan:5000',
      'https://reg.lan:5000/v2/docker.io',
    ));
  it('are written behind the dash', () =>
    gives(
      mirror('    endpoint:\n      - |\n'),
      'https://reg.lan:5000',
      mirror('    endpoint:\n      - https://reg.lan:5000\n'),
    ));
  it('come with a blank behind the dash', () =>
    gives(
      mirror('    endpoint:\n      -|\n'),
      'https://reg.lan:5000',
      mirror('    endpoint:\n      - https://reg.lan:5000\n'),
    ));
  it('come with the dash', () =>
    gives(
      mirror('    endpoint:\n      |\n'),
      'https://reg.lan:5000',
      mirror('    endpoint:\n      - https://reg.lan:5000\n'),
    ));
  it('come with brackets on the line of the key', () =>
    gives(mirror('    endpoint: |\n'), 'https://reg.lan:5000', mirror('    endpoint: [https://reg.lan:5000]\n')));
  it('fit into quotes', () =>
    gives(
      mirror('    endpoint:\n      - "ht|"\n'),
      'https://reg.lan:5000',
      mirror('    endpoint:\n      - "https://reg.lan:5000"\n'),
    ));
  it('fit into brackets', () =>
    gives(
      mirror('    endpoint: ["https://a.lan", |]\n'),
      'https://reg.lan:5000',
      mirror('    endpoint: ["https://a.lan", https://reg.lan:5000]\n'),
    ));
  it('leave out those that stand there, and the registry itself', () =>
    complete(
      file(
        'mirrors:\n  a.lan:\n    endpoint:\n      - https://b.lan\n      - |\n  c.lan: {endpoint: [https://a.lan, http://d.lan:5000, b.lan]}\n',
      ),
    ).offersOnly('http://d.lan:5000', 'https://b.lan/v2/a.lan', 'http://d.lan:5000/v2/a.lan'));
  it('begin with https where nothing is known', () =>
    complete(file('mirrors:\n  docker.io:\n    endpoint:\n      - |\n')).offersOnly('https://'));
});

describe('hosts below configs', () => {
  const mirrors = 'mirrors:\n  docker.io: {endpoint: [https://a.lan:8443, b.lan]}\n  own.lan:\n';
  it('are those of endpoints, with their ports, and registries without endpoints', () =>
    complete(file(`${mirrors}configs:\n  |\n`)).offersOnly('a.lan:8443', 'b.lan', 'own.lan'));
  it('leave out those that have an entry', () =>
    complete(file(`${mirrors}configs:\n  b.lan: {auth: {username: u}}\n  |\n`)).offersOnly('a.lan:8443', 'own.lan'));
  it('come with a line below them', () =>
    gives(`${mirrors}configs:\n  a|\n`, 'a.lan:8443', `${mirrors}configs:\n  a.lan:8443:\n    \n`));
});

describe('fields of a host', () => {
  it('are auth and tls', () => complete(file('configs:\n  a.lan:\n    |\n')).offersOnly('auth', 'tls'));
  it('have fields themselves', () =>
    complete(file('configs:\n  a.lan:\n    auth:\n      username: u\n      |\n')).offersOnly(
      'password',
      'auth',
      'identity_token',
    ));
  it('hold files and a switch', () =>
    complete(file('configs:\n  a.lan:\n    tls:\n      |\n')).offersOnly(
      'ca_file',
      'cert_file',
      'key_file',
      'insecure_skip_verify',
    ));
  it('take true or false', () =>
    complete(file('configs:\n  a.lan:\n    tls:\n      insecure_skip_verify: |\n')).offersOnly('true', 'false'));
  it('take it with a blank in front', () =>
    gives(
      'configs:\n  a.lan:\n    tls:\n      insecure_skip_verify:|\n',
      'true',
      'configs:\n  a.lan:\n    tls:\n      insecure_skip_verify: true\n',
    ));
  it('are offered below the last line of a block', () =>
    complete(file('configs:\n  a.lan:\n    tls:\n      ca_file: /c\n      |')).offers('cert_file'));
});

describe('documentation', () => {
  const documents = async (marked: string, label: string, wanted: RegExp): Promise<void> =>
    assert.match(await complete(file(marked)).documents(label), wanted);
  it('says which images a registry counts for', () =>
    documents('mirrors:\n  |\n', '"*"', /every registry that has no entry/));
  it('says what a field does', () =>
    documents('configs:\n  a.lan:\n    tls:\n      |\n', 'insecure_skip_verify', /Takes any certificate/));
  it('says what endpoints are', () =>
    documents('mirrors:\n  a.lan:\n    endpoint:\n      - |\n', 'https://', /asked in this order/));
});

describe('nothing is offered', () => {
  for (const text of [
    '# mirrors: |\n',
    'mirrors: {docker.io: {|}}\n',
    'mirrors: {\n  |\n}\n',
    'mirrors:\n  docker.io:\n    rewrite:\n      |\n',
    'configs:\n  a.lan:\n    auth:\n      password: |\n',
    'mirrors:\n\t|\n',
    'something:\n  |\n',
  ])
    it(JSON.stringify(text), () => complete(file(text)).offersNothing());
});
