import { convertSql } from '../convert.ts';
import { operandAt, type ScalarTable } from '../entries.ts';
import type { Udf } from '../udfs.ts';

/** Names that ICU knows and the time zone database does not. */
const foreignZones = /* sql */ `regexp_full_match(name, 'SystemV/.*|Canada/East-Saskatchewan|US/Pacific-New|Factory|ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST')`;

export const textConversions: ScalarTable = {
  tohex: {
    nulls: 'never',
    sql: (operands) => {
      const value = operandAt(operands, 0);
      const length = operands[1] === undefined ? '1' : convertSql(operands[1], 'long');
      return `kql_tohex(${convertSql(value, 'long')}, ${length}, ${value.type === 'int' ? 32 : 64})`;
    },
  },
  datetime_list_timezones: {
    nulls: 'never',
    sql: () =>
      `(SELECT to_json(list(name ORDER BY name)) FROM pg_timezone_names() WHERE NOT ${foreignZones})`,
  },
};

export const textConversionUdfs: Udf[] = [
  { name: 'kql_tohex', parameters: ['BIGINT', 'BIGINT', 'BIGINT'], returns: 'VARCHAR', run: toHex },
];

/** A negative number has the digits of its 32 or 64 bits. */
function toHex(value: bigint, length: bigint, bits: bigint): string {
  return BigInt.asUintN(Number(bits), value)
    .toString(16)
    .padStart(Math.min(Number(length), 16), '0');
}
