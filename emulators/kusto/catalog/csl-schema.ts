import type { ColumnSchema } from '../types/schema.ts';

/** Columns as KQL writes them: `a:long,['b c']:string`. */
export function cslSchema(columns: readonly ColumnSchema[]): string {
  return columns.map(({ name, type }) => `${bracketName(name)}:${type}`).join(',');
}

/** A name as KQL text can hold it: in brackets unless it is a plain identifier. */
export function bracketName(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name;
  return `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}
