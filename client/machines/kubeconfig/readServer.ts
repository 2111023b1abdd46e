/** What a server says about itself, so that it can be reached from elsewhere: its kubeconfig, certificate and addresses. */

import type { Machine, ScriptOptions } from '../../host/machine.ts';
import { bodies, sh } from '../../host/script.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { say } from '../../say.ts';
import { SERVER_PLACES } from '../serverPlaces.ts';
import { type MachineTrouble, machineTrouble } from '../trouble.ts';

export interface ServerFound {
  readonly ok: true;
  /** Where the kubeconfig lies there. */
  readonly path: string;
  /** What it says: a secret. */
  readonly text: string;
  /** What the server answers TLS with, as PEM, where that can be read. */
  readonly certificate: string | undefined;
  /** Of its network interfaces, without those that lead to containers. */
  readonly addresses: readonly string[];
  readonly hostname: string;
  /** `service-cidr` of its configuration; '' for the usual one. */
  readonly serviceCidr: string;
}

/** K3s links the first one to wherever `write-kubeconfig` names. */
const READ = sh`_put=$(_option write-kubeconfig)
for _file in "$root/etc/rancher/k3s/k3s.yaml" "$root$_put"; do
  [ -f "$_file" ] || continue
  tell path "$_file"
  section kubeconfig; head -c 1048577 "$_file"; section
  break
done
data=$(_data)
if [ -d "$data/server" ]; then tell role server; elif [ -d "$data/agent" ]; then tell role agent; fi
section certificate
sed -n 's/.*"tls.crt": *"\([A-Za-z0-9+/=]*\)".*/\1/p' "$data/server/tls/dynamic-cert.json" 2>/dev/null | head -n 1
section addresses
if command -v ip >/dev/null 2>&1; then
  ip -o addr show 2>/dev/null | grep 'scope global' | grep -v -E '^[0-9]+: +(cni|flannel|docker|br-|veth|kube-|virbr|tunl|cilium)' |
    sed -n 's/.* inet6\{0,1\} \([0-9a-fA-F.:]*\).*/\1/p'
else
  hostname -I 2>/dev/null | tr ' ' '\n'
fi
section
tell name "$(uname -n)"
tell services "$(_option service-cidr)"
exit 0`;

/** Reads it as root. A machine that is no server is told as such. */
export async function readServer(
  machine: Pick<Machine, 'run' | 'name'>,
  { root = '', ...options }: Omit<ScriptOptions, 'asRoot'> & { readonly root?: string } = {},
): Promise<ServerFound | HostTrouble | MachineTrouble> {
  const sections = ['path', 'kubeconfig', 'role', 'certificate', 'addresses', 'name', 'services'];
  const result = await machine.run(
    { body: bodies(SERVER_PLACES, READ), data: { root }, reveals: sections },
    { asRoot: true, timeoutMs: 20_000, outputLimit: 2 * 1024 * 1024, ...options },
  );
  if (!result.ok) return result;
  const read = (name: string): string => Buffer.from(result.revealed.get(name) ?? []).toString('utf8');
  if (!result.revealed.has('kubeconfig')) return noKubeconfig(machine.name, read('role'));
  const certificate = Buffer.from(read('certificate').trim(), 'base64').toString('utf8');
  return {
    ok: true,
    path: read('path'),
    text: read('kubeconfig'),
    certificate: certificate.includes('-----BEGIN CERTIFICATE') ? certificate : undefined,
    addresses: [
      ...new Set(
        read('addresses')
          .split(/\s+/)
          .filter((one) => /^[\da-fA-F.:]{2,45}$/.test(one)),
      ),
    ],
    hostname: /^[\w.-]{1,253}$/.exec(read('name').trim())?.[0] ?? '',
    serviceCidr: /^[\da-fA-F.:/,]{1,200}$/.exec(read('services').trim())?.[0] ?? '',
  };
}

function noKubeconfig(machine: string, role: string): MachineTrouble {
  if (role === 'agent')
    return machineTrouble(
      say('{0} is an agent; only servers have a kubeconfig for administrators.', machine),
      say('Choose a server of the cluster.'),
    );
  return role === 'server'
    ? machineTrouble(
        say('K3s on {0} has written no kubeconfig where one is looked for.', machine),
        say('Restart K3s there, or look for `write-kubeconfig` in its arguments.'),
      )
    : machineTrouble(say('There is no K3s server on {0}.', machine), say('Choose a server of the cluster.'));
}
