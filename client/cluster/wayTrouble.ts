/** Why a server could not be reached, out of what sockets and TLS say: one sentence for each cause. */

import { say } from '../say.ts';
import { asArray, asNumber, asText, at } from './json.ts';
import { type Trouble, type TroubleKind, trouble } from './trouble.ts';

export interface Way {
  readonly server: URL;
  readonly proxy: URL | undefined;
  readonly expires: Date | undefined;
}

const KINDS: Readonly<Record<string, TroubleKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  PROXY_REFUSAL: 'proxy',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'authority',
  UNABLE_TO_GET_ISSUER_CERT: 'authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'authority',
  CERT_SIGNATURE_FAILURE: 'authority',
  INVALID_CA: 'authority',
  CERT_UNTRUSTED: 'authority',
  ERR_SSL_WRONG_VERSION_NUMBER: 'notTls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'notTls',
  ERR_SSL_HTTP_REQUEST: 'notTls',
  ERR_SSL_HTTPS_PROXY_REQUEST: 'notTls',
  HPE_INVALID_CONSTANT: 'notKubernetes',
};

/** The trouble behind an error of a request. What is not known is told as an interruption, with its code. */
export function wayTrouble(error: unknown, way: Way): Trouble {
  const code = codeOf(error);
  const { host, hostname } = way.server;
  const port = way.server.port || '443';
  switch (kindOf(code)) {
    case 'dns': {
      const name = asText(at(error, 'hostname')) ?? hostname;
      return trouble(
        'dns',
        say('The name {0} cannot be resolved.', name),
        say('Check the name in the kubeconfig, the network and the VPN.'),
      );
    }
    case 'refused':
      return trouble(
        'refused',
        viaProxy(way) ?? say('Nothing listens on {0}.', host),
        say('Check that K3s runs there (`systemctl status k3s`), and the port.'),
      );
    case 'unreachable':
      return trouble(
        'unreachable',
        say('There is no way to {0}.', host),
        say('Check the network, the VPN and the address.'),
      );
    case 'timeout':
      return trouble(
        'timeout',
        say('{0} did not answer in time.', host),
        say('Check that the machine is on, and that no firewall drops TCP port {0}.', port),
      );
    case 'proxy':
      return asNumber(at(error, 'status')) === 407
        ? trouble(
            'proxy',
            say('The proxy wants a user and a password.'),
            say('Put them into the proxy setting or HTTPS_PROXY.'),
          )
        : trouble(
            'proxy',
            say('The proxy does not let us through to {0}.', host),
            say('Put the server into NO_PROXY, or ask who runs the proxy.'),
          );
    case 'expired':
      return expired(code, host);
    case 'hostname': {
      const names = [...(asText(at(error, 'cert', 'subjectaltname')) ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)];
      return trouble(
        'hostname',
        say(
          'The certificate of {0} is not for this name, but for {1}.',
          host,
          names
            .map(([, name]) => name)
            .slice(0, 5)
            .join(', ') || '-',
        ),
        say('Use one of these names, or add {0} to `tls-san` on the servers.', hostname),
      );
    }
    case 'authority':
      return trouble(
        'authority',
        say("The certificate of {0} is signed by another authority than the kubeconfig's.", host),
        say('Was the cluster installed anew? Import the kubeconfig again.'),
      );
    case 'notTls':
      return trouble(
        'notTls',
        say('{0} does not speak TLS.', host),
        say('Check the port in the kubeconfig: K3s serves its API on 6443.'),
      );
    case 'notKubernetes':
      return trouble('notKubernetes', say('{0} does not speak HTTP.', host), say('Check the port in the kubeconfig.'));
    case 'clientCertificate':
      return clientCertificate(way);
    case 'tls':
      return trouble(
        'tls',
        say('TLS with {0} failed ({1}).', host, code),
        say('Check what stands between here and the server.'),
      );
    default:
      return trouble(
        'interrupted',
        say('The connection to {0} broke off ({1}).', host, code),
        say('It is tried again.'),
      );
  }
}

function kindOf(code: string): TroubleKind | undefined {
  if (Object.hasOwn(KINDS, code)) return KINDS[code];
  if (
    /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE)|CERTIFICATE_(EXPIRED|REQUIRED|UNKNOWN|REVOKED)/.test(
      code,
    )
  )
    return 'clientCertificate';
  return /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO|EPROTO)/.test(code) ? 'tls' : undefined;
}

function codeOf(error: unknown): string {
  const own = asText(at(error, 'code'));
  // Several addresses of one name were tried: the first one's fate stands for all.
  const inner = own ?? asText(at(asArray(at(error, 'errors'))?.[0], 'code')) ?? asText(at(error, 'cause', 'code'));
  return inner ?? (asText(at(error, 'name')) || 'EIO');
}

function expired(code: string, host: string): Trouble {
  return code === 'CERT_NOT_YET_VALID'
    ? trouble(
        'expired',
        say('The certificate of {0} is not valid yet.', host),
        say('Compare the clocks of this machine and of the server.'),
      )
    : trouble(
        'expired',
        say('The certificate of {0} has expired.', host),
        say(
          'Restart K3s on the server: it renews its certificates when it starts. Or is the clock of this machine wrong?',
        ),
      );
}

/** Also behind a 401: kube-apiserver refuses an expired certificate that way. */
export function clientCertificate({ server, expires }: Way): Trouble {
  return expires && expires.getTime() < Date.now()
    ? trouble(
        'clientCertificate',
        say('Your client certificate expired on {0}.', expires.toISOString().slice(0, 10)),
        say('Restart K3s on the server, which renews it, and import the kubeconfig again.'),
      )
    : trouble(
        'clientCertificate',
        say('{0} does not accept your client certificate.', server.host),
        say('Was the cluster installed anew? Import the kubeconfig again.'),
      );
}

const viaProxy = ({ proxy }: Way): string | undefined =>
  proxy ? say('Nothing listens on the proxy {0}, or behind it.', proxy.host) : undefined;
