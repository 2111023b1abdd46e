/** Which columns the table of a resource has, and who fills them. */

import { type ResourceType, typeId } from '../api/resources.ts';
import { CLUSTER } from './cluster.ts';
import { AGE, column, NAME, type Printer } from './column.ts';
import { customColumns } from './custom.ts';
import { NODE } from './node.ts';
import { POD } from './pod.ts';
import { WORKLOADS } from './workloads.ts';

const PLAIN: Printer = {
  columns: [NAME, column('Created At', AGE.description, { type: 'date' })],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

/** How the objects of a resource are shown in rows. */
export function printerOf(type: ResourceType): Printer {
  if (type.columns !== undefined) return customColumns(type.columns);
  const id = typeId(type);
  if (id === 'nodes') return NODE;
  if (id === 'pods') return POD;
  return WORKLOADS[id] ?? CLUSTER[id] ?? PLAIN;
}
