import type { KustoType } from '../types/schema.ts';

/**
 * A value as the engine holds it: datetime and timespan as ticks of 100 ns, long as bigint (or an exact number), dynamic
 * as JSON text, guid and decimal as text.
 */
export type CellValue = string | number | bigint | boolean | null;

export interface ResultColumn {
  name: string;
  type: KustoType;
}

/** A whole table of values, e.g. the answer to a management command. */
export interface ResultTable {
  columns: readonly ResultColumn[];
  rows: readonly (readonly CellValue[])[];
}
