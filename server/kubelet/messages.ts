/** The sentences about the kubelet's configuration: what happens, and what to write instead. */

const END = 'K3s does not start:';

/** The gaps are filled with the `args` of a problem. */
export const messages = {
  // The file as a whole
  fileEmpty: `${END} the kubelet refuses an empty file. Write apiVersion and kind, or remove the file.`,
  kindMissing: `${END} the kubelet does not take a file without its kind. Write "kind: {0}".`,
  apiVersionMissing: `${END} the kubelet does not take a file without apiVersion. Write "apiVersion: {0}".`,
  kindUnknown: `${END} in this folder the kubelet takes only files of kind {1}, and "{0}" is another.`,
  apiVersionUnknown: `${END} the kubelet does not know the version "{0}". Write {1}.`,
  credentialsHere:
    `${END} this is the configuration of credential providers. ` +
    'It belongs into another folder, named by "image-credential-provider-config".',
  headerType: `${END} "{0}" must be a text. Write {1}.`,
  notAnObject: `${END} the kubelet finds no fields in this file. Write "field: value" lines.`,
  yamlSyntax: `${END} the kubelet cannot read this file: {0}.`,
  jsonSyntax: `${END} the file begins with a brace, so the kubelet reads it as JSON, and here it cannot go on: {0}.`,
  jsonBraces:
    `${END} the file begins with a brace, so the kubelet reads it as JSON, where keys stand in double quotes. ` +
    'Write YAML without braces.',
  duplicateKey: `${END} "{0}" stands twice here, and the kubelet refuses that in a drop-in. Remove one of them.`,
  duplicateLenient: '"{0}" stands twice here, and the last one counts. Remove one of them.',
  restIgnored: 'The kubelet reads only the first document of a file. Move this into a file of its own.',
  restIndentation:
    'The kubelet reads nothing from here on, because this line stands further left than the first one. ' +
    'Give all fields the same indentation.',
  skipped:
    'The kubelet passes over this file without a word, because it reads only names that end in .conf. Call it {0}.',
  skippedOther: 'The kubelet passes over this file, because it reads only names that end in .conf.',
  notRead:
    'K3s reads this folder from {0} on; in this version the file does nothing. Use "kubelet-arg" in config.yaml.',
  k3sOwnFile:
    'K3s writes this file anew at every start. Put your settings into a file of your own, such as 50-user.conf.',
  oldCopy: 'K3s copied this here for a "kubelet-arg" with {0} that is gone. The kubelet still reads it, so remove it.',

  // Types
  typeInt: `${END} "{0}" takes a whole number. Write it without quotes.`,
  intFraction: `${END} "{0}" takes a whole number, and {1} is none.`,
  intRange: `${END} {1} is outside of what "{0}" can hold.`,
  typeBool: `${END} "{0}" takes true or false, without quotes.`,
  typeFloat: `${END} "{0}" takes a number such as 0.9.`,
  typeString: `${END} "{0}" takes a single text.`,
  typeStringQuote: `${END} "{0}" takes a text, and YAML reads {1} as something else. Write {2}.`,
  typeList: `${END} "{0}" takes a list. Write it with dashes, or in brackets.`,
  typeMap: `${END} "{0}" takes "key: value" lines below it.`,
  typeObject: `${END} "{0}" has fields of its own and no value.`,
  durationNumber: `${END} "{0}" takes a duration with its unit, and {1} has none. Write {2}.`,
  typeDuration: `${END} "{0}" takes a duration such as 30s or 1h30m.`,
  badDuration: `${END} "{0}" takes a duration such as 30s or 1h30m, and "{1}" is none. The largest unit is h.`,
  badQuantity: `${END} "{0}" takes an amount such as 500Mi, and "{1}" is none.`,
  typeHidden: 'The kubelet cannot read "{1}" as "{0}". K3s starts only because a later file sets it again.',
  badArgument: `${END} the kubelet cannot read "{1}" as the value of "{0}".`,

  // Names of fields
  fieldUnknown: 'The kubelet has no field "{0}" here and passes over it without a word.',
  fieldUnknownMeant: 'The kubelet has no field "{0}" here and passes over it without a word. Did you mean {1}?',
  fieldNotYet: 'The field "{0}" comes with Kubernetes {1}; this version passes over it without a word.',
  fieldCaseWorks: 'The field is spelled {1}. The kubelet takes "{0}" all the same, but only in a drop-in. Write {1}.',
  fieldCaseLoses:
    'The field is spelled {1}. In this case "{0}" does nothing, because another spelling wins. Write {1}.',
  fieldIsFlag: 'This is the name of a flag. In a file the field is called {1}, and "{0}" does nothing.',
  fieldElsewhere: 'There is no field "{0}" here, so it does nothing. It belongs to {1}.',

  // Values
  between: `${END} "{0}" takes a number from {1} to {2}, and this is {3}.`,
  atLeast: `${END} "{0}" takes {1} or more, and this is {2}.`,
  throttling: `${END} "memoryThrottlingFactor" takes a number above 0 and up to 1, and this is {0}.`,
  durationBetween: `${END} "{0}" takes {1} to {2}, and this is {3}.`,
  durationAtLeast: `${END} "{0}" takes {1} or more, and this is {2}.`,
  durationAbove: `${END} "{0}" takes more than {1}.`,
  shutdownMin: `${END} "{0}" takes 0s or at least 1s, and this is {1}.`,
  oneOf: `${END} "{0}" does not know "{1}". It takes {2}.`,
  oneOfMeant: `${END} "{0}" does not know "{1}". Did you mean {2}?`,
  twice: `${END} "{0}" has "{1}" twice. Remove one of them.`,
  amount: `${END} "{0}" takes an amount such as 500Mi or 10Gi, and "{1}" is none.`,
  amountMeant: `${END} "{0}" takes an amount such as 500Mi or 10Gi, and "{1}" is none. Did you mean {2}?`,
  amountAbove: `${END} "{0}" takes an amount above zero, and this is {1}. Write 0% to switch the signal off.`,
  negative: `${END} "{0}" cannot be negative, and this is {1}.`,
  percentMost: `${END} "{0}" takes at most 100%, and this is {1}.`,
  percentAbove: `${END} "{0}" takes a percentage above zero, and this is {1}.`,
  percentForm: `${END} "{0}" takes a whole percentage such as 50%, and "{1}" is none.`,
  thresholdOperator: `${END} "{0}" takes only the amount, the comparison is always "less than". Write {2}.`,
  signal: `${END} there is nothing called "{0}" to watch. Use memory.available, nodefs.available, imagefs.available or pid.available.`,
  signalMeant: `${END} there is nothing called "{0}" to watch. Did you mean {1}?`,
  cpuList: `${END} "{0}" takes numbers and rising ranges such as 0-1,4, and "{1}" is none.`,
  idsPerPod: `${END} "userNamespaces.idsPerPod" takes a multiple of 65536, and {0} is none.`,
  hiddenMetrics: `${END} only metrics of the version before can be shown, so "{0}" is refused. Write {1}.`,
  imagePattern: `${END} "{0}" is no image of this list. Write it without tag and digest, or with /* at the end for all below a path.`,
  pathRelative: `${END} "podLogsDir" takes a whole path, and "{0}" is relative.`,
  pathUnclean: `${END} "podLogsDir" takes a path in its simplest form. Write {1}.`,
  pathAscii: `${END} "podLogsDir" takes only ASCII characters, because the path becomes part of metrics.`,
  tracingEndpoint: `${END} "tracing.endpoint" takes host:port without a scheme, and "{0}" has one.`,
  vmodulePattern: `${END} "{0}" is no pattern for source files. Leave out = and commas.`,
  sysctlForm: `${END} "{0}" is no name of a kernel parameter. Write it as in net.core.somaxconn or net.core.*.`,
  sysctlNamespace:
    `${END} the kernel has only one "{0}" for the whole machine, so pods cannot have their own. ` +
    'Only net.*, fs.mqueue.*, kernel.shm*, kernel.msg* and kernel.sem can be listed.',
  cipher: `${END} Go has no cipher suite "{0}". Use names such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.`,
  cipherMeant: `${END} Go has no cipher suite "{0}". Did you mean {1}?`,
  cipherInsecure: 'The suite {0} counts as insecure; the kubelet offers it all the same. Leave it out.',
  cipherTls13: 'With VersionTLS13 the list of suites does nothing: TLS 1.3 chooses for itself. Remove one of the two.',
  curve: `${END} there is no key exchange {0}. Known are {1}.`,
  clusterDns: 'The kubelet skips "{0}", because it is no IP address, and says so only in its log.',
  numaNodes: `${END} "max-allowable-numa-nodes" takes a number from 8 on, and "{0}" is none.`,
  optionBool: `${END} "{0}" takes "true" or "false", and "{1}" is neither.`,
  taintKey: `${END} "{0}" cannot be the key of a taint. Write it as in example.com/gpu.`,
  taintValue: `${END} "{0}" cannot be the value of a taint. Use up to 63 letters, digits, -, _ and dots.`,
  taintEffect: `${END} there is no effect "{0}". Write one of {1}.`,
  taintTime: `${END} "timeAdded" is set by the cluster, a configuration cannot have it. Remove it.`,
  taintNoEffect: 'The taint "{0}" has no effect, so it keeps no pod away. Write effect: NoSchedule.',
  memoryResource: `${END} "{0}" cannot be reserved. Use memory, or hugepages with their size as in hugepages-2Mi.`,
  memoryZero: `${END} the reservation of {0} is zero. Remove it, or write an amount.`,
  memoryTwice: `${END} {0} of NUMA node {1} is reserved twice. Put both into one entry.`,

  // Fields that do not fit each other
  needsOther: `${END} "{0}" needs "{1}" beside it.`,
  cannotStandBeside: `${END} "{0}" cannot stand beside {1}. Remove one of them.`,
  below: `${END} "{0}" ({1}) must be below "{2}" ({3}).`,
  above: `${END} "{0}" ({1}) must be longer than "{2}" ({3}).`,
  parallelPulls: `${END} {0} pulls at a time need serializeImagePulls: false.`,
  shutdownOrder: `${END} "shutdownGracePeriodCriticalPods" ({0}) is a part of "shutdownGracePeriod" ({1}) and cannot be longer.`,
  shutdownTotal:
    `${END} "shutdownGracePeriodCriticalPods" ({0}) is a part of "shutdownGracePeriod", and that is {1}. ` +
    'K3s writes 0s for the whole, so set both.',
  shutdownExclusive: `${END} grace periods by priority cannot stand beside "shutdownGracePeriod". Remove one of the two forms.`,
  restartMissing: `${END} with the gate on, "{0}" needs a value. Write 5m.`,
  enforceCgroup: `${END} to enforce "{0}" the kubelet needs the name of a cgroup. Set "{1}".`,
  enforceNone: `${END} "none" in "enforceNodeAllocatable" stands alone. Remove it, or the others.`,
  enforceBoth: `${END} "{0}" and "{1}" exclude each other. Remove one of them.`,
  enforceQos: `${END} without "cgroupsPerQOS" nothing can be enforced, and "enforceNodeAllocatable" has {0}. Write [none] there.`,
  allowlistPolicy:
    `${END} the list is only allowed with "imagePullCredentialsVerificationPolicy: NeverVerifyAllowlistedImages", ` +
    'and it is "{0}".',
  vmoduleFormat: `${END} "logging.vmodule" works with the text format only, and it is "{0}".`,
  gracePeriod: `${END} the soft threshold of "{0}" needs its time in "evictionSoftGracePeriod". Add "{0}: 1m30s" there.`,
  cpuStatic:
    `${END} the static policy needs CPU that is kept for the system. ` +
    'Set "reservedSystemCPUs", or cpu in "systemReserved" or "kubeReserved".',
  cpuOptionsNone: `${END} options for CPUs need "cpuManagerPolicy: static".`,
  cpuOptionsBoth: `${END} "{0}" and "{1}" exclude each other. Remove one of them.`,
  cpuOptionsSocket: `${END} "align-by-socket" cannot stand beside "topologyManagerPolicy: single-numa-node".`,
  memoryStatic: `${END} the policy Static needs memory that is kept for the system. Set "reservedMemory".`,
  memorySum:
    `${END} "reservedMemory" has {0}, but memory in "kubeReserved", "systemReserved" and the hard threshold ` +
    'memory.available make {1}. Both must be the same.',
  kubeletCgroups:
    'The cgroup of the kubelet, "{0}", is not inside "kubeReservedCgroup", {1}, so nothing limits it there.',
  containerfs: 'The kubelet takes "{0}" from nodefs or imagefs; what stands here does nothing.',

  // Gates
  gateNeeded: `${END} "{0}" needs the feature gate {1}, which is off.`,
  gateUnknown: `${END} there is no feature gate "{0}", and the kubelet crashes on it.`,
  gateUnknownMeant: `${END} there is no feature gate "{0}", and the kubelet crashes on it. Did you mean {1}?`,
  gateNotYet: `${END} the feature gate "{0}" comes with Kubernetes {1}, and this version crashes on it. Remove it.`,
  gateGone: `${END} the feature gate "{0}" went away with Kubernetes {1}; what it guarded is always on now. Remove it.`,
  gateDropped: `${END} the feature gate "{0}" went away with Kubernetes {1}, and what it guarded with it. Remove it.`,
  gateLockedOn: `${END} the feature gate "{0}" can no longer be switched off. Remove it.`,
  gateLockedOff: `${END} the feature gate "{0}" can no longer be switched on. Remove it.`,
  gateNeeds: `${END} the feature gate "{0}" is on and needs {1}, which is off. Switch "{0}" off as well.`,

  // Values that lose, and fields that do nothing
  shadowedByFlag: '"{0}" does nothing here: "{1}" in kubelet-arg wins over all files.',
  shadowedByFile: '"{0}" does nothing here, because {1} is read later and sets it again.',
  shadowedByK3s:
    '"{0}" does nothing here, because the file of K3s is read later. Give this file a name that sorts after 00-k3s-defaults.conf.',
  shadowedByOldFlag:
    '"{0}" does nothing here: up to v1.31 K3s sets it by flag, and flags win over files. Use "kubelet-arg".',
  takenOut: '"{0}" does nothing here, because {1} is read later and takes it out with null.',
  noEffect: 'Nothing reads "{0}" any more from Kubernetes {1} on. Remove it.',
  mergeThresholds:
    'In a drop-in this does nothing: the kubelet looks at it only in the file of --config, which K3s does not use. ' +
    'Write the thresholds themselves.',
  splitStream: 'From a file this never arrives. Use "{0}" in kubelet-arg.',
  runOnce: `${END} the mode that runs pods once and ends was given up in 1.32. Remove "runOnce".`,

  // Fields of K3s
  ownedBreaks: 'K3s sets "{0}" for the node to work with its servers. With another value they no longer reach it.',
  ownedUnsafe: 'K3s sets "{0}" so that nobody reaches the kubelet without a login. This value undoes that.',
  ownedOption: 'K3s sets "{0}" for the node to work with its servers. Use "{1}" in config.yaml instead.',
  ownedElsewhere: 'K3s does not learn of "{0}" from here. Use "{1}" in config.yaml.',
  ownedTaints: 'This list replaces what "node-taint" in config.yaml says. Write the taints there.',
} as const satisfies Readonly<Record<string, string>>;

export type Message = keyof typeof messages;
