/** Options for the container runtime and where its images come from. */
import { table } from './flag.ts';

export const runtime = table({
  docker: {
    type: 'bool',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    experimental: true,
    doc:
      'Runs containers with Docker, through cri-dockerd, instead of the bundled containerd. Docker has to be ' +
      'installed. `registries.yaml`, `embedded-registry` and everything else about containerd does not apply then.',
  },
  'container-runtime-endpoint': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    format: 'socketUri',
    doc:
      'Socket of a container runtime of your own, which switches the bundled containerd off. `registries.yaml` and ' +
      "the snapshotter are then that runtime's business. The socket of the bundled one needs no setting, and without " +
      'a runtime behind the path the node never comes up.',
  },
  'default-runtime': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    since: { '1.26': 'v1.26.12+k3s1', '1.27': 'v1.27.9+k3s1', '1.28': 'v1.28.5+k3s1', '1.29': 'v1.29.0+k3s1' },
    format: 'name',
    doc:
      'Runtime for pods that name no RuntimeClass, for instance `nvidia`. It must be one that K3s finds on the node ' +
      'at its start; another name stops K3s.',
  },
  'image-service-endpoint': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    since: {
      '1.25': 'v1.25.15+k3s1',
      '1.26': 'v1.26.10+k3s1',
      '1.27': 'v1.27.7+k3s1',
      '1.28': 'v1.28.3+k3s1',
      '1.29': 'v1.29.0+k3s1',
    },
    format: 'socketUri',
    doc:
      'Socket of a separate service for images, where pulling and storing images is not the work of the container ' +
      'runtime, as with a lazy-pulling snapshotter. Left out, the container runtime does both.',
  },
  'disable-default-registry-endpoint': {
    type: 'bool',
    group: 'agent/containerd',
    roles: ['server', 'agent'],
    since: {
      '1.26': 'v1.26.13+k3s2',
      '1.27': 'v1.27.10+k3s2',
      '1.28': 'v1.28.6+k3s2',
      '1.29': 'v1.29.1+k3s2',
      '1.30': 'v1.30.0+k3s1',
    },
    doc:
      'Pulls images of a mirrored registry from its mirrors only, never from the registry itself. It counts for ' +
      'names under `mirrors` in `registries.yaml`; a host with an entry of its own under `configs` is still asked. ' +
      'Right for networks without internet, where the attempt only costs time.',
  },
  'nonroot-devices': {
    type: 'bool',
    group: 'agent/containerd',
    roles: ['server', 'agent'],
    since: { '1.29': 'v1.29.11+k3s1', '1.30': 'v1.30.7+k3s1', '1.31': 'v1.31.3+k3s1', '1.32': 'v1.32.0+k3s1' },
    doc:
      'Lets containers that do not run as root open the devices assigned to them, by giving the device the user and ' +
      'group of the container. Needed for GPUs or disks in pods with `runAsUser`.',
  },
  'pause-image': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    default: 'rancher/mirrored-pause:3.10.2',
    defaultChange: {
      from: { '1.34': 'v1.34.10+k3s1', '1.35': 'v1.35.7+k3s1', '1.36': 'v1.36.3+k3s1', '1.37': 'v1.37.0+k3s1' },
      value: 'rancher/mirrored-pause:3.10.2',
      before: 'rancher/mirrored-pause:3.6',
    },
    format: 'image',
    doc:
      'Image of the small container that holds the network of each pod. It has to be pullable or already on the ' +
      'node, otherwise no pod starts; K3s does not check the name. Change it only for a registry of your own.',
  },
  snapshotter: {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    default: 'overlayfs',
    values: {
      overlayfs: { doc: "Stacks layers with the kernel's overlay file system.", alsoCalled: ['overlay', 'overlay2'] },
      'fuse-overlayfs': { doc: 'Overlay in user space, for rootless nodes on old kernels.' },
      native: { doc: 'Copies whole layers: works on any file system, needs room.', alsoCalled: ['vfs'] },
      stargz: { doc: 'Starts containers while their image is still being pulled.' },
      nix: {
        doc: 'Takes layers from a Nix store.',
        since: { '1.33': 'v1.33.10+k3s1', '1.34': 'v1.34.6+k3s1', '1.35': 'v1.35.3+k3s1' },
      },
    },
    otherValues: 'open',
    doc:
      'How containerd stores the layers of images. `overlayfs` suits nearly every file system, `native` works ' +
      'anywhere but copies everything, `fuse-overlayfs` helps rootless nodes, `stargz` pulls lazily. The name goes ' +
      'to containerd unchecked, and with an unknown one K3s waits for containerd for ever.',
  },
  'private-registry': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    default: '/etc/rancher/k3s/registries.yaml',
    format: 'path',
    path: { missing: 'unnoticed' },
    doc:
      'Path of the file with registry mirrors and credentials. A path that does not exist is no error, so a typo ' +
      'means pulling without mirrors and without credentials. The file counts for this node only and is read at the ' +
      'start.',
  },
  'system-default-registry': {
    type: 'string',
    group: 'agent/runtime',
    roles: ['server'],
    env: ['K3S_SYSTEM_DEFAULT_REGISTRY'],
    format: 'registryHost',
    doc:
      'Registry from which the images of the packaged components and the pause image come, as bare `host` or ' +
      '`host:port`. With `https://` in front the image names become unreadable and the components do not start. Only ' +
      'servers know the key, agents take it from them and end when they find it in their own file.',
  },
  'airgap-extra-registry': {
    type: 'list',
    group: 'agent/runtime',
    roles: ['server', 'agent'],
    hidden: true,
    format: 'registryHost',
    broken: {
      from: { '1.31': 'v1.31.8+k3s1', '1.32': 'v1.32.4+k3s1', '1.33': 'v1.33.0+k3s1', '1.34': 'v1.34.1+k3s1' },
      fixed: { '1.32': 'v1.32.11+k3s1', '1.33': 'v1.33.7+k3s1', '1.34': 'v1.34.3+k3s1', '1.35': 'v1.35.0+k3s1' },
    },
    doc:
      'Further registry names under which images from the air-gap archives are tagged when K3s imports them. Needed ' +
      "when pods ask for these images under another registry's name. Hidden; in several releases of 2025 it had no " +
      'effect.',
  },
});
