/** Answers about the asker: who it is, what it may do, and all that it may do. */

import type { Loose } from '../store/object.ts';
import type { Attributes, Rule, User } from './access.ts';
import type { Backend } from './backend.ts';
import { groupVersion, type ResourceType } from './resources.ts';
import { ApiError } from './status.ts';

/** The review that was sent, with its status. */
export function review({ access }: Backend, user: User, type: ResourceType, sent: Loose): object {
  const answer = (status: object) => ({
    kind: type.kind,
    apiVersion: groupVersion(type),
    metadata: { creationTimestamp: null },
    ...(sent.spec === undefined ? {} : { spec: sent.spec }),
    status,
  });
  if (type.kind === 'SelfSubjectReview')
    return answer({ userInfo: { username: user.name, groups: [...user.groups, 'system:authenticated'] } });
  if (type.kind === 'SelfSubjectRulesReview') {
    if (!sent.spec?.namespace) throw ApiError.badRequest('no namespace on request');
    return answer({ ...rulesIn(access.rulesOf(user), user, sent.spec.namespace), incomplete: false });
  }
  const asked = attributesIn(type, sent);
  return answer(
    access.allows(user, asked)
      ? { allowed: true, reason: 'RBAC: allowed by the rules of the demo' }
      : { allowed: false },
  );
}

/** Exactly one of the two ways to ask must be used. */
function attributesIn(type: ResourceType, { spec = {} }: Loose): Attributes {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const field = 'spec.resourceAttributes';
  if (resource !== undefined && path !== undefined)
    throw ApiError.invalid(type, '', [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: cannot be specified in combination with resourceAttributes',
        field: 'spec.nonResourceAttributes',
      },
    ]);
  if (resource === undefined && path === undefined)
    throw ApiError.invalid(type, '', [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
        field,
      },
    ]);
  if (path !== undefined) return { verb: path.verb ?? '', group: '', resource: '', path: path.path ?? '' };
  return {
    verb: resource.verb ?? '',
    group: resource.group ?? '',
    resource: resource.subresource ? `${resource.resource}/${resource.subresource}` : (resource.resource ?? ''),
    ...(resource.namespace ? { namespace: resource.namespace } : {}),
    ...(resource.name ? { name: resource.name } : {}),
  };
}

function rulesIn(
  rules: readonly Rule[],
  user: User,
  namespace: string,
): { resourceRules: object[]; nonResourceRules: object[] } {
  if (user.groups.includes('system:masters'))
    return {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    };
  const here = rules.filter(
    ({ namespaces }) => namespaces === undefined || namespaces.includes(namespace) || namespaces.includes('*'),
  );
  return {
    resourceRules: here
      .filter(({ resources }) => resources !== undefined)
      .map(({ verbs, groups = [''], resources, names }) => ({
        verbs,
        apiGroups: groups,
        resources,
        ...(names === undefined ? {} : { resourceNames: names }),
      })),
    nonResourceRules: here
      .filter(({ paths }) => paths !== undefined)
      .map(({ verbs, paths }) => ({ verbs, nonResourceURLs: paths })),
  };
}
