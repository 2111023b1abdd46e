/** The API of the kubelet itself: address, ports, certificates, who may ask, debugging, tracing. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletServer = fieldTable({
  enableServer: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'enable-server',
    doc:
      'Opens the HTTPS API of the kubelet on `port`. Without it `kubectl logs` and `kubectl exec` reach no pod ' +
      'of this node, and metrics-server sees nothing of it.',
  },
  address: {
    type: 'string',
    default: '0.0.0.0',
    format: 'ip',
    flag: 'address',
    owned: { how: 'breaks', option: 'bind-address' },
    doc:
      'Address the kubelet API listens on; `0.0.0.0` means all of IPv4. K3s writes `bind-address` here, or all ' +
      'addresses of the family of the node.',
  },
  port: {
    type: 'int32',
    default: 10250,
    min: 1,
    max: 65535,
    flag: 'port',
    owned: { how: 'breaks' },
    doc:
      'Port of the kubelet API, over HTTPS with login. The servers of K3s and their tunnel to agents count on ' +
      '10250, so leave it there.',
  },
  readOnlyPort: {
    type: 'int32',
    default: 0,
    min: 0,
    max: 65535,
    flag: 'read-only-port',
    related: ['port'],
    owned: { how: 'unsafe' },
    doc:
      'Port of a second API without login or encryption. 0 keeps it shut, and that is what K3s writes; a ' +
      'kubelet that starts from flags alone would open 10255.',
  },
  tlsCertFile: {
    type: 'string',
    default: '',
    format: 'path',
    flag: 'tls-cert-file',
    needs: ['tlsPrivateKeyFile'],
    owned: { how: 'breaks' },
    doc:
      'Certificate the kubelet shows to its clients, intermediate ones behind it. K3s issues and renews its ' +
      'own, so a file of yours ends up unknown to the API server.',
  },
  tlsPrivateKeyFile: {
    type: 'string',
    default: '',
    format: 'path',
    flag: 'tls-private-key-file',
    needs: ['tlsCertFile'],
    owned: { how: 'breaks' },
    doc: 'Key that belongs to `tlsCertFile`; the two are only read together.',
  },
  tlsCipherSuites: {
    type: 'list<string>',
    values: 'tlsCipherSuites',
    flag: 'tls-cipher-suites',
    related: ['tlsMinVersion'],
    doc:
      'Cipher suites offered up to TLS 1.2, by their Go names such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. ' +
      'TLS 1.3 chooses for itself, and names in the style of OpenSSL stop the kubelet.',
  },
  tlsCurvePreferences: {
    type: 'list<int32>',
    since: 36,
    itemFormat: 'go-curve-id',
    doc:
      'Key exchanges that may be used, by their numbers: 23 is P-256, 29 is X25519, 4588 the post-quantum ' +
      'hybrid. Which ones exist depends on the Go version K3s was built with.',
  },
  tlsMinVersion: {
    type: 'enum',
    default: '',
    values: {
      VersionTLS10: { doc: 'TLS 1.0, broken for years.' },
      VersionTLS11: { doc: 'TLS 1.1, broken as well.' },
      VersionTLS12: { doc: 'TLS 1.2, what Go takes anyway.' },
      VersionTLS13: { doc: 'TLS 1.3 only; `tlsCipherSuites` then means nothing.' },
    },
    flag: 'tls-min-version',
    related: ['tlsCipherSuites'],
    doc:
      'Oldest TLS version a client may speak, written as `VersionTLS12` and not as `1.2`. Empty leaves it to ' +
      'Go, which today means 1.2.',
  },
  rotateCertificates: {
    type: 'bool',
    default: false,
    flag: 'rotate-certificates',
    doc:
      'Lets the kubelet ask the cluster for a new client certificate before the old one ends. K3s renews ' +
      'certificates itself at each start, so there is nothing to gain.',
  },
  serverTLSBootstrap: {
    type: 'bool',
    default: false,
    flag: 'rotate-server-certificates',
    doc:
      'Lets the kubelet order its server certificate from the cluster instead of using the files it was given. ' +
      'Somebody then has to approve each request, or `kubectl logs` stays dead.',
  },
  authentication: {
    type: 'object',
    doc: 'Who a caller of the kubelet API is: by client certificate, by token, or nobody in particular.',
  },
  'authentication.x509': {
    type: 'object',
    doc: 'Recognises callers by their client certificate.',
  },
  'authentication.x509.clientCAFile': {
    type: 'string',
    default: '',
    format: 'path',
    flag: 'client-ca-file',
    owned: { how: 'breaks' },
    doc:
      'Bundle of the authorities whose client certificates count. K3s points it at its own client CA; with ' +
      'another one the API server is a stranger.',
  },
  'authentication.webhook': {
    type: 'object',
    doc: 'Recognises callers by their bearer token, by asking the API server about it.',
  },
  'authentication.webhook.enabled': {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'authentication-token-webhook',
    owned: { how: 'breaks' },
    doc:
      'Whether tokens are taken at all. Off, metrics-server and everything else with a service account gets ' +
      '401 from this node.',
  },
  'authentication.webhook.cacheTTL': {
    type: 'duration',
    default: '2m',
    flag: 'authentication-token-webhook-cache-ttl',
    doc: 'How long the answer about a token is remembered, so how long a deleted token still opens the kubelet.',
  },
  'authentication.anonymous': {
    type: 'object',
    doc: 'What happens to callers that show nothing.',
  },
  'authentication.anonymous.enabled': {
    type: 'bool',
    default: false,
    nullable: true,
    flag: 'anonymous-auth',
    related: ['authorization.mode'],
    owned: { how: 'unsafe' },
    doc:
      'Lets callers without certificate and token in as `system:anonymous`. Together with `AlwaysAllow` ' +
      'anybody who reaches the port can run commands in every pod.',
  },
  authorization: {
    type: 'object',
    doc: 'What a caller that is known may do on the kubelet API.',
  },
  'authorization.mode': {
    type: 'enum',
    default: 'Webhook',
    values: {
      AlwaysAllow: { doc: 'Everybody who is let in may do everything.' },
      Webhook: { doc: 'The API server decides, by RBAC.' },
    },
    flag: 'authorization-mode',
    related: ['authentication.anonymous.enabled'],
    owned: { how: 'unsafe' },
    doc:
      'Who decides: `Webhook` asks the API server, which applies RBAC; `AlwaysAllow` asks nobody. A kubelet ' +
      'configured by flags alone starts with `AlwaysAllow`, K3s writes `Webhook`.',
  },
  'authorization.webhook': {
    type: 'object',
    doc: 'How long the decisions of the API server hold.',
  },
  'authorization.webhook.cacheAuthorizedTTL': {
    type: 'duration',
    default: '5m',
    flag: 'authorization-webhook-cache-authorized-ttl',
    doc: 'How long a yes is remembered. A withdrawn right still works for that long.',
  },
  'authorization.webhook.cacheUnauthorizedTTL': {
    type: 'duration',
    default: '30s',
    flag: 'authorization-webhook-cache-unauthorized-ttl',
    doc: 'How long a no is remembered. A right just granted takes that long to arrive.',
  },
  eventRecordQPS: {
    type: 'int32',
    defaultFrom: [
      [26, 5],
      [27, 50],
    ],
    nullable: true,
    min: 0,
    unit: 'per second',
    flag: 'event-qps',
    related: ['eventBurst'],
    doc:
      'How many events per second the kubelet reports. 0 lifts the limit, which a crashing pod can turn into a ' +
      'flood.',
  },
  eventBurst: {
    type: 'int32',
    defaultFrom: [
      [26, 10],
      [27, 100],
    ],
    min: 0,
    flag: 'event-burst',
    doc: 'How many events may be sent at once while `eventRecordQPS` allows it on average.',
  },
  enableDebuggingHandlers: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'enable-debugging-handlers',
    doc:
      'Serves logs, exec, attach and port-forward. Off hardens the node, and nobody can look into its pods any ' +
      'more.',
  },
  enableContentionProfiling: {
    type: 'bool',
    default: false,
    flag: 'contention-profiling',
    needs: ['enableDebuggingHandlers'],
    related: ['enableProfilingHandler'],
    doc:
      'Collects where goroutines wait for locks, for the profiling pages. Costs a little all the time, so for ' +
      'an investigation only.',
  },
  healthzPort: {
    type: 'int32',
    default: 10248,
    nullable: true,
    min: 0,
    max: 65535,
    flag: 'healthz-port',
    related: ['healthzBindAddress'],
    doc: 'Port on which `/healthz` answers without login. 0 switches it off.',
  },
  healthzBindAddress: {
    type: 'string',
    default: '127.0.0.1',
    format: 'ip',
    flag: 'healthz-bind-address',
    doc: 'Address `/healthz` listens on. Leave it on the loopback unless something outside the machine has to ask.',
  },
  streamingConnectionIdleTimeout: {
    type: 'duration',
    default: '4h',
    flag: 'streaming-connection-idle-timeout',
    deprecated: 34,
    noEffect: 34,
    doc:
      'How long exec, attach and port-forward may stay silent before they are cut. From 1.34 on nothing reads ' +
      'it any more.',
  },
  contentType: {
    type: 'string',
    default: 'application/vnd.kubernetes.protobuf',
    flag: 'kube-api-content-type',
    doc:
      'Form in which the kubelet talks to the API server. Protobuf is smaller and faster than JSON, which ' +
      'helps only when reading the traffic.',
  },
  kubeAPIQPS: {
    type: 'int32',
    defaultFrom: [
      [26, 5],
      [27, 50],
    ],
    nullable: true,
    min: 0,
    unit: 'per second',
    flag: 'kube-api-qps',
    related: ['kubeAPIBurst'],
    doc: 'Steady number of requests per second the kubelet sends to the API server.',
  },
  kubeAPIBurst: {
    type: 'int32',
    defaultFrom: [
      [26, 10],
      [27, 100],
    ],
    min: 0,
    flag: 'kube-api-burst',
    doc: 'How many requests may be sent at once on top of `kubeAPIQPS`. A value below the QPS has no sense.',
  },
  showHiddenMetricsForVersion: {
    type: 'string',
    default: '',
    format: 'previous-minor',
    doc:
      'Brings back metrics that were hidden in the minor before the running one, written as `1.35` on a 1.36. ' +
      'Any other version stops the kubelet.',
  },
  enableSystemLogHandler: {
    type: 'bool',
    default: true,
    nullable: true,
    related: ['enableSystemLogQuery'],
    doc: 'Serves the files below `/var/log` of the node under `/logs/`.',
  },
  enableSystemLogQuery: {
    type: 'bool',
    since: 27,
    nullable: true,
    gates: ['NodeLogQuery'],
    needs: ['enableSystemLogHandler'],
    related: ['enableSystemLogHandler'],
    doc:
      'Lets `kubectl get --raw .../proxy/logs/?query=k3s` search the journal of the node. It works through the ' +
      'log handler, so `enableSystemLogHandler` has to be on.',
  },
  enableProfilingHandler: {
    type: 'bool',
    default: true,
    nullable: true,
    doc: 'Serves `/debug/pprof` to callers that are allowed to read it.',
  },
  enableDebugFlagsHandler: {
    type: 'bool',
    default: true,
    nullable: true,
    doc: 'Serves `/debug/flags/v`, through which the verbosity of the log can be changed while the kubelet runs.',
  },
  tracing: {
    type: 'object',
    since: 25,
    nullable: true,
    gates: ['KubeletTracing'],
    doc:
      'Sends OpenTelemetry traces of what the kubelet does to a collector. An empty block already switches it ' + 'on.',
  },
  'tracing.endpoint': {
    type: 'string',
    since: 25,
    nullable: true,
    format: 'otlp-grpc-endpoint',
    doc:
      'gRPC address of the collector, `host:4317`; without one it is `localhost:4317`. A scheme such as ' +
      '`http://` does not belong there.',
  },
  'tracing.samplingRatePerMillion': {
    type: 'int32',
    since: 25,
    nullable: true,
    min: 0,
    max: 1000000,
    unit: 'per million',
    doc:
      'How many of a million operations are traced when the caller did not decide that already. Left out, none ' +
      'are.',
  },
});
