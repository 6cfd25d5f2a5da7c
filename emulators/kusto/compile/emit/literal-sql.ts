import { quoted } from '../../functions/entries.ts';
import { unsupported } from '../../types/kql-error.ts';
import type { LiteralValue } from '../../types/literal.ts';
import { physicalType } from '../../types/physical.ts';
import type { KustoType } from '../../types/schema.ts';

/** A constant of the query's text as SQL, typed so that DuckDB cannot take it for something narrower. */
export function literalSql(type: KustoType, value: LiteralValue): string {
  if (value === null) return type === 'string' ? `''` : `CAST(NULL AS ${physicalType(type)})`;
  switch (type) {
    case 'bool':
      return value === true ? 'true' : 'false';
    case 'long':
    case 'datetime':
    case 'timespan':
      return isPlain(value) ? longSql(BigInt(value)) : `CAST('${value}' AS BIGINT)`;
    case 'int':
      return isPlain(value) ? String(value) : `CAST('${value}' AS INTEGER)`;
    case 'real':
      return realSql(Number(value));
    case 'decimal':
      return decimalSql(String(value));
    case 'guid':
      return `CAST(${quoted(String(value))} AS UUID)`;
    case 'dynamic':
      return `${quoted(String(value))}::JSON`;
    case 'string':
      return quoted(String(value));
  }
}

/** A small number alone is an INTEGER, whose products overflow early. */
function longSql(value: bigint): string {
  return value > 2_147_483_647n ? String(value) : `${value}::BIGINT`;
}

/** A minus sign or the smallest long would not survive as a bare number inside an expression. */
function isPlain(value: LiteralValue): value is bigint {
  return typeof value === 'bigint' && value >= 0n;
}

function realSql(value: number): string {
  if (Number.isNaN(value)) return `'nan'::DOUBLE`;
  if (!Number.isFinite(value)) return value > 0 ? `'infinity'::DOUBLE` : `'-infinity'::DOUBLE`;
  return `CAST(${quoted(Object.is(value, -0) ? '-0' : String(value))} AS DOUBLE)`;
}

/** A decimal has 28 digits before the point and 10 after it. */
function decimalSql(value: string): string {
  const [, digits = '', exponent = '0'] = /^[+-]?0*(\d*)(?:\.\d*)?(?:e([+-]?\d+))?$/i.exec(value) ?? [];
  if (digits.length + Number(exponent) > 28)
    throw unsupported(`A decimal with more than 28 digits before the point (${value.slice(0, 60)})`);
  return `CAST(${quoted(value)} AS DECIMAL(38,10))`;
}
