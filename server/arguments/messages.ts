/**
 * The sentences about component arguments, by rule. In all of them: {0} the component, {1} the flag, {2} the piece of
 * text, {3} what was meant, {4} and {5} what else belongs to it. `x meant` is said in place of `x` where {3} is known.
 */

export const messages = {
  'component-flag-syntax': {
    notAFlag: 'K3s does not start: the {0} takes no words that are no arguments, and "{2}" is one.',
    flagSyntax: 'K3s does not start: the {0} cannot read "{2}". Write name=value, with nothing or -- in front.',
    shorthand: 'K3s does not start: the {0} has no one-letter argument as in "{2}". Write name=value.',
    valueMissing: 'K3s does not start: "{1}" of the {0} needs a value. Write {1}=….',
  },
  'component-flag-unknown': {
    flagUnknown: 'K3s does not start: the {0} has no argument "{1}".',
    'flagUnknown meant': 'K3s does not start: the {0} has no argument "{1}". Did you mean {3}?',
    flagBlank: 'K3s does not start: between an argument and its value stands "=", no blank.',
    'flagBlank meant': 'K3s does not start: between an argument and its value stands "=", no blank. Write {3}.',
    flagOfAnother: 'K3s does not start: the {0} has no argument "{1}", but the {2} has one. Move it to {4}.',
    flagNotYet: 'K3s does not start: the {0} has "{1}" only from Kubernetes {2} on. Leave it out, or upgrade first.',
    flagField: 'K3s does not start: "{1}" is a field of a configuration file, no argument of the {0}.',
    'flagField meant': 'K3s does not start: "{1}" is a field of a configuration file. As an argument write {3}.',
    flagFieldOnly:
      'K3s does not start: the {0} has no argument for "{1}", that is a field of its configuration file. Write it into a file in kubelet.conf.d.',
  },
  'component-flag-removed': {
    flagRemoved: 'K3s does not start: Kubernetes {2} dropped "{1}" from the {0}. Leave it out.',
    'flagRemoved meant': 'K3s does not start: Kubernetes {2} dropped "{1}" from the {0}. Write {3}.',
  },
  'component-flag-deprecated': {
    deprecated: 'The {0} still takes "{1}", but it will go. Find another way before you upgrade.',
    deprecatedField: 'The {0} still takes "{1}", but would rather read it from a file, as the field {2}.',
    deprecatedUse: 'The {0} still takes "{1}", but it will go. Use {2}.',
  },
  'component-value': {
    number: 'K3s does not start: "{1}" takes a number, and "{2}" is none.',
    'number meant': 'K3s does not start: "{1}" takes a number, and "{2}" is none. Did you mean {3}?',
    numberRange: 'K3s does not start: {2} does not fit into the {4} bits of "{1}".',
    unsigned: 'K3s does not start: "{1}" takes a number from 0 up, and "{2}" is none.',
    boolean: 'K3s does not start: "{1}" takes true or false, and "{2}" is neither.',
    'boolean meant': 'K3s does not start: "{1}" takes true or false, and "{2}" is neither. Write {3}.',
    booleanIn: 'K3s does not start: "{1}" takes true or false behind the =, and "{2}" is neither.',
    'booleanIn meant': 'K3s does not start: "{1}" takes true or false behind the =, and "{2}" is neither. Write {3}.',
    duration: 'K3s does not start: "{1}" takes a time such as 90s or 1h30m, and "{2}" is none.',
    'duration meant': 'K3s does not start: "{1}" takes a time such as 90s, and "{2}" is none. Did you mean {3}?',
    durationUnit: 'K3s does not start: the time in "{1}" needs a unit.',
    'durationUnit meant': 'K3s does not start: the time in "{1}" needs a unit. Did you mean {3}?',
    durationDays: 'K3s does not start: there are no days in "{1}".',
    'durationDays meant': 'K3s does not start: "{1}" knows no days, h is the largest unit. Write {3}.',
    durationIn: 'K3s does not start: "{1}" takes a time such as 90s behind each signal, and "{2}" is none.',
    'durationIn meant': 'K3s does not start: "{1}" takes a time such as 90s, and "{2}" is none. Did you mean {3}?',
    quantity: 'K3s does not start: "{1}" takes an amount such as 10Mi, and "{2}" is none.',
    'quantity meant': 'K3s does not start: "{1}" takes an amount such as 10Mi, and "{2}" is none. Did you mean {3}?',
    quantityIn: 'K3s does not start: "{2}" is no amount. Write it as in 500Mi, 2Gi or 200m.',
    'quantityIn meant':
      'K3s does not start: "{2}" is no amount, as units have no B and their own letters. Did you mean {3}?',
    ip: 'K3s does not start: "{1}" takes an IP address, and "{2}" is none.',
    'ip meant': 'K3s does not start: "{1}" takes an IP address, and "{2}" is none. Did you mean {3}?',
    ipPort: 'K3s does not start: "{1}" takes an IP address, with a port if need be, and "{2}" is none.',
    'ipPort meant': 'K3s does not start: "{1}" takes an IP address with a port, and "{2}" is none. Did you mean {3}?',
    portRange: 'K3s does not start: "{1}" takes ports as in 30000-32767, and "{2}" is no such range.',
    'portRange meant': 'K3s does not start: "{1}" takes ports as in 30000-32767. Did you mean {3}?',
    pair: 'K3s does not start: "{1}" takes pairs as in name=value, and "{2}" is none.',
    'pair meant': 'K3s does not start: "{1}" takes pairs as in name=value. Did you mean {3}?',
    threshold: 'K3s does not start: "{1}" takes thresholds as in memory.available<500Mi, and "{2}" is none.',
    'threshold meant': 'K3s does not start: in "{1}" a signal and its amount stand around <. Did you mean {3}?',
    multimap: 'K3s does not start: "{1}" takes pairs as in name:value, and "{2}" is none.',
    'multimap meant': 'K3s does not start: "{1}" takes pairs as in name:value. Did you mean {3}?',
    gatePair: 'K3s does not start: a feature gate needs =true or =false, and "{2}" has neither.',
    'gatePair meant': 'K3s does not start: a feature gate needs =true or =false. Did you mean {3}?',
    quotes: 'K3s does not start: no shell takes the quotes away, they become part of "{1}".',
    'quotes meant': 'K3s does not start: no shell takes the quotes away, they become part of "{1}". Write {3}.',
    listQuotes: 'K3s does not start: quotes in "{1}" must stand around a whole element.',
    'listQuotes meant': 'K3s does not start: quotes in "{1}" must stand around a whole element. Write {3}.',
    taint: 'K3s does not start: "{2}" is no taint. Write key=value:NoSchedule or key:NoSchedule.',
    taintEffect: 'K3s does not start: there is no effect "{2}". Write NoSchedule, PreferNoSchedule or NoExecute.',
    'taintEffect meant': 'K3s does not start: there is no effect "{2}". Write {3}.',
    taintNoEffect: 'K3s does not start: the taint "{2}" lacks its effect. Write {2}:NoSchedule.',
    reservedMemory: 'K3s does not start: "{2}" is no reserved memory. Write it as in 0:memory=1Gi,hugepages-2Mi=64Mi.',
    certKey: 'K3s does not start: "{1}" takes a certificate and its key as in /a.crt,/a.key:example.com.',
    vmodule: 'K3s does not start: "{1}" takes files and levels as in proxy*=4, and "{2}" is none.',
    between: 'K3s does not start: "{1}" takes {4} to {5}, and {2} is outside.',
    atLeast: 'K3s does not start: "{1}" must be at least {4}, and {2} is less.',
    above: 'K3s does not start: "{1}" must be more than {4}, and {2} is not.',
    negative: 'K3s does not start: "{2}" in "{1}" is below zero.',
    name: 'K3s does not start: "{1}" of the {0} knows no "{2}". It takes {4}.',
    'name meant': 'K3s does not start: "{1}" of the {0} knows no "{2}". Write {3}.',
    nameNotYet: 'K3s does not start: "{1}" knows "{2}" only from Kubernetes {4} on.',
    cloudProvider:
      'K3s does not start: it has no cloud provider "{2}" inside. Write external, and run the controller of the cloud beside it.',
    'cloudProvider meant': 'K3s does not start: it has no cloud provider "{2}" inside. Write {3}.',
    suite:
      'K3s does not start: it has no cipher suite "{2}". It uses the names of Go, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.',
    'suite meant': 'K3s does not start: it has no cipher suite "{2}". Write {3}.',
    labelKey: 'K3s does not start: "{2}" cannot be the key of a label. Write it as in example.com/zone=a.',
    labelValue:
      'K3s does not start: "{2}" cannot be the value of a label. Use up to 63 letters, digits, -, _ and dots.',
    labelReserved:
      'K3s does not start: a node must not give itself the label "{2}". Set it with kubectl label, or use a key of your own.',
    twice: 'K3s does not start: "{2}" stands twice in "{1}". Once is enough.',
    signal: 'K3s does not start: the kubelet has no signal "{2}". It knows {4}.',
    'signal meant': 'K3s does not start: the kubelet has no signal "{2}". Did you mean {3}?',
    percent: 'K3s does not start: {2} for {4} is no percentage from 0% to 100%.',
    threshold0: 'K3s does not start: the threshold {2} for {4} must be more than nothing.',
    reclaim: 'K3s does not start: {2} is too little to reclaim. Write more than 0%, or an amount from 0 up.',
    reservable: 'K3s does not start: the kubelet cannot keep back "{2}". It takes {4}.',
    'reservable meant': 'K3s does not start: the kubelet cannot keep back "{2}". Did you mean {3}?',
    qosMemory: 'K3s does not start: "{1}" knows no "{2}".',
    'qosMemory meant': 'K3s does not start: "{1}" knows no "{2}", only {3}.',
    percentIn: 'K3s does not start: "{1}" takes a percentage such as 50%, and "{2}" is none.',
    'percentIn meant': 'K3s does not start: "{1}" takes a percentage, and "{2}" is none. Did you mean {3}?',
    cpuSet: 'K3s does not start: "{2}" is no list of processors. Write it as in 0-1,4.',
    option: 'K3s does not start: "{1}" has no option "{2}". It knows {4}.',
    'option meant': 'K3s does not start: "{1}" has no option "{2}". Did you mean {3}?',
    numaNodes: 'K3s does not start: max-allowable-numa-nodes must be a number from 8 up, and "{2}" is none.',
    memory0: 'K3s does not start: memory that is kept back must be more than {2}.',
    nodeIpPair: 'K3s does not start: "{1}" takes one address, or one of each family.',
    nodeIpAny: 'K3s does not start: of two addresses in "{1}" neither may be 0.0.0.0 or ::.',
    sysctl: 'K3s does not start: "{2}" is no name of a sysctl.',
    'sysctl meant': 'K3s does not start: the blank in "{2}" is no part of a sysctl. Write {3}.',
    sysctlHost: 'K3s does not start: "{2}" belongs to the whole machine, and "{1}" takes only what belongs to a pod.',
    runOnce: 'K3s does not start: Kubernetes 1.32 dropped what "{1}" does. Leave it out.',
    plugin: 'K3s does not start: there is no admission plugin "{2}".',
    'plugin meant': 'K3s does not start: there is no admission plugin "{2}". Write {3}.',
    pluginNotYet: 'K3s does not start: the admission plugin "{2}" comes with Kubernetes {4}. Leave it out.',
    pluginRemoved: 'K3s does not start: Kubernetes {4} dropped the admission plugin "{2}". Leave it out.',
    cidr: 'K3s does not start: "{1}" takes ranges such as 10.42.0.0/16, and "{2}" is none.',
    sameFamily: 'K3s does not start: two ranges in "{1}" must be one of IPv4 and one of IPv6.',
    twoRanges: 'K3s does not start: "{1}" takes at most two ranges, one of IPv4 and one of IPv6.',
    apiForm: 'K3s does not start: "{1}" takes api/all or group/version, and "{2}" is neither.',
    apiGroup: 'K3s does not start: Kubernetes has no API group as in "{2}".',
    'apiGroup meant': 'K3s does not start: Kubernetes has no API group as in "{2}". Did you mean {3}?',
    watchCache: 'K3s does not start: "{1}" takes sizes as in pods#500, and "{2}" is none.',
    controller: 'K3s does not start: the {0} has no controller "{2}".',
    'controller meant': 'K3s does not start: the {0} has no controller "{2}". Did you mean {3}?',
  },
  'component-combination': {
    imageLow:
      'K3s does not start: images cannot be kept down to {2}% when cleaning starts at {4}%. Set {1} below image-gc-high-threshold.',
    imageHigh:
      'K3s does not start: cleaning images at {4}% cannot go down to {2}%. Set image-gc-low-threshold below it.',
    softGrace:
      'K3s does not start: the soft threshold of {2} has no time to pass before it counts. Add eviction-soft-grace-period={2}=90s.',
    cpuCgroup: 'K3s does not start: "reserved-cpus" and "{2}" exclude each other. Keep one of them.',
    cpuStatic:
      'K3s does not start: the static policy needs a processor of its own for the system. Add kube-reserved=cpu=500m or reserved-cpus=0.',
    cpuOptions: 'K3s does not start: "{1}" only works with cpu-manager-policy=static. Add that, or leave it out.',
    needsGate: 'K3s does not start: {2} needs the feature gate {4}, which is off. Add feature-gates={4}=true.',
    optionsExclude: 'K3s does not start: {2} and {4} exclude each other. Keep one of them.',
    alignBySocket: 'K3s does not start: align-by-socket and the topology policy single-numa-node exclude each other.',
    systemCgroups: 'K3s does not start: "system-cgroups" needs "cgroup-root". Write cgroup-root=/.',
    vmoduleText: 'K3s does not start: "vmodule" only works with logging-format=text.',
    pluginBoth:
      'K3s does not start: {2} is switched on and off at the same time. K3s switches NodeRestriction on itself.',
    admissionControl:
      'K3s does not start: "admission-control" cannot stand beside enable-admission-plugins, which K3s sets. Use only the latter.',
    modeNeedsFile: 'K3s does not start: the mode {2} needs a file. Add {4}=/path.',
    fileNeedsMode: 'K3s does not start: "{4}" needs the mode {2} in "authorization-mode".',
    configInstead: 'K3s does not start: "{1}" and "{2}" exclude each other. Write everything into the file.',
    oidcClient: 'K3s does not start: "oidc-issuer-url" needs "oidc-client-id" beside it.',
    oidcIssuer: 'K3s does not start: "oidc-client-id" needs "oidc-issuer-url" beside it.',
    oidcHttps: 'K3s does not start: the issuer of OIDC must be an https:// URL, and "{2}" is none.',
    'oidcHttps meant': 'K3s does not start: the issuer of OIDC must be an https:// URL. Write {3}.',
    apiNothing: 'K3s does not start: with api/all=false alone there is no API left. Name the groups to keep.',
    partner: 'K3s does not start: "{2}" needs "{4}" beside it.',
    maskDual: 'K3s does not start: with two families there is no "{1}". Write {1}-ipv4={2}, and {1}-ipv6 beside it.',
    maskFamily: 'K3s does not start: the cluster has only {2}, and "{1}" is for the other family.',
    lease: 'K3s does not start: a lease of {2} must last longer than the {4} in which it is renewed.',
    leaseRetry: 'K3s does not start: {2} to renew a lease must be more than 1.2 times the {4} between two attempts.',
    syncPeriod:
      'K3s does not start: rules are written at the latest every {2}, and at the earliest every {4}. Turn that round.',
    primaryAlone: 'K3s does not start: "primary" stands alone in "{1}", without ranges beside it.',
  },
  'node-allocatable': {
    allocatableNone: 'K3s does not start: "none" stands alone in "{1}".',
    allocatableCgroup:
      'K3s does not start: to hold processes to "{2}" the kubelet needs their cgroup. Add {4}=/…, or leave {2} out here.',
    allocatableBoth: 'K3s does not start: {2} and {2}-compressible exclude each other. Keep one of them.',
    allocatableQos:
      'K3s does not start: limits for pods need cgroups-per-qos=true. Or write enforce-node-allocatable=none.',
  },
  'component-value-ignored': {
    containerfs: 'The kubelet takes "{2}" from nodefs or imagefs and throws this threshold away.',
    nodeIp: 'The kubelet skips "{2}", which is no IP address.',
    'nodeIp meant': 'The kubelet skips "{2}", which is no IP address. Did you mean {3}?',
    clusterDns: 'The kubelet skips "{2}", which is no IP address, and pods go without that DNS server.',
    'clusterDns meant': 'The kubelet skips "{2}", which is no IP address. Did you mean {3}?',
    oidcClientIgnored: 'Nobody can log in with OIDC: "oidc-issuer-url" does nothing without "oidc-client-id".',
    oidcIssuerIgnored: 'Nobody can log in with OIDC: "oidc-client-id" does nothing without "oidc-issuer-url".',
    auditTarget: 'Nothing is written: "audit-policy-file" needs "audit-log-path" or "audit-webhook-config-file".',
    auditPath: 'Nothing is written: "{1}" needs "audit-log-path".',
    auditPolicy: 'Nothing is written: "audit-log-path" needs "audit-policy-file".',
  },
  'component-arg-repeated': {
    repeated: 'Only the last "{1}" counts, which is {4}. Leave this one out.',
    repeatedSame: 'The same "{1}" stands further down. Leave one of them out.',
  },
  'feature-gate-unknown': {
    gateUnknown: 'K3s does not start: Kubernetes has no feature gate "{2}".',
    'gateUnknown meant': 'K3s does not start: Kubernetes has no feature gate "{2}". Did you mean {3}?',
    gateNotYet: 'K3s does not start: the feature gate {2} comes with Kubernetes {4}. Leave it out until then.',
    gateComponent: 'K3s does not start: no component "{2}" has feature gates.',
    'gateComponent meant': 'K3s does not start: no component "{2}" has feature gates. Write {3}, or nothing in front.',
  },
  'feature-gate-removed': {
    gateRemoved: 'K3s does not start: Kubernetes {4} dropped the feature gate {2}, and does so anyway. Leave it out.',
    gateRemovedOther:
      'K3s does not start: Kubernetes {4} dropped the feature gate {2}, and does it the other way for good. Leave it out.',
  },
  'feature-gate-locked': {
    gateLocked: 'K3s does not start: the feature gate {2} cannot be changed any more.',
    'gateLocked meant': 'K3s does not start: the feature gate {2} is fixed to {3}. Leave it out.',
  },
  'feature-gate-needs': {
    gateNeeds: 'K3s does not start: the feature gate {2} is on, and needs {4}, which is off.',
  },
  'feature-gate-needless': {
    gateNeedless: 'The feature gate {2} is on in any case, and a later Kubernetes will not know it. Leave it out.',
    gateLeaving: 'The feature gate {2} still can be switched off, but a later Kubernetes will not know it.',
    gateDeprecated: 'The feature gate {2} is on its way out, and a later Kubernetes will not know it.',
  },
  'psp-removed': {
    psp: 'K3s does not start: Kubernetes {4} dropped {2}. Leave it out, and use Pod Security Standards.',
  },
  'admission-noderestriction': {
    admissionLost:
      'This replaces the {4} of K3s, without which a node may change other nodes. Add it, or write enable-admission-plugins+=….',
    'admissionLost meant':
      'This replaces the {4} of K3s, without which a node may change other nodes. Add it, or write enable-admission-plugins+=….',
  },
  'arg-overrides-k3s': {
    ownedVital: 'K3s sets "{1}" of the {0} itself and relies on it. Leave it out.',
    ownedVitalOption: 'K3s sets "{1}" of the {0} itself and relies on it. Leave it out; the option for it is {4}.',
    ownedShared: 'Only the {0} hears of this, other parts of K3s go on with their own. Set the option {4} of K3s.',
    ownedReplaced: 'This replaces what the option {4} of K3s sets. Write all of it in one place.',
    sysctlsLost:
      'This replaces what K3s allows for its load balancer, {4}. Add that, or load balancers of services do not start.',
    controllersLost: 'This replaces the list of K3s, which also has {4}. Add what you want to keep.',
    thresholdsLost: 'This replaces the thresholds of K3s, {4}. Add them to keep them.',
  },
  'etcd-arg-ignored': {
    etcdNoValue: 'K3s drops an item of etcd-arg without "=". Write {1}=….',
    etcdTwice: 'Only the last "{1}" of etcd-arg counts.',
    etcdUnknown: 'etcd has no setting "{2}" and ignores it without a word.',
    'etcdUnknown meant': 'etcd has no setting "{2}" and ignores it without a word. Did you mean {3}?',
    etcdNoKey: 'etcd takes "{1}" on its command line only, and K3s writes a file: it does nothing here.',
    etcdNotYet: 'etcd {4} does not know "{1}" and ignores it; {2} is the first that does.',
    etcdRemoved: 'etcd {4} no longer knows "{1}" and ignores it.',
    'etcdRemoved meant': 'etcd {4} no longer knows "{1}" and ignores it. Write {3}.',
    etcdBoolean: '"{1}" of etcd takes true or false, and "{2}" is neither.',
    'etcdBoolean meant': '"{1}" of etcd takes true or false, and "{2}" is neither. Write {3}.',
    etcdNumber: '"{1}" of etcd takes a number, and "{2}" is none.',
    etcdName: '"{1}" of etcd knows no "{2}". It takes {4}.',
    'etcdName meant': '"{1}" of etcd knows no "{2}". Write {3}.',
  },
  'etcd-arg-deprecated': {
    etcdDeprecated: 'etcd still takes "{1}", but a later one will not.',
    etcdDeprecatedUse: 'etcd still takes "{1}", but a later one will not.',
    'etcdDeprecatedUse meant': 'etcd still takes "{1}", but a later one will not. Write {3}.',
  },
  'etcd-arg-owned': {
    etcdOwned: 'K3s works out "{1}" of etcd itself, and etcd may not come up with another. Leave it out.',
  },
} as const;

/** A rule about component arguments. */
export type RuleId = keyof typeof messages;

type KeysOf<T> = T extends unknown ? keyof T : never;
type Plain<T> = T extends `${string} meant` ? never : T;

/** The name of a sentence. */
export type Say = Plain<KeysOf<(typeof messages)[RuleId]>>;

const ruleOfSentence: ReadonlyMap<string, RuleId> = new Map(
  (Object.keys(messages) as RuleId[]).flatMap((id) => Object.keys(messages[id]).map((say) => [say, id] as const)),
);

/** The rule a sentence belongs to. */
export const ruleOf = (say: Say): RuleId => ruleOfSentence.get(say) as RuleId;

/** The template to use: the one with a proposal when there is one. */
export function templateOf(say: Say, hasMeant: boolean): string {
  const withMeant = `${say} meant`;
  return hasMeant && ruleOfSentence.has(withMeant) ? withMeant : say;
}
