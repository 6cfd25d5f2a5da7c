import {
  type ColumnSymbol,
  items,
  type LanguageService,
  type NetList,
  type TableSymbol,
} from '../parse/service.ts';

interface Columns extends TableSymbol {
  WithColumns(columns: ColumnSymbol[]): Columns;
}

/** The binder's visitor of one kind of operator. */
export type ColumnVisit = (this: unknown, node: unknown) => { ResultType: TableSymbol };

const visits = ['VisitParseOperator', 'VisitParseWhereOperator', 'VisitParseKvOperator'] as const;

/** The visits that are replaced. */
export type ParseVisits = Record<(typeof visits)[number], ColumnVisit>;

const patched = new WeakSet<object>();

/** The binder lets parse add a second column of a name; the engine replaces the first one. Idempotent. */
export function replaceParsedColumns(service: LanguageService): void {
  const binder = service.Binding.Binder.NodeBinder.prototype;
  if (patched.has(binder)) return;
  patched.add(binder);
  for (const name of visits) {
    const visit = binder[name];
    binder[name] = function visitParse(node) {
      const info = visit.call(this, node);
      const table = info.ResultType as Columns;
      const columns = [...items(table.Columns as NetList<ColumnSymbol>)];
      const byName = new Map(columns.map((column) => [column.Name, column]));
      if (byName.size < columns.length) info.ResultType = table.WithColumns([...byName.values()]);
      return info;
    };
  }
}
