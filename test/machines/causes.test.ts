/** What a line of a log means: lines as K3s, systemd and the kernel write them, and many that mean nothing. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { Finding, Place } from '../../client/machines/causes/cause.ts';
import { causes } from '../../client/machines/causes/causes.ts';
import { LogCauses } from '../../client/machines/causes/inLog.ts';
import { Redactor } from '../../client/redact.ts';

const PLACE: Place = {
  unit: { name: 'k3s-agent', init: 'systemd' },
  role: 'agent',
  dataDir: '/var/lib/rancher/k3s',
  server: '10.0.0.5:6443',
  kernelLine: undefined,
};

function findingsIn(lines: readonly string[], place = PLACE): readonly Finding[] {
  const log = new LogCauses();
  // As every line comes: after the redactor.
  const redactor = new Redactor();
  for (const line of lines) log.read(redactor.redact(line));
  return log.findings(place);
}

/** `log('…').means('clock')`: what is found in these lines, and nothing else. */
function log(...lines: readonly string[]) {
  return {
    means: (...ids: readonly string[]) =>
      it(`${ids.join(', ')}: ${lines.at(-1)?.slice(0, 90)}`, () => {
        assert.deepEqual(
          findingsIn(lines).map(({ id }) => id),
          ids,
        );
      }),
    meansNothing: () => it(`nothing: ${lines.at(-1)?.slice(0, 90)}`, () => assert.deepEqual(findingsIn(lines), [])),
  };
}

const level = (name: string, message: string): string =>
  `2026-11-21T19:55:40+0000 box1 k3s[812]: time="2026-11-21T19:55:40Z" level=${name} msg="${message}"`;
const info = (message: string): string => level('info', message);
const waiting = (why: string): string => info(`Waiting to retrieve agent configuration; server is not ready: ${why}`);
const HASH = '16e76a21677219faf98794ddef6d4a3c9c378aaf7f6a1f31fcd658a0111aaab5';

describe('each row of the table of what an agent says while it cannot join', () => {
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://10.0.0.5:6443: failed to get CA certs: Get \\"https://10.0.0.5:6443/cacerts\\": dial tcp 10.0.0.5:6443: connect: connection refused',
    ),
  ).means('port');
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://10.0.0.5:6443: failed to get CA certs: Get \\"https://10.0.0.5:6443/cacerts\\": dial tcp 10.0.0.5:6443: connect: no route to host',
    ),
  ).means('port');
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://10.0.0.5:6443: failed to get CA certs: Get \\"https://10.0.0.5:6443/cacerts\\": dial tcp 10.0.0.5:6443: i/o timeout',
    ),
  ).means('port');
  log(
    level(
      'error',
      `token CA hash does not match the Cluster CA certificate hash: ${HASH.replace('aaab5', 'abeef')} != ${HASH}`,
    ),
  ).means('otherAuthority');
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://10.0.0.5:6443: failed to get CA certs: Get \\"https://10.0.0.5:6443/cacerts\\": x509: certificate has expired or is not yet valid',
    ),
  ).means('clock');
  log(
    level(
      'error',
      'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:17Z is before 2026-11-21T19:53:25Z',
    ),
  ).means('clock');
  log(waiting('failed to retrieve configuration from server: not authorized')).means('token');
  log(waiting('https://10.0.0.5:6443/v1-k3s/config: 401 Unauthorized')).means('token');
  log(
    waiting(
      "/var/lib/rancher/k3s/agent/serving-kubelet.crt: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag",
    ),
  ).means('nodePassword');
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://10.0.0.5:6443: CA cert validation failed: Get \\"https://10.0.0.5:6443/cacerts\\": x509: certificate signed by unknown authority',
    ),
  ).means('otherCluster');
  log(waiting('https://127.0.0.1:6444/v1-k3s/readyz: 503 Service Unavailable')).means('serverStarting');
  log(level('fatal', 'unable to find default route')).means('noRoute');
  log(waiting('no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\"')).means('noRoute');
  log(
    level(
      'fatal',
      'failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)',
    ),
  ).means('memoryCgroup');
  log(
    level(
      'error',
      "kubelet exited: failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/worker]\\n--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix",
    ),
  ).means('reservedLabel');
  log(level('fatal', 'Error: flag provided but not defined: -flanel-iface')).means('unknownFlag');
  log(level('error', 'kubelet exited: failed to parse kubelet flag: unknown flag: --no-such-flag')).means(
    'kubeletFlag',
  );
  log(
    level('error', 'Sending HTTP/1.1 502 response to 127.0.0.1:51662: failed to find Session for client worker-7'),
  ).means('tunnel');
  log(
    'Error from server: error dialing backend: proxy error from 127.0.0.1:6443 while dialing 10.0.0.7:10250, code 502: 502 Bad Gateway',
  ).means('tunnel');
  log(
    'E0102 10:42:00.000000     812 controller.go:195] "Failed to update lease" err="Operation cannot be fulfilled on leases.coordination.k8s.io \\"worker-7\\": the object has been modified; please apply your changes to the latest version and try again"',
  ).means('leaseConflict');
  log(level('error', 'failed to write apparmor profile: open /etc/apparmor.d: apparmor failed')).means('apparmor');
  log(level('fatal', 'failed to start containerd: exit status 1')).means('containerd');
  log(level('fatal', 'Error: writing /var/lib/rancher/k3s/agent/x: no space left on device')).means('diskFull');
});

