/** The feature gates of Kubernetes 1.26 to 1.36: stages, defaults, locks, removal. (feature-gates.json) */

import { newestKubernetes, oldestKubernetes } from './kubernetes.ts';

/** `GA` and `deprecated` gates still exist, but setting one is worth a line in the log of the component. */
export type Stage = 'alpha' | 'beta' | 'GA' | 'deprecated';

/** `29 beta on`: from Kubernetes 1.29 on; `locked` when it can be set to nothing else. */
export type StageFrom = `${number} ${Stage} ${'on' | 'off'}${'' | ' locked'}`;

/** One gate; numbers are Kubernetes minors, 33 for 1.33. */
export interface Gate {
  /** Oldest first; each holds until the next one. */
  readonly stages: readonly StageFrom[];
  /** First minor with the gate, where the first stage does not tell; `older`: from before 1.26, nobody knows when. */
  readonly since?: number | 'older';
  /** First minor that no longer knows the gate: setting it stops the component. */
  readonly removed?: number;
  /** The library that registers it; absent: the list that all components of Kubernetes share. */
  readonly by?: string;
  /**
   * Components whose code asks for it, one letter each: kube-Apiserver, Controller manager, Scheduler, Kubelet,
   * kube-Proxy, X for the cloud controller manager. From a scan of the source, so a hint only.
   */
  readonly read?: string;
  /** Gates that must be on when this one is; Kubernetes 1.35 and newer refuses otherwise. */
  readonly needs?: readonly string[];
}

/** What a Kubernetes minor makes of a gate. */
export type GateState =
  | { readonly kind: 'here'; readonly stage: Stage; readonly on: boolean; readonly locked: boolean }
  /** The gate comes with this minor. */
  | { readonly kind: 'not yet'; readonly since: number }
  /** This is the first minor without it; `last` is what it was at the end. */
  | { readonly kind: 'removed'; readonly in: number; readonly last: { readonly stage: Stage; readonly on: boolean } };

/** Gates that stand for all gates of a stage. (feature-gates.json, `special`) */
export const GATE_GROUPS: Readonly<Record<string, Stage>> = { AllAlpha: 'alpha', AllBeta: 'beta' };

/** First minor that refuses a gate without the gates it needs. (feature-gates.json, legend `deps`) */
export const GATE_NEEDS_SINCE = 35;

/** The row of a gate; undefined for a name that no minor from 1.26 on knows. */
export function gate(name: string): Gate | undefined {
  return Object.hasOwn(featureGates, name) ? featureGates[name] : undefined;
}

/**
 * What a minor (33 for 1.33) makes of a gate. A minor outside the facts counts as the nearest one with facts;
 * `kubernetesOf` tells whether that happened.
 */
export function stateOf(row: Gate, minor: number): GateState {
  const asked = Math.min(Math.max(minor, oldestKubernetes), newestKubernetes);
  const stages = row.stages.map(readStage);
  const first = stages[0] as StageRow;
  if (asked < first.from) return { kind: 'not yet', since: first.from };
  if (row.removed !== undefined && asked >= row.removed) {
    const { stage, on } = stages.at(-1) as StageRow;
    return { kind: 'removed', in: row.removed, last: { stage, on } };
  }
  const { stage, on, locked } = stages.findLast(({ from }) => from <= asked) as StageRow;
  return { kind: 'here', stage, on, locked };
}

/** The gates that exist in a minor, by name. */
export function gatesAt(minor: number): ReadonlyMap<string, GateState & { readonly kind: 'here' }> {
  let found = byMinor.get(minor);
  if (!found) {
    found = new Map();
    for (const [name, row] of Object.entries(featureGates)) {
      const state = stateOf(row, minor);
      if (state.kind === 'here') found.set(name, state);
    }
    byMinor.set(minor, found);
  }
  return found;
}

const byMinor = new Map<number, Map<string, GateState & { readonly kind: 'here' }>>();

interface StageRow {
  readonly from: number;
  readonly stage: Stage;
  readonly on: boolean;
  readonly locked: boolean;
}

/** A stage as the tables write it, taken apart. */
export function readStage(text: StageFrom): StageRow {
  const [from, stage, on, locked] = text.split(' ');
  return { from: Number(from), stage: stage as Stage, on: on === 'on', locked: locked === 'locked' };
}

