/** What kwok does in place of a kubelet: pods run as soon as they are on a node, and are gone as soon as they should go. */

/** A condition by which kwok chooses objects: the first value that jq's expression gives is one of those, or is not. */
const chosen = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: readonly string[]) => ({
  key,
  operator,
  ...(values.length === 0 ? undefined : { values }),
});

const stage = (kind: 'Node' | 'Pod', name: string, matchExpressions: readonly object[], next: object) => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name },
  spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, next },
});

/** A template of Go that gives YAML. kwok has no address on a node that it does not know yet, and never tries twice. */
const RUNNING = `phase: Running
startTime: {{ Now | Quote }}
{{ with PodIPsWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ index . 0 | Quote }}
{{ end }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ Now | Quote }}
{{ end }}
`;

/** Nodes are made ready; one that was not heard of while kwok did not run is ready again when it does. */
const READY = `conditions:
- type: Ready
  status: "True"
  reason: KubeletReady
  lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ Now | Quote }}
`;

/** The settings of kwok, as the documents of its file. `parallel` is how many objects it changes at a time. */
export function settings(parallel: number): object[] {
  const going = '.metadata.deletionTimestamp';
  const ready = '.status.conditions.[] | select( .type == "Ready" ) | .status';
  return [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      options: {
        podPlayStageParallelism: parallel,
        nodePlayStageParallelism: parallel,
        nodeLeaseParallelism: parallel,
      },
    },
    stage('Node', 'ready', [chosen(ready, 'NotIn', 'True')], { statusTemplate: READY }),
    stage('Pod', 'run', [chosen(going, 'DoesNotExist'), chosen('.status.phase', 'In', 'Pending')], {
      statusTemplate: RUNNING,
    }),
    stage('Pod', 'go', [chosen(going, 'Exists')], { delete: true }),
  ];
}
