/** Values that fit their type but not their meaning: addresses, ranges, names, URLs, labels, schedules. */

import { splitsAtCommas } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import { type Flaw, type FlawKind, flawOf } from '../node/formats.ts';
import { counted, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { insertAfter } from '../yaml/edits.ts';
import { placeOf, replacePiece } from '../yaml/places.ts';
import { type Fix, rule } from './rule.ts';

interface Fault {
  readonly part: Part;
  readonly flaw: Flaw;
  /** Place in the text of the part. */
  readonly from: number;
  readonly to: number;
  readonly secret: boolean;
}

/** In all of them: {0} the option, {1} the piece of text, {2} what was meant. */
const messages: Readonly<Record<FlawKind, string>> & Readonly<Partial<Record<`${FlawKind} meant`, string>>> = {
  ip: 'The node does not come up: "{0}" takes IP addresses, and "{1}" is none.',
  'ip meant': 'The node does not come up: "{0}" takes bare IP addresses, and "{1}" is none. Did you mean {2}?',
  'ip-blank': 'K3s does not start: it takes the blank in "{1}" for part of the address. Write {2}.',
  'ip-several': 'K3s does not start: it takes all of "{1}" for one address. Put commas between them: {2}.',
  cidr: 'K3s does not start: "{0}" takes ranges such as 10.42.0.0/16, and "{1}" is none.',
  'cidr-blank': 'K3s does not start: it takes the blank in "{1}" for part of the range. Write {2}.',
  'cidr-several': 'K3s does not start: it takes all of "{1}" for one range. Put commas between them: {2}.',
  port: 'K3s does not start: "{0}" takes a port up to 65535, and {1} is none.',
  'port-unreachable': 'Nobody can reach a port {1}: "{0}" takes a port up to 65535.',
  'port-range': 'K3s does not start: "{0}" takes ports as in 30000-32767, the lower one first and none above 65535.',
  'port-range meant': 'K3s does not start: "{1}" is no range of ports to it. Did you mean {2}?',
  'server-scheme-missing': 'The node does not come up: "{0}" needs https:// in front of the address.',
  'server-scheme-missing meant': 'The node does not come up: "{0}" needs https:// in front. Did you mean {2}?',
  'server-scheme-slash': 'The node does not come up: two slashes belong behind https:. Write {2}.',
  'server-scheme-http': 'The node does not come up: K3s joins a server over https only. Write {2}.',
  'server-scheme-other': 'The node does not come up: K3s joins a server over https only. Write https://host:6443.',
  'server-host': 'The node does not come up: K3s finds no host in "{1}". Write https://host:6443.',
  'server-ipv6': 'The node does not come up: an IPv6 address in a URL stands in brackets. Did you mean {2}?',
  'server-port': 'The node does not come up: what follows the colon in "{1}" is no port. Write https://host:6443.',
  'server-port-missing':
    'Without a port K3s tries 443, and a server listens on 6443. Write {2}, or :443 if that is what you mean.',
  proxy: 'K3s cannot use "{1}" as "{0}", and every upload fails. Write a URL such as http://proxy:3128.',
  san: 'No client finds "{1}" in the certificate: "{0}" takes bare names and addresses.',
  'san meant': 'No client finds "{1}" in the certificate: "{0}" takes bare names and addresses. Write {2}.',
  host: '"{0}" takes bare host names, and "{1}" is none.',
  'host meant': '"{0}" takes bare host names, and "{1}" is none. Write {2}.',
  domain: 'K3s does not start: no URL can be built with the domain "{1}". Write a name such as cluster.local.',
  'domain-odd':
    'Names in the cluster will end in "{1}", which is no proper DNS name. Use small letters, digits, - and dots.',
  'domain-odd meant': 'Names in the cluster will end in "{1}", which is no proper DNS name. Did you mean {2}?',
  'node-name': 'The node never registers as "{1}": Kubernetes takes letters, digits, - and dots for a name.',
  'node-name meant':
    'The node never registers as "{1}": Kubernetes takes letters, digits, - and dots. Did you mean {2}?',
  'node-name-long':
    'Kubernetes also makes the name a label of the node, and labels end at 63 characters. Write a shorter one.',
  namespace: 'Kubernetes refuses "{1}" as a namespace, so K3s starts but serves no load balancers.',
  'namespace meant': 'Kubernetes refuses "{1}" as a namespace, so K3s starts but serves no load balancers. Write {2}.',
  registry: 'No runtime can read the image names K3s builds from "{1}": "{0}" takes a bare host. Write {2}.',
  's3-endpoint': 'Every upload fails with "{1}": "{0}" takes a bare host, with a port if need be. Write {2}.',
  's3-path':
    'Every upload fails with "{1}": "{0}" takes a bare host. The bucket has a key of its own, and so has the folder.',
  cron:
    'K3s cannot read this schedule and never takes a snapshot, without a word in its log. ' +
    'Write five fields as in "0 */6 * * *", or "@every 6h".',
  'datastore-no-scheme':
    'Without a scheme in front K3s does not use this and keeps its data in SQLite. ' +
    'Write postgres://…, mysql://… or https://… for etcd.',
  'datastore-driver':
    'K3s does not start: it has no driver for "{1}://". It knows postgres, mysql, nats, sqlite and https.',
  'datastore-driver meant': 'K3s does not start: it has no driver for "{1}://". Did you mean {2}://?',
  'datastore-mysql':
    'K3s does not start: for MySQL the host stands in tcp(…), as in mysql://user:password@tcp(host:3306)/db.',
  'datastore-postgres-tcp':
    'K3s does not start: tcp(…) is the form of MySQL. Write postgres://user:password@host:5432/db.',
  'datastore-postgres':
    'K3s does not start: it cannot read this address. ' +
    'Special characters of the password need their percent form: %25 for %, %23 for #, %2F for /.',
  'label-comma': 'The node never gets ready: each item of "{0}" is one label. Write several items instead of commas.',
  'label-key': 'K3s does not start: "{1}" cannot be the key of a label. Write it as in example.com/zone=a.',
  'label-value':
    'K3s does not start: "{1}" cannot be the value of a label. Use up to 63 letters, digits, -, _ and dots.',
  'label-reserved':
    'K3s does not start: a node must not give itself the label "{1}". ' +
    'Set it with "kubectl label node", or use another key.',
  'taint-form': 'K3s does not start: "{1}" is no taint. Write key=value:NoSchedule or key:NoSchedule, one per item.',
  'taint-effect': 'K3s does not start: there is no effect "{1}". Write NoSchedule, PreferNoSchedule or NoExecute.',
  'taint-effect meant': 'K3s does not start: there is no effect "{1}". Write {2}.',
  'taint-no-effect':
    'K3s does not start: the taint lacks its effect. Write {1}:NoSchedule, :PreferNoSchedule or :NoExecute.',
  'taint-removal': 'The form with - at the end removes nothing here, K3s only skips it. Use kubectl taint.',
  'token-hash-length':
    'K3s refuses this token: the part between K10 and :: must have 64 characters. ' +
    'Copy all of it, or write only the password.',
  'token-form':
    'K3s refuses this token: what starts with K10 must end in ::user:password. ' +
    'Copy all of it, or write only the password.',
  'token-bootstrap':
    'K3s does not start: no cluster can be founded with a token of the short-lived form. ' +
    'Write a password of another form.',
  'token-complete': 'Here only the password at the end of "{0}" counts; the hash in front is not checked.',
  'vpn-parameter':
    'K3s does not start: "{0}" knows name=, joinKey= and controlServerURL=, and here stands something else. ' +
    'Write name=tailscale,joinKey=….',
  'vpn-provider': 'K3s does not start: the only VPN it knows is tailscale. Write name=tailscale,joinKey=….',
  'vpn-join-key': 'K3s does not start: the joinKey is missing. Write name=tailscale,joinKey=….',
  interface: 'K3s does not start: no network interface can be called "{1}". Write one name, as ip link shows it.',
  'path-home': 'K3s does not know ~ and takes "{1}" literally. Write the whole path.',
  'path-relative':
    'K3s looks for "{1}" from the directory it is started in, which a service does not choose. Write the whole path.',
  image: 'No runtime can read "{1}" as the name of an image: small letters only behind the host, and no scheme.',
  'image meant': 'No runtime can read "{1}" as the name of an image. Did you mean {2}?',
};

export const badFormat = rule<Fault>({
  id: 'bad-format',
  group: 'values',
  scope: 'machine',
  summary: 'A value that its option cannot use: no address, no range, no label.',
  severity: 'error',
  message: messages,
  *check({ node, flags }) {
    const joins = isOn(node, 'server');
    for (const { name, flag, parts } of counted(node)) {
      const around = { name, role: flags.role, release: flags.release, joins };
      for (const part of parts) {
        for (const [start, text] of elements(part.text, splitsAtCommas(flag, flags.release))) {
          const flaw = flawOf(flag.format, text, around);
          if (!flaw) continue;
          const from = start + (flaw.piece?.start ?? 0);
          const to = start + (flaw.piece?.end ?? text.length);
          const piece = flaw.word ?? (flag.secret ? '' : text);
          const template = `${flaw.kind} meant`;
          yield {
            at: placeOf(part, from, to),
            in: part.document.uri,
            say: flaw.meant !== undefined && template in messages ? template : flaw.kind,
            args: [name, shown(piece), shown(flaw.meant ?? '')],
            severity: flaw.severity,
            data: { part, flaw, from, to, secret: flag.secret === true },
          };
        }
      }
    }
  },
  fix: ({ data }, { node }) => (data ? fixOf(data, node) : []),
});

/** The elements of a text, each with the place where it starts. */
function* elements(text: string, split: boolean): Iterable<[number, string]> {
  let start = 0;
  for (const element of split ? text.split(',') : [text]) {
    yield [start, element];
    start += element.length + 1;
  }
}

function fixOf({ part, flaw, from, to, secret }: Fault, node: NodeConfig): readonly Fix[] {
  const { meant, also } = flaw;
  if (meant === undefined) return [];
  const edits = [replacePiece(part, from, to, meant)];
  const more = also !== undefined && !isOn(node, also.split(':')[0] ?? '');
  if (more) edits.push(insertAfter(part.document, part.entry, also));
  const title = more
    ? say('Change to "{0}" and add "{1}"', meant, also)
    : secret && !flaw.piece
      ? say('Write it in the form that K3s reads')
      : say('Change to "{0}"', meant);
  return [{ title, edits, ...(flaw.sure ? { safe: true as const } : {}) }];
}
