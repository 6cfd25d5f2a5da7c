import { bracketName } from '../catalog/csl-schema.ts';
import type { CellValue, ResultTable } from '../encode/cells.ts';
import { printDatetime } from '../types/datetime.ts';
import type { KustoType } from '../types/schema.ts';
import { printTimespan } from '../types/timespan.ts';
import { tokenize } from './parse/tokens.ts';

/** A command whose result is the source of a query: `.show tables | where …`, maybe with more statements behind it. */
export interface PipedCommand {
  command: string;
  /** The whole as KQL text, with the result in place of the command. */
  queryOver(result: ResultTable): string;
}

/** Splits at the first pipe or semicolon outside strings and brackets; undefined when there is none. */
export function splitPipedCommand(text: string): PipedCommand | undefined {
  // Only .show commands are sources; others may hold whole queries.
  if (!/^(?:\s|\/\/[^\n]*\n)*\.\s*show\b/i.test(text)) return undefined;
  let depth = 0;
  for (const { kind, text: symbol, start } of tokenize(text)) {
    if (kind !== 'symbol') continue;
    if ('([{'.includes(symbol)) depth += 1;
    if (')]}'.includes(symbol)) depth -= 1;
    if (symbol === '<|') return undefined;
    if (depth > 0 || (symbol !== '|' && symbol !== ';')) continue;
    const tail = text.slice(start);
    if (/^;\s*$/.test(tail)) return undefined;
    return { command: text.slice(0, start), queryOver: (result) => `${datatable(result)} ${tail}` };
  }
  return undefined;
}

const literals: Record<KustoType, (value: CellValue) => string> = {
  bool: (value) => `bool(${value ? 'true' : 'false'})`,
  int: (value) => `int(${value})`,
  long: (value) => `long(${value})`,
  real: (value) => `real(${realText(Number(value))})`,
  decimal: (value) => `decimal(${value})`,
  datetime: (value) => `datetime(${printDatetime(BigInt(value as bigint))})`,
  timespan: (value) => `timespan(${printTimespan(BigInt(value as bigint))})`,
  guid: (value) => `guid(${value})`,
  dynamic: (value) => `dynamic(${value})`,
  string: (value) => JSON.stringify(value),
};

/** A result as a KQL datatable, whose columns have the names and types of the result. */
function datatable({ columns, rows }: ResultTable): string {
  const schema = columns.map(({ name, type }) => `${bracketName(name)}:${type}`).join(', ');
  const cells = rows.flatMap((row) => columns.map(({ type }, index) => literal(type, row[index] ?? null)));
  return `datatable(${schema})[${cells.join(', ')}]`;
}

function literal(type: KustoType, value: CellValue): string {
  if (value !== null) return literals[type](value);
  return type === 'string' ? '""' : `${type}(null)`;
}

function realText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+inf' : '-inf';
  return String(value);
}
