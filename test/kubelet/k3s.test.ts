/** The kubelet as K3s starts it: its own file, arguments, fields it counts on, versions before v1.32, the whole view. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { argumentOf, linesOf } from '../../server/kubelet/conversion.ts';
import { effectiveText, foundAtStart } from '../../server/kubelet/effective.ts';
import { fails } from '../../server/kubelet/read.ts';
import { filesNamed, wordsOf } from '../../server/kubelet/words.ts';
import { effective, HEADER, kubelet, sentences, told } from '../support/kubelet.ts';

describe('what K3s writes itself', () => {
  it('is there without any file of yours', () => {
    assert.equal(effective('evictionHard', {}), 'imagefs.available: 5% from K3s; nodefs.available: 5% from K3s');
    assert.equal(effective('failSwapOn', {}), 'false from K3s');
    assert.equal(effective('maxPods', {}), '110 from default');
  });
  it('follows config.yaml', () => {
    const k3s = { 'cluster-dns': ['10.53.0.10'], 'node-taint': ['dedicated=edge:NoSchedule'], v: ['4'] };
    assert.equal(effective('clusterDNS', {}, { k3s }), '[10.53.0.10] from K3s');
    assert.equal(
      effective('registerWithTaints', {}, { k3s }),
      '[{ effect: NoSchedule, key: dedicated, value: edge }] from K3s',
    );
    assert.equal(effective('logging.verbosity', {}, { k3s }), '4 from K3s');
  });
  it('is read from the folder where it is', () => {
    const files = { '00-k3s-defaults.conf': 'clusterDNS: [10.9.0.10]\nfailSwapOn: false\n' };
    assert.equal(effective('clusterDNS', files), '[10.9.0.10] from 00-k3s-defaults.conf');
    assert.equal(effective('evictionHard', files), undefined);
    assert.deepEqual(told(files), ['information kubelet-k3s-owned-field apiVersion: kubelet.config.k8s.io/v1beta1']);
  });
  it('lies in the way of files that sort before it', () =>
    assert.equal(effective('failSwapOn', { '00-a.conf': 'failSwapOn: true\n' }), 'false from K3s'));
  it('a kubelet of its own starts with other defaults', () => {
    assert.equal(effective('readOnlyPort', {}, { k3s: false }), '10255 from default');
    assert.equal(effective('readOnlyPort', {}), '0 from K3s');
    assert.equal(effective('evictionHard', {}, { k3s: false }), undefined);
    assert.match(
      effective('evictionHard', {}, { k3s: false, base: '' }) as string,
      /memory\.available: 100Mi from default/,
    );
  });
});

describe('fields K3s counts on', () => {
  it('are told', () =>
    assert.deepEqual(told('port: 10251\nauthorization:\n  mode: AlwaysAllow\n').sort(), [
      'warning kubelet-k3s-owned-field mode',
      'warning kubelet-k3s-owned-field port',
    ]));
  it('are fine at the value K3s gives them', () =>
    assert.deepEqual(told('readOnlyPort: 0\nauthorization:\n  mode: Webhook\nclusterDNS: [10.43.0.10]\n'), []));
  it('have an option of their own', () =>
    assert.match(sentences('resolvConf: /run/resolv.conf\n')[0] as string, /Use "resolv-conf" in config\.yaml/));
  it('mean nothing to a kubelet without K3s', () => assert.deepEqual(told('port: 10251\n', { k3s: false }), []));
});

describe('copies of what arguments named', () => {
  it('stay when the argument is gone', () =>
    assert.deepEqual(told({ '10-cli-config.conf': '' }), [
      'information kubelet-k3s-owned-field apiVersion: kubelet.config.k8s.io/v1beta1',
    ]));
  it('are fine as long as it is there', () =>
    assert.deepEqual(told({ '10-cli-config.conf': '' }, { args: ['config=/etc/kubelet.yaml'] }), []));
});

describe('arguments', () => {
  const words = (...items: string[]) => wordsOf(items, 36);
  it('are handed on with dashes', () => assert.deepEqual(words('max-pods=5', '--v=2'), ['--max-pods=5', '--v=2']));
  it('without = take the next one with them', () => {
    assert.deepEqual(words('protect-kernel-defaults', 'max-pods=5'), ['--protect-kernel-defaults=true', undefined]);
    assert.deepEqual(wordsOf(['protect-kernel-defaults', 'max-pods=5'], 31), [
      '--protect-kernel-defaults=true',
      '--max-pods=5',
    ]);
  });
  it('name files', () =>
    assert.deepEqual(filesNamed(words('config=/a', 'config=/b', 'config-dir=/c')), { config: '/b', configDir: '/c' }));

  const of = (path: string, text: string, ...args: string[]) => effective(path, text, { args });
  it('win over files', () => assert.equal(of('maxPods', 'maxPods: 5\n', 'max-pods=9'), '9 from kubelet-arg max-pods'));
  it('replace a map as a whole', () =>
    assert.equal(
      of('evictionHard', '', 'eviction-hard=memory.available<500Mi'),
      'memory.available: 500Mi from kubelet-arg eviction-hard',
    ));
  it('add up among themselves', () =>
    assert.equal(
      of('kubeReserved', 'kubeReserved: {pid: "9"}\n', 'kube-reserved=cpu=1', 'kube-reserved=memory=1Gi'),
      'cpu: "1" from kubelet-arg kube-reserved; memory: 1Gi from kubelet-arg kube-reserved'.replace('"1"', "'1'"),
    ));
  it('join gates one by one', () =>
    assert.equal(
      of('featureGates', 'featureGates: {MemoryQoS: true, QOSReserved: true}\n', 'feature-gates=MemoryQoS=false'),
      'MemoryQoS: false from kubelet-arg feature-gates; QOSReserved: true from 50-user.conf',
    ));
  it('may be written with underscores', () =>
    assert.equal(of('maxPods', '', 'max_pods=9'), '9 from kubelet-arg max_pods'));
  it('that cannot be read end the kubelet', () => {
    assert.deepEqual(told('', { args: ['max-pods=many'] }), ['error kubelet-validation max-pods=many']);
    assert.ok(fails(kubelet('', { args: ['max-pods=many'] })));
  });
});

describe('before v1.32', () => {
  const setup = { minor: 31 };
  it('the folder is not read', () => {
    assert.deepEqual(told('maxPods: 5\n', setup), [
      'warning kubelet-without-effect apiVersion: kubelet.config.k8s.io/v1beta1',
    ]);
    assert.match(sentences('maxPods: 5\n', setup)[0] as string, /K3s reads this folder from v1\.32 on/);
    assert.equal(effective('maxPods', 'maxPods: 5\n', setup), '110 from default');
  });
  it('a file can be named, but flags of K3s win over it', () => {
    const named = { ...setup, base: 'maxPods: 5\nevictionHard:\n  memory.available: 1Gi\n' };
    assert.equal(effective('maxPods', {}, named), '5 from kubelet.yaml');
    assert.equal(effective('evictionHard', {}, named), 'imagefs.available: 5% from K3s; nodefs.available: 5% from K3s');
    assert.match(sentences({}, named).join('\n'), /"evictionHard" does nothing here: up to v1\.31 K3s sets it by flag/);
  });
});

describe('the file of --config', () => {
  const setup = { k3s: false } as const;
  it('is read leniently', () =>
    assert.deepEqual(told({}, { ...setup, base: 'maxPodz: 1\nmaxPods: 5\nmaxPods: 6\n' }).length, 2));
  it('takes no other case', () =>
    assert.equal(effective('maxPods', {}, { ...setup, base: 'maxpods: 5\n' }), '110 from default'));
  it('lets drop-ins merge with it', () =>
    assert.equal(effective('maxPods', 'podsPerCore: 2\n', { ...setup, base: 'maxPods: 5\n' }), '5 from kubelet.yaml'));
  it('may ask for the usual thresholds', () =>
    assert.match(
      effective(
        'evictionHard',
        {},
        { ...setup, base: 'mergeDefaultEvictionSettings: true\nevictionHard: {pid.available: 1%}\n' },
      ) as string,
      /nodefs\.inodesFree: 5% from default; pid\.available: 1% from kubelet\.yaml/,
    ));
});

describe('the whole view', () => {
  it('is a file a kubelet would take, with origins', () => {
    const files = { '50-user.conf': 'evictionHard:\n  memory.available: 1Gi\nlogging:\n  verbosity: 3\n' };
    const text = effectiveText(kubelet(files, { args: ['max-pods=9'] }));
    assert.ok(text.startsWith(HEADER));
    assert.match(text, /^maxPods: 9 # kubelet-arg max-pods$/m);
    assert.match(
      text,
      /^evictionHard:\n {2}imagefs\.available: 5% # K3s\n {2}memory\.available: 1Gi # 50-user\.conf\n/m,
    );
    assert.match(text, /^ {2}verbosity: 3 # 50-user\.conf, replaces K3s$/m);
    assert.deepEqual(told({ '50-user.conf': text }, { bare: true, k3s: false, minor: 33 }), []);
  });
  it('knows what only a start decides', () => {
    assert.ok(foundAtStart(kubelet('')).includes('tlsCertFile'));
    assert.ok(!foundAtStart(kubelet('tlsCertFile: /x\n')).includes('tlsCertFile'));
  });
  it('with defaults it is complete', () => {
    const text = effectiveText(kubelet({}), { all: true });
    assert.match(text, /^maxPods: 110 # default$/m);
    assert.match(text, /^nodeLeaseDurationSeconds: 40 # default$/m);
    const retired = ['iptablesDropBit', 'iptablesMasqueradeBit', 'streamingConnectionIdleTimeout'];
    assert.deepEqual(
      told({ '50-user.conf': text }, { bare: true, k3s: false }),
      retired.map((path) => `warning kubelet-without-effect ${path}`),
    );
  });
});

describe('a setting in its other form', () => {
  const argument = (path: string, text: string): string | undefined => {
    const setting = kubelet(text, { k3s: false }).configuration.settings.get(path);
    return setting && argumentOf(setting);
  };
  const pairs: readonly (readonly [item: string, path: string, lines: string])[] = [
    ['max-pods=200', 'maxPods', 'maxPods: 200'],
    ['v=4', 'logging.verbosity', 'logging:\n  verbosity: 4'],
    ['sync-frequency=1m30s', 'syncFrequency', 'syncFrequency: 1m30s'],
    [
      'eviction-hard=memory.available<500Mi,nodefs.available<10%',
      'evictionHard',
      'evictionHard:\n  memory.available: 500Mi\n  nodefs.available: 10%',
    ],
    ['kube-reserved=cpu=1,memory=1Gi', 'kubeReserved', "kubeReserved:\n  cpu: '1'\n  memory: 1Gi"],
    ['cluster-dns=10.43.0.10,10.43.0.11', 'clusterDNS', 'clusterDNS:\n- 10.43.0.10\n- 10.43.0.11'],
    ['feature-gates=MemoryQoS=true', 'featureGates', 'featureGates:\n  MemoryQoS: true'],
    [
      'register-with-taints=gpu=true:NoSchedule',
      'registerWithTaints',
      "registerWithTaints:\n- { key: gpu, value: 'true', effect: NoSchedule }",
    ],
    ['reserved-memory=0:memory=1Gi', 'reservedMemory', 'reservedMemory:\n- { numaNode: 0, limits: { memory: 1Gi } }'],
    ['anonymous-auth=false', 'authentication.anonymous.enabled', 'authentication:\n  anonymous:\n    enabled: false'],
    ['protect-kernel-defaults=true', 'protectKernelDefaults', 'protectKernelDefaults: true'],
  ];
  for (const [item, path, lines] of pairs) {
    it(item, () => {
      assert.equal(linesOf(item, 36)?.join('\n'), lines);
      assert.equal(argument(path, `${lines}\n`), item);
    });
  }
  it('a map of a file takes along what K3s writes, because a flag replaces all of it', () => {
    const { settings } = kubelet('evictionHard:\n  memory.available: 1Gi\n').configuration;
    const setting = settings.get('evictionHard');
    assert.equal(
      setting && argumentOf(setting),
      'eviction-hard=imagefs.available<5%,memory.available<1Gi,nodefs.available<5%',
    );
  });
  it('fields without a flag have none', () =>
    assert.equal(argument('shutdownGracePeriod', 'shutdownGracePeriod: 30s\n'), undefined));
  it('taints without effect have none', () =>
    assert.equal(argument('registerWithTaints', 'registerWithTaints:\n- key: a\n'), undefined));
  it('flags without a field have no lines', () => assert.equal(linesOf('node-labels=a=b', 36), undefined));
  it('values that cannot be read have none', () => assert.equal(linesOf('max-pods=many', 36), undefined));
});

describe('before v1.32', () => {
  it('a field that loses against an argument of K3s is told once', () =>
    assert.deepEqual(told({}, { minor: 31, base: 'evictionHard:\n  memory.available: 1Gi\nmaxPods: 5\n' }), [
      'warning kubelet-shadowed',
    ]));
  it('files of the folder are told to do nothing, and nothing else', () =>
    assert.deepEqual(told('maxPods: x\nfoo: 1\n', { minor: 31 }), [
      'warning kubelet-without-effect apiVersion: kubelet.config.k8s.io/v1beta1',
    ]));
});

describe('text behind the end', () => {
  it('of the first document is told as that', () =>
    assert.match(sentences('maxPods: 5\n---\nmaxPods: 6\n')[0] as string, /only the first document/));
  it('that indentation cuts off is told as that', () =>
    assert.match(
      sentences('  apiVersion: kubelet.config.k8s.io/v1beta1\n  kind: KubeletConfiguration\nmaxPods: 6\n', {
        bare: true,
      })[0] as string,
      /the lines above are indented more/,
    ));
});
