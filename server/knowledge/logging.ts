/** Options for what K3s logs, and where to. */
import { table } from './flag.ts';

export const logging = table({
  debug: {
    type: 'bool',
    group: 'logging',
    roles: ['server', 'agent'],
    snapshot: true,
    env: ['K3S_DEBUG'],
    doc:
      'Makes K3s itself write debug messages; the embedded Kubernetes components follow `v` instead. The `k3s` ' +
      'launcher reads the key for every subcommand, so with `true` in config.yaml even `k3s kubectl` gets more ' +
      'talkative.',
  },
  v: {
    type: 'int',
    group: 'logging',
    roles: ['server', 'agent'],
    format: 'logLevel',
    doc:
      'Verbosity of the embedded Kubernetes components as a number: 0 is quiet, 2 is common, 4 and more is for ' +
      'hunting bugs. They share one process, so one number counts for all of them. Anything but a whole number stops ' +
      'K3s at the start.',
  },
  vmodule: {
    type: 'string',
    group: 'logging',
    roles: ['server', 'agent'],
    format: 'patternLevels',
    doc:
      'Verbosity for single source files of the Kubernetes components, as comma-separated `pattern=number` pairs ' +
      'such as `reflector=4`. It raises the level of these files only and leaves the rest at `v`.',
  },
  log: {
    type: 'string',
    group: 'logging',
    roles: ['server', 'agent'],
    snapshot: true,
    aliases: ['l'],
    format: 'path',
    doc:
      'File that receives the log instead of standard error. With it, `journalctl -u k3s` shows next to nothing, ' +
      'unless `alsologtostderr` is on too.',
  },
  alsologtostderr: {
    type: 'bool',
    group: 'logging',
    roles: ['server', 'agent'],
    snapshot: true,
    uselessWithout: { oneOf: ['log'] },
    doc:
      'Keeps the log on standard error, and so in the journal, while `log` sends it to a file. Without `log` it ' +
      'changes nothing.',
  },
});
