import { type Column, columnReference, literal, type Plan, passThrough, projectOf } from './logical.ts';

/** A table of one database of a group with the columns that the binder takes from the first; what it lacks is null. */
export function paddedTable(input: Plan, columns: readonly Column[]): Plan {
  const items = columns.map((column) => {
    const own = input.columns.find(({ name, type }) => name === column.name && type === column.type);
    const absent = literal(column.type, column.type === 'string' ? '' : null);
    return { ...column, expression: own === undefined ? absent : columnReference(own) };
  });
  const others = input.columns.filter((own) => columns.every(({ name }) => name !== own.name));
  return projectOf(input, [...items, ...passThrough(others)]);
}
