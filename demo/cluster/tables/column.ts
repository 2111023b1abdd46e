/** What a table is made of: columns, and who fills their cells. */

import type { KubeObject } from '../store/object.ts';
import { age } from './age.ts';

/** What tells a client about a column. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** The columns of a resource and the cells of its objects; `now` because of ages. */
export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, now: number): readonly unknown[];
}

/** A column, with the defaults that most of them have. */
export function column(name: string, description: string, more: Partial<Column> = {}): Column {
  return { name, type: 'string', format: '', description, priority: 0, ...more };
}

/** The first column of nearly everything. */
export const NAME = column('Name', 'Name must be unique within a namespace.', { format: 'name' });

/** The column that says for how long an object has existed. */
export const AGE = column(
  'Age',
  'CreationTimestamp is a timestamp representing the server time when this object was created.',
);

/** How long ago an object was created. */
export function ageOf({ metadata }: KubeObject, now: number): string {
  return age(metadata.creationTimestamp, now);
}
