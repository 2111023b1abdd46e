/** Fields and their types: what the kubelet takes, what it refuses, what it passes over, and what is offered instead. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effective, fixed, sentences, told } from '../support/kubelet.ts';

describe('a value of the wrong type', () => {
  const cases: Readonly<Record<string, readonly [text: string, blamed: string, fixed?: string]>> = {
    'a number in quotes': ['maxPods: "110"\n', '"110"', 'maxPods: 110\n'],
    'a fraction': ['maxPods: 110.5\n', '110.5'],
    'a number that does not fit': ['maxPods: 3000000000\n', '3000000000'],
    'a negative level': ['logging:\n  verbosity: -1\n', '-1'],
    'a duration without its unit': ['shutdownGracePeriod: 30\n', '30', "shutdownGracePeriod: '30s'\n"],
    'a duration with a comma': ['shutdownGracePeriod: 30s,\n', '30s,', 'shutdownGracePeriod: 30s\n'],
    'a duration with a blank': [
      'evictionPressureTransitionPeriod: 5 m\n',
      '5 m',
      'evictionPressureTransitionPeriod: 5m\n',
    ],
    'a duration in days': ['imageMaximumGCAge: 7d\n', '7d', 'imageMaximumGCAge: 168h\n'],
    'a duration as a list': ['syncFrequency: [1m]\n', '[1m]'],
    'a number where a map wants texts': [
      'evictionHard:\n  pid.available: 500\n',
      '500',
      "evictionHard:\n  pid.available: '500'\n",
    ],
    'a text for a list': ['clusterDNS: 10.43.0.10\n', '10.43.0.10', 'clusterDNS: ["10.43.0.10"]\n'],
    'a list for a map': ['evictionHard:\n- memory.available<500Mi\n', '- memory.available<500Mi'],
    'a switch for a part with fields': ['authentication: false\n', 'false'],
    'a text for a switch': ['failSwapOn: "False"\n', '"False"', 'failSwapOn: false\n'],
    'a switch for a text': ['cgroupRoot: on\n', 'on', "cgroupRoot: 'on'\n"],
    'a gate as a text': ['featureGates:\n  MemoryQoS: "true"\n', '"true"', 'featureGates:\n  MemoryQoS: true\n'],
    'a number in a taint': [
      'registerWithTaints:\n- key: a\n  value: 1\n  effect: NoExecute\n',
      '1',
      "registerWithTaints:\n- key: a\n  value: '1'\n  effect: NoExecute\n",
    ],
  };
  for (const [about, [text, blamed, repaired]] of Object.entries(cases)) {
    it(about, () => {
      const lines = told(text, { k3s: false });
      assert.deepEqual(lines, [`error kubelet-types ${blamed}`]);
      assert.equal(fixed(text, { k3s: false }), repaired);
    });
  }
  it('all of them are told, although the kubelet stops at the first', () =>
    assert.equal(told('maxPods: a\npodsPerCore: b\n').length, 2));
  it('in JSON the fix writes double quotes', () => {
    const json = (value: string) =>
      `{"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration","syncFrequency":${value}}`;
    assert.equal(fixed(json('30'), { bare: true }), json('"30s"'));
  });
});

describe('a value that looks odd and is none', () => {
  const cases: Readonly<Record<string, readonly [path: string, text: string, value: string]>> = {
    'a whole number with an exponent': ['maxPods', 'maxPods: 1e2\n', '100'],
    'a leading zero makes it octal': ['maxPods', 'maxPods: 0200\n', '128'],
    'no is a switch': ['failSwapOn', 'failSwapOn: no\n', 'false'],
    'nanoseconds, for this one field': ['logging.flushFrequency', 'logging:\n  flushFrequency: 5000000000\n', '5s'],
    'a percent sign without quotes': [
      'evictionSoftGracePeriod',
      'evictionSoftGracePeriod:\n  pid.available: 90s\n',
      '',
    ],
  };
  for (const [about, [path, text, value]] of Object.entries(cases)) {
    it(about, () => {
      assert.deepEqual(told(text, { k3s: false }), []);
      if (value !== '') assert.equal(effective(path, text, { k3s: false }), `${value} from 50-user.conf`);
    });
  }
});

describe('a name that is no field', () => {
  const unknown = (text: string, minor = 36) => {
    assert.equal(told(text, { minor })[0]?.startsWith('warning kubelet-unknown-field'), true);
    return sentences(text, { minor })[0] as string;
  };
  it('a slip', () => {
    assert.match(unknown('maxPodz: 5\n'), /Did you mean maxPods\?/);
    assert.equal(fixed('maxPodz: 5\n'), 'maxPods: 5\n');
  });
  it('a slip in a part', () => assert.match(unknown('logging:\n  verbosty: 2\n'), /Did you mean verbosity\?/));
  it('a slip in a list', () =>
    assert.match(
      unknown('registerWithTaints:\n- key: a\n  efect: NoExecute\n  effect: NoExecute\n'),
      /Did you mean effect\?/,
    ));
  it('the name of the flag', () => {
    assert.match(unknown('image-gc-high-threshold: 90\n'), /name of a flag.*imageGCHighThresholdPercent/);
    assert.equal(fixed('image-gc-high-threshold: 90\n'), 'imageGCHighThresholdPercent: 90\n');
  });
  it('the flag with the name of the field in dashes', () => assert.equal(fixed('max-pods: 5\n'), 'maxPods: 5\n'));
  it('a field of a part, one level too high', () =>
    assert.match(unknown('verbosity: 2\n'), /belongs to logging\.verbosity/));
  it('nothing like it', () => assert.match(unknown('quux: 5\n'), /passes over it without a word\.$/));
  it('small letters work, and only in a drop-in', () => {
    assert.match(unknown('maxpods: 5\n'), /takes "maxpods" all the same/);
    assert.equal(fixed('maxpods: 5\n'), 'maxPods: 5\n');
  });
  it('capitals lose', () => assert.match(unknown('MaxPods: 5\n'), /another spelling wins/));
  it('capitals of a map work as long as nobody else sets it', () => {
    assert.match(unknown('EvictionSoftGracePeriod:\n  memory.available: 1m\n'), /all the same/);
  });
  it('a field of a newer version', () => {
    assert.match(unknown('memoryReservationPolicy: None\n', 33), /comes with Kubernetes 1\.36/);
    assert.deepEqual(told('memoryReservationPolicy: None\n'), []);
  });
});

describe('a field that is read and does nothing', () => {
  it('since some version', () => {
    assert.deepEqual(told('streamingConnectionIdleTimeout: 1h\n', { minor: 33 }), []);
    assert.deepEqual(told('streamingConnectionIdleTimeout: 1h\n'), [
      'warning kubelet-without-effect streamingConnectionIdleTimeout',
    ]);
    assert.equal(fixed('maxPods: 5\nstreamingConnectionIdleTimeout: 1h # long\n'), 'maxPods: 5\n');
  });
  it('in a drop-in', () =>
    assert.deepEqual(told('mergeDefaultEvictionSettings: true\n'), [
      'warning kubelet-without-effect mergeDefaultEvictionSettings',
    ]));
  it('in any file', () => {
    const text =
      'featureGates:\n  LoggingAlphaOptions: true\nlogging:\n  options:\n    text:\n      splitStream: true\n';
    assert.deepEqual(told(text), ['warning kubelet-without-effect splitStream']);
    assert.equal(effective('logging.options.text.splitStream', text), 'false from 50-user.conf');
  });
  it('a taint without effect', () =>
    assert.deepEqual(told('registerWithTaints:\n- key: a\n', { k3s: false }), [
      'warning kubelet-without-effect key: a',
    ]));
});
