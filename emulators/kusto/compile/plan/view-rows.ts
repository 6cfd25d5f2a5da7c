import { parseDatetime } from '../../types/datetime.ts';
import { KqlError } from '../../types/kql-error.ts';
import type { MaterializedViewSchema } from '../../types/schema.ts';
import { child, nodeName } from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import {
  callOf,
  columnReference,
  filterOf,
  literal,
  type NamedExpression,
  type Plan,
  projectOf,
} from './logical.ts';
import { Scope } from './scope.ts';

/** What a materialized view is read with: where it is, and all rows of its source. */
export interface ViewPlace {
  database: string;
  lowering: Lowering;
  source: () => Plan | null;
}

/** The rows of a materialized view: those of its query now. Throws KqlError when it no longer fits its source. */
export function viewRows(view: MaterializedViewSchema, place: ViewPlace): Plan {
  try {
    return withColumns(view, queryRows(view, place));
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const reason = error.message
      .replace(/^S\w+ error: (S\w+: )?/, '')
      .replace(/\s*\[line:position=[^\]]*\]/, '');
    const message = `Semantic error: ${error.code}: the materialized view '${view.name}' cannot be read: ${reason}`;
    throw new KqlError(error.kind, error.code, message);
  }
}

function queryRows(
  view: MaterializedViewSchema,
  { database, lowering, source: readSource }: ViewPlace,
): Plan {
  const inner = lowering.within(new Scope(database, null));
  const since = view.since === undefined ? null : parseDatetime(view.since);
  const source = since === null ? null : readSource();
  if (since !== null && source !== null) {
    const isNew = callOf('>=', 'bool', callOf('ingestion_time', 'datetime'), literal('datetime', since));
    inner.scope.define(view.sourceTable, { kind: 'table', plan: filterOf(source, isNew) });
  }
  for (const statement of lowering.state.bindQuery(database, view.query)) {
    if (nodeName(statement) === 'ExpressionStatement') return inner.table(child(statement, 'Expression'));
    inner.statement(statement);
  }
  throw new Error(`the materialized view '${view.name}' has no query`);
}

/** A source that got more columns since does not change the view; one that lost some does not fit any more. */
function withColumns(view: MaterializedViewSchema, rows: Plan): Plan {
  const items = view.columns.map(({ name, type }): NamedExpression => {
    const column = rows.columns.find((candidate) => candidate.name === name);
    if (column?.type === type) return { name, type, expression: columnReference(column) };
    const message = `Semantic error: SEM0100: its query does not give the column '${name}' of type ${type} any more.`;
    throw new KqlError('semantic', 'SEM0100', message);
  });
  const isSame =
    rows.columns.length === items.length &&
    items.every(({ name }, index) => rows.columns[index]?.name === name);
  return isSame ? rows : projectOf(rows, items);
}
