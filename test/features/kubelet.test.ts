/** Files of the kubelet in the editor: hover and completion, by examples. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childrenOf, isInMinor, kubeletFields } from '../../server/knowledge/kubelet.ts';
import { complete, hover, outline, view } from '../support/ask.ts';
import { dropIn, FOLDER, HEADER, onMachine } from '../support/dropIn.ts';

describe('hover on a field', () => {
  it('is about the field', () => hover(dropIn('max|Pods: 120\n')).on('maxPods'));
  it('says what it does, its type and its default', () =>
    hover(dropIn('max|Pods: 120\n')).says('**maxPods** · number (pods)', 'How many pods', 'Default: `110`'));
  it('knows the default of the version', async () => {
    await hover(dropIn('kubeAPI|QPS: 9\n', 'v1.33')).says('Default: `50`');
    await hover(dropIn('kubeAPI|QPS: 9\n', 'v1.26')).says('Default: `5`');
  });
  it('says the bounds', async () => {
    await hover(dropIn('oom|ScoreAdj: 0\n')).says('From -1000 to 1000');
    await hover(dropIn('containerLogMax|Files: 3\n')).says('2 or more');
    await hover(dropIn('containerLogMonitor|Interval: 5s\n')).says('3s or more');
    await hover(dropIn('shutdownGrace|Period: 5s\n')).says('0s, or 1s and more');
    await hover(dropIn('memoryThrottling|Factor: 0.9\n')).says('Above 0 and up to 1');
    await hover(dropIn('sync|Frequency: 1m\n')).says('Longer than 0s');
    await hover(dropIn('userNamespaces:\n  ids|PerPod: 65536\n')).says('In steps of 65536');
  });
  it('lists the values of the version', async () => {
    await hover(dropIn('memorySwap:\n  swap|Behavior: NoSwap\n', 'v1.33')).says('`NoSwap`', '`LimitedSwap`');
    await hover(dropIn('memorySwap:\n  swap|Behavior: NoSwap\n', 'v1.33')).saysNot('- `UnlimitedSwap`');
    await hover(dropIn('memorySwap:\n  swap|Behavior: NoSwap\n', 'v1.29')).says('- `UnlimitedSwap`');
  });
  it('says since when it is there', () =>
    hover(dropIn('crashLoop|BackOff: {}\n', 'v1.33')).says('Since Kubernetes 1.32'));
  it('says that it is not there yet', () =>
    hover(dropIn('user|Namespaces: {}\n', 'v1.32')).says('**Comes with Kubernetes 1.33**'));
  it('says that nothing reads it any more', () =>
    hover(dropIn('iptablesDrop|Bit: 15\n')).says('**Does nothing**', 'Kubernetes 1.28'));
  it('names the gate and its stage', () =>
    hover(dropIn('crashLoopBackOff:\n  maxContainer|RestartPeriod: 30s\n', 'v1.33')).says(
      'Feature gate `KubeletCrashLoopBackOffMax`. Kubernetes 1.33: alpha, off unless said.',
    ));
  it('does not speak of a gate that is gone', () =>
    hover(dropIn('seccomp|Default: true\n', 'v1.33')).saysNot('SeccompDefault`.'));
  it('names the argument for the same', async () => {
    await hover(dropIn('imageGC|HighThresholdPercent: 80\n')).says('`image-gc-high-threshold` in `kubelet-arg`');
    await hover(dropIn('shutdownGrace|Period: 30s\n')).says('There is no argument for it');
  });
  it('names its neighbours', async () => {
    await hover(dropIn('reservedSystem|CPUs: 0-1\n')).says('Does not go together with `systemReservedCgroup`');
    await hover(dropIn('system|Cgroups: /x\n')).says('Needs `cgroupRoot`');
    await hover(dropIn('max|Pods: 5\n')).says('See also `podsPerCore`');
  });
  it('says what K3s writes itself', async () => {
    await hover(dropIn('failSwap|On: true\n')).says('Default: `true`', 'K3s writes `false`');
    await hover(dropIn('eviction|Hard: {}\n')).says('K3s writes `imagefs.available: 5%`, `nodefs.available: 5%`');
    await hover(dropIn('cluster|DNS: []\n')).says('K3s takes it from `cluster-dns`');
  });
  it('says what belongs to K3s', async () => {
    await hover(dropIn('readOnly|Port: 10255\n')).says('**Belongs to K3s**', 'without a login');
    await hover(dropIn('cgroup|Driver: systemd\n')).says('**Belongs to K3s**', 'no longer reach');
    await hover(dropIn('resolv|Conf: /x\n')).says('**Belongs to K3s**', '`resolv-conf` in config.yaml');
  });
  it('works at any depth', async () => {
    await hover(dropIn('logging:\n  options:\n    json:\n      info|BufferSize: 1Mi\n')).says(
      '**logging.options.json.infoBufferSize**',
    );
    await hover(dropIn('logging:\n  vmodule:\n  - filePattern: a\n    verb|osity: 3\n')).says(
      '**logging.vmodule[].verbosity**',
    );
    await hover(dropIn('registerWithTaints:\n- {key: a, eff|ect: NoSchedule}\n')).says('registerWithTaints[].effect');
  });
  it('works in another case, as the kubelet does', () => hover(dropIn('max|pods: 5\n')).says('**maxPods**'));
  it('works in JSON', () =>
    hover(
      `-- ${FOLDER}/50-user.conf --\n{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "max|Pods": 5}`,
    ).says('**maxPods**', 'In force: `5`'));
  it('works in a file that cannot be read', async () => {
    await hover(dropIn('max|Pods: 5\nlogging: @x\n')).says('**maxPods**');
    await hover(dropIn('logging:\n  verb|osity: 5\n  x\n')).says('**logging.verbosity**');
  });
  it('says what the header is for', async () => {
    await hover(`-- ${FOLDER}/50-user.conf --\nki|nd: KubeletConfiguration\n`).says(
      'KubeletConfiguration',
      'apiVersion',
    );
  });
  it('is silent on a field the kubelet does not know', () => hover(dropIn('max|imumPods: 5\n')).isSilent());
  it('is silent in a comment', () => hover(dropIn('# max|Pods\nmaxPods: 5\n')).isSilent());
  it('says which version and role it speaks of', () =>
    hover(dropIn('max|Pods: 5\n', 'v1.33.4')).says('K3s v1.33.4+k3s1'));
  it('says where what is known of Kubernetes ends', () =>
    hover(dropIn('max|Pods: 5\n', 'v1.37')).says('What is known of Kubernetes 1.36 stands for this release'));
});

describe('hover on a key of a map', () => {
  it('is about a signal', () =>
    hover(dropIn('evictionHard:\n  memory.avail|able: 500Mi\n')).says('Memory left', 'percentage'));
  it('is about a gate, with its history', () =>
    hover(dropIn('featureGates:\n  Memory|QoS: true\n', 'v1.33')).says(
      '**MemoryQoS** · feature gate',
      'Kubernetes 1.33: alpha',
    ));
  it('is about what can be reserved', () => hover(dropIn('kubeReserved:\n  c|pu: 200m\n')).says('Cores'));
  it('is about an option of a policy, with its stage', () =>
    hover(dropIn('cpuManagerPolicyOptions:\n  full-|pcpus-only: "true"\n', 'v1.32')).says(
      'physical cores',
      'In Kubernetes 1.32: beta',
    ));
  it('is about huge pages of any size', () =>
    hover(dropIn('reservedMemory:\n- numaNode: 0\n  limits:\n    hugepages|-1Gi: 2Gi\n')).says('Huge pages'));
});

describe('hover on a value', () => {
  it('is about the value', () => hover(dropIn('cpuManagerPolicy: sta|tic\n')).on('static'));
  it('says what it means', () =>
    hover(dropIn('cpuManagerPolicy: sta|tic\n')).says('`static`: Guaranteed pods', '**cpuManagerPolicy**'));
  it('works on an item of a list', () =>
    hover(dropIn('enforceNodeAllocatable:\n- po|ds\n')).says('`pods`: All pods together'));
  it('knows secure and insecure suites', async () => {
    await hover(dropIn('tlsCipherSuites: [TLS_RSA_WITH_RC4|_128_SHA]\n')).says('counts as insecure');
    await hover(dropIn('tlsCipherSuites: [TLS_AES_128|_GCM_SHA256]\n')).says('counts as secure');
  });
  it('knows key exchanges by number', () => hover(dropIn('tlsCurvePreferences: [2|9]\n', 'v1.36')).says('X25519'));
  it('says that a value is gone', () =>
    hover(dropIn('memorySwap:\n  swapBehavior: Unlimited|Swap\n', 'v1.33')).says('Gone since Kubernetes 1.30'));
});

describe('hover on what is in force', () => {
  const two = (first: string, second: string): string =>
    `-- ${FOLDER}/50-a.conf --\n${HEADER}${first}-- ${FOLDER}/90-b.conf --\n${HEADER}${second}`;

  it('names the value and where it comes from', () =>
    hover(dropIn('max|Pods: 120\n')).says('In force: `120`', '[50-user.conf:3]'));
  it('says that K3s stood there before', () =>
    hover(dropIn('failSwap|On: true\n')).says('In force: `true`', 'It replaces K3s'));
  it('knows that a later file wins', async () => {
    await hover(two('max|Pods: 5\n', 'maxPods: 6\n')).says(
      '**This line has no effect**',
      'In force: `6`',
      '[90-b.conf:3]',
    );
    await hover(two('maxPods: 5\n', 'max|Pods: 6\n')).says('In force: `6`', /replaces.*\[50-a\.conf:3\]/);
    await hover(two('maxPods: 5\n', 'max|Pods: 6\n')).saysNot('no effect');
  });
  it('knows that kubelet-arg wins over all files', () =>
    hover(onMachine('max|Pods: 5\n', 'kubelet-arg: [max-pods=200]\n')).says(
      '**This line has no effect**',
      'In force: `200`',
      /kubelet-arg max-pods, config\.yaml:\d/,
    ));
  it('knows that an argument replaces a whole map', () =>
    hover(
      onMachine('evictionHard:\n  memory|.available: 1Gi\n', 'kubelet-arg: ["eviction-hard=pid.available<10%"]\n'),
    ).says('**This line has no effect**'));
  it('knows that maps add up', async () => {
    const maps = two('eviction|Hard:\n  memory.available: 1Gi\n', 'evictionHard:\n  pid.available: 10%\n');
    await hover(maps).says('imagefs.available: 5%', 'memory.available: 1Gi', 'pid.available: 10%');
    await hover(maps).saysNot('no effect');
  });
  it('knows that null takes out', () =>
    hover(two('max|Pods: 5\n', 'maxPods: null\n')).says('**This line has no effect**'));
  it('knows that the file of K3s sorts behind', () =>
    hover(`-- ${FOLDER}/00-a.conf --\n${HEADER}failSwap|On: true\n`).says(
      '**This line has no effect**',
      'In force: `false`',
    ));
  it('knows files that are passed over', () =>
    hover(`-- ${FOLDER}/50-user.yaml --\n${HEADER}max|Pods: 5\n`).says('passes over the file because of its name'));
  it('knows that K3s before v1.32 reads no such folder', () =>
    hover(dropIn('max|Pods: 5\n', 'v1.31')).says('does not read this folder', 'v1.32'));
  it('knows that before v1.32 arguments of K3s win over a named file', () =>
    hover(
      `-- etc/kubelet.yaml --\n${HEADER}failSwap|On: true\n-- config.yaml --\n# k3s: version=v1.31\nkubelet-arg: [config=/etc/kubelet.yaml]\n`,
    ).says('**This line has no effect**', 'what K3s passes itself wins', 'K3s (as an argument)'));
  it('hides the values of headers', async () => {
    const marked = dropIn('staticPodURLHeader:\n  Author|ization: [Bearer CANARY]\n');
    await hover(marked).says('••••');
    await hover(marked).saysNot('CANARY');
  });
  for (const line of [
    'staticPodURL: http://a:CANARY@host/x',
    'staticPodURLHeader: {Authorization: [CANARY]}',
    'staticpodurlheader: {Authorization: [CANARY]}',
    'staticPodURLHeaders: {Authorization: [CANARY]}',
    'registerWithTaints: [{key: "http://a:CANARY@host", effect: NoSchedule}]',
  ])
    it(`shows no secret of ${line} in hover, view or outline`, async () => {
      const text = `-- ${FOLDER}/50-user.conf --\n${HEADER}${line}\n`;
      const told = await Promise.all([view(text), outline(text), ...[0, 3, 20].map((at) => hovered(line, at))]);
      assert.doesNotMatch(JSON.stringify(told), /CANARY/);
    });
});

async function hovered(line: string, at: number): Promise<string> {
  const asked = hover(dropIn(`${line.slice(0, at)}|${line.slice(at)}\n`));
  return asked.text().catch(() => '');
}

describe('completion of fields', () => {
  it('offers fields with their types', async () => {
    const asked = complete(dropIn('|'));
    await asked.offers('maxPods', 'evictionHard', 'featureGates', 'logging');
    assert.equal((await asked.item('maxPods')).labelDetails?.description, 'number (pods)');
  });
  it('leaves out what is there', () => complete(dropIn('maxPods: 5\n|')).offersNot('maxPods'));
  it('leaves out what is there in another case', () => complete(dropIn('maxpods: 5\n|')).offersNot('maxPods'));
  it('leaves out what comes later', async () => {
    await complete(dropIn('|', 'v1.33')).offersNot('tlsCurvePreferences');
    await complete(dropIn('|', 'v1.36')).offers('tlsCurvePreferences');
  });
  it('writes the colon, and what has to stand below', async () => {
    await complete(dropIn('max|')).taking('maxPods').gives(`${HEADER}maxPods: `);
    await complete(dropIn('evi|')).taking('evictionHard').gives(`${HEADER}evictionHard:\n  `);
    await complete(dropIn('clu|')).taking('clusterDNS').gives(`${HEADER}clusterDNS:\n  - `);
    await complete(dropIn('reg|')).taking('registerWithTaints').gives(`${HEADER}registerWithTaints:\n  - `);
  });
  it('leaves the colon that is there', () =>
    complete(dropIn('max|Pod: 5\n')).taking('maxPods').gives(`${HEADER}maxPods: 5\n`));
  it('works below a field', async () => {
    await complete(dropIn('logging:\n  |')).offersOnly('flushFrequency', 'format', 'options', 'verbosity', 'vmodule');
    await complete(dropIn('logging:\n  options:\n    json:\n      |')).offersOnly('infoBufferSize', 'splitStream');
    await complete(dropIn('logging:\n  opt|')).taking('options').gives(`${HEADER}logging:\n  options:\n    `);
  });
  it('works in an item of a list', async () => {
    await complete(dropIn('registerWithTaints:\n- |')).offersOnly('effect', 'key', 'timeAdded', 'value');
    await complete(dropIn('registerWithTaints:\n- key: a\n  |')).offersOnly('effect', 'timeAdded', 'value');
    await complete(dropIn('registerWithTaints:\n- key: a\n- |')).offers('key');
    await complete(dropIn('reservedMemory:\n  - numaNode: 0\n    |'))
      .taking('limits')
      .gives(`${HEADER}reservedMemory:\n  - numaNode: 0\n    limits:\n      `);
  });
  it('works between fields', () => complete(dropIn('maxPods: 5\n|\nlogging: {}\n')).offers('evictionHard'));
  it('works with CRLF', () =>
    complete(`-- ${FOLDER}/50-user.conf --\nkind: KubeletConfiguration\r\nevi|`)
      .taking('evictionHard')
      .gives('kind: KubeletConfiguration\r\nevictionHard:\r\n  '));
  it('works in braces', async () => {
    await complete(dropIn('logging: {|}\n')).offers('verbosity');
    await complete(dropIn('logging: {format: text, |}\n')).offersNot('format');
    await complete(dropIn('logging: {verb|}\n')).taking('verbosity').gives(`${HEADER}logging: {verbosity: }\n`);
  });
  it('is silent below what the kubelet does not know', () => complete(dropIn('loging:\n  |')).offersNothing());
  it('is silent below a field that has a value', () => complete(dropIn('maxPods: 5\n  |')).offersNothing());
  it('is silent at another column than the fields beside it', () =>
    complete(dropIn('logging:\n    format: text\n  |')).offersNothing());
  it('is silent in comments', () => complete(dropIn('# |')).offersNothing());
  it('puts what belongs to K3s and what does nothing behind the others', async () => {
    const labels = await complete(dropIn('|')).labels();
    assert.ok(labels.indexOf('volumePluginDir') < labels.indexOf('address'));
    assert.ok(labels.indexOf('address') < labels.indexOf('iptablesDropBit'));
  });
  it('tells about a field when the editor shows it', async () => {
    assert.match(await complete(dropIn('|')).documents('maxPods'), /How many pods/);
    assert.match(await complete(dropIn('logging:\n  |')).documents('verbosity'), /How much is told/);
    assert.match(await complete(dropIn('reservedMemory:\n- |')).documents('numaNode'), /Number of the NUMA node/);
  });
});

describe('completion of the header', () => {
  const empty = `-- ${FOLDER}/50-user.conf --\n|`;
  it('offers both lines at once in an empty file', () => complete(empty).taking('KubeletConfiguration').gives(HEADER));
  it('offers each line', async () => {
    await complete(empty).taking('kind').gives('kind: KubeletConfiguration');
    await complete(`-- ${FOLDER}/50-user.conf --\nkind: KubeletConfiguration\n|`).offers('apiVersion');
    await complete(`-- ${FOLDER}/50-user.conf --\nkind: KubeletConfiguration\n|`).offersNot(
      'kind',
      'KubeletConfiguration',
    );
  });
  it('offers their values', async () => {
    await complete(`-- ${FOLDER}/50-user.conf --\nkind: |`).offersOnly('KubeletConfiguration');
    await complete(`-- ${FOLDER}/50-user.conf --\napiVersion: |`).offersOnly('kubelet.config.k8s.io/v1beta1');
  });
  it('has it nowhere deeper', () => complete(dropIn('logging:\n  |')).offersNot('kind'));
});

describe('completion of keys of a map', () => {
  it('offers signals', async () => {
    await complete(dropIn('evictionHard:\n  |')).offersOnly(
      'containerfs.available',
      'containerfs.inodesFree',
      'imagefs.available',
      'imagefs.inodesFree',
      'memory.available',
      'nodefs.available',
      'nodefs.inodesFree',
      'pid.available',
    );
    await complete(dropIn('evictionHard:\n  mem|', 'v1.33'))
      .taking('memory.available')
      .gives(`${HEADER}evictionHard:\n  memory.available: `);
  });
  it('leaves out those that are there', () =>
    complete(dropIn('evictionHard:\n  memory.available: 1Gi\n  |')).offersNot('memory.available'));
  it('offers gates with their state, and the other value', async () => {
    const gates = complete(dropIn('featureGates:\n  Mem|', 'v1.33'));
    assert.equal((await gates.item('MemoryQoS')).labelDetails?.description, 'alpha, off');
    await gates.taking('MemoryQoS').gives(`${HEADER}featureGates:\n  MemoryQoS: true`);
    assert.match(await gates.documents('MemoryQoS'), /feature gate/);
  });
  it('does not offer gates that are locked', () =>
    complete(dropIn('featureGates:\n  |', 'v1.34')).offersNot('NodeSwap'));
  it('offers gates in braces', () => complete(dropIn('featureGates: {Mem|}\n', 'v1.33')).offers('MemoryQoS'));
  it('offers what can be reserved', () =>
    complete(dropIn('systemReserved:\n  |')).offersOnly('cpu', 'ephemeral-storage', 'memory', 'pid'));
  it('offers options of a policy', () =>
    complete(dropIn('topologyManagerPolicyOptions:\n  |')).offersOnly(
      'max-allowable-numa-nodes',
      'prefer-closest-numa-nodes',
    ));
  it('offers kinds of memory', () =>
    complete(dropIn('reservedMemory:\n- numaNode: 0\n  limits:\n    |')).offers('memory', 'hugepages-2Mi'));
});

describe('completion of values', () => {
  it('offers switches with the default', async () => {
    const values = complete(dropIn('makeIPTablesUtilChains: |'));
    await values.offersOnly('true', 'false');
    assert.equal((await values.item('true')).labelDetails?.description, 'default');
  });
  it('says what K3s writes', async () => {
    assert.equal((await complete(dropIn('failSwapOn: |')).item('false')).labelDetails?.description, 'written by K3s');
  });
  it('offers words', () =>
    complete(dropIn('topologyManagerPolicy: |')).offersOnly('none', 'best-effort', 'restricted', 'single-numa-node'));
  it('leaves out those of Windows and of other versions', async () => {
    await complete(dropIn('memoryManagerPolicy: |')).offersOnly('None', 'Static');
    await complete(dropIn('memorySwap:\n  swapBehavior: |', 'v1.33')).offersNot('UnlimitedSwap');
  });
  it('offers the default', () => complete(dropIn('maxPods: |')).offers('110'));
  it('offers durations', async () => {
    await complete(dropIn('syncFrequency: |')).offers('1m', '30s', '5m');
    await complete(dropIn('syncFrequency: 45|')).taking('45s').gives(`${HEADER}syncFrequency: 45s`);
  });
  it('offers one duration once, however it is written', async () => {
    const durations = complete(dropIn('imageMinimumGCAge: |'));
    await durations.offersNot('2m0s');
    assert.equal((await durations.item('2m')).labelDetails?.description, 'written by K3s, default');
  });
  it('offers no numbers and switches between quotes', async () => {
    await complete(dropIn('maxPods: "|"')).offersNothing();
    await complete(dropIn('failSwapOn: "|"')).offersNothing();
    await complete(dropIn('cpuManagerPolicy: "|"')).taking('static').gives(`${HEADER}cpuManagerPolicy: "static"`);
  });
  it('offers amounts', async () => {
    await complete(dropIn('evictionHard:\n  memory.available: |')).offers('500Mi', '10%');
    await complete(dropIn('evictionHard:\n  memory.available: 2|'))
      .taking('2Gi')
      .gives(`${HEADER}evictionHard:\n  memory.available: 2Gi`);
    await complete(dropIn('kubeReserved:\n  cpu: |')).offers('500m');
  });
  it('writes quotes where a text looks like something else', async () => {
    await complete(dropIn('kubeReserved:\n  pid: |')).taking('1000').gives(`${HEADER}kubeReserved:\n  pid: '1000'`);
    await complete(dropIn('cpuManagerPolicyOptions:\n  full-pcpus-only: |'))
      .taking('true')
      .gives(`${HEADER}cpuManagerPolicyOptions:\n  full-pcpus-only: 'true'`);
  });
  it('offers items of a list', async () => {
    await complete(dropIn('enforceNodeAllocatable:\n- pods\n- |')).offers('system-reserved');
    await complete(dropIn('enforceNodeAllocatable:\n- pods\n- |')).offersNot('pods');
    await complete(dropIn('enforceNodeAllocatable: [pods, |]')).offersNot('pods');
    await complete(dropIn('enforceNodeAllocatable: |')).taking('pods').gives(`${HEADER}enforceNodeAllocatable: [pods]`);
    await complete(dropIn('enforceNodeAllocatable:\n  |'))
      .taking('pods')
      .gives(`${HEADER}enforceNodeAllocatable:\n  - pods`);
  });
  it('offers suites', () => complete(dropIn('tlsCipherSuites:\n- |')).offers('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'));
  it('writes the blank that is missing', () =>
    complete(dropIn('failSwapOn:|')).taking('true').gives(`${HEADER}failSwapOn: true`));
  it('tells about a value', async () =>
    assert.match(await complete(dropIn('cpuManagerPolicy: |')).documents('static'), /Guaranteed pods/));
  it('offers nothing behind a value', () => complete(dropIn('maxPods: 5 |')).offersNothing());
});

describe('completion in JSON', () => {
  const json = (text: string): string => `-- ${FOLDER}/50-user.conf --\n${text}`;
  it('writes keys in double quotes', () =>
    complete(json('{"kind": "KubeletConfiguration", |}'))
      .taking('maxPods')
      .gives('{"kind": "KubeletConfiguration", "maxPods": }'));
  it('works inside quotes', () =>
    complete(json('{"max|"}')).taking('maxPods').gives('{"maxPods": "}'.replace(' "}', ' }')));
  it('leaves the colon that is there', () => complete(json('{"ma|x": 5}')).taking('maxPods').gives('{"maxPods": 5}'));
  it('works deeper', () =>
    complete(json('{"logging": {\n  |\n}}')).taking('format').gives('{"logging": {\n  "format": \n}}'));
  it('writes texts in double quotes', async () => {
    await complete(json('{"cpuManagerPolicy": |}')).taking('static').gives('{"cpuManagerPolicy": "static"}');
    await complete(json('{"failSwapOn": |}')).taking('true').gives('{"failSwapOn": true}');
    await complete(json('{"enforceNodeAllocatable": ["po|"]}'))
      .taking('pods')
      .gives('{"enforceNodeAllocatable": ["pods"]}');
  });
  it('has nothing to offer outside', async () => {
    await complete(json('{"maxPods": 5}|')).offersNothing();
    await complete(json('{"maxPods": 5|')).offersNot('evictionHard');
  });
});

describe('every field there is', () => {
  for (const minor of [26, 29, 32, 33, 34, 36]) {
    it(`of Kubernetes 1.${minor} is offered at its place`, async () => {
      const parents = new Set(Object.keys(kubeletFields).map(parentOf));
      for (const parent of parents) {
        const here = [...childrenOf(parent).values()].filter(({ field }) => isInMinor(field, minor));
        if (parent !== '' && !isThere(parent, minor)) continue;
        const labels = await complete(dropIn(`${above(parent)}|`, `v1.${minor}`)).labels();
        const wanted = here.map(({ name }) => name);
        assert.deepEqual(
          labels.filter((label) => !['apiVersion', 'kind', 'KubeletConfiguration'].includes(label)).sort(),
          wanted.sort(),
          parent,
        );
      }
    });
  }
  for (const path of Object.keys(kubeletFields)) {
    it(`${path} has a hover`, () => {
      const parent = parentOf(path);
      const name = path.slice(parent === '' ? 0 : parent.length + 1);
      return hover(dropIn(`${above(parent)}|${name}:\n`)).says(
        `**${path}**`,
        (kubeletFields[path]?.doc ?? '').slice(0, 30),
      );
    });
  }
});

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), 0));

const isThere = (path: string, minor: number): boolean => {
  const field = kubeletFields[path.replace(/\[\]$/, '')];
  const above = parentOf(path);
  return field !== undefined && isInMinor(field, minor) && (above === '' || isThere(above, minor));
};

/** The lines above a field, so that the next one belongs to the path. */
function above(path: string): string {
  let lines = '';
  let indent = '';
  for (const part of path === '' ? [] : path.split('.')) {
    lines += `${indent}${part.replace('[]', '')}:\n`;
    indent += '  ';
    if (!part.endsWith('[]')) continue;
    lines += `${indent}- `;
    return lines;
  }
  return lines + indent;
}
