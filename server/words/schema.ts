/** The JSON Schema of config.yaml for a role and a release, out of the option tables: for editors without our server. */

import type { Flag, Release, Role } from '../knowledge/flag.ts';
import { defaultAt, deprecation, options, valuesAt } from '../knowledge/lookup.ts';
import { describe } from './describe.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A schema that accepts the keys and value types K3s takes without changing or refusing them. */
export function schemaFor(role: Role, release: Release): Schema {
  const properties: Record<string, Schema> = {};
  for (const [name, flag] of options({ role, release })) {
    const schema = schemaOf(name, flag, role, release);
    properties[name] = schema;
    for (const alias of flag.aliases ?? []) properties[alias] = { ...schema, deprecated: true };
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://k3s-config.github.io/schema/${release}/${role}.json`,
    title: `K3s ${release} config.yaml (${role})`,
    type: 'object',
    additionalProperties: false,
    properties,
    patternProperties: Object.fromEntries(
      [...options({ role, release })]
        .filter(([, flag]) => flag.type === 'list')
        .map(([name, flag]) => [`^${name}\\+$`, schemaOf(name, flag, role, release)]),
    ),
  };
}

function schemaOf(name: string, flag: Flag, role: Role, release: Release): Schema {
  const preset = defaultAt(flag, { role, release });
  return {
    ...typeOf(flag, release),
    ...(preset === undefined || preset === '' ? {} : { default: preset }),
    ...(deprecation(flag, release) === 'none' ? {} : { deprecated: true }),
    description: flag.doc.replace(/`/g, ''),
    markdownDescription: describe({ name, flag, role, release }),
  };
}

function typeOf(flag: Flag, release: Release): Schema {
  switch (flag.type) {
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: ['integer', 'string'] };
    case 'duration':
      return { type: 'string', pattern: '^[-+]?(\\d+(\\.\\d*)?(ns|us|µs|ms|s|m|h))+$|^0$' };
    case 'list': {
      const item = { type: ['string', 'number'] };
      return { anyOf: [{ type: 'array', items: item }, item] };
    }
    case 'string': {
      const values = flag.otherValues === 'fatal' ? valuesAt(flag, release) : [];
      return values.length > 0 ? { type: 'string', enum: values } : { type: ['string', 'number'] };
    }
  }
}
