import { finished } from './finished.ts';
import { lowerText } from './lower-text.ts';
import type { Plugin } from './plugin.ts';
import { PluginArguments } from './plugin-arguments.ts';

/** What stands in the place of a type where schemas disagree. */
const outOfOrder = 'ERROR(columns are out of order)';
const otherTypes = 'ERROR(types are not compatible)';

/**
 * `schema_merge([PreserveOrder])`: schemas as getschema gives them become one. A column keeps its place among the first
 * schema that has it; with PreserveOrder another place in a later schema is an error of that column.
 */
export const schemaMerge: Plugin = {
  lower(call) {
    const given = new PluginArguments(call, ['PreserveOrder']);
    const preserves = given.option(0, 'PreserveOrder')?.value !== false;
    const text = `Schemas
      | serialize Seen = row_number()
      | summarize First = min(ColumnOrdinal), Last = max(ColumnOrdinal), Seen = min(Seen), Types = make_set(ColumnType), Data = take_any(DataType) by ColumnName
      | sort by Last asc, Seen asc
      | extend Place = row_number(0), IsMoved = ${preserves ? 'First != Last' : 'false'}
      | extend IsNumber = array_length(set_difference(Types, dynamic(['int', 'long', 'real', 'decimal']))) == 0
      | extend Merged = case(
          IsMoved, '${outOfOrder}',
          array_length(Types) == 1, tostring(Types[0]),
          IsNumber and set_has_element(Types, 'decimal'), 'decimal',
          IsNumber and set_has_element(Types, 'real'), 'real',
          IsNumber, 'long',
          '${otherTypes}')
      | extend Data = case(
          array_length(Types) == 1 and not(IsMoved), Data,
          Merged == 'decimal', 'System.Data.SqlTypes.SqlDecimal',
          Merged == 'real', 'System.Double',
          Merged == 'long', 'System.Int64',
          strcat('ERROR(unknown CSL type:', Merged, ')'))
      | project ColumnName, ColumnOrdinal = iff(IsMoved, -1, Place), DataType = Data, ColumnType = Merged`;
    return finished(lowerText(text, { tables: { Schemas: call.input } }, call.lowering), call.columns);
  },
};