describe('what K3s v1.32.0+k3s1 said when it was treated that way', () => {
  // Nobody listens at the address of the server, or its name has no address: both look like this.
  log(
    level(
      'error',
      'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": read tcp 127.0.0.1:42146->127.0.0.1:6444: read: connection reset by peer',
    ),
  ).means('port');
  log(level('error', 'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": EOF')).means('port');
  log(level('error', 'failed to get CA certs: starting')).means('serverStarting');
  log(level('error', 'only https:// URLs are supported, invalid scheme: http://127.0.0.1:6443')).means('serverMissing');
  log(level('fatal', 'Error: --token is required')).means('tokenMissing');
  log(level('fatal', 'Error: --server is required')).means('serverMissing');
  log(
    level(
      'fatal',
      'Error: interface nope0 does not have a correct global unicast ip: route ip+net: no such network interface',
    ),
  ).means('cardMissing');
  log(level('fatal', 'Error: listen tcp 127.0.0.1:6444: bind: address already in use')).means('portTaken');
  log(waiting('failed to find host-local: exec: \\"host-local\\": executable file not found in $PATH')).means(
    'containerd',
  );
  log(
    level(
      'fatal',
      'Error: failed to start kubelet: prepare default configuration drop-in: failed to parse node taints: invalid taint spec: foo',
    ),
  ).means('badTaint');
  log(level('error', 'kube-proxy exited: iptables is not available on this host')).means('kernelModules');
  log(level('fatal', 'yaml: line 2: mapping values are not allowed in this context')).means('configurationUnreadable');
});

describe('more that stops or hurts', () => {
  log(
    'E1 kubelet.go:1] "Failed to start" err="invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0"',
  ).means('kernelDefaults');
  log('2026 box1 systemd[1]: k3s.service: A process of this unit has been killed by the OOM killer.').means(
    'outOfMemory',
  );
  log("2026 box1 systemd[1]: k3s-agent-foo.service: Failed with result 'oom-kill'.").means('outOfMemory');
  log(level('error', 'inotify_add_watch /etc: no space left on device')).means('tooManyFiles');
  log('"Unable to read config path" err="too many open files"').means('tooManyFiles');
  log(
    level(
      'error',
      'Failed to validate connection to cluster at https://k3s.example.com:6443: failed to get CA certs: dial tcp: lookup k3s.example.com on 10.0.0.1:53: no such host',
    ),
  ).means('dns');
  log(
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
  ).means('cni');
  log(level('fatal', 'critical configuration value mismatch between servers: flannel-backend')).means('settingsDiffer');
  log(
    '"PullImage from image service failed" err="rpc error: failed to pull and unpack image \\"docker.io/rancher/mirrored-pause:3.6\\": dial"',
  ).means('imagePull');
  log(level('error', 'failed to get CA certs: http: server gave HTTP response to HTTPS client')).means('tls');
  log(
    'failed to get CA certs: x509: certificate has expired or is not yet valid: current time 2026-11-21T00:00:00Z is after 2026-11-20T19:53:25Z',
  ).means('certificateExpired');
});

describe('what is said later', () => {
  const refused = level('error', 'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": EOF');
  const rejected = waiting('failed to retrieve configuration from server: not authorized');
  // On the way into the cluster there is one obstacle at a time.
  log(refused, refused, rejected).means('token');
  log(rejected, refused).means('port');
  log(rejected, level('info', 'Remotedialer connected to proxy')).meansNothing();
  log(
    level('fatal', 'Error: flag provided but not defined: -foo'),
    'kubelet_node_status.go:78] "Successfully registered node" node="w"',
  ).means('unknownFlag');
  log(
    level('fatal', 'Error: flag provided but not defined: -foo'),
    info('Running kubelet --address=0.0.0.0'),
  ).meansNothing();
  log(
    level('fatal', 'failed to start containerd: exit status 1'),
    '"Successfully registered node" node="worker-7"',
  ).meansNothing();
});

describe('what is said of others than the cluster means nothing', () => {
  log('E1 kubelet.go:1] "PullImage" err="dial tcp: lookup registry-1.docker.io: no such host"').meansNothing();
  log(
    'E1 dispatcher.go:1] failed calling webhook: Post \\"https://w.default.svc:443/\\": dial tcp 10.43.7.7:443: connect: connection refused',
  ).meansNothing();
  log(
    'E1 log.go:32] "rpc error" err="Head https://registry.local/v2/x: x509: certificate signed by unknown authority"',
  ).meansNothing();
  log(
    'E1 log.go:32] "rpc error" err="Head https://registry.local/v2/x: http: server gave HTTP response to HTTPS client"',
  ).meansNothing();
  log(
    'E1 log.go:32] "rpc error" err="unexpected status from HEAD request to https://registry.local/v2/x: 401 Unauthorized"',
  ).meansNothing();
  log(
    'E1 controller.go:1] loading OpenAPI spec for "v1beta1.metrics.k8s.io" failed: 503 Service Unavailable',
  ).meansNothing();
});

