/** A variable of the service that K3s cannot read: it does not start, even where a file sets the option too. */

import { variableInService } from './inService.ts';
import { rule } from './rule.ts';

export const environmentValue = rule({
  id: 'environment-value',
  group: 'files',
  scope: 'machine',
  summary: 'A variable of the service with a value that K3s cannot read.',
  severity: 'error',
  message: {
    bool: 'K3s does not start, whatever its files say: {0} is "{1}". Write true or false.',
    int: 'K3s does not start, whatever its files say: {0} is "{1}". Write a whole number.',
    duration: 'K3s does not start, whatever its files say: {0} is "{1}". Write a time such as 5m.',
  },
  *check({ node, flags }) {
    const { error } = node.started;
    const service = node.service;
    if (error?.kind !== 'env-value' || !service) return;
    const type = flags.find(error.flag)?.flag.type ?? 'bool';
    const uri = service.envFrom[error.variable] ?? service.uri;
    const at = variableInService(service, uri, error.variable);
    yield { at, in: uri, say: type, args: [error.variable, error.value] };
  },
});
