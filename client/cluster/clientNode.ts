/** The part of Kubernetes' client library that is used; loaded when the first kubeconfig is read. */

export { loadYaml } from '@kubernetes/client-node/dist/yaml.js';
