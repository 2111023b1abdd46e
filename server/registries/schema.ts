/** The JSON Schema of registries.yaml: for editors without our server. */

import { registriesShape, type Shape } from '../knowledge/registries.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A schema that knows the keys and the types; they are the same in all releases. */
export function registriesSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://k3s-config.github.io/schema/registries.json',
    title: 'K3s registries.yaml',
    ...schemaOf(registriesShape),
  };
}

/** Everything but a switch may be left empty. */
function schemaOf(shape: Shape): Schema {
  switch (shape.kind) {
    case 'text':
      return { type: ['string', 'number', 'boolean', 'null'] };
    case 'bool':
      return { type: 'boolean' };
    case 'list':
      return { type: ['array', 'null'], items: { type: ['string', 'null'] } };
    case 'map':
      return { type: ['object', 'null'], patternProperties: { '': schemaOf(shape.of) } };
    case 'struct':
      return {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, schemaOf(field)])),
      };
  }
}
