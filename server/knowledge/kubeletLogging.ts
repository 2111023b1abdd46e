/** How the kubelet writes its own log; in K3s that is the log of K3s. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletLogging = fieldTable({
  logging: {
    type: 'object',
    doc: 'Form, verbosity and pace of the log.',
  },
  'logging.format': {
    type: 'enum',
    default: 'text',
    values: {
      text: { doc: 'Lines as klog writes them.' },
      json: { doc: 'One JSON object per line, if the binary has it.' },
    },
    flag: 'logging-format',
    related: ['logging.vmodule'],
    doc: '`text` as usual, or `json` where the binary has it built in.',
  },
  'logging.flushFrequency': {
    type: 'durationOrNanoseconds',
    default: '5s',
    aboveDuration: '0s',
    flag: 'log-flush-frequency',
    doc: 'Longest time a line waits before it is written.',
  },
  'logging.verbosity': {
    type: 'uint32',
    default: 0,
    min: 0,
    max: 2147483647,
    flag: 'v',
    doc:
      'How much is told: 2 is usual, 4 for looking into trouble, from 6 on every request. K3s writes its `v` ' +
      'here.',
  },
  'logging.vmodule': {
    type: 'list<object>',
    flag: 'vmodule',
    related: ['logging.verbosity'],
    doc: 'Verbosity for single source files; only the text format knows it.',
  },
  'logging.vmodule[].filePattern': {
    type: 'string',
    required: true,
    doc: 'Name of a Go file without `.go`, or a pattern such as `kubelet*`.',
  },
  'logging.vmodule[].verbosity': {
    type: 'uint32',
    min: 0,
    max: 2147483647,
    doc: 'Verbosity for these files.',
  },
  'logging.options': {
    type: 'object',
    gates: ['LoggingAlphaOptions'],
    doc: 'Details by format, all behind the gate `LoggingAlphaOptions`.',
  },
  'logging.options.text': {
    type: 'object',
    since: 30,
    doc: 'Details of the text format.',
  },
  'logging.options.text.splitStream': {
    type: 'bool',
    since: 30,
    default: false,
    gates: ['LoggingAlphaOptions'],
    flag: 'log-text-split-stream',
    doc:
      'Meant to send plain lines to stdout and errors to stderr. From a file it never arrives: only the flag ' +
      'works.',
  },
  'logging.options.text.infoBufferSize': {
    type: 'quantity',
    since: 30,
    default: '0',
    unit: 'bytes',
    gates: ['LoggingAlphaOptions'],
    flag: 'log-text-info-buffer-size',
    doc: 'Buffer for plain lines once streams are split, such as `2Mi`.',
  },
  'logging.options.json': {
    type: 'object',
    doc: 'Details of the JSON format.',
  },
  'logging.options.json.splitStream': {
    type: 'bool',
    default: false,
    gates: ['LoggingAlphaOptions'],
    flag: 'log-json-split-stream',
    doc: 'The same for JSON, and lost in a file just the same.',
  },
  'logging.options.json.infoBufferSize': {
    type: 'quantity',
    default: '0',
    unit: 'bytes',
    gates: ['LoggingAlphaOptions'],
    flag: 'log-json-info-buffer-size',
    doc: 'Buffer for plain JSON lines once streams are split.',
  },
});
