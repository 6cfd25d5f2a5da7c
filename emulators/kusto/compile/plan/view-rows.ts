import { parseDatetime } from '../../types/datetime.ts';
import { KqlError } from '../../types/kql-error.ts';
import type { MaterializedViewSchema } from '../../types/schema.ts';
import { child, nodeName } from '../parse/syntax-tree.ts';
import type { Lowering } from './context.ts';
import { columnReference, type NamedExpression, type Plan, projectOf } from './logical.ts';
import { Scope } from './scope.ts';

/** The rows of a materialized view: those of its query now. Throws KqlError when it no longer fits its source. */
export function viewRows(database: string, view: MaterializedViewSchema, lowering: Lowering): Plan {
  try {
    return withColumns(view, queryRows(database, view, lowering));
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const reason = error.message
      .replace(/^S\w+ error: (S\w+: )?/, '')
      .replace(/\s*\[line:position=[^\]]*\]/, '');
    const message = `Semantic error: ${error.code}: the materialized view '${view.name}' cannot be read: ${reason}`;
    throw new KqlError(error.kind, error.code, message);
  }
}

function queryRows(database: string, view: MaterializedViewSchema, lowering: Lowering): Plan {
  const { state } = lowering;
  const { viewSource } = state;
  const since = view.since === undefined ? null : parseDatetime(view.since);
  state.viewSource = since === null ? null : { database, table: view.sourceTable, since };
  try {
    const inner = lowering.within(new Scope(database, null));
    for (const statement of state.bindQuery(database, view.query)) {
      if (nodeName(statement) === 'ExpressionStatement') return inner.table(child(statement, 'Expression'));
      inner.statement(statement);
    }
  } finally {
    state.viewSource = viewSource;
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