export const featureGates: Readonly<Record<string, Gate>> = {
  APIListChunking: {
    stages: ['26 beta on', '29 GA on locked'],
    since: 'older',
    removed: 33,
    by: 'apiserver',
    read: 'A',
  },
  APIPriorityAndFairness: {
    stages: ['26 beta on', '29 GA on locked'],
    since: 'older',
    removed: 31,
    by: 'apiserver',
    read: 'A',
  },
  APIResponseCompression: { stages: ['26 beta on'], since: 8, by: 'apiserver', read: 'A' },
  APISelfSubjectReview: {
    stages: ['26 alpha off', '27 beta on', '28 GA on locked'],
    since: 'older',
    removed: 30,
    read: 'A',
  },
  APIServerIdentity: { stages: ['26 beta on'], since: 20, by: 'apiserver', read: 'AC' },
  APIServerTracing: {
    stages: ['26 alpha off', '27 beta on', '34 GA on locked'],
    since: 22,
    by: 'apiserver',
    read: 'A',
  },
  APIServingWithRoutine: { stages: ['30 alpha off'], by: 'apiserver', read: 'A' },
  AdmissionWebhookMatchConditions: {
    stages: ['27 alpha off', '28 beta on', '30 GA on locked'],
    removed: 33,
    by: 'apiserver',
    read: 'A',
  },
  AdvancedAuditing: { stages: ['26 GA on', '27 GA on locked'], since: 'older', removed: 28, by: 'apiserver' },
  AggregatedDiscoveryEndpoint: {
    stages: ['26 alpha off', '27 beta on', '30 GA on locked'],
    since: 'older',
    removed: 33,
    by: 'apiserver',
    read: 'A',
  },
  AggregatedDiscoveryRemoveBetaType: {
    stages: ['33 deprecated on', '35 deprecated on locked'],
    by: 'apiserver',
    read: 'A',
  },
  AllAlpha: { stages: ['26 alpha off'], since: 'older', by: 'featuregate' },
  AllBeta: { stages: ['26 beta off'], since: 'older', by: 'featuregate' },
  AllowDNSOnlyNodeCSR: { stages: ['31 deprecated off'], read: 'K' },
  AllowInsecureKubeletCertificateSigningRequests: { stages: ['31 deprecated off'], read: 'A' },
  AllowOverwriteTerminationGracePeriodSeconds: { stages: ['32 deprecated off', '35 deprecated off locked'], read: 'K' },
  AllowParsingUserUIDFromCertAuth: { stages: ['33 beta on'], by: 'apiserver', read: 'A' },
  AllowServiceExternalIPs: { stages: ['36 GA on'], read: 'P' },
  AllowServiceLBStatusOnNonLB: { stages: ['29 deprecated off', '32 deprecated off locked'], removed: 35, read: 'A' },
  AllowUnsafeMalformedObjectDeletion: { stages: ['32 alpha off'], by: 'apiserver', read: 'A' },
  AnonymousAuthConfigurableEndpoints: {
    stages: ['31 alpha off', '32 beta on', '34 GA on locked'],
    by: 'apiserver',
    read: 'A',
  },
  AnyVolumeDataSource: { stages: ['26 beta on', '33 GA on locked'], since: 18, read: 'A' },
  AppArmor: { stages: ['26 beta on', '31 GA on locked'], since: 'older', removed: 33, read: 'A' },
  AppArmorFields: { stages: ['30 beta on', '31 GA on locked'], removed: 33, read: 'A' },
  AtomicFIFO: { stages: ['36 beta on'], by: 'client-go' },
  AuthorizeNodeWithSelectors: {
    stages: ['31 alpha off', '32 beta on', '34 GA on locked'],
    read: 'A',
    needs: ['AuthorizeWithSelectors'],
  },
  AuthorizePodWebsocketUpgradeCreatePermission: { stages: ['35 beta on'], read: 'A' },
  AuthorizeWithSelectors: { stages: ['31 alpha off', '32 beta on', '34 GA on locked'], by: 'apiserver', read: 'A' },
  BtreeWatchCache: { stages: ['32 beta on', '33 GA on locked'], by: 'apiserver', read: 'A' },
  CBORServingAndStorage: { stages: ['32 alpha off'], by: 'apiserver', read: 'A' },
  CPUManager: { stages: ['26 GA on locked'], since: 'older', removed: 33, read: 'K' },
  CPUManagerPolicyAlphaOptions: { stages: ['26 alpha off'], since: 23, read: 'K' },
  CPUManagerPolicyBetaOptions: { stages: ['26 beta on'], since: 23, read: 'K' },
  CPUManagerPolicyOptions: { stages: ['26 beta on', '33 GA on locked'], since: 22, read: 'K' },
  CRDObservedGenerationTracking: { stages: ['35 beta off', '36 beta on'], by: 'apiextensions', read: 'A' },
  CRDValidationRatcheting: {
    stages: ['28 alpha off', '30 beta on', '33 GA on locked'],
    by: 'apiextensions',
    read: 'A',
  },
  CRIListStreaming: { stages: ['36 alpha off'], read: 'K' },
  CSIInlineVolume: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  CSIMigration: { stages: ['26 GA on locked'], since: 'older', removed: 27, read: 'K' },
  CSIMigrationAWS: { stages: ['26 GA on locked'], since: 'older', removed: 27, read: 'CKS' },
  CSIMigrationAzureDisk: { stages: ['26 GA on locked'], since: 'older', removed: 27, read: 'CKS' },
  CSIMigrationAzureFile: { stages: ['26 GA on', '27 GA on locked'], since: 'older', removed: 30, read: 'CK' },
  CSIMigrationGCE: { stages: ['26 GA on locked'], since: 'older', removed: 28, read: 'CKS' },
  CSIMigrationPortworx: {
    stages: ['26 beta off', '31 beta on', '33 GA on locked'],
    since: 23,
    removed: 36,
    read: 'CKS',
  },
  CSIMigrationRBD: { stages: ['26 alpha off', '28 deprecated off'], since: 'older', removed: 31, read: 'CKS' },
  CSIMigrationvSphere: { stages: ['26 GA on', '27 GA on locked'], since: 'older', removed: 29, read: 'CK' },
  CSINodeExpandSecret: {
    stages: ['26 alpha off', '27 beta on', '29 GA on locked'],
    since: 'older',
    removed: 31,
    read: 'AK',
  },
  CSIServiceAccountTokenSecrets: { stages: ['35 beta on', '36 GA on locked'], read: 'A' },
  CSIStorageCapacity: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  CSIVolumeHealth: { stages: ['26 alpha off'], since: 21, read: 'K' },
  ChangeContainerStatusOnKubeletRestart: { stages: ['35 deprecated off'], read: 'K' },
  ClearingNominatedNodeNameAfterBinding: { stages: ['34 alpha off', '35 beta on'], read: 'A' },
  ClientsAllowCARotation: { stages: ['36 beta on'], by: 'client-go' },
  ClientsAllowCBOR: { stages: ['32 alpha off'], by: 'client-go' },
  ClientsAllowTLSCacheGC: { stages: ['36 beta on'], by: 'client-go' },
  ClientsPreferCBOR: { stages: ['32 alpha off'], by: 'client-go' },
  CloudControllerManagerWatchBasedRoutesReconciliation: {
    stages: ['35 alpha off'],
    by: 'controller-manager',
    read: 'X',
  },
  CloudControllerManagerWebhook: { stages: ['27 alpha off'], by: 'controller-manager/kube', read: 'X' },
  CloudDualStackNodeIPs: {
    stages: ['27 alpha off', '29 beta on', '30 GA on locked'],
    removed: 32,
    by: 'controller-manager/kube',
    read: 'K',
  },
  ClusterTrustBundle: { stages: ['27 alpha off', '33 beta off'], read: 'AC' },
  ClusterTrustBundleProjection: { stages: ['29 alpha off', '33 beta off'], read: 'AK', needs: ['ClusterTrustBundle'] },
  ComponentFlagz: { stages: ['32 alpha off', '36 beta on'], by: 'zpages', read: 'ACKPS' },
  ComponentSLIs: {
    stages: ['26 alpha off', '27 beta on', '32 GA on locked'],
    removed: 35,
    by: 'metrics',
    read: 'ACKS',
  },
  ComponentStatusz: { stages: ['32 alpha off', '36 beta on'], by: 'zpages', read: 'ACKPS' },
  ConcurrentWatchObjectDecode: { stages: ['31 beta off'], by: 'apiserver', read: 'A' },
  ConsistentHTTPGetHandlers: { stages: ['26 GA on', '30 GA on locked'], since: 'older', removed: 31, read: 'K' },
  ConsistentListFromCache: { stages: ['28 alpha off', '31 beta on', '34 GA on locked'], by: 'apiserver', read: 'A' },
  ConstrainedImpersonation: { stages: ['35 alpha off', '36 beta on'], by: 'apiserver', read: 'A' },
  ContainerCheckpoint: { stages: ['26 alpha off', '30 beta on'], since: 25, read: 'K' },
  ContainerRestartRules: { stages: ['34 alpha off', '35 beta on'], read: 'AK' },
  ContainerStopSignals: { stages: ['33 alpha off'], read: 'AK' },
  ContextualLogging: { stages: ['26 alpha off', '30 beta on'], since: 24, by: 'logs' },
  ControllerManagerLeaderMigration: {
    stages: ['26 GA on locked'],
    since: 'older',
    removed: 27,
    by: 'controller-manager/kube',
    read: 'C',
  },
  ControllerManagerReleaseLeaderElectionLockOnExit: { stages: ['36 alpha off'], by: 'controller-manager', read: 'C' },
  CoordinatedLeaderElection: { stages: ['31 alpha off', '33 beta off'], by: 'apiserver/kube', read: 'ACS' },
  CronJobTimeZone: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, read: 'AC' },
  CronJobsScheduledAnnotation: { stages: ['28 beta on', '32 GA on locked'], removed: 35, read: 'C' },
  CrossNamespaceVolumeDataSource: { stages: ['26 alpha off'], read: 'A' },
  CustomCPUCFSQuotaPeriod: { stages: ['26 alpha off', '36 GA on'], since: 12, read: 'K' },
  CustomResourceFieldSelectors: {
    stages: ['30 alpha off', '31 beta on', '32 GA on locked'],
    by: 'apiextensions',
    read: 'A',
  },
  CustomResourceValidationExpressions: {
    stages: ['26 beta on', '29 GA on locked'],
    since: 'older',
    removed: 31,
    by: 'apiserver',
    read: 'A',
  },
  DRAAdminAccess: {
    stages: ['32 alpha off', '34 beta on', '36 GA on locked'],
    read: 'ACS',
    needs: ['DynamicResourceAllocation'],
  },
  DRAConsumableCapacity: { stages: ['34 alpha off', '36 beta on'], read: 'ACS', needs: ['DynamicResourceAllocation'] },
  DRAControlPlaneController: { stages: ['31 alpha off'], removed: 32, read: 'AS' },
  DRADeviceBindingConditions: {
    stages: ['34 alpha off', '36 beta on'],
    read: 'AS',
    needs: ['DynamicResourceAllocation', 'DRAResourceClaimDeviceStatus'],
  },
  DRADeviceTaintRules: { stages: ['35 alpha off', '36 beta off'], read: 'ACS', needs: ['DRADeviceTaints'] },
  DRADeviceTaints: { stages: ['33 alpha off', '36 beta on'], read: 'ACS', needs: ['DynamicResourceAllocation'] },
  DRAExtendedResource: { stages: ['34 alpha off', '36 beta on'], read: 'AKS', needs: ['DynamicResourceAllocation'] },
  DRAListTypeAttributes: { stages: ['36 alpha off'], read: 'AS', needs: ['DynamicResourceAllocation'] },
  DRANodeAllocatableResources: { stages: ['36 alpha off'], read: 'AS', needs: ['DynamicResourceAllocation'] },
  DRAPartitionableDevices: { stages: ['33 alpha off', '36 beta on'], read: 'AS', needs: ['DynamicResourceAllocation'] },
  DRAPrioritizedList: {
    stages: ['33 alpha off', '34 beta on', '36 GA on'],
    read: 'ACS',
    needs: ['DynamicResourceAllocation'],
  },
  DRAResourceClaimDeviceStatus: { stages: ['32 alpha off', '33 beta on'], read: 'AS' },
  DRAResourceClaimGranularStatusAuthorization: {
    stages: ['36 beta on'],
    read: 'A',
    needs: ['DynamicResourceAllocation', 'DRAResourceClaimDeviceStatus'],
  },
  DRAResourcePoolStatus: { stages: ['36 alpha off'], read: 'AC', needs: ['DynamicResourceAllocation'] },
  DRASchedulerFilterTimeout: { stages: ['34 beta on'], read: 'S', needs: ['DynamicResourceAllocation'] },
  DRAWorkloadResourceClaims: {
    stages: ['36 alpha off'],
    read: 'ACKS',
    needs: ['DynamicResourceAllocation', 'GenericWorkload'],
  },
  DaemonSetUpdateSurge: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  DeclarativeValidation: { stages: ['33 beta on', '36 GA on locked'], by: 'apiserver/kube', read: 'A' },
  DeclarativeValidationBeta: { stages: ['36 beta on'], by: 'apiserver', read: 'A', needs: ['DeclarativeValidation'] },
  DeclarativeValidationTakeover: {
    stages: ['33 beta off', '36 deprecated off'],
    by: 'apiserver/kube',
    read: 'A',
    needs: ['DeclarativeValidation'],
  },
  DefaultHostNetworkHostPortsInPodTemplates: { stages: ['28 deprecated off'], removed: 31, read: 'A' },
  DelegateFSGroupToCSIDriver: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  DeploymentReplicaSetTerminatingReplicas: { stages: ['33 alpha off', '35 beta on'], read: 'AC' },
  DetectCacheInconsistency: { stages: ['34 beta on'], by: 'apiserver', read: 'A' },
  DevicePluginCDIDevices: { stages: ['28 alpha off', '29 beta on', '31 GA on locked'], removed: 34, read: 'K' },
  DevicePlugins: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  DisableAcceleratorUsageMetrics: { stages: ['26 GA on locked'], since: 'older', removed: 28, read: 'K' },
  DisableAllocatorDualWrite: {
    stages: ['31 alpha off', '33 beta off', '34 GA on', '35 GA on locked'],
    read: 'A',
    needs: ['MultiCIDRServiceAllocator'],
  },
  DisableCPUQuotaWithExclusiveCPUs: { stages: ['33 beta on', '36 deprecated on'], read: 'K' },
  DisableCloudProviders: {
    stages: ['26 alpha off', '29 beta on', '31 GA on locked'],
    since: 'older',
    removed: 33,
    read: 'ACK',
  },
  DisableKubeletCloudCredentialProviders: {
    stages: ['26 alpha off', '29 beta on', '31 GA on locked'],
    since: 'older',
    removed: 33,
    read: 'AK',
  },
  DisableNodeKubeProxyVersion: {
    stages: ['29 alpha off', '31 deprecated off', '33 deprecated on', '36 deprecated on locked'],
    read: 'K',
  },
  DownwardAPIHugePages: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, read: 'A' },
  DryRun: { stages: ['26 GA on locked'], since: 'older', removed: 28, by: 'apiserver' },
  DynamicResourceAllocation: { stages: ['26 alpha off', '32 beta off', '34 GA on', '35 GA on locked'], read: 'ACKS' },
  EfficientWatchResumption: { stages: ['26 GA on locked'], since: 'older', removed: 33, by: 'apiserver' },
  ElasticIndexedJob: { stages: ['27 beta on', '31 GA on locked'], removed: 34, read: 'A' },
  EndpointSliceTerminatingCondition: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  EnvFiles: { stages: ['34 alpha off', '35 beta on'], read: 'AK' },
  EphemeralContainers: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  EventedPLEG: { stages: ['26 alpha off'], read: 'K' },
  ExecProbeTimeout: { stages: ['26 GA on', '35 GA on locked'], since: 20, read: 'K' },
  ExpandCSIVolumes: { stages: ['26 GA on'], since: 'older', removed: 27 },
  ExpandInUsePersistentVolumes: { stages: ['26 GA on'], since: 'older', removed: 27 },
  ExpandPersistentVolumes: { stages: ['26 GA on'], since: 'older', removed: 27 },
  ExpandedDNSConfig: { stages: ['26 beta on', '28 GA on locked'], since: 'older', removed: 30, read: 'AK' },
  ExperimentalHostUserNamespaceDefaulting: {
    stages: ['26 beta off', '28 deprecated off locked'],
    since: 'older',
    removed: 30,
    read: 'K',
  },
  ExtendWebSocketsToKubelet: { stages: ['36 beta on'], read: 'AK', needs: ['NodeDeclaredFeatures'] },
  ExternalServiceAccountTokenSigner: { stages: ['32 alpha off', '34 beta on', '36 GA on locked'], read: 'A' },
  GRPCContainerProbe: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, read: 'K' },
  GangScheduling: { stages: ['35 alpha off'], read: 'S', needs: ['GenericWorkload'] },
  GenericWorkload: { stages: ['35 alpha off'], read: 'ACS' },
  GitRepoVolumeDriver: { stages: ['33 deprecated off', '36 deprecated off locked'], read: 'AK' },
  GracefulNodeShutdown: { stages: ['26 beta on'], since: 20, read: 'K' },
  GracefulNodeShutdownBasedOnPodPriority: {
    stages: ['26 beta on'],
    since: 23,
    read: 'K',
    needs: ['GracefulNodeShutdown'],
  },
  HPAConfigurableTolerance: { stages: ['33 alpha off', '35 beta on'], read: 'AC' },
  HPAContainerMetrics: {
    stages: ['26 alpha off', '27 beta on', '30 GA on locked'],
    since: 'older',
    removed: 32,
    read: 'AC',
  },
  HPAScaleToZero: { stages: ['26 alpha off'], since: 16, read: 'AC' },
  HonorPVReclaimPolicy: {
    stages: ['26 alpha off', '31 beta on', '33 GA on locked'],
    since: 23,
    removed: 36,
    read: 'C',
  },
  HostnameOverride: { stages: ['34 alpha off', '35 beta on'], read: 'AK' },
  IPTablesOwnershipCleanup: {
    stages: ['26 alpha off', '27 beta on', '28 GA on locked'],
    since: 'older',
    removed: 30,
    read: 'K',
  },
  IPv6DualStack: { stages: ['26 GA on locked'], since: 'older', removed: 27, by: 'controller-manager' },
  IdentifyPodOS: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  ImageMaximumGCAge: { stages: ['29 alpha off', '30 beta on', '35 GA on locked'], read: 'K' },
  ImageVolume: { stages: ['31 alpha off', '33 beta off', '35 beta on', '36 GA on locked'], read: 'AK' },
  ImageVolumeWithDigest: { stages: ['36 alpha off'], read: 'AK', needs: ['ImageVolume'] },
  InOrderInformers: { stages: ['33 beta on', '36 GA on locked'], by: 'client-go' },
  InOrderInformersBatchProcess: { stages: ['35 beta on'], by: 'client-go' },
  InPlacePodLevelResourcesVerticalScaling: {
    stages: ['35 alpha off', '36 beta on'],
    read: 'AKS',
    needs: ['InPlacePodVerticalScaling', 'PodLevelResources', 'NodeDeclaredFeatures'],
  },
  InPlacePodVerticalScaling: {
    stages: ['27 alpha off', '33 beta on', '35 GA on locked'],
    by: 'apiserver/kube',
    read: 'AKS',
  },
  InPlacePodVerticalScalingAllocatedStatus: {
    stages: ['32 alpha off', '33 deprecated off'],
    removed: 36,
    read: 'AK',
    needs: ['InPlacePodVerticalScaling'],
  },
  InPlacePodVerticalScalingExclusiveCPUs: { stages: ['32 alpha off'], read: 'K', needs: ['InPlacePodVerticalScaling'] },
  InPlacePodVerticalScalingExclusiveMemory: {
    stages: ['34 alpha off'],
    read: 'K',
    needs: ['InPlacePodVerticalScaling'],
  },
  InPlacePodVerticalScalingInitContainers: {
    stages: ['36 beta on'],
    read: 'AK',
    needs: ['InPlacePodVerticalScaling', 'NodeDeclaredFeatures'],
  },
  InTreePluginAWSUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'CK' },
  InTreePluginAzureDiskUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'CK' },
  InTreePluginAzureFileUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'CK' },
  InTreePluginGCEUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'CK' },
  InTreePluginOpenStackUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'K' },
  InTreePluginPortworxUnregister: { stages: ['26 alpha off'], since: 23, removed: 36, read: 'CK' },
  InTreePluginRBDUnregister: { stages: ['26 alpha off', '28 deprecated off'], since: 'older', removed: 31, read: 'CK' },
  InTreePluginvSphereUnregister: { stages: ['26 alpha off'], since: 'older', removed: 31, read: 'CK' },
  InformerResourceVersion: { stages: ['30 alpha off', '35 GA on'], by: 'client-go' },
  JobBackoffLimitPerIndex: { stages: ['28 alpha off', '29 beta on', '33 GA on locked'], read: 'AC' },
  JobManagedBy: { stages: ['30 alpha off', '32 beta on', '35 GA on locked'], read: 'AC' },
  JobMutableNodeSchedulingDirectives: {
    stages: ['26 beta on', '27 GA on locked'],
    since: 'older',
    removed: 29,
    read: 'A',
  },
  JobPodFailurePolicy: { stages: ['26 beta on', '31 GA on locked'], since: 'older', removed: 33, read: 'AC' },
  JobPodReplacementPolicy: { stages: ['28 alpha off', '29 beta on', '34 GA on locked'], read: 'AC' },
  JobReadyPods: { stages: ['26 beta on', '29 GA on locked'], since: 'older', removed: 31, read: 'C' },
  JobSuccessPolicy: { stages: ['30 alpha off', '31 beta on', '33 GA on locked'], read: 'AC' },
  JobTrackingWithFinalizers: { stages: ['26 GA on locked'], since: 'older', removed: 29 },
  KMSv1: { stages: ['28 deprecated on', '29 deprecated off'], by: 'apiserver', read: 'A' },
  KMSv2: {
    stages: ['26 alpha off', '27 beta on', '29 GA on locked'],
    since: 'older',
    removed: 32,
    by: 'apiserver',
    read: 'A',
  },
  KMSv2KDF: { stages: ['28 beta off', '29 GA on locked'], removed: 32, by: 'apiserver', read: 'A' },
  KubeProxyDrainingTerminatingNodes: {
    stages: ['28 alpha off', '30 beta on', '31 GA on locked'],
    removed: 33,
    read: 'P',
  },
  KubeletCgroupDriverFromCRI: { stages: ['28 alpha off', '31 beta on', '34 GA on locked'], read: 'K' },
  KubeletCrashLoopBackOffMax: { stages: ['32 alpha off', '35 beta on'], read: 'K' },
  KubeletCredentialProviders: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  KubeletEnsureSecretPulledImages: { stages: ['33 alpha off', '35 beta on'], read: 'K' },
  KubeletFineGrainedAuthz: { stages: ['32 alpha off', '33 beta on', '36 GA on locked'], read: 'AK' },
  KubeletInUserNamespace: { stages: ['26 alpha off'], since: 22, read: 'K' },
  KubeletPSI: { stages: ['33 alpha off', '34 beta on', '36 GA on locked'], read: 'K' },
  KubeletPodResources: { stages: ['26 beta on', '28 GA on locked'], since: 'older', removed: 30, read: 'K' },
  KubeletPodResourcesDynamicResources: { stages: ['27 alpha off', '34 beta on', '36 GA on locked'], read: 'K' },
  KubeletPodResourcesGet: { stages: ['27 alpha off', '34 beta on', '36 GA on locked'], read: 'K' },
  KubeletPodResourcesGetAllocatable: {
    stages: ['26 beta on', '28 GA on locked'],
    since: 'older',
    removed: 29,
    read: 'K',
  },
  KubeletPodResourcesListUseActivePods: { stages: ['34 deprecated on'], read: 'K' },
  KubeletRegistrationGetOnExistsOnly: { stages: ['32 deprecated off'], read: 'K' },
  KubeletSeparateDiskGC: { stages: ['29 alpha off', '31 beta on'], read: 'K' },
  KubeletServiceAccountTokenForCredentialProviders: { stages: ['33 alpha off', '34 beta on'], read: 'AK' },
  KubeletTracing: { stages: ['26 alpha off', '27 beta on', '34 GA on locked'], since: 25, read: 'K' },
  LegacyServiceAccountTokenCleanUp: {
    stages: ['28 alpha off', '29 beta on', '30 GA on locked'],
    removed: 32,
    read: 'AC',
  },
  LegacyServiceAccountTokenNoAutoGeneration: { stages: ['26 GA on', '27 GA on locked'], since: 'older', removed: 29 },
  LegacyServiceAccountTokenTracking: {
    stages: ['26 alpha off', '27 beta on', '28 GA on locked'],
    since: 'older',
    removed: 30,
    read: 'A',
  },
  LegacySidecarContainers: { stages: ['33 deprecated off'], removed: 34, read: 'K' },
  ListFromCacheSnapshot: { stages: ['33 alpha off', '34 beta on'], by: 'apiserver', read: 'A' },
  LoadBalancerIPMode: { stages: ['29 alpha off', '30 beta on', '32 GA on locked'], removed: 35, read: 'AP' },
  LocalStorageCapacityIsolation: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  LocalStorageCapacityIsolationFSQuotaMonitoring: { stages: ['26 alpha off', '31 beta off'], since: 15, read: 'K' },
  LogarithmicScaleDown: { stages: ['26 beta on', '31 GA on locked'], since: 21, read: 'C' },
  LoggingAlphaOptions: { stages: ['26 alpha off'], since: 24, by: 'logs' },
  LoggingBetaOptions: { stages: ['26 beta on'], since: 24, by: 'logs' },
  ManifestBasedAdmissionControlConfig: { stages: ['36 alpha off'], by: 'apiserver', read: 'A' },
  MatchLabelKeysInPodAffinity: { stages: ['29 alpha off', '31 beta on', '33 GA on locked'], read: 'A' },
  MatchLabelKeysInPodTopologySpread: { stages: ['26 alpha off', '27 beta on'], since: 25, read: 'AS' },
  MatchLabelKeysInPodTopologySpreadSelectorMerge: {
    stages: ['34 beta on'],
    read: 'A',
    needs: ['MatchLabelKeysInPodTopologySpread'],
  },
  MaxUnavailableStatefulSet: { stages: ['26 alpha off', '35 beta off'], since: 24, read: 'AC' },
  MemoryManager: { stages: ['26 beta on', '32 GA on locked'], since: 21, removed: 36, read: 'K' },
  MemoryQoS: { stages: ['26 alpha off'], since: 22, read: 'K' },
  MinDomainsInPodTopologySpread: {
    stages: ['26 beta off', '27 beta on', '30 GA on locked'],
    since: 'older',
    removed: 32,
    read: 'AS',
  },
  MinimizeIPTablesRestore: { stages: ['26 alpha off', '27 beta on', '28 GA on locked'], since: 'older', removed: 30 },
  MixedProtocolLBService: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  MultiCIDRRangeAllocator: { stages: ['26 alpha off'], since: 'older', removed: 29, read: 'C' },
  MultiCIDRServiceAllocator: { stages: ['27 alpha off', '31 beta off', '33 GA on', '34 GA on locked'], read: 'ACP' },
  MutableCSINodeAllocatableCount: {
    stages: ['33 alpha off', '34 beta off', '35 beta on', '36 GA on locked'],
    read: 'AK',
  },
  MutablePVNodeAffinity: { stages: ['35 alpha off'], read: 'A' },
  MutablePodResourcesForSuspendedJobs: { stages: ['35 alpha off', '36 beta on'], read: 'A' },
  MutableSchedulingDirectivesForSuspendedJobs: { stages: ['35 alpha off', '36 beta on'], read: 'AC' },
  MutatingAdmissionPolicy: { stages: ['30 alpha off', '34 beta off', '36 GA on'], by: 'apiserver', read: 'A' },
  NFTablesProxyMode: { stages: ['29 alpha off', '31 beta on', '33 GA on locked'], read: 'P' },
  NativeHistograms: { stages: ['36 alpha off'], by: 'metrics' },
  NetworkPolicyEndPort: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  NetworkPolicyStatus: { stages: ['26 alpha off'], since: 'older', removed: 28, read: 'A' },
  NewVolumeManagerReconstruction: { stages: ['27 beta off', '28 beta on', '30 GA on locked'], removed: 32, read: 'K' },
  NodeDeclaredFeatures: { stages: ['35 alpha off', '36 beta on'], read: 'AKS' },
  NodeInclusionPolicyInPodTopologySpread: { stages: ['26 beta on', '33 GA on locked'], since: 25, read: 'AS' },
  NodeLogQuery: { stages: ['27 alpha off', '30 beta off', '36 GA on locked'], read: 'K' },
  NodeOutOfServiceVolumeDetach: { stages: ['26 beta on', '28 GA on locked'], since: 'older', removed: 32, read: 'C' },
  NodeSwap: { stages: ['26 alpha off', '28 beta off', '30 beta on', '34 GA on locked'], since: 22, read: 'K' },
  NominatedNodeNameForExpectation: { stages: ['34 alpha off', '35 beta on'], read: 'S' },
  OpenAPIEnums: { stages: ['26 beta on'], since: 23, by: 'apiserver', read: 'A' },
  OpenAPIV3: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, by: 'apiserver', read: 'A' },
  OpportunisticBatching: { stages: ['35 beta on'], read: 'S' },
  OrderedNamespaceDeletion: { stages: ['30 beta off', '33 beta on', '34 GA on locked'], read: 'C' },
  PDBUnhealthyPodEvictionPolicy: {
    stages: ['26 alpha off', '27 beta on', '31 GA on locked'],
    since: 'older',
    removed: 33,
    read: 'A',
  },
  PLEGOnDemandRelist: { stages: ['36 beta on'], read: 'K' },
  PersistentVolumeClaimUnusedSinceTime: { stages: ['36 alpha off'], read: 'C' },
  PersistentVolumeLastPhaseTransitionTime: {
    stages: ['28 alpha off', '29 beta on', '31 GA on locked'],
    removed: 33,
    read: 'A',
  },
  PodAndContainerStatsFromCRI: { stages: ['26 alpha off'], since: 23, read: 'K' },
  PodCertificateRequest: {
    stages: ['34 alpha off', '35 beta off'],
    read: 'ACK',
    needs: ['AuthorizeNodeWithSelectors'],
  },
  PodDeletionCost: { stages: ['26 beta on'], since: 21, read: 'AC' },
  PodDisruptionConditions: { stages: ['26 beta on', '31 GA on locked'], since: 25, removed: 34, read: 'ACKS' },
  PodHasNetworkCondition: { stages: ['26 alpha off'], since: 'older', removed: 28, read: 'K' },
  PodHostIPs: { stages: ['28 alpha off', '29 beta on', '30 GA on locked'], removed: 32, read: 'AK' },
  PodIndexLabel: { stages: ['28 beta on', '32 GA on locked'], removed: 35, read: 'C' },
  PodLevelResourceManagers: { stages: ['36 alpha off'], read: 'K', needs: ['PodLevelResources'] },
  PodLevelResources: { stages: ['32 alpha off', '34 beta on'], read: 'ACKS' },
  PodLifecycleSleepAction: { stages: ['29 alpha off', '30 beta on', '34 GA on locked'], read: 'AK' },
  PodLifecycleSleepActionAllowZero: {
    stages: ['32 alpha off', '33 beta on', '34 GA on locked'],
    read: 'A',
    needs: ['PodLifecycleSleepAction'],
  },
  PodLogsQuerySplitStreams: { stages: ['32 alpha off'], read: 'AK' },
  PodObservedGenerationTracking: { stages: ['33 alpha off', '34 beta on', '35 GA on locked'], read: 'A' },
  PodReadyToStartContainersCondition: { stages: ['28 alpha off', '29 beta on'], read: 'K' },
  PodSchedulingReadiness: { stages: ['26 alpha off', '27 beta on', '30 GA on locked'], read: 'AS' },
  PodSecurity: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  PodTopologyLabelsAdmission: { stages: ['33 alpha off', '35 beta on'], read: 'A' },
  PodsAPI: { stages: ['36 alpha off'], read: 'K' },
  PortForwardWebsockets: { stages: ['30 alpha off', '31 beta on'], read: 'A' },
  PreferSameTrafficDistribution: { stages: ['33 alpha off', '34 beta on', '35 GA on locked'], read: 'ACP' },
  PreventStaticPodAPIReferences: { stages: ['34 beta on'], read: 'K' },
  ProbeHostPodSecurityStandards: { stages: ['34 GA on locked'], removed: 35, read: 'A' },
  ProbeTerminationGracePeriod: { stages: ['26 beta on', '28 GA on locked'], since: 'older', removed: 29, read: 'A' },
  ProcMountType: {
    stages: ['26 alpha off', '31 beta off', '33 beta on', '36 GA on locked'],
    since: 12,
    read: 'A',
    needs: ['UserNamespacesSupport'],
  },
  ProxyTerminatingEndpoints: { stages: ['26 beta on', '28 GA on locked'], since: 'older', removed: 30, read: 'P' },
  QOSReserved: { stages: ['26 alpha off'], since: 11, read: 'K' },
  ReadWriteOncePod: {
    stages: ['26 alpha off', '27 beta on', '29 GA on locked'],
    since: 'older',
    removed: 31,
    read: 'AKS',
  },
  RecoverVolumeExpansionFailure: { stages: ['26 alpha off', '32 beta on', '34 GA on locked'], since: 23, read: 'ACK' },
  RecursiveReadOnlyMounts: { stages: ['30 alpha off', '31 beta on', '33 GA on locked'], read: 'AK' },
  ReduceDefaultCrashLoopBackOffDecay: { stages: ['33 alpha off'], read: 'K' },
  RelaxedDNSSearchValidation: { stages: ['32 alpha off', '33 beta on', '34 GA on locked'], read: 'A' },
  RelaxedEnvironmentVariableValidation: { stages: ['30 alpha off', '32 beta on', '34 GA on locked'], read: 'A' },
  RelaxedServiceNameValidation: { stages: ['34 alpha off', '36 beta on'], read: 'A' },
  ReloadKubeletClientCAFile: { stages: ['36 beta on'], read: 'K' },
  ReloadKubeletServerCertificateFile: { stages: ['31 beta on'], read: 'K' },
  RemainingItemCount: {
    stages: ['26 beta on', '29 GA on locked'],
    since: 'older',
    removed: 33,
    by: 'apiserver',
    read: 'A',
  },
  RemoteRequestHeaderUID: { stages: ['32 alpha off', '33 beta on'], by: 'apiserver', read: 'A' },
  RemoveSelfLink: { stages: ['26 GA on locked'], since: 'older', removed: 30, by: 'apiserver' },
  ResilientWatchCacheInitialization: { stages: ['31 beta on', '34 GA on locked'], by: 'apiserver', read: 'A' },
  ResourceHealthStatus: { stages: ['31 alpha off', '36 beta on'], read: 'AK', needs: ['DynamicResourceAllocation'] },
  ResourceHealthStatusMessage: { stages: ['36 beta on'], read: 'AK', needs: ['ResourceHealthStatus'] },
  RestartAllContainersOnContainerExits: {
    stages: ['35 alpha off', '36 beta on'],
    read: 'AK',
    needs: ['ContainerRestartRules', 'NodeDeclaredFeatures'],
  },
  RetroactiveDefaultStorageClass: { stages: ['26 beta on', '28 GA on'], since: 'older', removed: 29, read: 'AC' },
  RetryGenerateName: { stages: ['30 alpha off', '31 beta on', '32 GA on locked'], by: 'apiserver/kube', read: 'A' },
  RotateKubeletServerCertificate: { stages: ['26 beta on'], since: 7, read: 'K' },
  RuntimeClassInImageCriApi: { stages: ['29 alpha off'], read: 'K' },
  SELinuxChangePolicy: { stages: ['32 alpha off', '33 beta on', '36 GA on locked'], read: 'ACK' },
  SELinuxMount: { stages: ['30 alpha off', '33 beta off'], read: 'AK' },
  SELinuxMountReadWriteOncePod: {
    stages: ['26 alpha off', '27 beta off', '28 beta on', '36 GA on locked'],
    since: 25,
    read: 'AK',
  },
  SchedulerAsyncAPICalls: { stages: ['34 beta off'], read: 'S' },
  SchedulerAsyncPreemption: { stages: ['32 alpha off', '33 beta on'], read: 'S' },
  SchedulerPopFromBackoffQ: { stages: ['33 beta on'], read: 'S' },
  SchedulerQueueingHints: { stages: ['28 beta off', '32 beta on', '34 GA on locked'], read: 'S' },
  SeccompDefault: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, read: 'K' },
  SecurityContextDeny: { stages: ['27 alpha off'], removed: 30, read: 'A' },
  SeparateCacheWatchRPC: {
    stages: ['28 beta on', '33 deprecated off', '36 deprecated off locked'],
    by: 'apiserver',
    read: 'A',
  },
  SeparateTaintEvictionController: { stages: ['29 beta on', '34 GA on locked'], read: 'C' },
  ServerSideApply: { stages: ['26 GA on locked'], since: 'older', removed: 32, by: 'apiserver' },
  ServerSideFieldValidation: {
    stages: ['26 beta on', '27 GA on locked'],
    since: 'older',
    removed: 32,
    by: 'apiserver',
    read: 'A',
  },
  ServiceAccountNodeAudienceRestriction: { stages: ['32 beta off', '33 beta on'], read: 'A' },
  ServiceAccountTokenJTI: { stages: ['29 alpha off', '30 beta on', '32 GA on locked'], read: 'A' },
  ServiceAccountTokenNodeBinding: {
    stages: ['29 alpha off', '31 beta on', '33 GA on locked'],
    read: 'A',
    needs: ['ServiceAccountTokenNodeBindingValidation'],
  },
  ServiceAccountTokenNodeBindingValidation: { stages: ['29 alpha off', '30 beta on', '32 GA on locked'], read: 'A' },
  ServiceAccountTokenPodNodeInfo: { stages: ['29 alpha off', '30 beta on', '32 GA on locked'], read: 'A' },
  ServiceCIDRStatusFieldWiping: { stages: ['36 deprecated on'], read: 'A' },
  ServiceIPStaticSubrange: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  ServiceInternalTrafficPolicy: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  ServiceNodePortStaticSubrange: { stages: ['27 alpha off', '28 beta on', '29 GA on locked'], removed: 31, read: 'A' },
  ServiceTrafficDistribution: { stages: ['30 alpha off', '31 beta on', '33 GA on locked'], removed: 36, read: 'ACP' },
  ShardedListAndWatch: { stages: ['36 alpha off'], by: 'apiserver', read: 'A' },
  SidecarContainers: { stages: ['28 alpha off', '29 beta on', '33 GA on locked'], read: 'ACKS' },
  SizeBasedListCostEstimate: { stages: ['34 beta on'], by: 'apiserver', read: 'A' },
  SizeMemoryBackedVolumes: { stages: ['26 beta on', '32 GA on locked'], since: 20, removed: 35, read: 'K' },
  SkipReadOnlyValidationGCE: { stages: ['28 alpha off', '29 deprecated on'], removed: 31, read: 'A' },
  StableLoadBalancerNodeSet: {
    stages: ['27 beta on', '30 GA on locked'],
    removed: 32,
    by: 'controller-manager/kube',
    read: 'X',
  },
  StaleControllerConsistencyDaemonSet: { stages: ['36 beta on'], read: 'C', needs: ['AtomicFIFO'] },
  StaleControllerConsistencyJob: { stages: ['36 beta on'], read: 'C', needs: ['AtomicFIFO'] },
  StaleControllerConsistencyReplicaSet: { stages: ['36 beta on'], read: 'C', needs: ['AtomicFIFO'] },
  StaleControllerConsistencyStatefulSet: { stages: ['36 beta on'], read: 'C', needs: ['AtomicFIFO'] },
  StatefulSetAutoDeletePVC: {
    stages: ['26 alpha off', '27 beta on', '32 GA on locked'],
    since: 23,
    removed: 35,
    read: 'AC',
  },
  StatefulSetMinReadySeconds: { stages: ['26 GA on locked'], since: 'older', removed: 27 },
  StatefulSetSemanticRevisionComparison: { stages: ['34 beta on'], read: 'C' },
  StatefulSetStartOrdinal: { stages: ['26 alpha off', '27 beta on', '31 GA on locked'], removed: 34, read: 'AC' },
  StorageCapacityScoring: { stages: ['33 alpha off'], read: 'S' },
  StorageNamespaceIndex: { stages: ['30 beta on', '33 deprecated on'], read: 'A' },
  StorageVersionAPI: { stages: ['26 alpha off'], since: 20, by: 'apiserver', read: 'AC', needs: ['APIServerIdentity'] },
  StorageVersionHash: { stages: ['26 beta on'], since: 14, by: 'apiserver', read: 'A' },
  StorageVersionMigrator: { stages: ['30 alpha off', '35 beta off'], read: 'AC' },
  StreamingCollectionEncodingToJSON: { stages: ['33 beta on', '34 GA on locked'], by: 'apiserver/kube', read: 'A' },
  StreamingCollectionEncodingToProtobuf: { stages: ['33 beta on', '34 GA on locked'], by: 'apiserver/kube', read: 'A' },
  StrictCostEnforcementForVAP: { stages: ['30 beta off', '32 GA on locked'], removed: 35, by: 'apiserver', read: 'A' },
  StrictCostEnforcementForWebhooks: {
    stages: ['30 beta off', '32 GA on locked'],
    removed: 35,
    by: 'apiserver',
    read: 'A',
  },
  StrictIPCIDRValidation: { stages: ['33 alpha off', '36 beta on'], read: 'A' },
  StructuredAuthenticationConfiguration: {
    stages: ['29 alpha off', '30 beta on', '34 GA on locked'],
    by: 'apiserver',
    read: 'A',
  },
  StructuredAuthenticationConfigurationEgressSelector: {
    stages: ['34 beta on'],
    by: 'apiserver',
    read: 'A',
    needs: ['StructuredAuthenticationConfiguration'],
  },
  StructuredAuthenticationConfigurationJWKSMetrics: {
    stages: ['35 beta on'],
    by: 'apiserver',
    read: 'A',
    needs: ['StructuredAuthenticationConfiguration'],
  },
  StructuredAuthorizationConfiguration: {
    stages: ['29 alpha off', '30 beta on', '32 GA on locked'],
    removed: 36,
    by: 'apiserver',
    read: 'A',
  },
  SupplementalGroupsPolicy: { stages: ['31 alpha off', '33 beta on', '35 GA on locked'], read: 'AK' },
  SystemdWatchdog: { stages: ['32 beta on', '35 GA on locked'], read: 'K' },
  TaintTolerationComparisonOperators: { stages: ['35 alpha off'], read: 'ACKS' },
  TokenRequestServiceAccountUIDValidation: { stages: ['34 beta on'], by: 'apiserver', read: 'A' },
  TopologyAwareHints: { stages: ['26 beta on', '33 GA on locked'], since: 21, removed: 36, read: 'ACP' },
  TopologyAwareWorkloadScheduling: { stages: ['36 alpha off'], read: 'AS', needs: ['GenericWorkload'] },
  TopologyManager: { stages: ['26 beta on', '27 GA on locked'], since: 'older', removed: 29, read: 'K' },
  TopologyManagerPolicyAlphaOptions: { stages: ['26 alpha off'], read: 'K' },
  TopologyManagerPolicyBetaOptions: { stages: ['26 beta off', '28 beta on'], read: 'K' },
  TopologyManagerPolicyOptions: { stages: ['26 alpha off', '28 beta on', '32 GA on', '36 GA on locked'], read: 'K' },
  TranslateStreamCloseWebsocketRequests: { stages: ['29 alpha off', '30 beta on'], read: 'A' },
  UnauthenticatedHTTP2DOSMitigation: { stages: ['26 beta off', '29 beta on'], since: 25, by: 'apiserver', read: 'A' },
  UnknownVersionInteroperabilityProxy: {
    stages: ['28 alpha off', '36 beta on'],
    by: 'apiserver/kube',
    read: 'A',
    needs: ['APIServerIdentity'],
  },
  UnlockWhileProcessingFIFO: { stages: ['36 beta on'], by: 'client-go' },
  UserNamespacesHostNetworkSupport: {
    stages: ['35 alpha off'],
    read: 'A',
    needs: ['UserNamespacesSupport', 'NodeDeclaredFeatures'],
  },
  UserNamespacesPodSecurityStandards: { stages: ['29 alpha off'], removed: 35, read: 'A' },
  UserNamespacesStatelessPodsSupport: { stages: ['26 alpha off'], since: 'older', removed: 28, read: 'AK' },
  UserNamespacesSupport: { stages: ['28 alpha off', '30 beta off', '33 beta on', '36 GA on locked'], read: 'AK' },
  ValidatingAdmissionPolicy: {
    stages: ['26 alpha off', '28 beta off', '30 GA on locked'],
    since: 'older',
    removed: 32,
    by: 'apiserver',
    read: 'AC',
  },
  VolumeAttributesClass: { stages: ['29 alpha off', '31 beta off', '34 GA on', '36 GA on locked'], read: 'ACS' },
  VolumeCapacityPriority: { stages: ['26 alpha off'], since: 'older', removed: 33, read: 'S' },
  VolumeLimitScaling: { stages: ['35 alpha off'], read: 'AS' },
  WatchBookmark: { stages: ['26 GA on locked'], since: 'older', removed: 33, by: 'apiserver' },
  WatchCacheInitializationPostStartHook: { stages: ['31 beta off', '36 beta on'], by: 'apiserver', read: 'A' },
  WatchFromStorageWithoutResourceVersion: {
    stages: ['27 beta off', '33 deprecated off locked'],
    removed: 36,
    by: 'apiserver',
    read: 'A',
  },
  WatchList: { stages: ['27 alpha off', '32 beta on', '33 beta off', '34 beta on'], by: 'apiserver', read: 'A' },
  WatchListClient: { stages: ['30 beta off', '35 beta on'], by: 'client-go' },
  WinDSR: { stages: ['26 alpha off', '33 beta on', '34 GA on locked'], since: 14, read: 'P' },
  WinOverlay: { stages: ['26 beta on', '34 GA on locked'], since: 14, read: 'P' },
  WindowsCPUAndMemoryAffinity: { stages: ['32 alpha off'], read: 'K', needs: ['MemoryManager'] },
  WindowsGracefulNodeShutdown: { stages: ['32 alpha off', '34 beta on'], read: 'K', needs: ['GracefulNodeShutdown'] },
  WindowsHostNetwork: { stages: ['26 alpha on', '33 deprecated off'], read: 'K' },
  WindowsHostProcessContainers: { stages: ['26 GA on locked'], since: 'older', removed: 28 },
  WorkloadAwarePreemption: { stages: ['36 alpha off'], read: 'AS', needs: ['GangScheduling'] },
  WorkloadWithJob: { stages: ['36 alpha off'], read: 'AC', needs: ['GenericWorkload'] },
  ZeroLimitedNominalConcurrencyShares: {
    stages: ['29 beta off', '30 GA on locked'],
    removed: 32,
    by: 'apiserver',
    read: 'A',
  },
};
