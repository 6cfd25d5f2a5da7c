import { convertSql } from '../convert.ts';
import { type Operand, operandAt, type ScalarTable, sqlAt } from '../entries.ts';

/**
 * What plan/operators/parse.ts makes of a pattern. The match of a row is computed once and held in a column of its own:
 * a struct of the groups' texts, which only `parse_group` reads. All texts are '' when the pattern does not match.
 */
export const parsePatterns: ScalarTable = {
  /** `parse_match(subject, regex, number of groups)` */
  parse_match: {
    nulls: 'never',
    sql: (operands) => {
      const names = Array.from(
        { length: Number(operandAt(operands, 2).constant) },
        (_, index) => `'g${index + 1}'`,
      );
      return `regexp_extract(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)}, [${names.join(', ')}])`;
    },
  },
  /** `parse_matches(subject, regex)` */
  parse_matches: {
    nulls: 'never',
    sql: (operands) => `regexp_matches(${sqlAt(operands, 0)}, ${sqlAt(operands, 1)})`,
  },
  /** `parse_group(match, number)`: the group as the type of the call, null when it is not of that type. */
  parse_group: { nulls: 'always', sql: (operands, call) => groupValue(operands, call.type) },
};

function groupValue(operands: Operand[], type: Operand['type']): string {
  const text = `${sqlAt(operands, 0)}.g${operandAt(operands, 1).constant}`;
  if (type === 'string') return text;
  // The group of an integer holds digits only.
  if (type === 'int' || type === 'long')
    return `TRY_CAST(${text} AS ${type === 'int' ? 'INTEGER' : 'BIGINT'})`;
  return convertSql({ sql: `nullif(trim(${text}), '')`, type: 'string', isNullable: true }, type);
}
