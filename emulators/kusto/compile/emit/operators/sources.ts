import { convertSql } from '../../../functions/convert.ts';
import { columnIdentifiers, physicalType, qualifiedTable, quoteIdentifier } from '../../../types/physical.ts';
import type { PlanOf } from '../../plan/logical.ts';
import type { Emitter } from '../emitter.ts';
import { exactSql } from '../expression.ts';
import type { Relation } from '../relation.ts';

export function emitTable(plan: PlanOf<'table'>): Relation {
  const identifiers = columnIdentifiers(plan.columns.map((column) => column.name));
  return {
    source: plan.storedAs ?? qualifiedTable(plan.database, plan.table),
    hasIngestionTime: true,
    columns: plan.columns.map((column, index) => ({
      ...column,
      identifier: identifiers[index] ?? column.name,
      isNullable: column.type !== 'string',
    })),
  };
}

export function emitRows(plan: PlanOf<'rows'>, emitter: Emitter): Relation {
  if (plan.columns.length === 0) {
    return { source: emitter.add('SELECT 1 AS "$unit"'), columns: [], hasIngestionTime: false };
  }
  const around = { relation: null };
  const values = plan.rows.map((row) => row.map((cell) => emitter.expression(cell, around)));
  const types = plan.columns.map((column) => physicalType(column.type));
  return emitter.derived(
    plan.columns,
    (index) => values.some((row) => row[index]?.isNullable !== false),
    (identifiers) => {
      const names = identifiers.map(quoteIdentifier);
      if (values.length === 0)
        return `SELECT ${names.map((name, index) => `CAST(NULL AS ${types[index]}) AS ${name}`).join(', ')} WHERE false`;
      const rows = values.map(
        (row) =>
          `(${row.map((cell, index) => exactSql(cell, plan.columns[index]?.type ?? cell.type)).join(', ')})`,
      );
      return `SELECT * FROM (VALUES ${rows.join(', ')}) AS v(${names.join(', ')})`;
    },
  );
}

/** Both ends are included. */
export function emitRange(plan: PlanOf<'range'>, emitter: Emitter): Relation {
  const around = { relation: null };
  const [from, to, step] = [plan.from, plan.to, plan.step].map((end) => emitter.expression(end, around).sql);
  const type = plan.columns[0]?.type ?? 'long';
  return emitter.derived(
    plan.columns,
    () => false,
    ([identifier = 'x']) => {
      const name = quoteIdentifier(identifier);
      if (type === 'real' || type === 'decimal') {
        const count = `CAST(floor((${to} - ${from}) / ${step} + 1e-9) AS BIGINT) + 1`;
        return `SELECT CAST(${from} + i * ${step} AS ${physicalType(type)}) AS ${name} FROM range(${count}) AS r(i)`;
      }
      const value = convertSql(
        { sql: 'i', type: 'long', isNullable: false },
        type === 'int' ? 'int' : 'long',
      );
      return `SELECT ${value} AS ${name} FROM generate_series(CAST(${from} AS BIGINT), CAST(${to} AS BIGINT), CAST(${step} AS BIGINT)) AS r(i)`;
    },
  );
}
