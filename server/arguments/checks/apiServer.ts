/** What the API server refuses beyond single bounds: plugins, modes, ranges, arguments that need each other. */

import { admissionPlugins, formerAdmissionPlugins } from '../../knowledge/admissionPlugins.ts';
import { API_GROUPS, API_WORDS } from '../../knowledge/argumentWords.ts';
import { presence } from '../../knowledge/componentFlags/lookup.ts';
import { minorText } from '../../knowledge/kubernetes.ts';
import { readValue } from '../../node/commandLine.ts';
import type { Piece, Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';
import { meantName } from './names.ts';
import { oneOfEachFamily } from './ranges.ts';

const plugins: Check = function* (settings) {
  const { minor } = settings;
  const names = Object.keys(admissionPlugins).filter(
    (name) => presence(admissionPlugins[name] ?? {}, minor) === 'here',
  );
  for (const flag of ['enable-admission-plugins', 'disable-admission-plugins', 'admission-control'] as const) {
    for (const item of settings.list(flag)) {
      if (names.includes(item.text) || item.text === '') continue;
      yield* unknownPlugin(settings, flag, item, names);
    }
  }
  const disabled = settings.list('disable-admission-plugins');
  const enabled = new Set(settings.list('enable-admission-plugins').map(({ text }) => text));
  const both = disabled.filter(({ text }) => text !== '' && enabled.has(text));
  if (both.length > 0) {
    const flags = ['disable-admission-plugins', 'enable-admission-plugins'];
    const at = both.find((item) => item.at.item >= 0)?.at;
    const args = [both.map(({ text }) => text).join(', ')];
    yield* between(settings, 'contradiction', 'validation', 'pluginBoth', flags, { args, ...(at ? { at } : {}) });
  }
  if (settings.has('admission-control') && settings.list('enable-admission-plugins').length + disabled.length > 0) {
    const flags = ['admission-control', 'enable-admission-plugins'];
    yield* between(settings, 'contradiction', 'validation', 'admissionControl', flags);
  }
};

function unknownPlugin({ minor }: Settings, flag: string, item: Piece, names: readonly string[]): Iterable<Problem> {
  const name = item.text.trim();
  const row = Object.hasOwn(admissionPlugins, name) ? admissionPlugins[name] : undefined;
  const former = Object.hasOwn(formerAdmissionPlugins, name) ? formerAdmissionPlugins[name] : undefined;
  if (former) return of(flag, item, 'unknown-name', 'validation', 'psp', { args: [name, minorText(former)] });
  const here = row && presence(row, minor);
  if (typeof here === 'object') {
    const [say, number] =
      'since' in here ? (['pluginNotYet', here.since] as const) : (['pluginRemoved', here.removed] as const);
    return of(flag, item, 'unknown-name', 'validation', say, { args: [name, minorText(number)] });
  }
  const meant = meantName(name, names);
  const sure = meant === name ? { sure: true as const } : {};
  return of(flag, item, 'unknown-name', 'validation', 'plugin', { meant, ...sure });
}

const MODES = ['Node', 'RBAC', 'Webhook', 'ABAC', 'AlwaysAllow', 'AlwaysDeny'];

const authorization: Check = function* (settings) {
  const flag = 'authorization-mode';
  const modes = settings.list(flag);
  for (const [index, mode] of modes.entries()) {
    if (!MODES.includes(mode.text)) {
      const meant = meantName(mode.text, MODES);
      yield* of(flag, mode, 'unknown-name', 'validation', 'name', { args: [mode.text, MODES.join(', ')], meant });
    } else if (modes.findIndex(({ text }) => text === mode.text) < index) {
      yield* of(flag, mode, 'duplicate', 'validation', 'twice');
    }
  }
  const needs = { Webhook: 'authorization-webhook-config-file', ABAC: 'authorization-policy-file' } as const;
  for (const [mode, file] of Object.entries(needs)) {
    const used = modes.find(({ text }) => text === mode);
    const named = settings.text(file) !== '';
    if (used && !named) {
      const more = { args: [mode, file], ...(used.at.item >= 0 ? { at: used.at } : {}) };
      yield* between(settings, 'contradiction', 'validation', 'modeNeedsFile', [flag, file], more);
    } else if (named && !used && modes.length > 0) {
      yield* between(settings, 'contradiction', 'validation', 'fileNeedsMode', [file, flag], { args: [mode, file] });
    }
  }
  if (settings.text('authorization-config') !== '' && settings.place(flag)) {
    const flags = [flag, 'authorization-config'];
    yield* between(settings, 'contradiction', 'validation', 'configInstead', flags, { args: ['authorization-config'] });
  }
};

const OIDC = [
  'oidc-issuer-url',
  'oidc-client-id',
  'oidc-ca-file',
  'oidc-groups-claim',
  'oidc-groups-prefix',
  'oidc-required-claim',
  'oidc-signing-algs',
  'oidc-username-claim',
  'oidc-username-prefix',
];

/**
 * Issuer and client belong together: up to 1.29 and in 1.36 the API server insists on it, 1.32 leaves OIDC out without
 * a word. (component-args.json, startup.json, source of 1.29)
 */
const oidc: Check = function* (settings) {
  const [issuer, client] = ['oidc-issuer-url', 'oidc-client-id'] as const;
  const [hasIssuer, hasClient] = [settings.text(issuer) !== '', settings.text(client) !== ''];
  const insists = settings.minor < OIDC_SILENT_SINCE || settings.minor >= OIDC_SILENT_UNTIL;
  const [kind, stage] = insists ? (['contradiction', 'validation'] as const) : (['no-effect', 'note'] as const);
  if (hasIssuer && !hasClient) {
    yield* between(settings, kind, stage, insists ? 'oidcClient' : 'oidcClientIgnored', [issuer, client]);
  } else if (hasClient && !hasIssuer) {
    yield* between(settings, kind, stage, insists ? 'oidcIssuer' : 'oidcIssuerIgnored', [client, issuer]);
  } else if (hasIssuer && !settings.text(issuer).startsWith('https://')) {
    const meant = settings.text(issuer).replace(/^(http:\/\/|(?!\w+:\/\/))/, 'https://');
    const args = [settings.text(issuer)];
    yield* between(settings, 'contradiction', 'validation', 'oidcHttps', [issuer], { args, meant });
  }
  if (settings.text('authentication-config') === '') return;
  const used = OIDC.filter((flag) => settings.has(flag));
  if (used[0]) {
    const flags = [used[0], 'authentication-config'];
    yield* between(settings, 'contradiction', 'validation', 'configInstead', flags, {
      args: ['authentication-config'],
    });
  }
};

/** Where exactly it was silent is not known; in between the milder sentence holds in any case. */
const OIDC_SILENT_SINCE = 30;
const OIDC_SILENT_UNTIL = 36;

const serviceRanges = oneOfEachFamily('service-cluster-ip-range');

const runtimeConfig: Check = function* (settings) {
  const flag = 'runtime-config';
  const pairs = settings.pairs(flag);
  const only = pairs.size === 1 ? pairs.get('api/all')?.value : undefined;
  if (only?.text === 'false') yield* of(flag, only, 'contradiction', 'validation', 'apiNothing');
  for (const { key, value, whole } of pairs.values()) {
    const tokens = key.text.split('/');
    if (!API_WORDS.includes(key.text) && tokens[0] !== 'api' && key.text !== 'v1') {
      if (tokens.length < 2 || tokens.length > 3) {
        yield* of(flag, key, 'unknown-name', 'validation', 'apiForm');
      } else if (!API_GROUPS.includes(tokens[0] ?? '')) {
        const meant = meantName(tokens[0] ?? '', API_GROUPS);
        const rest = tokens.slice(1).join('/');
        yield* of(flag, key, 'unknown-name', 'validation', 'apiGroup', { meant: meant && `${meant}/${rest}` });
      }
    }
    if (value && value.text !== '' && typeof readValue('bool', value.text) === 'string') {
      const meant = /^(yes|on)$/i.test(value.text) ? 'true' : /^(no|off)$/i.test(value.text) ? 'false' : undefined;
      yield* of(flag, value, 'invalid-value', 'startup', 'booleanIn', { args: [value.text, whole.text], meant });
    }
  }
};

/** Files that only work in twos. */
const PARTNERS: readonly (readonly [string, string])[] = [
  ['etcd-certfile', 'etcd-keyfile'],
  ['kubelet-client-certificate', 'kubelet-client-key'],
  ['tls-cert-file', 'tls-private-key-file'],
];

const partners: Check = function* (settings) {
  for (const [first, second] of PARTNERS) {
    const [one, other] = [settings.text(first) !== '', settings.text(second) !== ''];
    if (one === other) continue;
    const [given, missing] = one ? [first, second] : [second, first];
    const written = settings.place(given) ? [given, missing] : [missing, given];
    yield* between(settings, 'contradiction', 'validation', 'partner', written, { args: [given, missing] });
  }
  if (settings.text('audit-policy-file') !== '') {
    const targets = ['audit-log-path', 'audit-webhook-config-file'];
    if (targets.every((flag) => settings.text(flag) === '')) {
      yield* between(settings, 'no-effect', 'note', 'auditTarget', ['audit-policy-file']);
    }
  }
  const audits = [...settings.given.keys()].filter(
    (flag) => flag.startsWith('audit-log-') && flag !== 'audit-log-path',
  );
  if (audits[0] && settings.text('audit-log-path') === '') {
    yield* between(settings, 'no-effect', 'note', 'auditPath', audits);
  }
  const path = settings.text('audit-log-path') !== '' && settings.text('audit-policy-file') === '';
  if (path) yield* between(settings, 'no-effect', 'note', 'auditPolicy', ['audit-log-path', 'audit-policy-file']);
};

const watchCache: Check = function* (settings) {
  for (const item of settings.list('watch-cache-sizes')) {
    if (/^[^#]+#\d+$/.test(item.text)) continue;
    yield* of('watch-cache-sizes', item, 'invalid-value', 'validation', 'watchCache');
  }
};

/** All checks of the API server. */
export const apiServerChecks: readonly Check[] = [
  plugins,
  authorization,
  oidc,
  serviceRanges,
  runtimeConfig,
  partners,
  watchCache,
];
