import type { KustoType } from '../types/schema.ts';
import { printTimespan } from '../types/timespan.ts';
import type { CellValue } from './cells.ts';
import { formatDatetime } from './format-time.ts';

type CellEncoder = (value: CellValue) => string;

const encoders: Record<KustoType, CellEncoder> = {
  bool: (value) => (value ? 'true' : 'false'),
  int: String,
  long: String,
  real: encodeReal,
  decimal: (value) => `"${value}"`,
  datetime: (value) => `"${formatDatetime(BigInt(value as bigint))}"`,
  timespan: (value) => `"${printTimespan(BigInt(value as bigint))}"`,
  guid: (value) => `"${String(value).toLowerCase()}"`,
  // Dynamic values are held as JSON text, so they go onto the wire as they are, but on one line: some clients read by line.
  dynamic: (value) => String(value).replaceAll(/[\r\n]+/g, ' '),
  string: (value) => JSON.stringify(value),
};

/** Writes rows of the given column types as JSON arrays, e.g. `[1,"a",null]`. */
export function rowEncoder(types: readonly KustoType[]): (row: readonly CellValue[]) => string {
  const columns = types.map((type) => ({
    encode: encoders[type],
    ofNull: type === 'string' ? '""' : 'null',
  }));
  return (row) => {
    let text = '[';
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (column === undefined) break;
      const value = row[index];
      if (index > 0) text += ',';
      text += value === null || value === undefined ? column.ofNull : column.encode(value);
    }
    return `${text}]`;
  };
}

function encodeReal(value: CellValue): string {
  const real = Number(value);
  if (Number.isFinite(real))
    return Number.isInteger(real) && Math.abs(real) < 1e15 ? `${real}.0` : String(real);
  return Number.isNaN(real) ? '"NaN"' : real > 0 ? '"Infinity"' : '"-Infinity"';
}
