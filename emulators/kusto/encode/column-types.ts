import type { KustoType } from '../types/schema.ts';

/** The .NET names of the types: `wire` as V1 tables carry them in DataType, `system` as schema commands show them. */
const dotNetNames: Record<KustoType, { wire: string; system: string }> = {
  bool: { wire: 'SByte', system: 'System.SByte' },
  int: { wire: 'Int32', system: 'System.Int32' },
  long: { wire: 'Int64', system: 'System.Int64' },
  real: { wire: 'Double', system: 'System.Double' },
  decimal: { wire: 'SqlDecimal', system: 'System.Data.SqlTypes.SqlDecimal' },
  datetime: { wire: 'DateTime', system: 'System.DateTime' },
  timespan: { wire: 'TimeSpan', system: 'System.TimeSpan' },
  guid: { wire: 'Guid', system: 'System.Guid' },
  dynamic: { wire: 'Object', system: 'System.Object' },
  string: { wire: 'String', system: 'System.String' },
};

/** The DataType of a V1 column, e.g. `Int64`. */
export function wireTypeName(type: KustoType): string {
  return dotNetNames[type].wire;
}

/** The type name in schema results, e.g. `System.Int64`. */
export function systemTypeName(type: KustoType): string {
  return dotNetNames[type].system;
}
