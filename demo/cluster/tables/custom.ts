/** The columns that a CustomResourceDefinition asks for. */

import type { CustomColumn } from '../api/resources.ts';
import type { Loose } from '../store/object.ts';
import { AGE, ageOf, column, NAME, type Printer } from './column.ts';

/** Name first, then the columns of the definition; Age where the definition names none at all. */
export function customColumns(asked: readonly CustomColumn[]): Printer {
  const own = asked.map(({ name, path, type = 'string', priority = 0 }) =>
    column(name, `Custom resource definition column (in JSONPath format): ${path}`, { type, priority }),
  );
  return {
    columns: asked.length === 0 ? [NAME, { ...AGE, type: 'date' }] : [NAME, ...own],
    cells: (object, now) =>
      asked.length === 0
        ? [object.metadata.name, ageOf(object, now)]
        : [object.metadata.name, ...asked.map(({ path }) => cell(read(object, path)))],
  };
}

/** Only the first value found is shown; what is no text is shown as JSON. */
function cell(values: readonly Loose[]): string | null {
  const [value] = values;
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The little JSONPath that columns use: `.a.b` and one comparison in `[?(@.c=='d')]`. */
function read(object: Loose, path: string): readonly Loose[] {
  const steps = path.match(/\[\?\([^)]*\)\]|[^.[\]]+/g) ?? [];
  let found: Loose[] = [object];
  for (const step of steps) {
    const filter = /^\[\?\(@\.(\w+)(==|!=)["']([^"']*)["']\)\]$/.exec(step);
    found = found.flatMap((value) => {
      if (filter === null) return value?.[step] === undefined || value[step] === null ? [] : [value[step]];
      const [, field = '', operator, wanted] = filter;
      return Array.isArray(value)
        ? value.filter((item) => ((item[field] ?? '') === wanted) === (operator === '=='))
        : [];
    });
  }
  return found;
}
