/** The ten scalar types of Kusto, by their KQL names. */
export const kustoTypes = [
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
  'string',
] as const;
export type KustoType = (typeof kustoTypes)[number];

export interface Column {
  name: string;
  type: KustoType;
}

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * A cell as Kusto's JSON wire carries it: datetime as ISO 8601 with up to 7 fraction digits, timespan as
 * `[-][d.]hh:mm:ss[.fffffff]`, decimal as text, real NaN and infinities as text, dynamic as JSON; null where Kusto
 * has null (never for string).
 */
export type Cell = JsonValue;