describe('what stopped an earlier start', () => {
  const label = level(
    'error',
    "kubelet exited: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [a]",
  );
  const argument = level('error', 'kubelet exited: failed to parse kubelet flag: unknown flag: --no-such-flag');
  const started = '2026 box1 systemd[1]: Starting k3s-agent.service - Lightweight Kubernetes...';
  log(label, started).means('reservedLabel');
  log(label, started, argument).means('kubeletFlag');
  log(label, info('Starting k3s agent v1.32.0+k3s1 (cca8facaa33a)'), argument).means('kubeletFlag');
  log(level('fatal', 'Error: --server is required'), level('fatal', 'Error: --token is required')).means(
    'tokenMissing',
  );
});

describe('what means nothing', () => {
  log(info('Starting k3s agent v1.32.0+k3s1 (cca8facaa33a)')).meansNothing();
  log(
    info('Running load balancer k3s-agent-load-balancer 127.0.0.1:6444 -> [] [default: 10.9.0.1:6443]'),
  ).meansNothing();
  log(
    level(
      'warning',
      "Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server's node-token file to enable Cluster CA validation.",
    ),
  ).meansNothing();
  log(
    'I1121 19:53:19.044513      96 controller.go:109] OpenAPI AggregationController: action for item v1beta1.metrics.k8s.io: Rate Limited Requeue.',
  ).meansNothing();
  log(
    info(
      'certificate CN=box1 signed by CN=k3s-server-ca@1795290805: notBefore=2026-11-21 19:53:25 +0000 UTC notAfter=2027-11-21 19:53:33 +0000 UTC',
    ),
  ).meansNothing();
  log(info('Module overlay was already loaded')).meansNothing();
  // What a wrong option makes K3s print.
  log(
    'Nov 21 box1 k3s[8]:    --disable-apiserver-lb                     (agent/networking) 503 Service Unavailable',
  ).meansNothing();
  log('      --storage_driver_password string                             no space left on device').meansNothing();
  log('').meansNothing();
});

describe('a finding', () => {
  test('says what it is, why, what to do, and what was seen', () => {
    const line = waiting('failed to retrieve configuration from server: not authorized');
    const [finding] = findingsIn([line]);
    assert.equal(finding?.finding, 'The server rejects the token.');
    assert.equal(finding?.evidence, line);
    assert.ok(finding?.fixes.some(({ command }) => command === 'sudo systemctl restart k3s-agent'));
  });
  test('has commands for the service and the way to start it that the machine has', () => {
    const place: Place = { ...PLACE, unit: { name: 'k3s-agent-foo', init: 'openrc' } };
    const [finding] = findingsIn([level('fatal', 'Error: --token is required')], place);
    assert.ok(finding?.fixes.some(({ command }) => command === 'sudo rc-service k3s-agent-foo restart'));
  });
  test('names the node in its commands where the cluster knows it, as one word for a shell', () => {
    const commands = (place: Place): readonly string[] =>
      findingsIn([waiting('Node password rejected, duplicate hostname')], place)
        .flatMap(({ fixes }) => fixes)
        .flatMap(({ command }) => (command?.startsWith('kubectl ') ? [command] : []));
    assert.deepEqual(commands({ ...PLACE, node: 'worker-7' }), [
      'kubectl get node worker-7 -o wide',
      'kubectl delete node worker-7; kubectl -n kube-system delete secret worker-7.node-password.k3s',
    ]);
    assert.equal(commands({ ...PLACE, node: 'a; reboot' })[0], "kubectl get node 'a; reboot' -o wide");
    assert.equal(commands(PLACE)[0], 'kubectl get node NODE -o wide');
  });
  test('takes nothing from a log into a command that a shell would act on', () => {
    const evil = 'x/$(reboot);`reboot` \'"\x1b[2J\u202e';
    const [finding] = findingsIn([
      level('error', `unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [${evil}]`),
    ]);
    const commands =
      finding?.fixes.map(({ command = '' }) => command).filter((command) => command.includes('reboot')) ?? [];
    assert.deepEqual(commands, ["kubectl label node NODE 'x/$(reboot);`reboot`=true'"]);
  });
  test('a line of a megabyte costs no more than one of a page', () => {
    const log = new LogCauses();
    const lines = ['a'.repeat(1_000_000), `${'server is not ready: '.repeat(50_000)}`, `msg="${'("'.repeat(300_000)}`];
    for (const line of lines) log.read(line);
    assert.ok(log.sighted.length <= 1);
  });
});

test('every cause explains itself and offers something to do', () => {
  assert.equal(new Set(causes.map(({ id }) => id)).size, causes.length);
  for (const cause of causes) {
    assert.ok(cause.says || cause.seen, cause.id);
    for (const text of [cause.finding([]), cause.why([])]) assert.match(text, /\.$/, cause.id);
    assert.ok(cause.fix(PLACE, []).length > 0, cause.id);
  }
});
