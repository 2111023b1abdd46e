/** Checks of the API of the kubelet and of its logs: TLS, authorization, log queries, logging, tracing. (kubelet.md, section 4) */

import { readQuantity } from '../../arguments/quantity.ts';
import { valuesOf } from '../../knowledge/kubelet.ts';
import { tlsCipherSuites, tlsCurves } from '../../knowledge/kubeletValues.ts';
import type { Hit } from '../configuration.ts';
import { type Checks, duration, gated, nearestWord, oneOf, oneOfHit, range, row } from './check.ts';

export const serving = {
  'serverTLSBootstrap.gate': gated('RotateKubeletServerCertificate', ['serverTLSBootstrap'], (config, path) =>
    config.isTrue(path),
  ),
  *'hiddenMetrics.version'(config) {
    const text = config.text('showHiddenMetricsForVersion');
    const previous = `1.${config.minor - 1}`;
    if (text !== '' && text !== previous)
      yield { say: 'hiddenMetrics', args: [text, previous], value: text, meant: previous };
  },
  'logging.flush': duration('logging.flushFrequency'),
  'logging.format': oneOf('logging.format'),
  *'logging.vmoduleFormat'(config) {
    const format = config.text('logging.format');
    if (config.list('logging.vmodule').length > 0 && format !== 'text') yield { say: 'vmoduleFormat', args: [format] };
  },
  *'logging.vmodulePattern'(config) {
    for (const [item, entry] of config.objects('logging.vmodule').entries()) {
      const pattern = String(entry.get('filePattern') ?? '');
      if (pattern === '' || /[=,]/.test(pattern))
        yield { say: 'vmodulePattern', args: [pattern], item, value: pattern };
    }
  },
  *'logging.verbosity'(config) {
    yield* range('logging.verbosity')(config);
    const { max = 0 } = row('logging.vmodule[].verbosity');
    for (const [item, entry] of config.objects('logging.vmodule').entries()) {
      const value = Number(entry.get('verbosity') ?? 0);
      if (value > max) yield { say: 'between', args: ['verbosity', 0, max, value], fields: ['logging.vmodule'], item };
    }
  },
  *'logging.alpha'(config) {
    if (config.gates.isOn('LoggingAlphaOptions')) return;
    for (const form of ['text', 'json']) {
      const path = `logging.options.${form}.infoBufferSize`;
      if (!readQuantity(config.text(path) || '0')) continue;
      yield { say: 'gateNeeded', args: [path, 'LoggingAlphaOptions'], fields: [path], gate: 'LoggingAlphaOptions' };
    }
  },
  'tracing.gate': gated('KubeletTracing', ['tracing'], (config, path) => config.present.has(path)),
  'tracing.rate': range('tracing.samplingRatePerMillion'),
  *'tracing.endpoint'(config) {
    const text = config.text('tracing.endpoint');
    const [, scheme] = /^([a-zA-Z][\w+.-]*):\/\//.exec(text) ?? [];
    const bad = scheme !== undefined && !['dns', 'unix', 'unix-abstract'].includes(scheme);
    if (bad)
      yield {
        say: 'tracingEndpoint',
        args: [text],
        value: text,
        meant: text.replace(/^.*?:\/\//, '').replace(/\/$/, ''),
      };
  },
  'logQuery.gate': gated('NodeLogQuery', ['enableSystemLogQuery'], (config, path) => config.isTrue(path)),
  *'logQuery.handler'(config) {
    if (config.isTrue('enableSystemLogQuery') && !config.isTrue('enableSystemLogHandler')) {
      yield { say: 'needsOther', args: ['enableSystemLogQuery', 'enableSystemLogHandler'] };
    }
  },
  *'tls.cipher'(config) {
    const allowed = Object.keys(valuesOf(row('tlsCipherSuites'), config.minor) ?? {});
    for (const [item, name] of config.texts('tlsCipherSuites').entries()) {
      if (!allowed.includes(name)) yield { ...cipherHit(name, allowed), item };
    }
  },
  *'tls.cipherInsecure'(config) {
    for (const [item, name] of config.texts('tlsCipherSuites').entries()) {
      if (tlsCipherSuites.insecure.includes(name)) yield { say: 'cipherInsecure', args: [name], item };
    }
  },
  *'tls.tls13ciphers'(config) {
    const both = config.text('tlsMinVersion') === 'VersionTLS13' && config.list('tlsCipherSuites').length > 0;
    if (both) yield { say: 'cipherTls13' };
  },
  *'tls.minVersion'(config) {
    const value = config.text('tlsMinVersion');
    const allowed = Object.keys(valuesOf(row('tlsMinVersion'), config.minor) ?? {});
    if (value === '' || allowed.includes(value)) return;
    const digits = /^(?:TLS)?v?(1)\.?([0-3])$/i.exec(value.replace(/[\s_]/g, ''));
    const meant = digits ? `VersionTLS1${digits[2]}` : undefined;
    yield meant
      ? { say: 'oneOfMeant', args: ['tlsMinVersion', value, meant], value, meant }
      : oneOfHit('tlsMinVersion', value, allowed);
  },
  *'tls.curves'(config) {
    for (const [item, id] of config.list('tlsCurvePreferences').entries()) {
      const known = Object.entries(tlsCurves).map(([number, name]) => `${number} (${name})`);
      if (!(String(id) in tlsCurves)) yield { say: 'curve', args: [String(id), known.join(', ')], item };
    }
  },
  'authorizationMode.enum': oneOf('authorization.mode'),
} satisfies Checks;

function cipherHit(name: string, allowed: readonly string[]): Hit {
  const bare = (text: string): string => text.replace(/^TLS_|WITH_|[-_]/g, '').toUpperCase();
  const meant =
    allowed.find((one) => bare(one) === bare(name).replace(/AES(\d)/, 'AES$1')) ?? nearestWord(name, allowed);
  return meant
    ? { say: 'cipherMeant', args: [name, meant], value: name, meant }
    : { say: 'cipher', args: [name], value: name };
}
