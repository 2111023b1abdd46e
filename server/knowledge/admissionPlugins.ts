/** The admission plugins of the API server, Kubernetes 1.26 to 1.36. (component-flags.json, `admissionPlugins`) */

/** Numbers are Kubernetes minors. */
export interface NameRow {
  readonly since?: number;
  /** First minor without it. */
  readonly removed?: number;
  /** Works without being named. */
  readonly on?: true;
  /** Does not work until named. */
  readonly off?: true;
}

export const admissionPlugins: Readonly<Record<string, NameRow>> = {
  AlwaysAdmit: {},
  AlwaysDeny: {},
  AlwaysPullImages: {},
  CertificateApproval: { on: true },
  CertificateSigning: { on: true },
  CertificateSubjectRestriction: { on: true },
  ClusterTrustBundleAttest: { since: 27, on: true },
  DefaultIngressClass: { on: true },
  DefaultStorageClass: { on: true },
  DefaultTolerationSeconds: { on: true },
  DenyServiceExternalIPs: {},
  EventRateLimit: {},
  ExtendedResourceToleration: {},
  ImagePolicyWebhook: {},
  JobValidation: { since: 36, on: true },
  LimitPodHardAntiAffinityTopology: {},
  LimitRanger: { on: true },
  MutatingAdmissionPolicy: { since: 32, on: true },
  MutatingAdmissionWebhook: { on: true },
  NamespaceAutoProvision: {},
  NamespaceExists: {},
  NamespaceLifecycle: { on: true },
  NodeDeclaredFeatureValidator: { since: 35, on: true },
  NodeRestriction: {},
  OwnerReferencesPermissionEnforcement: {},
  PersistentVolumeClaimResize: { on: true },
  PersistentVolumeLabel: { removed: 31 },
  PodGroupProtection: { since: 36, on: true },
  PodGroupWorkloadExists: { since: 36, on: true },
  PodNodeSelector: {},
  PodResizeValidator: { since: 36, on: true },
  PodSecurity: { on: true },
  PodTolerationRestriction: {},
  PodTopologyLabels: { since: 33, on: true },
  Priority: { on: true },
  ResourceQuota: { on: true },
  RuntimeClass: { on: true },
  SecurityContextDeny: { removed: 30 },
  ServiceAccount: { on: true },
  StorageObjectInUseProtection: { on: true },
  TaintNodesByCondition: { on: true },
  ValidatingAdmissionPolicy: { on: true },
  ValidatingAdmissionWebhook: { on: true },
};

/** Plugins that were gone before 1.26, with the minor that dropped them. (Kubernetes release notes) */
export const formerAdmissionPlugins: Readonly<Record<string, number>> = { PodSecurityPolicy: 25 };
