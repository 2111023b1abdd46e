/** CredentialProviderConfig: which programs fetch registry credentials for the kubelet. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletCredentials = fieldTable({
  providers: {
    type: 'list<object>',
    required: true,
    minItems: 1,
    doc: 'The programs that fetch registry credentials, in order; at least one.',
  },
  'providers[].name': {
    type: 'string',
    required: true,
    unique: true,
    doc: 'File name of the program in the folder of `image-credential-provider-bin-dir`; each name once.',
  },
  'providers[].matchImages': {
    type: 'list<string>',
    required: true,
    minItems: 1,
    itemFormat: 'schemeless-url-pattern',
    doc:
      'Images the program is asked for, without scheme: `*.dkr.ecr.*.amazonaws.com`, ' +
      '`registry.example.com:5000/team`.',
  },
  'providers[].defaultCacheDuration': {
    type: 'duration',
    required: true,
    minDuration: '0s',
    doc: 'How long credentials are kept when the program does not say.',
  },
  'providers[].apiVersion': {
    type: 'enum',
    required: true,
    values: {
      'credentialprovider.kubelet.k8s.io/v1': {},
      'credentialprovider.kubelet.k8s.io/v1beta1': {},
      'credentialprovider.kubelet.k8s.io/v1alpha1': {},
    },
    doc: 'Version of the protocol the program speaks.',
  },
  'providers[].args': {
    type: 'list<string>',
    doc: 'Arguments for the program.',
  },
  'providers[].env': {
    type: 'list<object>',
    doc: 'Variables for the program, on top of those of K3s.',
  },
  'providers[].env[].name': {
    type: 'string',
    required: true,
    doc: 'Name of the variable.',
  },
  'providers[].env[].value': {
    type: 'string',
    required: true,
    doc: 'Text of the variable.',
  },
  'providers[].tokenAttributes': {
    type: 'object',
    since: 33,
    gates: ['KubeletServiceAccountTokenForCredentialProviders'],
    needs: ['providers[].apiVersion'],
    doc: 'Hands the program a token of the service account of the pod, so that credentials can differ by pod.',
  },
  'providers[].tokenAttributes.serviceAccountTokenAudience': {
    type: 'string',
    since: 33,
    required: true,
    doc: 'For whom the token is issued; registries check it.',
  },
  'providers[].tokenAttributes.requireServiceAccount': {
    type: 'bool',
    since: 33,
    required: true,
    doc: 'Skips the program for pods without a service account, static ones for example.',
  },
  'providers[].tokenAttributes.requiredServiceAccountAnnotationKeys': {
    type: 'list<string>',
    since: 33,
    doc:
      'Annotations the service account must have, or the program is not asked. Needs `requireServiceAccount: ' +
      'true`.',
  },
  'providers[].tokenAttributes.optionalServiceAccountAnnotationKeys': {
    type: 'list<string>',
    since: 33,
    doc: 'Annotations handed to the program where they exist.',
  },
  'providers[].tokenAttributes.cacheType': {
    type: 'enum',
    since: 34,
    required: true,
    values: { Token: {}, ServiceAccount: {} },
    doc: 'What credentials belong to: each token, or the service account as a whole.',
  },
});
