import { items, type LanguageService, type NetList, type TableSymbol } from '../parse/service.ts';
import type { ParseVisits } from './parsed-columns.ts';

interface ScanNode {
  Parameters: { Count: number; getItem(index: number): { Name: { SimpleName: string } } };
}

/** The binder's visitor of syntax nodes, as far as it is replaced. */
export interface NodeBinder extends ParseVisits {
  VisitScanOperator(node: ScanNode): { ResultType: TableSymbol & ColumnReplacement };
}

interface ColumnReplacement {
  WithColumns(columns: object[]): TableSymbol & ColumnReplacement;
}

/** The binder gives every scan a column match_id; the engine only where with_match_id asks for one. Idempotent. */
export function dropUnwantedMatchId(service: LanguageService): void {
  const binder = service.Binding.Binder.NodeBinder.prototype;
  if (patched.has(binder)) return;
  patched.add(binder);
  const visit = binder.VisitScanOperator;
  binder.VisitScanOperator = function visitScan(node) {
    const info = visit.call(this, node);
    if (hasMatchId(node)) return info;
    const columns = [...items(info.ResultType.Columns as NetList<object>)].slice(0, -1);
    info.ResultType = info.ResultType.WithColumns(columns);
    return info;
  };
}

const patched = new WeakSet<object>();

function hasMatchId({ Parameters }: ScanNode): boolean {
  for (let index = 0; index < Parameters.Count; index++)
    if (Parameters.getItem(index).Name.SimpleName === 'with_match_id') return true;
  return false;
}
